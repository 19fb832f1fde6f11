"""Share of filled cells."""

from __future__ import annotations

import pytest

from evisyn.errors import InputError
from evisyn.figures.filling import Filled, completeness_picture, percent, specify_completeness


def _cell(filled: int = 5, rows: int = 10, **given: object) -> Filled:
    return Filled(**{"table": "trials", "column": "c", **given}, filled=filled, rows=rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("filled", "rows", "text"),
    [(0, 300, "0%"), (1, 300, "1%"), (299, 300, "99%"), (300, 300, "100%"), (0, 0, "0%")],
)
def test_only_full_is_hundred_and_only_empty_is_zero(filled: int, rows: int, text: str) -> None:
    """Rounding never says that a gap is closed or that a value is missing."""
    assert percent(_cell(filled, rows)) == text


def test_tables_keep_their_order() -> None:
    """Tables and columns stand as given."""
    spec = specify_completeness(
        [_cell(table="b", column="x"), _cell(table="a", column="y"), _cell(table="b", column="z")],
        title="T",
    )
    assert [(t.label, len(t.columns)) for t in spec.tables] == [("b", 2), ("a", 1)]


def test_more_filled_than_rows_is_refused() -> None:
    """A share above one is a mistake of the caller."""
    with pytest.raises(InputError, match=r"trials\.c: 11 filled of 10 rows"):
        specify_completeness([_cell(11)], title="T")


def test_nothing_is_refused() -> None:
    """A figure without bars is not drawn."""
    with pytest.raises(InputError, match="cells"):
        specify_completeness([], title="T")


def test_the_words_name_the_least_filled() -> None:
    """The alternative text counts full columns and names the emptiest."""
    spec = specify_completeness([_cell(10, column="a"), _cell(1, column="b")], title="T")
    alt = completeness_picture(spec, id="c").alt
    assert "1 are full, least filled are trials.b (10%)" in alt
