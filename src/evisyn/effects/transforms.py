"""Transformations of proportions and correlations, and the way back for display.

All take and return arrays of shape (k,).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from evisyn.effects.inputs import Array, as_column, broadcast, within
from evisyn.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def _proportion(name: str, value: ArrayLike) -> Array:
    p = as_column(name, value, kind="non-negative")
    if (p > 1).any():
        raise InputError(name, f"is {float(np.nanmax(p)):g}; a proportion is between 0 and 1")
    return p


def logit(p: ArrayLike) -> Array:
    """log(p / (1 - p)); infinite at 0 and 1."""
    return np.asarray(special.logit(_proportion("p", p)))


def expit(z: ArrayLike) -> Array:
    """Proportion of a logit."""
    return np.asarray(special.expit(as_column("z", z)))


def arcsine(p: ArrayLike) -> Array:
    """asin(sqrt(p)), in radians."""
    return np.arcsin(np.sqrt(_proportion("p", p)))


def arcsine_back(z: ArrayLike) -> Array:
    """Proportion of an arcsine value; below 0 it is 0, above pi/2 it is 1."""
    return np.sin(np.clip(as_column("z", z), 0.0, np.pi / 2)) ** 2


def freeman_tukey(x: ArrayLike, n: ArrayLike) -> Array:
    """Double arcsine of x events in n; Freeman and Tukey 1950, doi:10.1214/aoms/1177729756."""
    c = broadcast(
        {"x": as_column("x", x, kind="non-negative"), "n": as_column("n", n, kind="positive")}
    )
    within("x", c["x"], "n", c["n"])
    low = np.arcsin(np.sqrt(c["x"] / (c["n"] + 1)))
    return np.asarray((low + np.arcsin(np.sqrt((c["x"] + 1) / (c["n"] + 1)))) / 2)


def freeman_tukey_back(z: ArrayLike, n: ArrayLike) -> Array:
    """Proportion of a double arcsine; Miller 1978, doi:10.1080/00031305.1978.10479283.

    Parameters
    ----------
    z
        Transformed value.
    n
        Its group size; for a pooled value the harmonic mean of the sizes.

    Returns
    -------
    Array
        0 below the transform of no events, 1 above that of only events.
    """
    c = broadcast({"z": as_column("z", z), "n": as_column("n", n, kind="positive")})
    size = c["n"]
    lowest = freeman_tukey(np.zeros_like(size), size)
    highest = freeman_tukey(size, size)
    s = np.sin(2 * c["z"])
    with np.errstate(all="ignore"):
        inner = np.maximum(1 - (s + (s - 1 / s) / size) ** 2, 0.0)
        p = (1 - np.sign(np.cos(2 * c["z"])) * np.sqrt(inner)) / 2
    return np.where(c["z"] <= lowest, 0.0, np.where(c["z"] >= highest, 1.0, p))


def r_to_z(r: ArrayLike) -> Array:
    """Fisher's z of a correlation; infinite at -1 and 1."""
    with np.errstate(divide="ignore"):
        return np.arctanh(as_column("r", r, kind="correlation"))


def z_to_r(z: ArrayLike) -> Array:
    """Correlation of Fisher's z."""
    return np.tanh(as_column("z", z))
