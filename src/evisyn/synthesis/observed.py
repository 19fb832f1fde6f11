"""What the methods for small studies and sensitivity accept as studies, checked in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.inputs import as_numbers, as_variances, check_scale

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Studies with a usable effect, and where they stood in the caller's arrays.

    Parameters
    ----------
    yi, vi
        Effects and sampling variances, shape (k,), finite, variances above zero.
    rows
        Position of each study in the arrays that were passed, shape (k,).
    length
        Number of rows that were passed, absent ones included.
    """

    yi: FloatArray
    vi: FloatArray
    rows: NDArray[np.intp]
    length: int

    @property
    def k(self) -> int:
        """Number of usable studies."""
        return int(self.yi.size)

    @property
    def sei(self) -> FloatArray:
        """Standard errors, shape (k,)."""
        return np.sqrt(self.vi)

    def column(self, values: ArrayLike, name: str) -> FloatArray:
        """Another column of the same studies, shape (n,) -> (k,), absent rows left out."""
        column = as_numbers(name, values)
        if column.size != self.length:
            raise InputError(
                name, f"has {column.size} values for {self.length} studies; give one per study"
            )
        return column[self.rows]

    def spread(self, values: FloatArray) -> FloatArray:
        """Values of the usable studies on the caller's rows, NaN where a study is absent."""
        full = np.full(self.length, np.nan)
        full[self.rows] = values
        return full


def observed(yi: ArrayLike, vi: ArrayLike, *, minimum: int, method: str, why: str) -> Observed:
    """Usable studies for a method that needs at least ``minimum`` of them.

    A study whose effect or variance is NaN is absent.

    Raises
    ------
    InputError
        Shapes differ, a value is infinite, or a variance is not above zero.
    NotPoolable
        Fewer than ``minimum`` usable studies; the message says ``why`` that many are needed.
    """
    effects = as_numbers("yi", yi)
    variances = as_variances(vi, None, effects.shape)
    check_scale(effects, variances)
    present = ~(np.isnan(effects) | np.isnan(variances))
    rows = np.flatnonzero(present)
    if rows.size < minimum:
        found = f"{rows.size} usable {'study' if rows.size == 1 else 'studies'}"
        raise NotPoolable(f"{method} needs at least {minimum} studies, found {found}: {why}")
    return Observed(yi=effects[rows], vi=variances[rows], rows=rows, length=effects.size)


def as_level(value: float, name: str) -> float:
    """A probability strictly between 0 and 1.

    Raises
    ------
    InputError
        Anything else.
    """
    if not 0.0 < float(value) < 1.0:
        raise InputError(name, f"is {value}; allowed is a number between 0 and 1, such as 0.05")
    return float(value)
