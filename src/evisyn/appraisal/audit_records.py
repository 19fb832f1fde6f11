"""Records of the consistency audit: one row as printed, one finding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from scipy.special import ndtri

from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.errors import InputError
from evisyn.synthesis.overlap_matrix import records

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
BETWEEN_ARMS = "between_arms"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One inconsistency of one row.

    Parameters
    ----------
    row_id
        The row.
    kind
        Name of the rule.
    what
        What is inconsistent.
    arithmetic
        The numbers that show it.
    sureness
        ``certain`` (the figures contradict each other), ``likely``, or ``possible`` (rounding, a
        convention or a wording may explain it).
    if_left_out
        What happens to the range of its question without the row.
    """

    row_id: str
    kind: str
    what: str
    arithmetic: str
    sureness: str
    if_left_out: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A reported result: its cells by name, missing ones being ``None``.

    Works on rows of pooled results and of trial outcomes; a rule that needs a cell which the
    table does not have finds ``None`` there.
    """

    cells: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A cell as text; empty where missing."""
        value = self.cells.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> float | None:
        """A cell as number; ``None`` where missing."""
        value = self.cells.get(name)
        if value is None or value == "":
            return None
        number = float(value)
        return None if math.isnan(number) else number

    @property
    def id(self) -> str:
        """Key of the row: ``effect_id`` or ``outcome_id``."""
        return self.text("effect_id") or self.text("outcome_id")

    @property
    def owner(self) -> str:
        """The review or trial that reports it."""
        return self.text("review_id") or self.text("trial_id")

    @property
    def condition(self) -> str:
        """The condition: column ``condition``, or the one column of the kind ``*_type``."""
        if "condition" in self.cells:
            return self.text("condition")
        kinds = [name for name in self.cells if name.endswith("_type") and name != "value_type"]
        return self.text(kinds[0]) if kinds else ""

    @property
    def is_ratio(self) -> bool:
        """Whether the measure is a ratio."""
        return self.text("measure") in RATIO_MEASURES

    @property
    def null(self) -> float:
        """No difference, on the printed scale."""
        return 1.0 if self.is_ratio else 0.0

    @property
    def triple(self) -> tuple[float, float, float] | None:
        """Estimate, lower and upper limit as printed; ``None`` where one is missing."""
        values = [self.number(name) for name in ("estimate", "ci_low", "ci_high")]
        if any(value is None for value in values):
            return None
        return values[0], values[1], values[2]  # type: ignore[return-value]

    @property
    def working(self) -> tuple[float, float, float] | None:
        """The same on the scale on which intervals are symmetric (logarithm for ratios)."""
        triple = self.triple
        if triple is None or not self.is_ratio:
            return triple
        if min(triple) <= 0:
            return None
        return math.log(triple[0]), math.log(triple[1]), math.log(triple[2])

    @property
    def z_level(self) -> float:
        """Normal quantile of the level of the interval (95 % where none is given)."""
        level = self.number("ci_level") or 95.0
        return float(ndtri(0.5 + level / 200.0))

    @property
    def se(self) -> float | None:
        """Standard error that the interval implies, on the working scale."""
        values = self.working
        if values is None or values[2] <= values[1]:
            return None
        return (values[2] - values[1]) / (2.0 * self.z_level)

    @property
    def is_credible(self) -> bool:
        """Whether the interval is a credible one, which need not be symmetric."""
        return self.text("interval_kind") == "credible"


def read_rows(effects: Any) -> tuple[Row, ...]:
    """Rows of a frame, of mappings or of records.

    Raises
    ------
    InputError
        Where a row has no ``effect_id`` and no ``outcome_id``.
    """
    table: Any = effects
    if not hasattr(effects, "to_dict") and not isinstance(effects, Mapping):
        table = [_mapping(row) for row in effects]
    rows = tuple(Row(cells) for cells in records("effects", table, ()))
    if any(not row.id for row in rows):
        raise InputError("effects", "a row has neither effect_id nor outcome_id; give its key.")
    return rows


def read_table(name: str, table: Any, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of a further table in the same forms; none where it was not given."""
    if table is None:
        return []
    if not hasattr(table, "to_dict") and not isinstance(table, Mapping):
        table = [_mapping(row) for row in table]
    return records(name, table, needed)


def _mapping(row: Any) -> dict[str, Any]:
    if is_dataclass(row) and not isinstance(row, type):
        return asdict(row)
    return dict(row)


def half_unit(value: float) -> float:
    """Half a unit of the last decimal that a number shows: how far it may be rounded."""
    text = repr(float(value))
    if "e" in text:
        return 0.0
    decimals = text.split(".")[1].rstrip("0")
    return float(0.5 * 10.0 ** -len(decimals))


def shown(values: Iterable[float]) -> str:
    """Estimate and limits as a reader writes them."""
    estimate, low, high = values
    return f"{estimate:g} ({low:g} to {high:g})"
