"""RevMan 5 (.rm5), and the package of CSV files that RevMan gives today.

The fields have the names of RevMan's CSV package, whichever of the two they come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.intake import delimited, ris
from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import capped, open_archive, parse_xml, read_member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

#: Attribute of a row of an outcome -> column.
_DATA = {
    "EVENTS_1": "Experimental cases",
    "TOTAL_1": "Experimental N",
    "MEAN_1": "Experimental mean",
    "SD_1": "Experimental SD",
    "EVENTS_2": "Control cases",
    "TOTAL_2": "Control N",
    "MEAN_2": "Control mean",
    "SD_2": "Control SD",
    "ESTIMATE": "GIV Mean",
    "SE": "GIV SE",
    "EFFECT_SIZE": "Mean",
    "CI_START": "CI start",
    "CI_END": "CI end",
    "WEIGHT": "Weight",
}
#: Columns that only one kind of outcome fills; RevMan writes zeros into the others.
_OF_KIND = {
    "DICH": ("EVENTS_1", "TOTAL_1", "EVENTS_2", "TOTAL_2"),
    "CONT": ("MEAN_1", "SD_1", "TOTAL_1", "MEAN_2", "SD_2", "TOTAL_2"),
    "IV": ("ESTIMATE", "SE", "TOTAL_1", "TOTAL_2"),
    "IPD": ("EVENTS_1", "TOTAL_1", "EVENTS_2", "TOTAL_2"),
}
_ALWAYS = ("EFFECT_SIZE", "CI_START", "CI_END", "WEIGHT")
_RESULTS = {"YES": "Low risk of bias", "NO": "High risk of bias", "UNKNOWN": "Unclear risk of bias"}


def read_xml(content: bytes) -> tuple[Batch, ...]:
    """Studies, results of outcomes and judgements on bias of a .rm5 file.

    Raises
    ------
    IntakeError
        The file is no RevMan review, or unsafe.
    """
    root = parse_xml(content)
    if root.tag != "COCHRANE_REVIEW":
        raise IntakeError("the XML is no RevMan 5 review (COCHRANE_REVIEW).")
    names = {
        _id(study.get("ID", "")): _plain(study.get("NAME", study.get("ID", "")))
        for study in root.iter("STUDY")
    }
    return (
        _batch("studies", _studies(root)),
        _batch("data rows", _results(root, names)),
        _batch("risk of bias", _judgements(root, names)),
    )


def read_package(content: bytes) -> tuple[Batch, ...]:
    """Every CSV and RIS file of the archive, named after its file.

    Raises
    ------
    IntakeError
        The archive is unsafe or holds neither.
    """
    archive = open_archive(content)
    batches: list[Batch] = []
    for name in archive.namelist():
        stem, _, ending = name.rpartition("/")[2].rpartition(".")
        if ending.lower() == "csv":
            batches += delimited.read(read_member(archive, name), kind_of(stem))
        elif ending.lower() == "ris":
            batches += ris.read(read_member(archive, name))
    if not batches:
        raise IntakeError("the archive holds neither a CSV nor a RIS file.")
    return tuple(batches)


def kind_of(stem: str) -> str:
    """What a file of the package holds, by its name: data rows, risk of bias, studies, ..."""
    plain = stem.lower().replace("_", "-")
    for part, kind in (
        ("data-rows", "data rows"),
        ("risk-of-bias", "risk of bias"),
        ("study-information", "studies"),
        ("studies", "studies"),
    ):
        if part in plain:
            return kind
    return stem


def _batch(name: str, found: Iterator[tuple[str, dict[str, str]]]) -> Batch:
    rows, problems = [], []
    for place, cells in found:
        try:
            kept = {column: capped(text) for column, text in cells.items()}
            rows.append(Raw(place=place, cells=kept))
        except IntakeError as error:
            problems.append(Problem(place=place, text=str(error)))
    return Batch(name=name, rows=tuple(rows), problems=tuple(problems))


def _studies(root: Element) -> Iterator[tuple[str, dict[str, str]]]:
    included = root.find(".//INCLUDED_STUDIES")
    for study in included.findall("STUDY") if included is not None else ():
        reference = next(
            (r for r in study.findall("REFERENCE") if r.get("PRIMARY") == "YES"),
            study.find("REFERENCE"),
        )
        # files of the library have double blanks in names and years such as "2006."
        name, year = _plain(study.get("NAME", "")), study.get("YEAR", "").strip(" .")
        cells = {"Study": name, "Study year": year}
        if reference is not None:
            for tag, column in (("TI", "Title"), ("AU", "Authors"), ("SO", "Journal")):
                cells[column] = _words(reference.find(tag))
            for id in reference.iter("IDENTIFIER"):
                cells[id.get("TYPE", "OTHER")] = id.get("VALUE", "")
        yield f"study {study.get('ID', '')}", cells


def _results(root: Element, names: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for c, comparison in enumerate(root.iter("COMPARISON"), start=1):
        outcomes = [node for node in comparison if node.tag.endswith("_OUTCOME")]
        for o, outcome in enumerate(outcomes, start=1):
            head = {
                "Comparison": _words(comparison.find("NAME")),
                "Analysis group": str(c),
                "Analysis number": str(o),
                "Analysis name": _words(outcome.find("NAME")),
                # inverse variance and individual data say it in an element of their own
                "Effect measure": outcome.get("EFFECT_MEASURE")
                or _words(outcome.find("EFFECT_MEASURE")),
                "Experimental arm": _words(outcome.find("GROUP_LABEL_1")),
                "Control arm": _words(outcome.find("GROUP_LABEL_2")),
            }
            for data, subgroup in _data(outcome):
                own = _numbers(data, outcome.tag.partition("_")[0])
                study = names.get(_id(data.get("STUDY_ID", "")), data.get("STUDY_ID", ""))
                place = f"analysis {c}.{o}, {study}"
                yield place, {**head, "Subgroup": subgroup, "Study": study, **own}


def _data(outcome: Element) -> Iterator[tuple[Element, str]]:
    for node in outcome:
        if node.tag.endswith("_DATA"):
            yield node, ""
        elif node.tag.endswith("_SUBGROUP"):
            name = _words(node.find("NAME"))
            yield from ((data, name) for data in node if data.tag.endswith("_DATA"))


def _numbers(data: Element, kind: str) -> dict[str, str]:
    wanted = (*_OF_KIND.get(kind, tuple(_DATA)), *_ALWAYS)
    if data.get("ESTIMABLE", "YES") == "NO":  # zeros stand where there is no estimate
        wanted = tuple(name for name in wanted if name not in _ALWAYS)
    return {_DATA[name]: data.get(name, "") for name in wanted}


def _judgements(root: Element, names: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    for item in root.iter("QUALITY_ITEM"):
        domain = _words(item.find("NAME"))
        groups = {
            node.get("ID", ""): _words(node.find("NAME"))
            for node in item.iter("QUALITY_ITEM_DATA_ENTRY_GROUP")
        }
        for entry in item.iter("QUALITY_ITEM_DATA_ENTRY"):
            study = names.get(_id(entry.get("STUDY_ID", "")), entry.get("STUDY_ID", ""))
            group = groups.get(entry.get("GROUP_ID", ""), "")
            result = entry.get("RESULT", "")
            yield (
                f"risk of bias, {domain}, {study}" + (f", {group}" if group else ""),
                {
                    "Study": study,
                    "Group": group,
                    "Domain": domain,
                    "Judgement": _RESULTS.get(result, result),
                    "Support": _words(entry.find("DESCRIPTION")),
                },
            )


def _words(node: Element | None) -> str:
    return "" if node is None else " ".join("".join(node.itertext()).split())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _id(text: str) -> str:
    """Ids of studies differ in doubled hyphens between the places of one file."""
    return text.replace("--", "-")
