"""Widths of texts and line breaks, measured with the font that draws them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import text_to_path

from evisyn.controls import tamed
from evisyn.figures.style import FONT, LEADING

Slant = Literal["normal", "italic"]

#: A run of letters up to and with its hyphens.
_SYLLABLE = re.compile(r"[^-]*-+|[^-]+")
#: Some programs draw texts a little wider than the outlines say.
_SLACK = 1.03


@lru_cache(maxsize=64)
def font(size: float, weight: str = "normal", slant: Slant = "normal") -> FontProperties:
    """Font of the style in one size (points)."""
    return FontProperties(family=FONT, size=size, weight=weight, style=slant)


def width(text: str, size: float, weight: str = "normal") -> float:
    """Width of one line in points: its letters' own widths, which kerning only makes less."""
    return size * _SLACK * sum(_letter(letter, weight) for letter in text)


@lru_cache(maxsize=8192)
def _letter(letter: str, weight: str) -> float:
    """How far one letter moves the pen, in a font of size 1."""
    face, letter = _face(weight), tamed(letter)
    if not face.get_char_index(ord(letter)):
        # another font steps in, as it does when the text is drawn
        measured = text_to_path.get_text_width_height_descent(letter, font(1.0, weight), False)
        return float(measured[0])
    return face.load_char(ord(letter), LoadFlags.NO_SCALE).horiAdvance / face.units_per_EM


@lru_cache(maxsize=4)
def _face(weight: str) -> FT2Font:
    return get_font(findfont(font(10.0, weight)))


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


def shorten(text: str, limit: float, size: float, weight: str = "normal") -> str:
    """A text no wider than ``limit`` points: its middle gives way, its last word stays.

    Names of studies begin with the author and end with the year, and both tell them apart.
    """
    if width(text, size, weight) <= limit:
        return text
    head, _, tail = text.rpartition(" ")
    end = f"\u2026 {tail}" if head else "\u2026"
    kept = head or text
    while len(kept) > 1 and width(kept.rstrip(" ,;-") + end, size, weight) > limit:
        kept = kept[:-1]
    return kept.rstrip(" ,;-") + end


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
