"""Counts in, counts out: where every row of results went, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.ledger import reckon
from evisyn.report.display import Column, DisplayTable, count_cell, table, text_cell

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase


def ledger_table(base: EvidenceBase) -> DisplayTable:
    """Show how many rows of results were read, and where each of them went.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per table of results and fate, most rows first; the counts of a table sum to the
        rows that were read.
    """
    made, groups = [], []
    for account in reckon(evidence_rows(base)).accounts:
        title = base.contract.table(account.table).title
        ranked = sorted(account.fates.items(), key=lambda item: (-len(item[1]), item[0]))
        for fate, ids in ranked:
            made.append(
                {
                    "table": account.table,
                    "fate": text_cell(fate[:1].upper() + fate[1:], value=fate),
                    "rows": count_cell(len(ids), refs=ids),
                }
            )
            groups.append(f"{title}: {account.read} rows read")
    return table(
        id="counts",
        title=f"{base.topic.title}: counts in, counts out",
        caption="Every row of results that was read, once. The build stops where a row is lost.",
        columns=[
            Column(key="table", label="Table", shown=False),
            Column(key="fate", label="Where it went"),
            Column(key="rows", label="Rows", align="right"),
        ],
        records=made,
        groups=groups,
    )
