"""The check for overlapping text finds what it must."""

from __future__ import annotations

from evisyn.figures.drawing.canvas import Sheet
from evisyn.figures.drawing.overlap import text_problems


def _kinds(sheet: Sheet) -> list[str]:
    return [problem.kind for problem in text_problems(sheet.finish())]


def test_two_texts_in_one_place_are_found() -> None:
    """Two words at the same place overlap."""
    sheet = Sheet(200, 100)
    sheet.text(50, 50, "first")
    sheet.text(52, 52, "second")
    assert _kinds(sheet) == ["overlap"]


def test_texts_side_by_side_are_no_problem() -> None:
    """Words apart from one another are fine."""
    sheet = Sheet(200, 100)
    sheet.text(10, 50, "first")
    sheet.text(100, 50, "second")
    assert _kinds(sheet) == []


def test_text_beyond_the_edge_is_found() -> None:
    """A word that runs over the right edge is outside."""
    sheet = Sheet(100, 100)
    sheet.text(90, 50, "a long word")
    assert _kinds(sheet) == ["outside"]


def test_turned_texts_are_compared_as_turned() -> None:
    """Parallel slanted heads do not overlap although their upright boxes do."""
    sheet = Sheet(300, 300)
    sheet.text(50, 250, "Outcome measurement", rotation=50)
    sheet.text(80, 250, "Publication bias", rotation=50)
    assert _kinds(sheet) == []


def test_a_turned_text_that_crosses_another_is_found() -> None:
    """A slanted word across a level one overlaps."""
    sheet = Sheet(300, 300)
    sheet.text(50, 250, "Outcome measurement", rotation=50)
    sheet.text(50, 215, "a level line of text")
    assert _kinds(sheet) == ["overlap"]
