"""Cells that follow from others of the same record: sums, roots, powers, parts of a label."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_YEAR = re.compile(r"(?<!\d)((?:1[5-9]|20)\d{2})[a-z]?(?!\d)")
_DIGITS = 12
"""Digits of a computed figure; more than any source prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """One column that is computed where the file leaves it empty.

    Parameters
    ----------
    column
        Column of the table.
    how
        A key of :data:`RULES`.
    names
        Columns of the file.
    when
        Column of the table to the texts of which it must have one.
    """

    column: str
    how: str
    names: tuple[str, ...]
    when: Mapping[str, tuple[str, ...]]

    def of(self, cells: Mapping[str, str], row: Mapping[str, str]) -> str:
        """The text for a record; empty where it cannot be had."""
        if any(row.get(name, "") not in texts for name, texts in self.when.items()):
            return ""
        return RULES[self.how]([cells.get(name, "") for name in self.names])


def computed_from(item: Any) -> Computed:
    """One entry of the part ``compute`` of a mapping.

    Raises
    ------
    KeyError, TypeError
        It has another shape, or a rule that is not known.
    """
    how = next((name for name in RULES if name in item), "")
    if not how:
        raise KeyError(f"compute needs one of {', '.join(RULES)}")
    names = item[how]
    return Computed(
        column=str(item["column"]),
        how=how,
        names=(names,) if isinstance(names, str) else tuple(map(str, names)),
        when={name: tuple(texts) for name, texts in item.get("when", {}).items()},
    )


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _shown(value: float) -> str:
    return f"{value:.{_DIGITS}g}" if math.isfinite(value) else ""


def _sum(texts: list[str]) -> str:
    values = [_number(text) for text in texts]
    known = [value for value in values if value is not None]
    return _shown(sum(known)) if len(known) == len(values) else ""


def _root(texts: list[str]) -> str:
    value = _number(texts[0])
    return "" if value is None or value < 0 else _shown(math.sqrt(value))


def _power(texts: list[str]) -> str:
    value = _number(texts[0])
    return "" if value is None or value > math.log(1e300) else _shown(math.exp(value))


def _first(texts: list[str]) -> str:
    return next((text for text in texts if text), "")


def _year_of(texts: list[str]) -> str:
    found = _YEAR.search(_first(texts))
    return found[1] if found else ""


def _author_of(texts: list[str]) -> str:
    label = _first(texts)
    return re.split(r"[,(]|\bet al\b|(?<!\d)(?:1[5-9]|20)\d{2}", label)[0].strip(" .")


RULES: dict[str, Callable[[list[str]], str]] = {
    "sum": _sum,
    "sqrt": _root,
    "exp": _power,
    "first": _first,
    "author_of": _author_of,
    "year_of": _year_of,
}
"""What can be computed: sum of columns, root, e to the power, the first that is filled, and the
author and the year in a label such as ``Smith et al. (2010)``."""
