"""Tetrachoric correlation: the bivariate normal distribution cut into a 2x2 table.

The table has as many free cells as the model has parameters, so the maximum likelihood estimate
is the correlation that reproduces the table exactly (Pearson 1900, doi:10.1098/rsta.1900.0022).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from evisyn.effects.inputs import Array

#: Halvings of the bracket (-pi/2, pi/2); 60 reach the last bit of a double.
BISECTIONS = 60
#: Stands for a threshold of exactly zero, where the formula would divide by it.
TINY = 1e-300


def bivariate_normal_cdf(h: Array, k: Array, rho: Array) -> Array:
    """P(X <= h, Y <= k) of the standard bivariate normal distribution, shape (k,).

    By Owen's T function, Owen 1956, doi:10.1214/aoms/1177728074.
    """
    h = np.where(h == 0, TINY, h)
    k = np.where(k == 0, TINY, k)
    root = np.sqrt((1 - rho) * (1 + rho))
    total = 0.5 * (special.ndtr(h) + special.ndtr(k))
    total = total - special.owens_t(h, (k / h - rho) / root)
    total = total - special.owens_t(k, (h / k - rho) / root)
    return total - np.where(np.sign(h) * np.sign(k) > 0, 0.0, 0.5)


def tetrachoric(a: Array, b: Array, c: Array, d: Array) -> tuple[Array, Array]:
    """Correlation and its large-sample variance, each of shape (k,).

    A table with an empty margin has no correlation. A table with one empty cell has its maximum
    at -1 or 1, the edge of the parameter space, where no variance exists (NaN).
    """
    n = a + b + c + d
    h, k = special.ndtri((a + b) / n), special.ndtri((a + c) / n)
    edge = np.where((b == 0) | (c == 0), 1.0, np.where((a == 0) | (d == 0), -1.0, np.nan))
    usable = np.isfinite(h) & np.isfinite(k)
    inside = usable & np.isnan(edge)
    yi = np.where(usable, edge, np.nan)
    vi = np.full_like(n, np.nan)
    if inside.any():
        cells = tuple(cell[inside] for cell in (a, b, c, d))
        yi[inside] = _solve(h[inside], k[inside], (a / n)[inside])
        vi[inside] = _variance(cells, h[inside], k[inside], yi[inside])
    return yi, vi


def _solve(h: Array, k: Array, target: Array) -> Array:
    """Bisection in the angle asin(rho), in which the probability rises almost evenly."""
    low, high = np.full_like(h, -np.pi / 2), np.full_like(h, np.pi / 2)
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        above = bivariate_normal_cdf(h, k, np.sin(middle)) > target
        high = np.where(above, middle, high)
        low = np.where(above, low, middle)
    return np.asarray(np.sin(0.5 * (low + high)))


def _variance(cells: tuple[Array, ...], h: Array, k: Array, rho: Array) -> Array:
    """Large-sample variance; Brown and Benedetti 1977, doi:10.1007/BF02293655."""
    a, b, c, d = cells
    n = a + b + c + d
    root = np.sqrt((1 - rho) * (1 + rho))
    density = np.exp(-(h**2 - 2 * rho * h * k + k**2) / (2 * root**2)) / (2 * np.pi * root)
    f1 = special.ndtr((h - rho * k) / root) - 0.5
    f2 = special.ndtr((k - rho * h) / root) - 0.5
    total = (
        (a + d) * (b + c) / 4
        + (a + c) * (b + d) * f1**2
        + (a + b) * (c + d) * f2**2
        + 2 * (a * d - b * c) * f1 * f2
    )
    total = total - (a * b - c * d) * f1 - (a * c - b * d) * f2
    return np.asarray(total / (n**3 * density**2))
