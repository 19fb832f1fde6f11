"""PubMed's own format (MEDLINE, ``.nbib``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evisyn.build.intake import reference
from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import MOST_CHARACTERS, to_text

_TAG = re.compile(r"([A-Z]{2,4})\s{0,2}- ?(.*)$")
Tags = dict[str, list[str]]


def read(content: bytes) -> tuple[Batch, ...]:
    """Records of a PubMed file.

    Raises
    ------
    IntakeError
        The file has no PubMed record.
    """
    found = [_record(line, tags) for line, tags in _records(to_text(content))]
    if not found:
        raise IntakeError("no PubMed record was found (lines such as 'PMID- 123').")
    return (reference.batch(found),)


def _records(text: str) -> Iterator[tuple[int, Tags]]:
    tags: Tags = {}
    start, last = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        found = None if line.startswith(" ") else _TAG.match(line.lstrip("\ufeff"))
        if found is None:
            # longer texts are refused further on, and growing them takes the square of their length
            if last and line.strip() and len(tags[last][-1]) <= MOST_CHARACTERS:
                tags[last][-1] += " " + line.strip()
            continue
        last = found[1]
        if last == "PMID":
            if tags:
                yield start, tags
            tags, start = {}, number
        tags.setdefault(last, []).append(found[2])
    if "PMID" in tags or "TI" in tags:
        yield start, tags


def _record(line: int, tags: Tags) -> tuple[Raw | None, Problem | None]:
    def first(*names: str) -> str:
        return next((tags[n][0] for n in names if n in tags), "")

    ids = [text for name in ("LID", "AID") for text in tags.get(name, ()) if "[doi]" in text]
    fields = {
        "kind": "; ".join(tags.get("PT", ())),
        "title": first("TI", "BTI").rstrip("."),
        "year": reference.year_in(first("DP", "DEP")),
        "journal": first("JT", "TA"),
        "volume": first("VI"),
        "issue": first("IP"),
        "pages": first("PG"),
        "doi": reference.doi_in(" ".join(ids)),
        "pmid": reference.pmid_in(first("PMID")),
        "pmcid": reference.pmcid_in(first("PMC")),
        "language": first("LA"),
    }
    return reference.record(f"line {line}", tags.get("FAU") or tags.get("AU", []), fields)
