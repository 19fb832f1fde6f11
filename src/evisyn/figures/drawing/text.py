"""Widths of texts and line breaks, measured with the font that draws them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from evisyn.figures.style import FONT, LEADING

Slant = Literal["normal", "italic"]

#: A run of letters up to and with its hyphens.
_SYLLABLE = re.compile(r"[^-]*-+|[^-]+")
#: Pixel fonts are hinted and may run a little wider than their outlines.
_HINTING = 1.03


@lru_cache(maxsize=64)
def font(size: float, weight: str = "normal", slant: Slant = "normal") -> FontProperties:
    """Font of the style in one size (points)."""
    return FontProperties(family=FONT, size=size, weight=weight, style=slant)


@lru_cache(maxsize=8192)
def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line in points."""
    if not text:
        return 0.0
    measured = text_to_path.get_text_width_height_descent(text, font(size, weight), False)
    return float(measured[0]) * _HINTING


def wrap(text: str, limit: float, size: float, weight: str = "normal") -> tuple[str, ...]:
    """Break a text into lines no wider than ``limit`` points; never drops a character.

    Parameters
    ----------
    text
        Words separated by spaces; a word wider than the line is broken inside.
    limit
        Width in points.
    size, weight
        Font.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, limit, size, weight):
            candidate = f"{line} {piece}" if line else piece
            if width(candidate, size, weight) <= limit or not line:
                line = candidate
            else:
                lines.append(line)
                line = piece
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, limit: float, size: float, weight: str) -> list[str]:
    """A word as it is, or in parts that fit: after hyphens where that is enough."""
    if width(word, size, weight) <= limit:
        return [word]
    parts, part = [], ""
    for syllable in _SYLLABLE.findall(word):
        letters = [syllable] if width(syllable, size, weight) <= limit else list(syllable)
        for letter in letters:
            if part and width(part + letter, size, weight) > limit:
                parts.append(part)
                part = ""
            part += letter
    return [*parts, part]


def height(lines: int, size: float) -> float:
    """Height of a block of lines in points."""
    return lines * size * LEADING
