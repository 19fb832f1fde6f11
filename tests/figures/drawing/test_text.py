"""Widths and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.figures.drawing.text import width, wrap


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
