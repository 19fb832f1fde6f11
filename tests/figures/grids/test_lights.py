"""Lights can be read in every palette."""

from __future__ import annotations

import pytest

from evisyn.figures.grids.lights import MISSING, PALETTES
from evisyn.figures.grids.spec import GridCell
from evisyn.figures.style import contrast


@pytest.mark.parametrize("palette", PALETTES)
def test_signs_can_be_read_on_their_lights(palette: str) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2, 1.4.3) on every fill."""
    for kind, fill in PALETTES[palette].items():
        if kind != MISSING:
            assert contrast(GridCell(shape="disc", fill=fill).ink, fill) >= 4.5, kind
