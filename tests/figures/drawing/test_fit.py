"""Every figure at every size: nothing overlaps, nothing leaves the sheet."""

from __future__ import annotations

import pytest
from _figures import MAKERS, SIZES

from evisyn.figures.drawing.overlap import text_problems


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("name", MAKERS)
def test_no_text_overlaps_or_leaves_the_sheet(name: str, n: int) -> None:
    """With long and accented names no two texts overlap and none is clipped."""
    assert text_problems(MAKERS[name](n).draw()) == ()
