"""Symbols and colours: nothing rests on colour alone."""

from __future__ import annotations

from itertools import combinations

import pytest

from evisyn.figures import style
from evisyn.figures.drawing.forest import MARKS
from evisyn.figures.style import CITED, DIRECTIONS, REPORTERS, VERDICTS, Mark, contrast, luminance

SETS = {
    "reporters": REPORTERS,
    "directions": DIRECTIONS,
    "verdicts": VERDICTS,
    "cited": CITED,
    "forest": MARKS,
}


@pytest.mark.parametrize("name", SETS)
def test_marks_differ_without_colour(name: str) -> None:
    """Within one figure two roles differ in shape or fill."""
    for one, other in combinations(SETS[name].values(), 2):
        assert one.form != other.form


@pytest.mark.parametrize("name", SETS)
def test_marks_have_words(name: str) -> None:
    """Every symbol says in words what it means, no two the same."""
    words = [mark.words for mark in SETS[name].values()]
    assert all(words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("mark", [m for marks in SETS.values() for m in marks.values()])
def test_hollow_symbols_stand_out_from_paper(mark: Mark) -> None:
    """Lines of hollow symbols have a contrast of at least 3 to 1 (WCAG 2, 1.4.11)."""
    if not mark.filled:
        assert contrast(mark.colour) >= 3


def test_text_can_be_read() -> None:
    """Text colours have a contrast of at least 4.5 to 1 (WCAG 2, 1.4.3)."""
    assert min(contrast(style.INK), contrast(style.INK_SOFT)) >= 4.5


def test_paper_is_brightest() -> None:
    """White has luminance 1, black 0."""
    assert (luminance("#ffffff"), luminance("#000000")) == pytest.approx((1.0, 0.0))


def test_the_two_sides_differ_in_grey() -> None:
    """Filled discs for both directions carry white numbers that can be read."""
    sides = [DIRECTIONS[key].colour for key in ("intervention", "comparator", "neither")]
    assert all(contrast(colour) >= 4.5 for colour in sides)
