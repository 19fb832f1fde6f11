"""Tables in the words of a topic: exposures and studies where the engine says interventions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from evisyn.report.model import TableData

if TYPE_CHECKING:
    from evisyn.tables.topic import Topic

Kind = TypeVar("Kind", bound=TableData)


def reworded(topic: Topic, table: Kind) -> Kind:
    """Put what the engine says of a table into the words of its topic.

    Parameters
    ----------
    topic
        Its words; without any the table is given back as it is.
    table
        Title, caption, headers and notes are reworded. Cells and footnotes, which hold what
        people typed, are not.
    """
    if not topic.wording:
        return table
    say = topic.worded
    return replace(
        table,
        title=say(table.title),
        caption=say(table.caption),
        columns=tuple(
            replace(column, label=say(column.label), spanner=say(column.spanner))
            for column in table.columns
        ),
        source_notes=tuple(map(say, table.source_notes)),
    )
