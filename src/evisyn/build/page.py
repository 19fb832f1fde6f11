"""A plain page (headings, paragraphs, lists, tables) as Markdown and as HTML, from one source.

Texts come from tables and files of strangers: in Markdown and in HTML every one of them is
shown letter by letter, so that no tag, link or script in a cell does anything.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

#: Characters that Markdown or the HTML inside it would read as more than themselves.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#$~])")
#: Control and direction characters, which a terminal or a page would obey.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_BREAKS = re.compile(r"(?<=\w)[._](?=\w)")
_CSS = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  overflow-wrap: anywhere; }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #8886; padding: .3rem .6rem; text-align: left; vertical-align: top;
  overflow-wrap: normal; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of level 1 to 4."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list, numbered or not."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose first column names the rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Listing | Table


@dataclass(slots=True)
class Page:
    """Blocks in reading order; the first is the title."""

    title: str
    blocks: list[Block] = field(default_factory=list)

    def add(self, *blocks: Block) -> None:
        """Put blocks at the end."""
        self.blocks.extend(blocks)

    def markdown(self) -> str:
        """The page as Markdown, in which no text is more than text."""
        parts = [f"# {_md(self.title)}", *(_block_md(block) for block in self.blocks)]
        return "\n\n".join(part for part in parts if part) + "\n"

    def html(self) -> str:
        """The page as one HTML file that asks for nothing from outside."""
        body = "\n".join(_block_html(block) for block in self.blocks)
        title = _ht(self.title)
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            f"<title>{title}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n<main>\n"
            f"<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
        )


def visible(text: str) -> str:
    """Text in which control and direction characters show as their code instead of acting.

    Line ends and tabs become one blank: a cell is one line of a report.
    """
    plain = " ".join(re.split(r"[\r\n\t]+", text))
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", plain)


def harmless(text: str) -> str:
    """Lines for a terminal, or JSON: what :func:`visible` shows as a code, and nothing else."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", visible(text))


def _ht(text: str) -> str:
    return html.escape(visible(text))


def _block_md(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_md(block.text)}"
    if isinstance(block, Paragraph):
        return _md(block.text)
    if isinstance(block, Listing):
        marks = [f"{i}." if block.numbered else "-" for i in range(1, len(block.items) + 1)]
        return "\n".join(f"{m} {_md(item)}" for m, item in zip(marks, block.items, strict=True))
    lines = [block.head, tuple("---" for _ in block.head), *block.rows]
    rows = [_md_row(row, plain=i == 1) for i, row in enumerate(lines)]
    return "\n".join([f"**{_md(block.caption)}**", "", *rows] if block.caption else rows)


def _md_row(cells: tuple[str, ...], *, plain: bool) -> str:
    return "| " + " | ".join(cells if plain else map(_md, cells)) + " |"


def _block_html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_ht(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{_ht(block.text)}</p>"
    if isinstance(block, Listing):
        tag = "ol" if block.numbered else "ul"
        return f"<{tag}>" + "".join(f"<li>{_ht(item)}</li>" for item in block.items) + f"</{tag}>"
    head = "".join(f'<th scope="col">{_ht(cell)}</th>' for cell in block.head)
    rows = "\n".join(_html_row(row) for row in block.rows)
    caption = f"<caption>{_ht(block.caption)}</caption>" if block.caption else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>"


def _html_row(cells: tuple[str, ...]) -> str:
    # a long id may break behind its marks, so that it does not fill a telephone
    head = _BREAKS.sub(r"\g<0><wbr>", _ht(cells[0])) if cells else ""
    first = f'<th scope="row">{head}</th>' if cells else ""
    return "<tr>" + first + "".join(f"<td>{_ht(cell)}</td>" for cell in cells[1:]) + "</tr>"
