"""Rows that are odd: what to say about them and which of them no summary may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from evisyn.tables.corrections import Entry
from evisyn.vocab import Action, Use


def set_aside_of(frames: Mapping[str, pd.DataFrame]) -> Mapping[str, frozenset[str]]:
    """Table to row ids that oddities or corrections set aside; the stricter word holds."""
    aside: dict[str, set[str]] = {}
    for name in ("oddities", "corrections"):
        frame = frames.get(name)
        if frame is None:
            continue
        strict = frame[frame["use"] == Use.SHOW_NOT_SUMMARISE]
        for table, row_id in zip(strict["table"], strict["row_id"], strict=True):
            aside.setdefault(table, set()).add(row_id)
    return MappingProxyType({table: frozenset(rows) for table, rows in aside.items()})


def flags_of(
    frames: Mapping[str, pd.DataFrame], entries: Sequence[Entry]
) -> Mapping[str, Mapping[str, str]]:
    """Table to row id to text: what is odd, and what was replaced and why."""
    texts: dict[str, dict[str, list[str]]] = {}
    known: set[str] = set()
    oddities = frames.get("oddities")
    if oddities is not None:
        known = set(oddities["oddity_id"])
        columns = (oddities[name] for name in ("table", "row_id", "what"))
        for table, row_id, what in zip(*columns, strict=True):
            texts.setdefault(table, {}).setdefault(row_id, []).append(what)
    for entry in entries:
        if entry.action == Action.REPLACE:
            text = f"{entry.column}: {entry.found or 'empty'} in the file, "
            text += f"read as {entry.replacement or 'empty'}. {entry.reason}"
        elif entry.oddity_id in known:
            continue  # the oddity says it
        else:
            text = entry.reason
        texts.setdefault(entry.table, {}).setdefault(entry.row_id, []).append(text)
    return MappingProxyType(
        {
            table: MappingProxyType({row_id: " ".join(parts) for row_id, parts in rows.items()})
            for table, rows in texts.items()
        }
    )
