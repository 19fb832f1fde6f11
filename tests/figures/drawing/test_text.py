"""Widths and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.textpath import text_to_path

from evisyn.figures.drawing.text import font, shorten, width, wrap


def test_nothing_has_no_width() -> None:
    """The empty text takes no room."""
    assert width("", 8.0) == 0.0


def test_bold_is_wider() -> None:
    """Bold letters take more room."""
    assert width("Krøll 2020", 8.0, "bold") > width("Krøll 2020", 8.0)


@pytest.mark.parametrize("limit", [30.0, 60.0, 120.0])
def test_lines_fit_the_limit(limit: float) -> None:
    """No line is wider than asked for."""
    lines = wrap("Fernández-de-las-Peñas and the Zürich Collaboration", limit, 8.0)
    assert all(width(line, 8.0) <= limit for line in lines)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(alphabet="abcdé-", min_size=1, max_size=12), min_size=1, max_size=8))
def test_no_letter_is_lost(words: list[str]) -> None:
    """Wrapping keeps every letter in its order."""
    lines = wrap(" ".join(words), 40.0, 8.0)
    assert "".join("".join(lines).split()) == "".join(words)


def test_a_shortened_name_keeps_its_year_and_fits() -> None:
    """The middle gives way, the last word stays; short names are left alone."""
    name = "Côté, Vázquez-Justes and the Zürich Collaboration 2019b"
    short = shorten(name, 100, 7)
    assert short.startswith("Côté")
    assert short.endswith("\u2026 2019b")
    assert width(short, 7) <= 100
    assert shorten("Li 2018", 100, 7) == "Li 2018"


def test_one_long_word_is_shortened_too() -> None:
    """A word without a space ends in an ellipsis."""
    short = shorten("Donaudampfschifffahrtsgesellschaft", 60, 7)
    assert short.endswith("\u2026")
    assert width(short, 7) <= 60


def test_letters_are_measured_as_the_library_measures_texts() -> None:
    """The sum of letters is never less than the drawn text, and hardly more."""
    for text in ("0.86 (0.61 to 1.20)", "Fernández-de-las-Peñas", "AVATAR To. We"):
        drawn = text_to_path.get_text_width_height_descent(text, font(8.0), False)[0]
        assert drawn <= width(text, 8.0) <= 1.12 * drawn
