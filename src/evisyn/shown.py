"""How records show themselves in a notebook: one manner for all, made from their fields."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from html import escape
from typing import Any

DIGITS = 4
MOST_ROWS = 30
MOST_COLUMNS = 10
SMALLEST_P = 1e-4
PERCENT = frozenset({"i2", "r2", "cca", "weight", "weights"})
"""Fields that are in percent by the rule of names."""
SETTINGS = "settings"
ROW_NAMES = ("labels", "terms", "studies")
NOTE = f"Numbers to {DIGITS} significant digits; the record holds them in full."
_LEFT = 'style="text-align:left"'


def chosen_kinds(
    bundle: Mapping[str, str], include: Iterable[str] | None, exclude: Iterable[str] | None
) -> dict[str, str]:
    """Those representations of a value that a notebook asks for; all where it does not say.

    Parameters
    ----------
    bundle
        Kind of media -> representation.
    include, exclude
        Kinds, as the protocol of notebooks hands them over.
    """
    wanted = set(bundle if include is None else include) - set(exclude or ())
    return {kind: text for kind, text in bundle.items() if kind in wanted}


class Shown:
    """A record that shows names, rounded numbers and settings; ``repr`` stays complete."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        parts = _read(self)
        blocks = [grid("", ("", ""), parts.facts)] if parts.facts else []
        blocks += [
            grid(block.title, block.head, block.rows[:MOST_ROWS], _rest(block.rows))
            for block in parts.blocks
        ]
        notes = [f"Settings: {parts.settings}."] if parts.settings else []
        ending = "".join(f"<p>{escape(note)}</p>" for note in (*notes, NOTE))
        head = f"<p><strong>{escape(type(self).__name__)}</strong></p>"
        return f'<div class="evisyn-record">{head}{"".join(blocks)}{ending}</div>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        # a bundle: the complete representation of a dataclass goes before _repr_pretty_
        return {"text/html": self._repr_html_(), "text/plain": as_text(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A small table of a record: columns of one length, or records inside it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A record taken apart for showing."""

    facts: tuple[tuple[str, str], ...]
    blocks: tuple[_Block, ...]
    settings: str


def as_text(record: object) -> str:
    """A record as aligned lines, for a terminal and for comparing outputs."""
    parts = _read(record)
    width = max((len(name) for name, _ in parts.facts), default=0)
    lines = [type(record).__name__]
    lines += [f"  {name:<{width}}  {value}" for name, value in parts.facts]
    for block in parts.blocks:
        lines.append(f"  {block.title}: {' | '.join(block.head)}".replace(" : ", " "))
        lines += [f"    {' | '.join(row)}" for row in block.rows[:MOST_ROWS]]
        lines += [f"    {_rest(block.rows)}"] if _rest(block.rows) else []
    lines += [f"  Settings: {parts.settings}"] if parts.settings else []
    return "\n".join(line.rstrip() for line in lines)


def grid(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], note: str = "") -> str:
    """A small table as HTML; the first cell of a row names it, an empty head is left out."""
    caption = f"<caption {_LEFT}>{escape(title)}</caption>" if title else ""
    cells = "".join(f'<th scope="col" {_LEFT}>{escape(name)}</th>' for name in head)
    lines = [f"<thead><tr>{cells}</tr></thead>"] if any(head) else []
    for first, *others in rows:
        rest = "".join(f"<td {_LEFT}>{escape(text)}</td>" for text in others)
        lines.append(f'<tr><th scope="row" {_LEFT}>{escape(first)}</th>{rest}</tr>')
    ending = f"<p>{escape(note)}</p>" if note else ""
    return f"<table>{caption}{''.join(lines)}</table>{ending}"


def number(value: float, name: str = "") -> str:
    """A number to four significant digits; undefined stays said."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if name.endswith("p_value") and 0 <= value < SMALLEST_P:
        return f"< {SMALLEST_P:.4f}"
    shown = f"{value:d}" if isinstance(value, int) else f"{value:.{DIGITS}g}"
    return shown.replace("-", "−") + (" %" if name in PERCENT else "")


def _read(record: object) -> _Parts:
    facts: dict[str, str] = {}
    columns: dict[str, tuple[str, ...]] = {}
    blocks: list[_Block] = []
    settings: list[str] = []
    for name, value in _fields(record):
        if is_dataclass(value):
            inside = "; ".join(f"{part} {text}" for part, text in _scalars(value))
            settings.append(inside) if name == SETTINGS else facts.update({name: inside})
        elif name == SETTINGS and isinstance(value, Mapping):
            settings.append("; ".join(f"{key} {item}" for key, item in value.items()))
        elif _is_records(value):
            blocks.append(_of_records(name, value))
        elif _is_words(name, value):
            facts[name] = "; ".join(value)
        elif (cells := _column(name, value)) is not None:
            columns.update({name: cells} if cells else {})
        elif (text := _scalar(name, value)) is not None:
            facts[name] = text
        elif getattr(value, "shape", None):
            facts[name] = f"table of shape {tuple(value.shape)}"
    return _Parts(
        facts=tuple(_with_intervals(facts)),
        blocks=(*_of_columns(columns), *blocks),
        settings="; ".join(settings),
    )


def _fields(record: Any) -> list[tuple[str, Any]]:
    named = [field.name for field in fields(record) if field.repr]
    return [(name, getattr(record, name)) for name in named if not name.startswith("_")]


def _scalars(record: object) -> list[tuple[str, str]]:
    found = [(name, _scalar(name, value)) for name, value in _fields(record)]
    return [(name, text) for name, text in found if text]


def _scalar(name: str, value: Any) -> str | None:
    """Text of a single value; empty text is left out, several values are no single one."""
    if value is None:
        return None
    if isinstance(value, str):
        return value or None
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_scalar('', item)}" for key, item in value.items()) or None
    if getattr(value, "ndim", None) == 0:
        value = value.item()
    return number(value, name) if isinstance(value, int | float) else None


def _column(name: str, value: Any) -> tuple[str, ...] | None:
    if getattr(value, "ndim", None) == 1 and hasattr(value, "tolist"):
        value = tuple(value.tolist())
    if not isinstance(value, tuple | list):
        return None
    if not all(isinstance(item, str | int | float | None) for item in value):
        return None
    return tuple(_scalar(name, item) or "" for item in value)


def _is_words(name: str, value: Any) -> bool:
    """Words that stand in one line; names of rows head a column."""
    words = isinstance(value, tuple | list) and all(isinstance(item, str) for item in value)
    return words and bool(value) and name not in ROW_NAMES


def _is_records(value: Any) -> bool:
    return isinstance(value, tuple | list) and bool(value) and all(map(is_dataclass, value))


def _of_records(name: str, records: Sequence[object]) -> _Block:
    rows = [dict(_scalars(record)) for record in records]
    head = tuple(dict.fromkeys(key for row in rows for key in row))[:MOST_COLUMNS]
    cells = tuple(tuple(row.get(key, "") for key in head) for row in rows)
    return _Block(title=name, head=head, rows=cells)


def _of_columns(columns: Mapping[str, tuple[str, ...]]) -> list[_Block]:
    """Columns of one length side by side, names of rows first."""
    made = []
    for length in dict.fromkeys(len(column) for column in columns.values()):
        same = {name: column for name, column in columns.items() if len(column) == length}
        names = sorted(same, key=lambda name: name not in ROW_NAMES)[:MOST_COLUMNS]
        if names[0] not in ROW_NAMES:
            names.insert(0, "")
            same[""] = tuple(str(place + 1) for place in range(length))
        rows = tuple(zip(*(same[name] for name in names), strict=True))
        made.append(_Block(title="", head=tuple(names), rows=rows))
    return made


def _with_intervals(facts: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Limits of one interval on one line."""
    for name, text in facts.items():
        stem, _, end = name.rpartition("_")
        if end == "low" and f"{stem}_high" in facts:
            yield f"{stem}_low, {stem}_high", f"{text} to {facts[f'{stem}_high']}"
        elif not (end == "high" and f"{stem}_low" in facts):
            yield name, text


def _rest(rows: Sequence[object]) -> str:
    return f"and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
