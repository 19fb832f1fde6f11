"""Markdown as HTML: headings with anchors, tables with scopes, coloured code, safe links."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import mistune
from mistune.plugins.table import table as table_plugin
from mistune.renderers.html import HTMLRenderer

from evisyn.build.guide.highlight import code_block
from evisyn.controls import tamed
from evisyn.report.site import Heading

Address = Callable[[str], str]
"""Gives the address on the site of what a document links to; empty where it has none."""

_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")
_TAG = re.compile(r"<[^>]*>")
_WEB = ("https://", "http://", "mailto:")
_NAME = re.compile(r"ev\.([A-Za-z_][\w.]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A document as HTML.

    Parameters
    ----------
    title
        The words of the first heading of level 1, which the body leaves out.
    lead
        The first paragraph, as plain text.
    body
        HTML.
    headings
        Those below the title, in order.
    """

    title: str
    lead: str
    body: str
    headings: tuple[Heading, ...]


def anchor(words: str) -> str:
    """Give the anchor of a heading: its words in lower case, joined by hyphens."""
    return _NOT_IN_ANCHOR.sub("-", words.lower()).strip("-")


def render(text: str, address: Address = lambda _: "") -> Rendered:
    """Render one document; what is markup of HTML in it is shown letter by letter.

    Parameters
    ----------
    text
        Markdown with tables.
    address
        Where links lead to; a link without an address stays as words. Code that begins with
        ``ev.`` is asked for under that name, and is a link where it has an address.
    """
    writer = _Writer(address)
    body = str(mistune.Markdown(renderer=writer, plugins=[table_plugin])(tamed(text)))
    return Rendered(
        title=writer.title, lead=writer.lead, body=body, headings=tuple(writer.headings)
    )


@dataclass
class _Writer(HTMLRenderer):
    address: Address
    title: str = ""
    lead: str = ""
    headings: list[Heading] = field(default_factory=list)
    cells: int = 0

    def __post_init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        words = html.unescape(_TAG.sub("", text)).strip()
        if level == 1 and not self.title:
            self.title = words
            return ""
        taken = {one.anchor for one in self.headings}
        name = base = anchor(words) or "part"
        while name in taken:
            name = f"{base}-{1 + sum(one.startswith(base) for one in taken)}"
        self.headings.append(Heading(anchor=name, words=words, level=level))
        return f'<h{level} id="{name}">{text}</h{level}>\n'

    def paragraph(self, text: str) -> str:
        self.lead = self.lead or " ".join(html.unescape(_TAG.sub("", text)).split())
        return f"<p>{text}</p>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        target = url if url.startswith((*_WEB, "#")) else self.address(url)
        words = re.sub(r"</?a\b[^>]*>", "", text)
        return f'<a href="{html.escape(target)}">{words}</a>' if target else words

    def image(self, text: str, url: str, title: str | None = None) -> str:
        target, words = self.address(url), html.escape(_TAG.sub("", html.unescape(text)))
        return (
            f'<img src="{html.escape(target)}" alt="{words}" loading="lazy">' if target else words
        )

    def codespan(self, text: str) -> str:
        shown = f"<code>{html.escape(html.unescape(text))}</code>"
        found = _NAME.match(text)
        target = self.address(f"ev.{found[1]}") if found else ""
        return f'<a href="{html.escape(target)}">{shown}</a>' if target else shown

    def block_code(self, code: str, info: str | None = None) -> str:
        language, *words = (info or "").split() or ["text"]
        # a word that names a file says where the block belongs
        files = [word for word in words if "." in word]
        head = f'<p class="file">{html.escape(files[0])}</p>\n' if files else ""
        return head + code_block(code, language)

    def linebreak(self) -> str:
        return "<br>\n"

    def thematic_break(self) -> str:
        return "<hr>\n"

    def table(self, text: str) -> str:
        return (
            '<div class="sheet" role="region" aria-label="Table" tabindex="0"><table>\n'
            f"{text}</table></div>\n"
        )

    def table_row(self, text: str) -> str:
        self.cells = 0
        return f"<tr>{text}</tr>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        self.cells = 0 if head else self.cells + 1
        if head:
            return f'<th scope="col">{text}</th>'
        return f'<th scope="row">{text}</th>' if self.cells == 1 else f"<td>{text}</td>"
