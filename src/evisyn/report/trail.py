"""A trail as a tree: what it says, and what it rests on, down to a page and a place in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """One step of a trail and the steps below it.

    Parameters
    ----------
    label
        What this step is: an id, a rule, a row.
    text
        What it says.
    url
        Address of a page; shown as text unless ``link`` is true.
    link
        Whether a reader may be sent to ``url``.
    below
        What it rests on.
    """

    label: str
    text: str = ""
    url: str = ""
    link: bool = False
    below: tuple[Trail, ...] = ()

    def walk(self) -> Iterator[Trail]:
        """Every step, this one first, depth first."""
        yield self
        for step in self.below:
            yield from step.walk()

    def to_dict(self) -> dict[str, object]:
        """Nested mappings for JSON."""
        return {
            "label": self.label,
            "text": self.text,
            "url": self.url,
            "link": self.link,
            "below": [step.to_dict() for step in self.below],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines("", ""))

    __repr__ = __str__

    def _lines(self, head: str, rest: str) -> list[str]:
        shown = f"{self.label}: {self.text}" if self.text else self.label
        lines = [f"{head}{shown}" + (f" <{self.url}>" if self.url else "")]
        for position, step in enumerate(self.below):
            last = position == len(self.below) - 1
            lines += step._lines(
                rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  ")
            )
        return lines

    def _repr_html_(self) -> str:
        return f'<div class="evisyn-trail">{self._html(first=True)}</div>'

    def _html(self, *, first: bool = False) -> str:
        address = escape(self.url)
        if self.url and self.link:
            address = f'<a href="{escape(self.url, quote=True)}">{address}</a>'
        shown = f"<strong>{escape(self.label)}</strong> {escape(self.text)}"
        shown += f" <small>{address}</small>" if self.url else ""
        if not self.below:
            return f"<div>{shown}</div>"
        inner = "".join(f"<li>{step._html()}</li>" for step in self.below)
        opened = " open" if first else ""
        return f"<details{opened}><summary>{shown}</summary><ul>{inner}</ul></details>"
