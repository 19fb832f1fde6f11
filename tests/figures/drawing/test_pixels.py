"""Small PNG files."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np
import pytest

from evisyn.figures.drawing.pixels import palette_png


def _read(data: bytes) -> np.ndarray:
    pixels = matplotlib.image.imread(io.BytesIO(data), format="png")
    return np.rint(pixels[..., :3] * 255).astype(np.uint8)


def test_few_colours_come_back_exactly() -> None:
    """Flat colours of the style are not changed."""
    colours = np.array(
        [[0, 114, 178], [255, 255, 255], [26, 26, 26], [193, 68, 14]], dtype=np.uint8
    )
    pixels = colours[np.arange(60).reshape(6, 10) % 4]
    assert np.array_equal(_read(palette_png(pixels, 150)), pixels)


@pytest.mark.parametrize("seed", [1, 2])
def test_many_colours_stay_near(seed: int) -> None:
    """With more colours than a palette holds, each pixel stays near its own."""
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 40, 3)).astype(np.uint8)
    away = np.abs(_read(palette_png(pixels, 150)).astype(int) - pixels.astype(int))
    assert away.max() < 64


def test_the_shape_is_kept() -> None:
    """Height and width are not exchanged."""
    assert _read(palette_png(np.zeros((3, 7, 3), dtype=np.uint8), 72)).shape == (3, 7, 3)
