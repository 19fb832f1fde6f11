"""Tables of what was read and of the trail from a row to its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from evisyn.report.display import Cell, Column, DisplayTable, cell, count_cell, table, text_cell
from evisyn.report.formats import plural
from evisyn.report.pick import Words, by_id, records, words

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

READER = "yes"
ADDRESS_NOTE = (
    "Addresses are those of the copy that was read. An address that is not a link is a mirror or "
    "a catalogue and is shown as text."
)

SOURCE_COLUMNS = (
    Column(key="source_id", label="Source"),
    Column(key="kind", label="Kind", shown=False),
    Column(key="title_seen", label="Title seen"),
    Column(key="accessed", label="Read on"),
    Column(key="n_rows", label="Rows that rest on it", align="right"),
    Column(key="reader_link", label="For readers", shown=False),
    Column(key="url", label="Address"),
)

TRAIL_COLUMNS = (
    Column(key="row_id", label="Row"),
    Column(key="table", label="Table"),
    Column(key="source_id", label="Source"),
    Column(key="kind", label="What was read"),
    Column(key="locator", label="Place in it"),
    Column(key="url", label="Address"),
)


def sources_table(base: EvidenceBase) -> DisplayTable:
    """Show every page that was read, by kind, with a link where readers may be sent.

    Returns
    -------
    One row per source, grouped by kind, sorted by id.
    """
    tongue = words(base)
    used = _uses(base)
    rows = sorted(
        records(base.sources),
        key=lambda row: (tongue.rank("source_kind", row["kind"]), row["source_id"]),
    )
    linked = sum(row["reader_link"] == READER for row in rows)
    return table(
        id="sources",
        title=f"Sources: {base.topic.title}",
        caption=f"{plural(len(rows), 'page')} or documents that were read; {linked} of them are "
        "pages that readers can be sent to.",
        columns=SOURCE_COLUMNS,
        records=[_source_record(row, used[row["source_id"]]) for row in rows],
        groups=[tongue.label("source_kind", row["kind"]) or "" for row in rows],
        source_notes=(ADDRESS_NOTE,),
    )


def trail_table(base: EvidenceBase, row_ids: Sequence[str]) -> DisplayTable:
    """Show where the facts of rows were read.

    Parameters
    ----------
    base
        The evidence base.
    row_ids
        Ids of rows of any table, such as the ``refs`` of a cell.

    Returns
    -------
    One row per row id and source, in the order given.
    """
    tongue = words(base)
    sources = by_id(base, "sources", "source_id")
    places = [place for row_id in dict.fromkeys(row_ids) for place in base.locate(row_id)]
    return table(
        id="trail",
        title="Where it was read",
        columns=TRAIL_COLUMNS,
        records=[
            {
                "row_id": cell(place.row_id, refs=(place.row_id,)),
                "table": cell(place.table),
                "source_id": cell(place.source_id),
                "kind": _kind(sources.get(place.source_id), tongue),
                "locator": cell(place.locator),
                "url": _address(place.url, linked=place.reader_link),
            }
            for place in places
        ],
        source_notes=(ADDRESS_NOTE,),
    )


def _uses(base: EvidenceBase) -> Counter[str]:
    used: Counter[str] = Counter()
    for name in base.names:
        frame = base.table(name)
        if name != "sources" and "source_id" in frame.columns:
            used.update(str(key) for key in frame["source_id"].dropna())
    return used


def _source_record(row: dict[str, Any], uses: int) -> dict[str, object]:
    refs = (row["source_id"],)
    return {
        "source_id": cell(row["source_id"], refs=refs),
        "kind": row["kind"],
        "title_seen": cell(row["title_seen"], refs=refs),
        "accessed": cell(row["accessed"], refs=refs),
        "n_rows": count_cell(uses, refs=refs),
        "reader_link": row["reader_link"],
        "url": _address(row["url"], linked=row["reader_link"] == READER),
    }


def _address(url: str | None, *, linked: bool) -> Cell:
    if not url:
        return Cell(text="none")
    return text_cell(url, value=url, href=url if linked else "")


def _kind(source: dict[str, Any] | None, tongue: Words) -> Cell:
    if source is None:
        return cell(None)
    return tongue.labelled("source_kind", source["kind"], ())
