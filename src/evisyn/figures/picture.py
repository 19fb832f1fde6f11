"""A figure as a value: what it shows, in words and as a specification, and its files as bytes."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from evisyn.errors import InputError
from evisyn.kept import kept

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("text/html", "image/png", "text/plain")
FIGURE_STYLE = "margin:0.5em 0"
IMAGE_STYLE = "max-width:100%;height:auto"
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One figure.

    Parameters
    ----------
    id
        Lower-case letters, digits and hyphens; the name of its files.
    title
        What it shows, one line.
    alt
        Text for readers who do not see it: what, how many, the main numbers.
    long_description
        The numbers of the figure in words, one line an item.
    spec
        Frozen record that the drawing is made from; tests read it.

    Raises
    ------
    InputError
        An id that cannot be a file name, or no alternative text.

    Notes
    -----
    The bytes of :meth:`svg`, :meth:`png` and :meth:`pdf` depend on the record and on the versions
    of the drawing library only: no dates, no versions, no random ids are in them.
    """

    id: str
    title: str
    alt: str
    long_description: str
    spec: object

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise InputError(
                "id", f"{self.id!r} is not lower-case words joined by hyphens; rename the figure"
            )
        if not self.alt.strip():
            raise InputError("alt", "empty; say in words what the figure shows")

    def draw(self) -> Figure:
        """Draw it; a new drawing object each time, not registered with any window system."""
        from evisyn.figures.drawing import draw

        return draw(self.spec)

    def svg(self, *, width_mm: float | None = None) -> bytes:
        """Scalable file with text as text, ``title`` and ``desc`` for screen readers.

        Parameters
        ----------
        width_mm
            Width on paper, such as 85 (one column) or 175 (two); by default what the figure
            needs for letters of 7 to 8 points.

        Raises
        ------
        InputError
            A width at which letters would be smaller than 5 points; it says which is enough.
        """

        def make() -> bytes:
            from evisyn.figures.drawing.export import svg_bytes

            return svg_bytes(self._drawn(width_mm), self.id, self.alt, self.long_description)

        return kept(("svg", width_mm, self), make)

    def png(self, *, width_mm: float | None = None, dpi: int = 150) -> bytes:
        """Pixel file.

        Parameters
        ----------
        width_mm
            As for :meth:`svg`.
        dpi
            Dots an inch; journals ask for 300 and more.

        Raises
        ------
        InputError
            As for :meth:`svg`, or dots that are not positive.
        """

        def make() -> bytes:
            from evisyn.figures.drawing.export import png_bytes

            return png_bytes(self._drawn(width_mm), dpi)

        return kept(("png", width_mm, dpi, self.spec), make)

    def pdf(self, *, width_mm: float | None = None) -> bytes:
        """Print file with embedded fonts.

        Parameters
        ----------
        width_mm
            As for :meth:`svg`.

        Raises
        ------
        InputError
            As for :meth:`svg`.
        """
        from evisyn.figures.drawing.export import pdf_bytes

        return pdf_bytes(self._drawn(width_mm), self.title)

    def _drawn(self, width_mm: float | None) -> Figure:
        if width_mm is None:
            return self.draw()
        from evisyn.figures.drawing.sizing import draw_at

        return draw_at(self.spec, width_mm)

    def to_text(self) -> str:
        """Title, alternative text and long description as plain text."""
        return f"{self.title}\n{self.alt}\n{self.long_description}".rstrip()

    def to_html(self) -> str:
        """The image with its alternative text, and the long description behind a summary.

        JupyterLab shows a bare image without any text, and cleans what it did not run itself:
        only elements and attributes that survive there are used.
        """
        return self._html(self.png())

    def _html(self, png: bytes) -> str:
        source = b64encode(png).decode("ascii")
        lines = [
            f'<figure class="evisyn-figure" style="{FIGURE_STYLE}">',
            f'<img alt="{escape(self.alt)}" style="{IMAGE_STYLE}"',
            f'src="data:image/png;base64,{source}">',
        ]
        if self.long_description.strip():
            words = "<br>\n".join(escape(line) for line in self.long_description.splitlines())
            lines += [
                "<details>",
                "<summary>The figure in words</summary>",
                f"<p>{words}</p>",
                "</details>",
            ]
        return "\n".join([*lines, "</figure>"]) + "\n"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show as an image with its text; plain text makes a changed number visible.

        The bare image stays for programs that print or convert a notebook.
        """
        wanted = set(KINDS if include is None else include) - set(exclude or ())
        png = self.png() if wanted - {"text/plain"} else b""
        found = {"text/html": self._html(png), "image/png": png, "text/plain": self.to_text()}
        data = {kind: value for kind, value in found.items() if kind in wanted}
        return data, {"image/png": {"alt": self.alt}} if "image/png" in data else {}
