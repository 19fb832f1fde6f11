"""A bibliographic record, the same whichever format it came in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import capped

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_YEAR = re.compile(r"(?<!\d)(1[5-9]|20)\d{2}(?!\d)")
_PMID = re.compile(r"[1-9]\d{0,8}")
_PMC = re.compile(r"PMC\s?([1-9]\d*)", re.I)


def doi_in(text: str) -> str:
    """The DOI in a text, without what stands before or behind it; empty when there is none."""
    found = _DOI.search(text)
    return found.group().rstrip(".,;)]").lower() if found else ""


def year_in(text: str) -> str:
    """The first year in a text."""
    found = _YEAR.search(text)
    return found.group() if found else ""


def pmid_in(text: str) -> str:
    """The text as a PubMed number, when it is nothing else."""
    bare = re.sub(r"^(?:pmid:?|medline:?)\s*", "", text.strip(), flags=re.I)
    return bare if _PMID.fullmatch(bare) else ""


def pmcid_in(text: str) -> str:
    """The PubMed Central number in a text."""
    found = _PMC.search(text)
    return f"PMC{found[1]}" if found else ""


def short_name(full: str) -> str:
    """``Family, Given Middle`` as ``Family GM``; a name without a comma stays."""
    family, comma, given = (part.strip() for part in full.partition(","))
    parts = [part for part in re.split(r"[\s.\-‐]+", given) if part]
    initials = "".join(p if p.isupper() and len(p) <= 4 else p[0].upper() for p in parts)
    return f"{family} {initials}".strip() if comma else full.strip()


def people_in(text: str) -> list[str]:
    """Authors of one text: between semicolons, the word and, or commas after initials."""
    text = " ".join(text.split())
    if ";" in text:
        parts = text.split(";")
    elif re.search(r"\s(?:and|&)\s", text):
        parts = re.split(r"\s(?:and|&)\s", text)
    elif re.fullmatch(r"[^,]+\s[A-Z]{1,4}(?:,\s*[^,]+\s[A-Z]{1,4})*\.?", text.strip()):
        parts = text.strip(" .").split(",")
    else:
        parts = [text]
    return [part.strip() for part in parts if part.strip()]


def tidied(row: Mapping[str, str]) -> dict[str, str]:
    """Cells of a reference in the form of every other: names in short, bare DOI, year alone."""
    short = [short_name(name) for name in people_in(row.get("authors", ""))]
    made = {"authors": "; ".join(short), "first_author": short[0] if short else ""}
    for column, find in (("doi", doi_in), ("year", year_in), ("pmid", pmid_in)):
        text = row.get(column, "")
        made[column] = find(text) or text
    return {name: text for name, text in made.items() if text}


def pages(first: str, last: str) -> str:
    """First and last page as ``5-10``; a last page in short (``123-9``) stays as written."""
    first, last = first.strip(), last.strip()
    if not last or first == last or "-" in first:
        return first.replace("–", "-").replace("--", "-")
    return f"{first}-{last}" if first else last


def record(
    place: str, people: Sequence[str], fields: dict[str, str]
) -> tuple[Raw | None, Problem | None]:
    """A record, or the reason why it cannot be taken.

    Parameters
    ----------
    place
        Where it stands.
    people
        Authors as ``Family, Given``.
    fields
        Other fields by the names of :data:`evisyn.build.intake.records.REFERENCE_FIELDS`.
    """
    named = [" ".join(person.split()) for person in people if person.strip()]
    short = [short_name(person) for person in named]
    cells = {name: " ".join(text.split()) for name, text in fields.items()}
    cells |= {
        "authors": "; ".join(short),
        "authors_full": " and ".join(named),
        "first_author": short[0] if short else "",
    }
    try:
        kept = {name: capped(text) for name, text in cells.items() if text}
    except IntakeError as error:
        return None, Problem(place=place, text=str(error))
    if not kept.get("title"):
        return None, Problem(place=place, text="the record has no title")
    return Raw(place=place, cells=kept), None


def batch(found: Sequence[tuple[Raw | None, Problem | None]]) -> Batch:
    """Records and reasons as one batch."""
    return Batch(
        name="references",
        rows=tuple(raw for raw, _ in found if raw is not None),
        problems=tuple(problem for _, problem in found if problem is not None),
    )
