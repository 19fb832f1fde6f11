"""Texts with numbered citations: the record that shows itself, and its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evisyn.errors import InputError
from evisyn.report.html import POLICY, escape
from evisyn.report.markdown import escape as escape_markdown
from evisyn.report.style import PAGE_STYLE, PROSE_STYLE, UPRIGHT
from evisyn.shown import chosen_kinds

if TYPE_CHECKING:
    from evisyn.report.citations import Bibliography, ReferenceList


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence and the keys that it cites."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the sentences of its paragraph."""

    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text in sections, with its references.

    Parameters
    ----------
    id
        Prefix of anchors.
    title
        Its heading.
    sections
        In reading order.
    bibliography
        Where the keys of the citations are looked up.
    """

    id: str
    title: str
    sections: tuple[Section, ...]
    bibliography: Bibliography
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = [key for one in self.sections for said in one.sentences for key in said.cites]
        numbers = {key: place for place, key in enumerate(dict.fromkeys(keys), start=1)}
        object.__setattr__(self, "_numbers", numbers)

    @property
    def references(self) -> ReferenceList:
        """What the text cites, in the order of first mention."""
        return self.bibliography.reference_list(tuple(self._numbers))

    def section(self, heading: str) -> Section:
        """Give one section by its heading.

        Raises
        ------
        InputError
            If the text has no such section.
        """
        for one in self.sections:
            if one.heading == heading:
                return one
        known = ", ".join(repr(one.heading) for one in self.sections)
        raise InputError("heading", f"{heading!r} is none of {known}")

    def written(self, ending: str) -> str | bytes:
        """Give the text as the content of a file.

        Parameters
        ----------
        ending
            ``md``, ``html`` (a page that stands alone) or ``docx``.

        Raises
        ------
        InputError
            For another ending.
        """
        if ending == "docx":
            from evisyn.report.docx import prose_to_docx

            return prose_to_docx(self)
        if ending not in ("md", "html"):
            raise InputError("ending", f"{ending!r}; a text is written as md, html or docx")
        return self._repr_markdown_() if ending == "md" else to_page(self)

    def plain(self, said: Sentence) -> str:
        """Give a sentence with the numbers of its references before the full stop."""
        return _with_marks(said.text, self._marks(said, str))

    def _marks(self, said: Sentence, show: Callable[[int], str]) -> str:
        numbers = sorted(self._numbers[key] for key in said.cites)
        shown = ", ".join(show(number) for number in numbers)
        return f" [{shown}]" if numbers else ""

    def __str__(self) -> str:
        return "\n\n".join(
            "\n".join([one.heading, " ".join(self.plain(said) for said in one.sentences)])
            for one in self.sections
        )

    def _repr_html_(self) -> str:
        return (
            f'<div class="evisyn-prose"><style>{PROSE_STYLE}</style>\n'
            + "\n".join(to_html(self))
            + "\n</div>\n"
        )

    def _repr_markdown_(self) -> str:
        lines = [f"# {escape_markdown(self.title)}", ""]
        for one in self.sections:
            text = " ".join(
                _with_marks(escape_markdown(said.text), self._marks(said, str))
                for said in one.sentences
            )
            lines += [f"## {escape_markdown(one.heading)}", "", text, ""]
        if self._numbers:
            lines += ["## References", "", self.references._repr_markdown_()]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        bundle = {
            "text/html": self._repr_html_(),
            "text/markdown": self._repr_markdown_(),
            "text/plain": str(self),
        }
        return chosen_kinds(bundle, include, exclude)


def say(text: str, *cites: str) -> Sentence:
    """Make a sentence that cites keys, each once."""
    return Sentence(text=text, cites=tuple(dict.fromkeys(key for key in cites if key)))


def listed(words: Sequence[str], last: str = "and") -> str:
    """Join words as a sentence does: ``a, b and c``."""
    parts = [str(word) for word in words]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def to_html(text: Prose, *, level: int = 2) -> list[str]:
    """Render sections and references as lines of HTML, without the title.

    Parameters
    ----------
    text
        The text.
    level
        Level of the headings.
    """
    lines = []
    for one in text.sections:
        lines.append(f'<h{level} id="{anchor(text, one.heading)}">{escape(one.heading)}</h{level}>')
        lines.append(f"<p>{' '.join(_sentence(text, said) for said in one.sentences)}</p>")
    if text.references.citations:
        lines.append(f'<h{level} id="{anchor(text, "references")}">References</h{level}>')
        items = (
            f'<li id="{text.id}-ref-{place}">{item.html}</li>'
            for place, item in enumerate(text.references.citations, start=1)
        )
        lines += ['<ol class="references">', *items, "</ol>"]
    return lines


def to_page(text: Prose) -> str:
    """Render a text as a page that stands alone: no request, no script."""
    head = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(text.title)}</title>",
        f"<style>{PAGE_STYLE}\n{PROSE_STYLE}\n{UPRIGHT}</style>",
        "</head>",
        "<body>",
        '<nav aria-label="Related files"><a href="../README.md">All outputs</a></nav>',
        '<main class="evisyn-prose">',
        f"<h1>{escape(text.title)}</h1>",
    ]
    return "\n".join([*head, *to_html(text), "</main>", "</body>", "</html>"]) + "\n"


def anchor(text: Prose, heading: str) -> str:
    """Give the anchor of a section."""
    words = "".join(char if char.isalnum() else "-" for char in heading.lower())
    return f"{text.id}-" + "-".join(part for part in words.split("-") if part)


def _sentence(text: Prose, said: Sentence) -> str:
    marks = text._marks(said, lambda number: f'<a href="#{text.id}-ref-{number}">{number}</a>')
    return _with_marks(escape(said.text), marks)


def _with_marks(text: str, marks: str) -> str:
    return f"{text[:-1]}{marks}." if text.endswith(".") else f"{text}{marks}"
