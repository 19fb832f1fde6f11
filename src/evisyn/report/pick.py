"""Rows of the evidence tables as the builders of this layer read them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evisyn.errors import InputError
from evisyn.report.citations import Bibliography, bibliography
from evisyn.report.display import Cell, text_cell
from evisyn.report.formats import is_missing
from evisyn.tables.watch import once

if TYPE_CHECKING:
    import pandas as pd

    from evisyn.tables.base import EvidenceBase

SEPARATOR = ";"
NO_DECOMPOSITION = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d"})


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame as mappings; whatever is missing is None."""
    return [
        {str(key): None if is_missing(value) else value for key, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


def records_of(base: EvidenceBase, name: str) -> list[dict[str, Any]]:
    """Give the rows of a table as mappings of their own, read once for a base."""
    rows = once(base, f"records {name}", lambda one: records(one.table(name)))
    return [row.copy() for row in rows]


def split(value: object) -> tuple[str, ...]:
    """Split a cell that holds several values."""
    if is_missing(value):
        return ()
    return tuple(part.strip() for part in str(value).split(SEPARATOR) if part.strip())


def condition_column(base: EvidenceBase) -> str:
    """Give the column that holds the condition of a row: the first of the question columns."""
    return base.topic.question_columns[0]


def check_condition(base: EvidenceBase, condition: str | None) -> None:
    """Refuse a condition that the topic does not have; None stands for all of them."""
    known = [term.id for term in base.topic.conditions] + [base.topic.mixed]
    if condition is not None and condition not in known:
        raise InputError("condition", f"{condition!r} is not one of {known}; None takes all")


def condition_title(base: EvidenceBase, condition: str | None) -> str:
    """Name a condition in plain words; None is the topic as a whole."""
    return (
        base.topic.title
        if condition is None
        else base.topic.label(condition_column(base), condition)
    )


def table_id(name: str, condition: str | None) -> str:
    """Join the name of a table and its condition into an id."""
    return name if condition is None else f"{name}_{condition}"


def rows_of(base: EvidenceBase, name: str, condition: str | None) -> list[dict[str, Any]]:
    """Give the rows of a table that are about a condition, in file order.

    The condition of a row, or its conditions under ``conditions``, are in each row; a row of
    several conditions is about each of them. None takes every row.
    """
    column = condition_column(base)
    rows = []
    for row in records_of(base, name):
        row["conditions"] = row.get(f"{column}s", row.get(column))
        if condition is None or condition in split(row["conditions"]):
            rows.append(row)
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Plain words, places in lists and citations of one evidence base."""

    base: EvidenceBase
    bib: Bibliography

    def label(self, vocabulary: str, value: object) -> str | None:
        """Give the plain words of a value (of several, joined), or None where it is missing."""
        parts = split(value)
        if not parts:
            return None
        return "; ".join(self.base.topic.label(vocabulary, part) for part in parts)

    def rank(self, vocabulary: str, value: object) -> int:
        """Give the place of a value in its vocabulary; what is missing comes last."""
        order = list(self.base.topic.labels.get(vocabulary, {}))
        return order.index(str(value)) if value in order else len(order)

    def conditions(self, value: object, refs: Sequence[str]) -> Cell:
        """Make a cell that names the condition or conditions of a row."""
        return self.labelled(condition_column(self.base), value, refs)

    def labelled(self, vocabulary: str, value: object, refs: Sequence[str]) -> Cell:
        """Make a cell that shows the plain words and keeps the value."""
        return text_cell(self.label(vocabulary, value), value=value, refs=refs)

    def study(self, key: str, refs: Sequence[str] = (), notes: Sequence[str] = ()) -> Cell:
        """Make a cell with the short citation of a review or trial, linked where it has a link."""
        href = self.bib.cite(key).url if key in self.bib else ""
        return text_cell(
            self.bib.short(key), value=key, refs=tuple(refs) or (key,), notes=notes, href=href
        )

    def study_order(self, key: str) -> tuple[str, str]:
        """Give the key by which studies are sorted: label without case and accents, then id."""
        return sort_form(self.bib.short(key)), key


def sort_form(text: str) -> str:
    """Give the form of a text that sorts as a reader expects: Ø with O, quotes passed over."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(NO_DECOMPOSITION))
    return "".join(char for char in plain if char.isalnum() or char == " ").strip()


def words(base: EvidenceBase) -> Words:
    """Prepare labels and citations of an evidence base."""
    return Words(base=base, bib=bibliography(base))


def flag_notes(base: EvidenceBase, table: str) -> dict[str, str]:
    """Give a footnote for each odd row of a table, and say whether it is set aside."""
    aside = base.set_aside(table)
    return {
        row_id: f"Set aside from summaries. {text}" if row_id in aside else text
        for row_id, text in base.flags(table).items()
    }


def by_id(base: EvidenceBase, name: str, key: str) -> dict[str, dict[str, Any]]:
    """Give the rows of a table by the value of one column."""
    return {str(row[key]): row for row in records_of(base, name)}
