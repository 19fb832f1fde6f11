"""EndNote's XML export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.intake import reference
from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def read(content: bytes) -> tuple[Batch, ...]:
    """Records of an EndNote XML file.

    Raises
    ------
    IntakeError
        The file is not EndNote XML, or unsafe.
    """
    records = parse_xml(content).findall(".//record")
    if not records:
        raise IntakeError("the XML has no EndNote record.")
    return (reference.batch([_record(n, item) for n, item in enumerate(records, start=1)]),)


def _record(number: int, item: Element) -> tuple[Raw | None, Problem | None]:
    def text(*paths: str) -> str:
        found = (item.find(path) for path in paths)
        return next((words for node in found if node is not None and (words := _text(node))), "")

    kind = item.find("ref-type")
    fields = {
        "kind": kind.get("name", "") if kind is not None else "",
        "title": text("titles/title"),
        "year": reference.year_in(text("dates/year", "dates/pub-dates/date")),
        "journal": text("periodical/full-title", "titles/secondary-title"),
        "volume": text("volume"),
        "issue": text("number"),
        "pages": text("pages").replace("–", "-"),
        "doi": reference.doi_in(text("electronic-resource-num")),
        "pmid": reference.pmid_in(text("accession-num")),
        "pmcid": reference.pmcid_in(text("custom2")),
        "url": text("urls/related-urls/url", "urls/web-urls/url"),
        "language": text("language"),
    }
    people = [_text(node) for node in item.findall("contributors/authors/author")]
    return reference.record(f"record {number}", people, fields)


def _text(node: Element) -> str:
    """Text of a node and of the style runs inside it."""
    return " ".join("".join(node.itertext()).split())
