"""Reporting checklists, filled in as far as the tables know the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evisyn.report.display import Column, DisplayTable, table, text_cell
from evisyn.report.methods_settings import Run

ANSWERED, PARTLY, TO_WRITE, NOT_APPLICABLE = "answered", "partly", "to_be_written", "does_not_apply"
STATUS_WORDS = {
    ANSWERED: "☑ answered by the run",
    PARTLY: "☐ partly, authors to complete",
    TO_WRITE: "☐ to be written by the authors",
    NOT_APPLICABLE: "– does not apply",
}
"""What a reader sees; an empty box is work left to the authors, with or without colour."""

COLUMNS = (
    Column(key="item", label="Item"),
    Column(key="section", label="Section", shown=False),
    Column(key="topic", label="Topic"),
    Column(key="status", label="Status"),
    Column(key="knows", label="What the run knows"),
    Column(key="where", label="Where"),
)
NOTES = (
    "☑ answered by the run: the tables and settings hold what the item asks for. ☐: the authors "
    "have to write it, or to complete what stands here. Nothing is ticked that the tables do not "
    "say.",
    "Topics are in our own words and shorter than the items; the statement has the wording.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the run knows on one item.

    Parameters
    ----------
    status
        ``answered``, ``partly``, ``to_be_written`` or ``does_not_apply``.
    knows
        In words, with numbers.
    where
        Places that show it: ``table NAME``, ``page NAME``, ``figure NAME`` or
        ``methods text, SECTION``.
    """

    status: str
    knows: str
    where: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a checklist and how it is answered."""

    number: str
    section: str
    topic: str
    answer: Callable[[Run], Answer]


def answered(knows: str, *where: str) -> Answer:
    """The run holds all that the item asks for."""
    return Answer(status=ANSWERED, knows=knows, where=where)


def partly(knows: str, *where: str) -> Answer:
    """The run holds a part; the authors complete it."""
    return Answer(status=PARTLY, knows=knows, where=where)


def to_write(knows: str = "Nothing: this is not in the tables.", *where: str) -> Answer:
    """The authors have to write it."""
    return Answer(status=TO_WRITE, knows=knows, where=where)


def in_text(section: str) -> str:
    """Name a section of the methods text as a place."""
    return f"methods text, {section}"


def rows(run: Run, name: str) -> int:
    """Count the rows of a table."""
    return len(run.base.table(name))


def written_by_authors(knows: str = "Nothing: this is not in the tables.") -> Callable[
    [Run], Answer
]:  # fmt: skip
    """Answer an item that no table can answer."""
    return lambda run: to_write(knows)


def checklist(
    run: Run,
    items: Sequence[Item],
    *,
    id: str,
    title: str,
    caption: str,
    source_notes: Sequence[str] = (),
) -> DisplayTable:
    """Lay out the answers of a run, one row per item, by section.

    Parameters
    ----------
    run
        The base and the settings.
    items
        In the order of the list.
    id, title, caption, source_notes
        Of the table.
    """
    return table(
        id=id,
        title=title,
        caption=caption,
        columns=COLUMNS,
        records=[_record(run, item) for item in items],
        groups=[item.section for item in items],
        source_notes=(*NOTES, *source_notes),
    )


def _record(run: Run, item: Item) -> dict[str, object]:
    answer = item.answer(run)
    return {
        "item": item.number,
        "section": item.section,
        "topic": item.topic,
        "status": text_cell(STATUS_WORDS[answer.status], value=answer.status),
        "knows": run.worded(answer.knows),
        "where": text_cell("; ".join(answer.where) or "none yet"),
    }
