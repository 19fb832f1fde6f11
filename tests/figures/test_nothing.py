"""A figure without rows says so."""

from __future__ import annotations

from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.nothing import nothing_picture
from evisyn.figures.picture import Picture


def _empty() -> Picture:
    return nothing_picture(id="x", title="Pooled effects", reason="No row is in the table. " * 20)


def test_the_reason_is_in_the_alternative_text() -> None:
    """An empty figure is not silent."""
    assert _empty().alt.startswith("Nothing to show. No row is in the table.")


def test_a_long_reason_has_room() -> None:
    """Twenty sentences wrap within the sheet."""
    assert text_problems(_empty().draw()) == ()
