"""Checks of numeric arguments: an error names the argument, what it was and what to do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from evisyn.errors import InputError
from evisyn.synthesis._designs import FloatArray

#: The square of a larger number cannot be represented.
LARGEST = 1e150
#: An effect further from 0, in standard errors, leaves squares that cannot be represented.
FARTHEST = 1e45
#: Where variances differ by more than this factor, one study takes all the weight and the
#: others' part of the trace of P, on which tau2 rests, is lost in its last digits.
WIDEST = 1e10


def as_numbers(name: str, values: npt.ArrayLike, ndim: int | None = 1) -> FloatArray:
    """A float array; refuses text, infinities and other shapes."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise InputError(name, f"must hold numbers ({problem}). Give numbers.") from None
    if ndim is not None and array.ndim != ndim:
        raise InputError(name, f"has {array.ndim} dimensions (shape {array.shape}); {ndim} needed.")
    if np.isinf(array).any():
        raise InputError(name, "holds an infinite value. Give NaN for a study without a value.")
    return array


def as_variances(
    vi: npt.ArrayLike | None, sei: npt.ArrayLike | None, shape: tuple[int, ...]
) -> FloatArray:
    """Sampling variances from ``vi`` or ``sei``, in the shape of the effects."""
    if (vi is None) == (sei is None):
        raise InputError("vi", "give either vi (variances) or sei (standard errors).")
    name = "vi" if vi is not None else "sei"
    values = as_numbers(name, vi if vi is not None else sei, None)  # type: ignore[arg-type]
    if values.shape != shape:
        raise InputError(name, f"has shape {values.shape}, yi has {shape}; they must be equal.")
    small = values.min() if values.size else 1.0
    if not small > 0.0:
        small = np.nanmin(values) if not np.isnan(values).all() else 1.0
        if small <= 0.0:
            raise InputError(
                name, f"holds {small:g}; all must be above 0. A study without a "
                "usable variance cannot be weighted: correct it or leave it out."
            )  # fmt: skip
    if name == "sei":
        if values.size and (np.nanmax(values, initial=0.0) > LARGEST or small < 1e-150):
            raise InputError(name, f"must lie between 1e-150 and {LARGEST:g}.")
        return values * values
    return values


def check_scale(y: FloatArray, v: FloatArray, *, random: bool = True, most: float = WIDEST) -> None:
    """Refuse magnitudes that leave no digits; studies run along the last axis."""
    if y.size == 0:
        return
    largest, smallest, widest = np.abs(y).max(), v.min(), v.max()
    if not (largest < 1e20 and smallest > 1e-20 and widest < 1e20):
        largest = np.nanmax(np.abs(y), initial=0.0)
        smallest = np.nanmin(v, initial=1e300)
        widest = np.nanmax(v, initial=smallest)
        if largest > LARGEST:
            raise InputError("yi", f"holds {largest:g} in size; {LARGEST:g} is the most allowed.")
        if smallest < 1e-300 or widest > 1e300:
            raise InputError("vi", f"holds {smallest:g} to {widest:g}; 1e-300 to 1e300 is allowed.")
    if largest > FARTHEST * np.sqrt(smallest) or widest * (1.0 / most) > smallest:
        _check_each(y, v, random, most)


def _check_each(y: FloatArray, v: FloatArray, random: bool, most: float) -> None:
    """The same within each data set."""
    there = ~(np.isnan(y) | np.isnan(v))
    low = np.where(there, v, np.inf).min(axis=-1)
    high = np.where(there, v, 0.0).max(axis=-1)
    if np.any(np.where(there, np.abs(y), 0.0).max(axis=-1) > FARTHEST * np.sqrt(low)):
        raise InputError(
            "yi", f"lies more than {FARTHEST:g} standard errors from 0. Check the units."
        )
    if random and np.any(high * (1.0 / most) > low):
        raise InputError(
            "vi", f"differ by more than a factor of {most:g} in one data set; with random "
            "effects the others then count for nothing. Check the units."
        )  # fmt: skip


def one_of(name: str, value: object, allowed: Sequence[str]) -> None:
    """Refuse a word that is not in the list."""
    if value not in allowed:
        raise InputError(name, f"is {value!r}; allowed are {', '.join(allowed)}.")


def check_level(level: float) -> float:
    """A confidence level strictly between 0 and 1."""
    if not isinstance(level, int | float | np.floating) or not 0.0 < level < 1.0:
        raise InputError("level", f"is {level!r}; give a fraction such as 0.95.")
    return float(level)
