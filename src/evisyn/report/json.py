"""Display tables as JSON: everything a table knows, in the same bytes every time."""

from __future__ import annotations

import json
import math
from typing import Any

from evisyn.report.formats import NOT_REPORTED, plain
from evisyn.report.model import Cell, Column, Row, TableData, Value


def to_json(table: TableData) -> str:
    """Write a table as JSON.

    Parameters
    ----------
    table
        The table; every column is written, those composed for readers included.

    Returns
    -------
    One object with ``id title caption columns rows footnotes source_notes``, one line per column
    and per row. A row has its ``group`` and ``cells``, a mapping from column key to ``value``
    (null when missing, numbers to six significant digits), ``text`` where it is neither the
    plain form of the value nor, for null, "not reported", ``refs`` (ids of the rows it rests on),
    ``notes`` (marks of footnotes) and ``href``, each only where there is one.
    """
    keys = [column.key for column in table.columns]
    fields = [
        ("id", _dump(table.id)),
        ("title", _dump(table.title)),
        ("caption", _dump(table.caption)),
        ("columns", _lines([_column(column) for column in table.columns])),
        ("rows", _lines([_row(row, keys) for row in table.rows])),
        ("footnotes", _lines([{"mark": n.mark, "text": n.text} for n in table.footnotes])),
        ("source_notes", _lines(list(table.source_notes))),
    ]
    body = ",\n".join(f'"{name}": {text}' for name, text in fields)
    return f"{{\n{body}\n}}\n"


def _column(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"key": column.key, "label": column.label, "align": column.align}
    if column.spanner:
        made["spanner"] = column.spanner
    if column.notes:
        made["notes"] = list(column.notes)
    return made | {"shown": column.shown, "machine": column.machine}


def _row(row: Row, keys: list[str]) -> dict[str, Any]:
    cells = {key: _cell(cell) for key, cell in zip(keys, row.cells, strict=True)}
    return {"group": row.group, "cells": cells} if row.group else {"cells": cells}


def _cell(cell: Cell) -> dict[str, Any]:
    made: dict[str, Any] = {"value": _value(cell.value)}
    if cell.text != (NOT_REPORTED if cell.value is None else plain(cell.value)):
        made["text"] = cell.text
    if cell.refs:
        made["refs"] = list(cell.refs)
    if cell.notes:
        made["notes"] = list(cell.notes)
    if cell.href:
        made["href"] = cell.href
    return made


def _value(value: Value) -> Value:
    """Numbers as in the CSV file; JSON has no word for infinity, so that is a text."""
    if isinstance(value, bool) or not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    if math.isinf(value):
        return plain(value)
    rounded = float(plain(value))
    return int(rounded) if rounded == int(rounded) and abs(rounded) < 1e15 else rounded


def _lines(items: list[Any]) -> str:
    return "[\n" + ",\n".join(_dump(item) for item in items) + "\n]" if items else "[]"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
