"""Widths of columns on paper: no word is broken where there is room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evisyn.report import display
from evisyn.report.display import Column, DisplayTable
from evisyn.report.reviews import reviews_table
from evisyn.report.trials import trials_table
from evisyn.report.widths import CAPACITY, PADDING, shares, type_size

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

LONG = "a text of many short words that needs more than one line in any table " * 2


def made(*texts: str) -> DisplayTable:
    columns = [Column(key=f"c{i}", label=f"C{i}") for i in range(len(texts))]
    record: dict[str, object] = {f"c{i}": text for i, text in enumerate(texts)}
    return display.table(id="made", title="Made", columns=columns, records=[record])


@pytest.mark.parametrize("texts", [("a",), ("a", LONG), ("participants",) * 20])
def test_shares_fill_the_line(texts: tuple[str, ...]) -> None:
    """They sum to one, with room to spare and without."""
    assert sum(shares(made(*texts))) == pytest.approx(1.0)


def test_every_longest_word_fits_where_the_line_allows() -> None:
    """A column is never narrower than its longest word, however much another one wants."""
    texts = ("headaches", "participants", LONG, "x")
    for share, text in zip(shares(made(*texts)), texts, strict=True):
        assert share * CAPACITY >= max(map(len, text.split())) + PADDING


def test_more_text_gets_more_room() -> None:
    """What is left of the line goes where most text stands."""
    short, long = shares(made("short words", LONG))
    assert long > 3 * short


def test_a_line_may_break_at_a_hyphen() -> None:
    """A compound asks for the room of its longer part only."""
    assert shares(made("tension-type", "x"), 1.0) == pytest.approx(
        shares(made("tensionx", "x"), 1.0)
    )


def test_type_gets_smaller_only_where_it_must() -> None:
    """The largest type in which all words fit; the smallest where none is enough."""
    narrow, wide = made("a", "b"), made(*["participants"] * 12)
    lines = (100.0, 150.0, 190.0)
    assert type_size(narrow, lines) == 0
    assert type_size(wide, lines) == 2
    assert type_size(made(*["participants"] * 30), lines) == 2


def test_characteristics_fit_in_landscape(base: EvidenceBase) -> None:
    """The tables of reviews and trials keep their words whole in readable type."""
    for table in (reviews_table(base), trials_table(base)):
        assert type_size(table, (165.0, 186.0, 215.0, 300.0)) <= 2
