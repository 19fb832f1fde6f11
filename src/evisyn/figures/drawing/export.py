"""A drawing as bytes that are the same in every run."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from evisyn.controls import tamed
from evisyn.errors import InputError
from evisyn.figures.drawing.pixels import palette_png
from evisyn.figures.style import FONT, FONT_FALLBACK

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PNG_DPI: Final = 150
#: At this density outlines are as sharp without hinting, as wide as in SVG and PDF, and quicker.
HINTING: Final = "none"


def _save(figure: Figure, form: str, rc: dict[Any, Any], meta: dict[str, Any], dpi: int) -> bytes:
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams["font.family"] = FONT
        mpl.rcParams.update(rc)
        buffer = io.BytesIO()
        figure.savefig(buffer, format=form, metadata=meta, dpi=dpi)
    return buffer.getvalue()


def svg_bytes(figure: Figure, key: str, title: str, description: str) -> bytes:
    """SVG with text as text.

    Parameters
    ----------
    figure
        The drawing.
    key
        Salt of the ids inside, so that two figures on one page do not share any.
    title, description
        What screen readers say, as ``title`` and ``desc``.
    """
    rc: dict[Any, Any] = {"svg.hashsalt": f"evisyn-{key}", "svg.fonttype": "none", "svg.id": key}
    meta = {"Date": None, "Creator": None}
    text = _save(figure, "svg", rc, meta, 72).decode("utf-8")
    text = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", text).replace(" text-anchor: start;", "")
    # one font for all texts: said once at the top instead of at each of them
    text = text.replace(f" font-family: '{FONT}';", "").replace(f"; font-family: '{FONT}'", "")
    # the library's empty metadata block only repeats the file type
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    head = re.search(r"<svg [^>]*>", text)
    if head is None:  # pragma: no cover - the library always writes the element
        return text.encode("utf-8")
    opening = (
        f'{head.group(0)[:-1]} role="img" aria-labelledby="{key}-title {key}-desc"'
        f' font-family="{FONT_FALLBACK}">'
    )
    words = (
        f'\n <title id="{key}-title">{escape(tamed(title))}</title>'
        f'\n <desc id="{key}-desc">{escape(tamed(description))}</desc>'
    )
    return (text[: head.start()] + opening + words + text[head.end() :]).encode("utf-8")


def png_bytes(figure: Figure, dpi: int = PNG_DPI) -> bytes:
    """PNG with a palette and without the name of the software.

    Raises
    ------
    InputError
        Dots an inch that are not positive.
    """
    if dpi < 1:
        raise InputError("dpi", f"{dpi!r}; give dots an inch, such as 150, 300 or 600")
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams["font.family"] = FONT
        mpl.rcParams["text.hinting"] = HINTING
        figure.set_dpi(dpi)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba(), dtype=np.uint8)[..., :3]
    return palette_png(pixels, dpi)


def pdf_bytes(figure: Figure, title: str) -> bytes:
    """PDF with embedded fonts and no dates."""
    meta = {"Title": title, "CreationDate": None, "Producer": None, "Creator": None}
    return _save(figure, "pdf", {"pdf.fonttype": 42}, meta, 72)
