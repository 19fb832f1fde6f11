"""What the second reading of the cells found, and the sentence that goes beside weak columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evisyn.appraisal.agreement import (
    ALL_PARTS,
    WEAK_KAPPA,
    FieldAgreement,
    agreement_by_field,
    overall_agreement,
)
from evisyn.appraisal.rows import AgreementRow
from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    cell,
    count_cell,
    number_cell,
    table,
)
from evisyn.report.formats import NOT_APPLICABLE, number, plural
from evisyn.report.pick import records

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

SAMPLE = "sample"
FEW_PAIRS = 20
"""Below this many pairs kappa moves much with one cell; a convention of this project."""

ONE_VALUE = "undefined: one value only"

UNKNOWN_READING = "Whether the second reading was blind to the first is not recorded."

COLUMNS = (
    Column(key="field", label="Column"),
    Column(key="part", label="Rows read again", shown=False),
    Column(key="pairs", label="Cells read twice", align="right"),
    Column(key="agreed", label="Same value", align="right"),
    Column(key="not_found", label="Not found again", align="right"),
    Column(key="percent", label="Agreement, %", align="right"),
    Column(key="kappa", label="Cohen's kappa", align="right"),
    Column(key="remark", label="Remark"),
)


def categorical_fields(base: EvidenceBase) -> frozenset[str]:
    """Give the columns whose values come from a closed list, by the contract of the tables."""
    return frozenset(
        column.name
        for schema in base.contract.tables.values()
        for column in schema.columns
        if column.vocabulary and not column.separator
    )


def agreements(base: EvidenceBase) -> tuple[FieldAgreement, ...]:
    """Give the agreement of the two readings by column and part."""
    return agreement_by_field(_readings(base), categorical_fields(base))


def extraction_agreement(base: EvidenceBase) -> DisplayTable:
    """Show how far two readings of the same cells agree, weak columns included.

    Returns
    -------
    One row per column and part of the second reading, grouped by part: the random sample first,
    which says most about rows that were read once.
    """
    rows = records(base.agreement)
    parts = sorted({row["part"] for row in rows}, key=lambda part: (part != SAMPLE, part))
    parts.append(ALL_PARTS)
    cells = _readings(base)
    found = agreements(base)
    listed = [
        item
        for part in parts
        for item in (overall_agreement(cells, part), *(one for one in found if one.part == part))
    ]
    refs, closed = _refs(base), categorical_fields(base)
    return table(
        id="extraction_agreement",
        title="Agreement of the second reading with the first, by column",
        caption="Cells that were read twice and how often both readings gave the same value. "
        "Kappa is given for columns with a closed list of values.",
        columns=COLUMNS,
        records=[_record(item, refs, closed) for item in listed],
        groups=[_part_name(base, item.part) for item in listed],
        source_notes=(
            f"{base.topic.second_reading or UNKNOWN_READING} Agreement is about transcription, not "
            "about the truth of a figure.",
            f"Marked as weak: kappa below {number(WEAK_KAPPA, 2)}. Marked as unstable: fewer than "
            f"{FEW_PAIRS} pairs. Both are conventions of this project.",
            "Cells that were not found again are left out of the percentage and of kappa.",
        ),
    )


def kappa_note(base: EvidenceBase, field: str) -> str:
    """Say how well a column was read twice, for the foot of a table that counts by it.

    Parameters
    ----------
    base
        The evidence base.
    field
        Name of a column with a closed list of values.

    Returns
    -------
    One sentence with kappa and the number of pairs in the random sample, else in all rows read
    again; or that the column was not read a second time.
    """
    found = {item.part: item for item in agreements(base) if item.field == field}
    item = found.get(SAMPLE) or found.get(ALL_PARTS)
    name = field.replace("_", " ")
    if item is None or item.kappa is None:
        return f"How surely the {name} is assigned is not known: it was not read a second time."
    where = "random sample of the second reading" if item.part == SAMPLE else "second reading"
    weak = f", which is weak: read counts by {name} with that in mind" if item.is_weak else ""
    return (
        f"Agreement on the {name} in the {where}: kappa {number(item.kappa, 2)} "
        f"({plural(item.pairs, 'pair')}){weak}. "
        f"{base.topic.second_reading or UNKNOWN_READING}"
    )


def _readings(base: EvidenceBase) -> list[AgreementRow]:
    names = ("table", "row_id", "field", "first_value", "second_value", "agree", "part")
    return [
        AgreementRow(**{name: row[name] or "" for name in names}) for row in records(base.agreement)
    ]


def _refs(base: EvidenceBase) -> dict[tuple[str, str], tuple[str, ...]]:
    refs: dict[tuple[str, str], list[str]] = {}
    for row in records(base.agreement):
        for part in (row["part"], ALL_PARTS):
            refs.setdefault((row["field"], part), []).append(row["row_id"])
    return {key: tuple(dict.fromkeys(ids)) for key, ids in refs.items()}


def _part_name(base: EvidenceBase, part: str) -> str:
    return "All rows read again" if part == ALL_PARTS else base.topic.label("reading_part", part)


def _record(
    item: FieldAgreement, refs: dict[tuple[str, str], tuple[str, ...]], closed: frozenset[str]
) -> dict[str, object]:
    return {
        "field": cell(item.field),
        "part": item.part,
        "pairs": count_cell(item.pairs, refs=refs.get((item.field, item.part), ())),
        "agreed": count_cell(item.agreed),
        "not_found": count_cell(item.not_found),
        "percent": number_cell(item.percent, 1),
        "kappa": _kappa(item, closed),
        "remark": _remark(item),
    }


def _kappa(item: FieldAgreement, closed: frozenset[str]) -> Cell:
    if item.kappa is not None:
        return number_cell(item.kappa, 2)
    return Cell(text=ONE_VALUE if item.field in closed and item.pairs else NOT_APPLICABLE)


def _remark(item: FieldAgreement) -> Cell:
    remarks: Sequence[str] = [
        *(["weak"] if item.is_weak else []),
        *(["unstable: few pairs"] if item.kappa is not None and item.pairs < FEW_PAIRS else []),
    ]
    if not remarks:
        return Cell(text="")
    return cell("; ".join(remarks))
