"""Two-by-two tables and rates as arrays, checked."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evisyn.errors import InputError
from evisyn.synthesis._designs import BoolArray, FloatArray
from evisyn.synthesis.inputs import as_numbers


class Tables(NamedTuple):
    """Events and non-events of group 1 (a, b) and group 2 (c, d), shape (k,)."""

    a: FloatArray
    b: FloatArray
    c: FloatArray
    d: FloatArray

    @property
    def n1(self) -> FloatArray:
        """Size of group 1."""
        return self.a + self.b

    @property
    def n2(self) -> FloatArray:
        """Size of group 2."""
        return self.c + self.d

    @property
    def n(self) -> FloatArray:
        """Size of both groups."""
        return self.a + self.b + self.c + self.d

    @property
    def present(self) -> BoolArray:
        """Tables without a missing cell and with somebody in each group."""
        there: BoolArray = ~np.isnan(self.a + self.b + self.c + self.d)
        there &= (self.n1 > 0.0) & (self.n2 > 0.0)
        return there

    @property
    def double_zero(self) -> BoolArray:
        """No events in either group, or nothing but events."""
        events: BoolArray = (self.a > 0.0) | (self.c > 0.0)
        others: BoolArray = (self.b > 0.0) | (self.d > 0.0)
        return ~(events & others)

    @property
    def expected(self) -> FloatArray:
        """Events of group 1 when the groups do not differ."""
        return (self.a + self.c) * (self.n1 / self.n)

    @property
    def hypergeometric_variance(self) -> FloatArray:
        """Variance of the events of group 1, the margins kept; 0 for a single person."""
        events, others = self.a + self.c, self.b + self.d
        return (
            events
            * (self.n1 / self.n)
            * (others / self.n)
            * (self.n2 / np.where(self.n > 1.0, self.n - 1.0, np.inf))
        )

    def where(self, rows: BoolArray) -> Tables:
        """Some of the tables."""
        return Tables(*(cell[rows] for cell in self))

    def plus(self, add: float, to: str) -> Tables:
        """A number added to the cells of the tables that ``to`` names."""
        empty = (self.a == 0.0) | (self.b == 0.0) | (self.c == 0.0) | (self.d == 0.0)
        extra = add * _chosen(empty, to)
        return Tables(*(cell + extra for cell in self))


class Rates(NamedTuple):
    """Events and person-time of the groups, shape (k,)."""

    x1: FloatArray
    x2: FloatArray
    t1: FloatArray
    t2: FloatArray

    @property
    def present(self) -> BoolArray:
        """Studies without a missing number."""
        there: BoolArray = ~np.isnan(self.x1 + self.x2 + self.t1 + self.t2)
        return there

    def where(self, rows: BoolArray) -> Rates:
        """Some of the studies."""
        return Rates(*(column[rows] for column in self))

    def plus(self, add: float, to: str) -> Rates:
        """A number added to the events of the studies that ``to`` names."""
        extra = add * _chosen((self.x1 == 0.0) | (self.x2 == 0.0), to)
        return Rates(self.x1 + extra, self.x2 + extra, self.t1, self.t2)


def _chosen(empty: BoolArray, to: str) -> FloatArray:
    if to == "only0":
        return empty.astype(np.float64)
    everywhere = to == "all" or (to == "if0all" and bool(empty.any()))
    return np.full(empty.shape, 1.0 if everywhere else 0.0)


def _column(name: str, values: npt.ArrayLike | None, shape: tuple[int, ...] | None) -> FloatArray:
    if values is None:
        raise InputError(name, "is missing; give all four columns.")
    array = as_numbers(name, values)
    if shape is not None and array.shape != shape:
        raise InputError(name, f"has shape {array.shape}, the first column has {shape}.")
    if (array < 0.0).any():
        raise InputError(name, f"holds {np.nanmin(array):g}; counts and times start at 0.")
    if (array > 1e12).any():
        raise InputError(name, f"holds {np.nanmax(array):g}; 1e12 is the most allowed.")
    return array


def tables(
    ai: npt.ArrayLike | None, bi: npt.ArrayLike | None, ci: npt.ArrayLike | None,
    di: npt.ArrayLike | None, n1i: npt.ArrayLike | None, n2i: npt.ArrayLike | None,
) -> Tables:  # fmt: skip
    """Checked tables from cells, or from events and group sizes."""
    a = _column("ai", ai, None)
    c = _column("ci", ci, a.shape)
    others = []
    for events, rest, size, names in ((a, bi, n1i, ("bi", "n1i")), (c, di, n2i, ("di", "n2i"))):
        if rest is not None or size is None:
            others.append(_column(names[0], rest, a.shape))
            continue
        group = _column(names[1], size, a.shape)
        if (events > group).any():
            raise InputError(names[1], "is smaller than the number of events in a group.")
        others.append(group - events)
    return Tables(a, others[0], c, others[1])


def rates(
    x1i: npt.ArrayLike | None, x2i: npt.ArrayLike | None, t1i: npt.ArrayLike | None,
    t2i: npt.ArrayLike | None,
) -> Rates:  # fmt: skip
    """Checked events and person-times; a time is above 0."""
    x1 = _column("x1i", x1i, None)
    found = Rates(
        x1, _column("x2i", x2i, x1.shape), _column("t1i", t1i, x1.shape),
        _column("t2i", t2i, x1.shape),
    )  # fmt: skip
    for name, column in (("t1i", found.t1), ("t2i", found.t2)):
        if (column == 0.0).any():
            raise InputError(name, "holds 0; a person-time is above 0.")
    return found
