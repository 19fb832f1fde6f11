"""CSL JSON, as Zotero and others export it."""

from __future__ import annotations

import json
from typing import Any

from evisyn.build.intake import reference
from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import to_text


def read(content: bytes) -> tuple[Batch, ...]:
    """Records of a CSL JSON file.

    Raises
    ------
    IntakeError
        The file is not JSON, or not a list of records.
    """
    try:
        items = json.loads(to_text(content))
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"the file is not JSON ({error}).") from error
    if isinstance(items, dict):
        items = items.get("items", [items])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise IntakeError("the JSON is not a list of CSL records.")
    return (reference.batch([_record(n, item) for n, item in enumerate(items, start=1)]),)


def _record(number: int, item: dict[str, Any]) -> tuple[Raw | None, Problem | None]:
    def text(*names: str) -> str:
        value = next((item[name] for name in names if item.get(name)), "")
        value = value[0] if isinstance(value, list) and value else value
        return str(value) if isinstance(value, str | int | float) else ""

    fields = {
        "kind": text("type"),
        "title": text("title"),
        "year": _year(item.get("issued")),
        "journal": text("container-title", "container-title-short"),
        "volume": text("volume"),
        "issue": text("issue"),
        "pages": text("page").replace("–", "-"),
        "doi": reference.doi_in(text("DOI")),
        "pmid": reference.pmid_in(text("PMID")),
        "pmcid": reference.pmcid_in(text("PMCID")),
        "url": text("URL"),
        "language": text("language"),
    }
    return reference.record(f"record {number}", _people(item.get("author")), fields)


def _people(value: Any) -> list[str]:
    if not isinstance(value, list):
        return []
    return [_person(person) for person in value if isinstance(person, dict)]


def _person(person: dict[str, Any]) -> str:
    if isinstance(person.get("literal"), str):
        return str(person["literal"])
    names = ("non-dropping-particle", "family", "suffix")
    family = " ".join(str(person[name]) for name in names if person.get(name))
    given = str(person.get("given", ""))
    return f"{family}, {given}" if family and given else family or given


def _year(issued: Any) -> str:
    if not isinstance(issued, dict):
        return reference.year_in(str(issued or ""))
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return reference.year_in(str(parts[0][0]))
    return reference.year_in(str(issued.get("raw", issued.get("literal", ""))))
