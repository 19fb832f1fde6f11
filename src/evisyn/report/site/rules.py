"""The written rules as HTML: the small part of Markdown that they use."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evisyn.report.html import LINKABLE, escape

HEADING = re.compile(r"(#{1,4}) +(.+)")
ITEM = re.compile(r"(?:([-*])|\d+\.) +(.+)")
RULE_LINE = re.compile(r"\|?[\s:|-]+\|?\Z")
INLINE = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\(([^)\s]+)\)")
NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")


def headings(text: str) -> dict[str, str]:
    """Give the anchor of every heading below the title, with its words."""
    found = {}
    for line in text.splitlines():
        match = HEADING.match(line)
        if match and len(match[1]) > 1:
            found[anchor(match[2])] = match[2].strip()
    return found


def anchor(words: str) -> str:
    """Give the anchor of a heading: its words in lower case, joined by hyphens."""
    return NOT_IN_ANCHOR.sub("-", words.lower()).strip("-")


def to_html(text: str) -> list[str]:
    """Render headings, paragraphs, lists and tables; the title is left to the page.

    Parameters
    ----------
    text
        Markdown. What is not known is shown as it is, never as markup.
    """
    return [made for block in _blocks(text) if (made := _block(block))]


def inline(text: str) -> str:
    """Render code, bold, emphasis and links to the web inside a line."""
    made, last = [], 0
    for match in INLINE.finditer(text):
        made += [escape(text[last : match.start()]), _span(match)]
        last = match.end()
    return "".join([*made, escape(text[last:])])


def _span(match: re.Match[str]) -> str:
    code, bold, soft, words, address = match.groups()
    if code is not None:
        return f"<code>{escape(code)}</code>"
    if bold is not None:
        return f"<strong>{inline(bold)}</strong>"
    if soft is not None:
        return f"<em>{inline(soft)}</em>"
    if address.startswith(LINKABLE):
        return f'<a href="{escape(address)}">{escape(words)}</a>'
    return escape(words)


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if not line.strip() or HEADING.match(line):
            if block:
                yield block
            block = []
        if HEADING.match(line):
            yield [line]
        elif line.strip():
            block.append(line)


def _block(lines: list[str]) -> str:
    heading = HEADING.match(lines[0])
    if heading:
        level = len(heading[1])
        words = heading[2].strip()
        return f'<h{level} id="{anchor(words)}">{inline(words)}</h{level}>' if level > 1 else ""
    if lines[0].startswith("|"):
        return _table(lines)
    if ITEM.match(lines[0]):
        return _list(lines)
    return f"<p>{inline(' '.join(line.strip() for line in lines))}</p>"


def _list(lines: list[str]) -> str:
    items: list[str] = []
    first = ITEM.match(lines[0])
    for line in lines:
        match = ITEM.match(line)
        if match:
            items.append(match[2])
        else:
            items[-1] += " " + line.strip()
    tag = "ul" if first and first[1] else "ol"
    return f"<{tag}>" + "".join(f"<li>{inline(item)}</li>" for item in items) + f"</{tag}>"


def _table(lines: list[str]) -> str:
    rows = [
        [inline(cell.strip()) for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not RULE_LINE.match(line)
    ]
    head = "".join(f'<th scope="col">{cell}</th>' for cell in rows[0])
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{c}</td>" for c in row[1:]) + "</tr>"
        for row in rows[1:]
    )
    return (
        '<div class="sheet" role="region" aria-label="Table of rules" tabindex="0"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
