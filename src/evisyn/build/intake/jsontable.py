"""Tables as JSON: ``{"table": [{"column": value}]}`` or a list of rows."""

from __future__ import annotations

import json
from typing import Any

from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import capped, to_text


def read(content: bytes, name: str = "table") -> tuple[Batch, ...]:
    """Rows of every table of a JSON file; numbers keep the digits that the file has.

    Raises
    ------
    IntakeError
        The file is not JSON, or holds no table.
    """
    try:
        value = json.loads(to_text(content), parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise IntakeError(f"the file is not JSON ({error}).") from error
    tables = value if isinstance(value, dict) else {name: value}
    if not all(isinstance(rows, list) for rows in tables.values()):
        raise IntakeError("the JSON is neither a list of rows nor tables by name.")
    return tuple(_batch(str(key), rows) for key, rows in tables.items())


def _batch(name: str, items: list[Any]) -> Batch:
    rows, problems = [], []
    for number, item in enumerate(items, start=1):
        place = f"{name}, record {number}"
        try:
            rows.append(Raw(place=place, cells=_cells(item)))
        except IntakeError as error:
            problems.append(Problem(place=place, text=str(error)))
    return Batch(name=name, rows=tuple(rows), problems=tuple(problems))


def _cells(item: Any) -> dict[str, str]:
    if not isinstance(item, dict):
        raise IntakeError("the record is not an object with columns")
    cells = {}
    for column, value in item.items():
        if isinstance(value, list | dict):
            raise IntakeError(f"{column!r} holds a structure instead of a value")
        flags = {None: "", True: "yes", False: "no"}
        plain = isinstance(value, str)
        cells[str(column)] = capped(value if plain else flags[value])
    return cells
