"""The difference of two states, and its forms: text, Markdown, HTML, JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evisyn.build.cache import write_whole
from evisyn.build.diff.conclusions import ANSWERS, Answer, answers
from evisyn.build.diff.rows import CellChange, TableChange, compare_rows
from evisyn.build.diff.snapshot import Snapshot, snapshot
from evisyn.build.page import Block, Heading, Listing, Page, Paragraph, Table, visible
from evisyn.build.paths import find_project
from evisyn.errors import UsageError

#: Rows of one table that are written out before the rest is counted, in a terminal and in pages.
_SHOWN = 50
_SHOWN_IN_PAGES = 1000
_LONG = 160
PAGE = "diff.html"
_STATES = {
    "flipped": "Conclusions that flipped",
    "gone": "Answers that are gone",
    "new": "New answers",
    "moved": "Results and ratings that moved",
    "worded": "Said in other words",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is different in ``new``, seen from ``old``.

    Parameters
    ----------
    old, new
        Names of the two states.
    answers
        Conclusions and results that changed, flips first.
    data, evidence
        Tables of inputs and of outputs that changed.
    files
        Other files whose hashes differ: path to ``new``, ``gone`` or ``changed``.
    """

    old: str
    new: str
    answers: tuple[Answer, ...]
    data: tuple[TableChange, ...]
    evidence: tuple[TableChange, ...]
    files: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.answers or self.data or self.evidence or self.files)

    @property
    def flipped(self) -> tuple[Answer, ...]:
        """Answers that turned into something else."""
        return tuple(answer for answer in self.answers if answer.state == "flipped")

    def to_json(self) -> dict[str, Any]:
        """The difference as plain values."""
        plain = asdict(self)
        plain["flipped"] = [answer.id for answer in self.flipped]
        for answer, said in zip(self.answers, plain["answers"], strict=True):
            for cells in ("flips", "moves"):
                for cell, values in zip(getattr(answer, cells), said[cells], strict=True):
                    values["moved"] = cell.moved
        return plain

    def __str__(self) -> str:
        lines = [f"{visible(self.old)} -> {visible(self.new)}: {self.headline}"]
        for answer in self.answers:
            lines.append(f"  {answer.state:8} {named(answer)}")
            lines += [f"           {line}" for line in details(answer)]
        for table in (*self.data, *self.evidence):
            lines.append(f"  {table.path}: {visible(table.summary)}")
            lines += [f"           {line}" for line in _rows(table, _SHOWN)]
        lines += [f"  {state:8} {visible(path)}" for path, state in self.files.items()]
        return "\n".join(lines)

    @property
    def headline(self) -> str:
        """One line for those who read no further."""
        if self.is_empty:
            return "nothing differs"
        counts = Counter(answer.state for answer in self.answers if answer.path in ANSWERS)
        said = [_many(counts["flipped"], "conclusion", "flipped")]
        for state in ("gone", "new", "moved"):
            if counts[state]:
                said.append(f"{counts[state]} {state}")
        said.append(_many(len(self.data), "data table", "changed"))
        said.append(_many(len(self.evidence), "evidence table", "changed"))
        return ", ".join(said)

    def page(self) -> Page:
        """The difference as a page."""
        page = Page(f"What changed from {self.old} to {self.new}")
        page.add(Paragraph(text=f"{self.headline}."))
        for state, title in _STATES.items():
            found = tuple(answer for answer in self.answers if answer.state == state)
            if found:
                page.add(Heading(text=f"{title} ({len(found)})"), _answers(found))
        for title, tables in (("Data", self.data), ("Evidence tables", self.evidence)):
            if tables:
                page.add(Heading(text=title))
            for table in tables:
                page.add(Heading(text=f"{table.path}: {table.summary}", level=3))
                page.add(*_blocks(table))
        if self.files:
            items = tuple(f"{state}: {path}" for path, state in self.files.items())
            page.add(Heading(text="Other files"), Listing(items=items))
        return page


def diff(old: str, new: str, project: str | Path | None = None) -> Difference:
    """Compare two states of a project.

    Parameters
    ----------
    old, new
        Folders, manifests, or revisions of the project's repository.
    project
        Where revisions are looked up; None for the project of the working folder.

    Raises
    ------
    UsageError
        A state cannot be found.
    """
    return difference(snapshot(old, project), snapshot(new, project))


def write_page(found: Difference, project: str | Path | None = None) -> Path | None:
    """Write the difference as HTML and Markdown into the ignored ``build/`` folder of a project.

    Returns
    -------
    pathlib.Path or None
        The HTML page, beside which the other stands; None where there is no project.
    """
    try:
        folder = find_project(project).build
    except UsageError:
        return None
    page = found.page()
    target = folder / PAGE
    write_whole(target.with_suffix(".md"), page.markdown().encode("utf-8"))
    write_whole(target, page.html().encode("utf-8"))
    return target


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two states that were read; a build can end with this."""
    both = bool(old.files and new.files)
    tables: list[TableChange] = []
    named = sorted({p for p in (*old.files, *new.files) if p.endswith(".csv")}) if both else []
    # of some tables only the hash is known
    paths = [p for p in named if all(p in s.files or p not in s.hashes for s in (old, new))]
    keys = _keys(new.files.get("data/datapackage.json", b""))
    for path in paths:
        change = compare_rows(path, old.files.get(path), new.files.get(path), keys.get(path, ()))
        if change:
            tables.append(change)
    return Difference(
        old=old.name,
        new=new.name,
        answers=answers(old.files, new.files),
        data=tuple(t for t in tables if t.path.startswith("data/")),
        evidence=tuple(t for t in tables if t.path.startswith("evidence/")),
        files=_files(old, new, set(paths)),
    )


def _keys(contract: bytes) -> dict[str, tuple[str, ...]]:
    """Path of a data table -> columns of its key, as the contract says."""
    try:
        resources = json.loads(contract)["resources"]
        found = {f"data/{r['path']}": r["schema"].get("primaryKey", ()) for r in resources}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {p: (k,) if isinstance(k, str) else tuple(map(str, k)) for p, k in found.items()}


def _files(old: Snapshot, new: Snapshot, compared: set[str]) -> dict[str, str]:
    states = {}
    for path in sorted(old.hashes.keys() | new.hashes.keys()):
        was, now = old.hashes.get(path), new.hashes.get(path)
        one_sided = (was is None or now is None) and not (old.files and new.files)
        if was != now and path not in compared and not one_sided:
            states[path] = "new" if was is None else "gone" if now is None else "changed"
    return states


def named(answer: Answer) -> str:
    """The id of an answer; of what an answer rests on also the table."""
    table = answer.path.rpartition("/")[2].removesuffix(".csv").replace("_", " ")
    return visible(answer.id if answer.path in ANSWERS else f"{answer.id} ({table})")


def details(answer: Answer) -> list[str]:
    """What changed in an answer, one line each: flips, results, the sentence."""
    lines = [_said(change) for change in (*answer.flips, *answer.moves)]
    if answer.statement:
        lines.append(_said(answer.statement))
    return lines


def _many(number: int, noun: str, verb: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'} {verb}"


def _said(change: CellChange) -> str:
    text = visible(str(change))
    return text if len(text) <= 2 * _LONG else text[: 2 * _LONG - 3] + "..."


def _answers(found: tuple[Answer, ...]) -> Block:
    """Answers of one state: a list of names, or one row for each cell that changed."""
    cells = [
        (named(answer), *_row_of(cell))
        for answer in found
        for cell in (*answer.flips, *answer.moves, *filter(None, (answer.statement,)))
    ]
    if not cells:
        return Listing(items=_cut(tuple(map(named, found))))
    head = ("Answer", "What", "Was", "Is", "By")
    return Table(caption="", head=head, rows=tuple(cells[:_SHOWN_IN_PAGES]))


def _row_of(cell: CellChange) -> tuple[str, str, str, str]:
    return (cell.column, *cell.shown, f"{cell.moved:+.4g}" if cell.moved else "")


def _blocks(table: TableChange) -> list[Block]:
    """Rows of one table for a page: lists of keys, and the cells that changed."""
    blocks: list[Block] = []
    for keys, said in ((table.added, "Added"), (table.removed, "Removed")):
        if keys:
            blocks += [Paragraph(text=f"{said}:"), Listing(items=_cut(keys))]
    cells = [(row.key, *_row_of(cell)) for row in table.changed for cell in row.cells]
    if cells:
        head = ("Row", "Column", "Was", "Is", "By")
        blocks.append(Table(caption="", head=head, rows=tuple(cells[:_SHOWN_IN_PAGES])))
    left = len(cells) - _SHOWN_IN_PAGES
    return [*blocks, Paragraph(text=f"... and {left} more cells")] if left > 0 else blocks


def _cut(keys: tuple[str, ...]) -> tuple[str, ...]:
    left = len(keys) - _SHOWN_IN_PAGES
    return (*keys[:_SHOWN_IN_PAGES], f"... and {left} more") if left > 0 else keys


def _rows(table: TableChange, most: int) -> list[str]:
    lines = [f"+ {visible(key)}" for key in table.added]
    lines += [f"- {visible(key)}" for key in table.removed]
    for row in table.changed:
        cells = "; ".join(_said(cell) for cell in row.cells)
        lines.append(f"~ {visible(row.key)}: {cells}")
    shown = [line if len(line) <= 4 * _LONG else line[: 4 * _LONG] + "..." for line in lines]
    more = len(shown) - most
    return [*shown[:most], f"... and {more} more"] if more > 0 else shown
