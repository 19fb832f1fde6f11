"""RIS, as reference managers, databases and Covidence export it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evisyn.build.intake import reference
from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import MOST_CHARACTERS, to_text

_TAG = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?$")
_PEOPLE = ("AU", "A1")
Tags = dict[str, list[str]]


def read(content: bytes) -> tuple[Batch, ...]:
    """Records of a RIS file.

    Raises
    ------
    IntakeError
        The file has no RIS record.
    """
    found = [_record(line, tags) for line, tags in _records(to_text(content))]
    if not found:
        raise IntakeError("no RIS record was found (lines such as 'TY  - JOUR').")
    return (reference.batch(found),)


def _records(text: str) -> Iterator[tuple[int, Tags]]:
    """Line of the start and tags of each record; a line without a tag goes on the last one."""
    tags: Tags = {}
    start, last = 0, ""
    for number, line in enumerate(text.split("\n"), start=1):
        found = _TAG.match(line.strip("\ufeff \t"))
        if found is None:
            # longer texts are refused further on, and growing them takes the square of their length
            if last and line.strip() and len(tags[last][-1]) <= MOST_CHARACTERS:
                tags[last][-1] += " " + line.strip()
            continue
        last = found[1]
        if last == "TY" or (last == "ER" and tags):
            if tags:
                yield start, tags
            tags, start = {}, number
        if last == "ER":
            last = ""
            continue
        tags.setdefault(last, []).append(found[2] or "")
    if tags:
        yield start, tags


def _record(line: int, tags: Tags) -> tuple[Raw | None, Problem | None]:
    def first(*names: str) -> str:
        return next((tags[n][0] for n in names if n in tags and tags[n][0].strip()), "")

    notes = " ".join(text for name in ("DO", "UR", "L3", "M3", "N1") for text in tags.get(name, ()))
    numbers = [
        reference.pmid_in(text) for name in ("PM", "AN", "C7") for text in tags.get(name, ())
    ]
    fields = {
        "kind": first("TY"),
        "title": first("TI", "T1", "CT"),
        "year": reference.year_in(first("PY", "Y1", "DA")),
        "journal": first("JO", "JF", "T2", "JA", "J2"),
        "volume": first("VL"),
        "issue": first("IS"),
        "pages": reference.pages(first("SP"), first("EP")),
        "doi": reference.doi_in(first("DO")) or reference.doi_in(notes),
        "pmid": next((number for number in numbers if number), ""),
        "pmcid": reference.pmcid_in(first("C2")),
        "url": first("UR", "L2"),
        "language": first("LA"),
    }
    people = [name for tag in _PEOPLE for name in tags.get(tag, ())]
    return reference.record(f"line {line}", people, fields)
