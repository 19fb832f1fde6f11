"""One style for every figure: sizes, colours by role, and the symbols that go with them.

Lengths are in points (1/72 inch). Colours are those of Okabe and Ito's palette, darkened where
the original is too light for a thin line on white. No meaning rests on colour alone: every
:class:`Mark` has a shape and a fill, and marks that may meet in one figure differ in one of them.

References
----------
Okabe M, Ito K. Color universal design (2008). Wong B. Points of view: color blindness.
Nat Methods 2011;8:441. https://doi.org/10.1038/nmeth.1618
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

FONT: Final = "DejaVu Sans"
#: Faces of nearly the same widths, for readers of an SVG who lack the first.
FONT_FALLBACK: Final = "'DejaVu Sans', 'Bitstream Vera Sans', Verdana, Geneva, sans-serif"

PAGE_WIDTH: Final = 612.0
MARGIN: Final = 10.0

SIZE_TITLE: Final = 11.0
SIZE_HEAD: Final = 8.5
SIZE_TEXT: Final = 8.0
SIZE_SMALL: Final = 7.0
LEADING: Final = 1.3

INK: Final = "#1a1a1a"
INK_SOFT: Final = "#555555"
RULE: Final = "#b5b5b5"
RULE_FAINT: Final = "#e3e3e3"
BAND: Final = "#f4f4f4"
PAPER: Final = "#ffffff"

BLUE: Final = "#0072b2"
VERMILION: Final = "#c1440e"
GREEN: Final = "#00795c"
ORANGE: Final = "#e69f00"
PURPLE: Final = "#7b3f73"
GREY: Final = "#767676"
SKY: Final = "#8cc8ee"

Shape = Literal[
    "circle", "square", "diamond", "triangle_up", "triangle_down", "plus", "cross", "dash", "ring"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one role looks: a shape, a colour, filled or hollow.

    Parameters
    ----------
    shape
        Outline of the symbol.
    colour
        Hexadecimal colour of outline and, if ``filled``, of the inside.
    filled
        Hollow symbols are white inside.
    words
        What the symbol says, for keys and long descriptions.
    """

    shape: Shape
    colour: str
    filled: bool = True
    words: str = ""

    @property
    def form(self) -> tuple[str, bool]:
        """Shape and fill, what is left of the mark without colour."""
        return (self.shape, self.filled)


def luminance(colour: str) -> float:
    """Relative luminance of a hexadecimal colour (WCAG 2), 0 is black and 1 is white.

    Parameters
    ----------
    colour
        Like ``"#0072b2"``.
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str = PAPER) -> float:
    """Contrast ratio of two colours (WCAG 2), from 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


#: Who states a limitation.
REPORTERS: Final[dict[str, Mark]] = {
    "review_authors": Mark(shape="circle", colour=BLUE, words="stated by the review's authors"),
    "other_review": Mark(shape="square", colour=VERMILION, words="stated by another review"),
    "extractor": Mark(
        shape="triangle_up", colour=INK, filled=False, words="noted by the extractor"
    ),
    "article": Mark(shape="diamond", colour=PURPLE, filled=False, words="stated by the article"),
}

#: What a result says about direction.
DIRECTIONS: Final[dict[str, Mark]] = {
    "intervention": Mark(shape="triangle_down", colour=BLUE, words="favours the intervention"),
    "neither": Mark(shape="dash", colour=GREY, words="favours neither"),
    "comparator": Mark(shape="triangle_up", colour=VERMILION, words="favours the comparator"),
    "mixed": Mark(shape="diamond", colour=PURPLE, filled=False, words="differs by question"),
    "unclear": Mark(shape="ring", colour=GREY, filled=False, words="direction unclear"),
}

#: Levels of certainty: the number of filled parts of four, and the words.
CERTAINTY_STEPS: Final[dict[str, int]] = {"high": 4, "moderate": 3, "low": 2, "very_low": 1}
CERTAINTY_WORDS: Final[dict[str, str]] = {
    "high": "high",
    "moderate": "moderate",
    "low": "low",
    "very_low": "very low",
    "not_rated": "not rated",
    "": "not reported",
}

#: Verdicts on a statement.
VERDICTS: Final[dict[str, Mark]] = {
    "supported": Mark(shape="circle", colour=GREEN, words="supported"),
    "partly supported": Mark(shape="diamond", colour=SKY, words="partly supported"),
    "not supported": Mark(shape="square", colour=ORANGE, words="not supported"),
    "contradicted": Mark(shape="cross", colour=VERMILION, words="contradicted"),
    "no evidence found": Mark(shape="ring", colour=INK, filled=False, words="no evidence found"),
    "not assessable": Mark(shape="dash", colour=GREY, words="not assessable"),
}

#: Whether a source says what it is cited for.
CITED: Final[dict[str, Mark]] = {
    "yes": Mark(shape="circle", colour=GREEN, words="yes"),
    "partly": Mark(shape="diamond", colour=SKY, words="partly"),
    "no": Mark(shape="cross", colour=VERMILION, words="no"),
    "could not be checked": Mark(
        shape="triangle_up", colour=INK, filled=False, words="could not be checked"
    ),
    "no source named": Mark(shape="dash", colour=GREY, words="no source named"),
}
