"""The difference in the few lines that a build ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.diff.difference import details, named
from evisyn.build.page import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.build.diff.difference import Difference

#: More than these would push the rest of the summary off a screen; the page has all.
MOST_ANSWERS = 8
MOST_DETAILS = 4
MOST_TABLES = 6
_LINE = 140


def brief(found: Difference, page: str = "") -> list[str]:
    """The difference in short, one line each.

    Parameters
    ----------
    found
        What changed.
    page
        Where the whole of it can be read; empty when it was not written.
    """
    if found.is_empty:
        return [f"since {visible(found.old)}: nothing differs"]
    lines = [f"since {visible(found.old)}: {found.headline}"]
    for answer in found.answers[:MOST_ANSWERS]:
        lines.append(f"  {answer.state:8} {named(answer)}")
        said = details(answer)
        lines += [f"           {_short(line)}" for line in said[:MOST_DETAILS]]
        lines += _more(said, MOST_DETAILS, "           ")
    lines += _more(found.answers, MOST_ANSWERS, "  ", "answers")
    tables = [f"  {t.path}: {visible(t.summary)}" for t in (*found.data, *found.evidence)]
    tables += [f"  {path}: {state}" for path, state in found.files.items() if not _code(path)]
    code = sum(map(_code, found.files))
    tables += [f"  evisyn itself: {code} files differ"] if code else []
    lines += [_short(line) for line in tables[:MOST_TABLES]]
    lines += _more(tables, MOST_TABLES, "  ", "tables and files")
    if page:
        lines.append(f"  in full: {page}")
    return lines


def _code(path: str) -> bool:
    return path.startswith("evisyn/")


def _short(text: str) -> str:
    return text if len(text) <= _LINE else text[: _LINE - 3] + "..."


def _more(items: Sequence[object], most: int, indent: str, noun: str = "") -> list[str]:
    left = len(items) - most
    return [f"{indent}... and {left} more{' ' if noun else ''}{noun}"] if left > 0 else []
