"""What every measure is made of: the arguments it takes, its settings, and its formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from evisyn.effects.inputs import Array
from evisyn.effects.zeros import HALF, ZeroRule

#: One column per argument, all of shape (k,).
Columns = dict[str, Array]
#: Effects and sampling variances, both of shape (k,).
Result = tuple[Array, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """Settings of one calculation.

    Parameters
    ----------
    vtype
        Kind of sampling variance.
    correct
        Whether the small-sample bias is corrected, where the measure has a correction.
    zeros
        Rule for zero counts.
    """

    vtype: str
    correct: bool
    zeros: ZeroRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Measures that take the same arguments.

    Parameters
    ----------
    kinds
        Argument name to kind of number, a key of ``evisyn.effects.inputs.BOUNDS``.
    sources
        Sets of arguments, any one of which is enough.
    prepare
        Checks between arguments, and the columns that the formulas read.
    """

    kinds: Mapping[str, str]
    sources: tuple[tuple[str, ...], ...]
    prepare: Callable[[Columns], Columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One effect measure.

    Parameters
    ----------
    code, title
        metafor's code, and what it is in words.
    family
        Arguments it takes.
    formula
        Prepared columns and settings to effects and variances.
    vtypes
        Kinds of variance it has; the first is the default.
    add
        Constant for zero counts unless the caller gives one.
    correct
        Default of ``correct``; None where the measure has no correction.
    needs
        Sources that replace those of the family, where the measure needs less.
    """

    code: str
    title: str
    family: Family
    formula: Callable[[Columns, How], Result]
    vtypes: tuple[str, ...] = ("LS",)
    add: float = HALF
    correct: bool | None = None
    needs: tuple[tuple[str, ...], ...] = field(default=())

    @property
    def sources(self) -> tuple[tuple[str, ...], ...]:
        """Sets of arguments, any one of which is enough."""
        return self.needs or self.family.sources


def weighted_mean(values: Array, weights: Array) -> float:
    """Mean over the studies that have both, for variances that borrow from all studies."""
    known = np.isfinite(values) & np.isfinite(weights)
    total = weights[known].sum()
    return float((weights[known] * values[known]).sum() / total) if total > 0 else float("nan")


def first_known(*columns: Array | None) -> Array:
    """Per study the first column that has a value; shape (k,)."""
    given = [column for column in columns if column is not None]
    chosen = given[0].copy()
    for column in given[1:]:
        chosen = np.where(np.isnan(chosen), column, chosen)
    return chosen
