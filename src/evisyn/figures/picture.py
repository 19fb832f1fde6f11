"""A figure as a value: what it shows, in words and as a specification, and its files as bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evisyn.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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

    def svg(self) -> bytes:
        """Scalable file with text as text, ``title`` and ``desc`` for screen readers."""
        from evisyn.figures.drawing.export import svg_bytes

        return svg_bytes(self.draw(), self.id, self.alt, self.long_description)

    def png(self) -> bytes:
        """Pixel file, 150 dots an inch."""
        from evisyn.figures.drawing.export import png_bytes

        return png_bytes(self.draw())

    def pdf(self) -> bytes:
        """Print file with embedded fonts."""
        from evisyn.figures.drawing.export import pdf_bytes

        return pdf_bytes(self.draw(), self.title)

    def to_text(self) -> str:
        """Title, alternative text and long description as plain text."""
        return f"{self.title}\n{self.alt}\n{self.long_description}".rstrip()

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show as an image with its text beside it; the text makes a changed number visible."""
        data = {"image/png": self.png(), "text/plain": self.to_text()}
        return data, {"image/png": {"alt": self.alt}}
