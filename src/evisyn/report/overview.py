"""The evidence base at a glance: tables, what was read, and what is set aside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evisyn.report.display import Column, DisplayTable, cell, count_cell, table, text_cell
from evisyn.report.pick import records, rows_of, words

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase


def overview_table(base: EvidenceBase) -> DisplayTable:
    """Show each table with what one row is and how many there are, by condition.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per table; a row of several conditions counts under each.
    """
    column, topic = base.topic.question_columns[0], base.topic
    kinds = [*(term.id for term in topic.conditions), topic.mixed]
    made = []
    for name in base.names:
        frame = base.table(name)
        counts: dict[str, object] = {}
        if column in frame or f"{column}s" in frame:
            counts = {kind: count_cell(len(rows_of(base, name, kind))) for kind in kinds}
        made.append(
            {
                "table": name,
                "what": base.contract.table(name).title,
                "rows": count_cell(len(frame)),
                **counts,
            }
        )
    return table(
        id="overview",
        title=f"{topic.title}: the evidence tables",
        caption="One row per table. A row about several conditions counts under each of them.",
        columns=[
            Column(key="table", label="Table"),
            Column(key="what", label="One row is"),
            Column(key="rows", label="Rows", align="right"),
            *(
                Column(key=kind, label=topic.label(column, kind), align="right", spanner="Of them")
                for kind in kinds
            ),
        ],
        records=[
            {**{kind: text_cell("–", value="") for kind in kinds}, **record} for record in made
        ],
    )


def sources_read_table(base: EvidenceBase) -> DisplayTable:
    """Show what was read of the reviews and the trials: full text, abstract, table or registry.

    Parameters
    ----------
    base
        The evidence base.
    """
    tongue = words(base)
    made = []
    for name in ("reviews", "trials"):
        counts = Counter(row["source_kind"] for row in records(base.table(name)))
        total = sum(counts.values())
        made += [
            {
                "table": name,
                "source_kind": tongue.labelled("source_kind", kind, ()),
                "rows": count_cell(count),
                "percent": text_cell(f"{100 * count / total:.0f}%", value=100 * count / total),
            }
            for kind, count in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
        ]
    return table(
        id="what_was_read",
        title="What was read",
        caption="By kind of page. Where only an abstract was read, the article may say more.",
        columns=[
            Column(key="table", label="Table", shown=False),
            Column(key="source_kind", label="What was read"),
            Column(key="rows", label="Rows", align="right"),
            Column(key="percent", label="Share", align="right"),
        ],
        records=made,
        groups=[str(record["table"]).capitalize() for record in made],
    )


def set_aside_table(base: EvidenceBase) -> DisplayTable:
    """Show every row that is shown and not summarised, with the reason.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per row of any table whose use is ``show_not_summarise``, by table.
    """
    kinds = {(row["table"], row["row_id"]): row["kind"] for row in records(base.table("oddities"))}
    reasons = {
        (row["table"], row["row_id"]): row["reason"] for row in records(base.table("corrections"))
    }
    made, groups = [], []
    for name in base.names:
        for row_id in sorted(base.set_aside(name)):
            kind = kinds.get((name, row_id))
            made.append(
                {
                    "row_id": text_cell(row_id, refs=(row_id,)),
                    "table": name,
                    "kind": text_cell(base.topic.label("oddity_kind", kind) if kind else None),
                    "why": cell(reasons.get((name, row_id))),
                }
            )
            groups.append(name.replace("_", " ").capitalize())
    return table(
        id="set_aside",
        title="Shown, and kept out of every summary",
        caption="Rows that stay as printed and enter no range, direction, index or verdict.",
        columns=[
            Column(key="row_id", label="Row"),
            Column(key="table", label="Table", shown=False),
            Column(key="kind", label="What is odd"),
            Column(key="why", label="Why"),
        ],
        records=made,
        groups=groups,
    )
