"""Mean and standard deviation from the median and quantiles of a group.

Assume normal data; each result carries a test of symmetry that says where that does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from evisyn.effects.conversion_records import ConvertedMean
from evisyn.effects.inputs import Array, as_column, broadcast, choice
from evisyn.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

#: Means of Luo et al. 2018, doi:10.1177/0962280216669183; standard deviations of Wan et al. 2014,
#: doi:10.1186/1471-2288-14-135, and for five numbers of Shi et al. 2020, doi:10.1002/jrsm.1429
#: ("shi") or Wan et al. ("luo"); "wan" takes the means from Wan et al. too.
METHODS = ("shi", "luo", "wan")
#: The formulas were derived for groups of five and more.
SMALLEST = 5
ORDER = ("min", "q1", "median", "q3", "max")


def mean_sd_from_quantiles(
    n: ArrayLike,
    min: ArrayLike | None = None,
    q1: ArrayLike | None = None,
    median: ArrayLike | None = None,
    q3: ArrayLike | None = None,
    max: ArrayLike | None = None,
    method: str = "shi",
) -> ConvertedMean:
    """Estimate mean and standard deviation of each group from what it reports.

    Parameters
    ----------
    n
        Group size, shape (k,).
    min, q1, median, q3, max
        Smallest value, quartiles, largest value, shape (k,); NaN where missing. A study needs the
        median and either both extremes, or both quartiles, or all four.
    method
        A member of :data:`METHODS`.

    Returns
    -------
    ConvertedMean
        NaN where too little is reported or n is below 5. ``skewed`` is the test of Shi et al.
        2023, doi:10.1177/09622802231172043, at level 0.05: leave such studies out to see whether
        the conclusion rests on them.

    Raises
    ------
    InputError
        Quantiles out of order, no median, an unknown method.
    """
    choice("method", method, METHODS)
    given = {"min": min, "q1": q1, "median": median, "q3": q3, "max": max}
    columns = {name: as_column(name, v) for name, v in given.items() if v is not None}
    if "median" not in columns:
        raise InputError("median", "is missing; give it with min and max, or with q1 and q3")
    columns["n"] = as_column("n", n, kind="positive")
    columns = broadcast(columns)
    empty = np.full(columns["n"].shape, np.nan)
    c = {name: columns.get(name, empty) for name in (*ORDER, "n")}
    _check_order(c)
    with np.errstate(all="ignore"):
        has_range = ~np.isnan(c["min"] + c["max"] + c["median"]) & (c["n"] >= SMALLEST)
        has_iqr = ~np.isnan(c["q1"] + c["q3"] + c["median"]) & (c["n"] >= SMALLEST)
        mean = _by_layout(_means(c, method), has_range, has_iqr)
        sd = _by_layout(_sds(c, method), has_range, has_iqr)
        skewed = _by_layout(_skew(c), has_range, has_iqr) > 0
    return ConvertedMean(
        mean=mean, sd=sd, n=c["n"], skewed=skewed, method=f"quantiles, normal data, {method}"
    )


def _check_order(c: dict[str, Array]) -> None:
    for low, high in ((a, b) for i, a in enumerate(ORDER) for b in ORDER[i + 1 :]):
        bad = c[low] > c[high]
        if bad.any():
            place = int(np.flatnonzero(bad)[0])
            raise InputError(
                low,
                f"is {c[low][place]:g} in study {place + 1}, above {high} ({c[high][place]:g}); "
                "min, q1, median, q3 and max must not fall",
            )


def _by_layout(
    values: tuple[Array, Array, Array], has_range: NDArray[np.bool_], has_iqr: NDArray[np.bool_]
) -> Array:
    """Per study the value of extremes only, quartiles only, or all five numbers."""
    extremes, quartiles, five = values
    chosen = np.where(has_range & has_iqr, five, np.where(has_range, extremes, np.nan))
    return np.where(has_iqr & ~has_range, quartiles, chosen)


def _means(c: dict[str, Array], method: str) -> tuple[Array, Array, Array]:
    """Luo et al. 2018, eq. 7, 11 and 15; with "wan" those of Wan et al. 2014."""
    n, m = c["n"], c["median"]
    edge, box = c["min"] + c["max"], c["q1"] + c["q3"]
    if method == "wan":
        return (edge + 2 * m) / 4, (box + m) / 3, (edge + 2 * box + 2 * m) / 8
    w1 = 4 / (4 + n**0.75)
    w2 = 0.7 + 0.39 / n
    w31, w32 = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    return (
        w1 * edge / 2 + (1 - w1) * m,
        w2 * box / 2 + (1 - w2) * m,
        w31 * edge / 2 + w32 * box / 2 + (1 - w31 - w32) * m,
    )


def _sds(c: dict[str, Array], method: str) -> tuple[Array, Array, Array]:
    """Wan et al. 2014, eq. 9 and 16; Shi et al. 2020, eq. 10 for five numbers."""
    n = c["n"]
    by_range = (c["max"] - c["min"]) / (2 * special.ndtri((n - 0.375) / (n + 0.25)))
    by_iqr = (c["q3"] - c["q1"]) / (2 * special.ndtri((0.75 * n - 0.125) / (n + 0.25)))
    weight = 1 / (1 + 0.07 * n**0.6) if method == "shi" else np.full(n.shape, 0.5)
    return by_range, by_iqr, weight * by_range + (1 - weight) * by_iqr


def _skew(c: dict[str, Array]) -> tuple[Array, Array, Array]:
    """Statistic less critical value, positive where skewed; Shi et al. 2023."""
    n, m = c["n"], c["median"]
    tilt = np.abs(c["min"] + c["max"] - 2 * m) / (c["max"] - c["min"])
    lean = np.abs(c["q1"] + c["q3"] - 2 * m) / (c["q3"] - c["q1"])
    both = np.maximum(2.65 * np.log(0.6 * n) / np.sqrt(n) * tilt, lean)
    return (
        tilt - (1 / np.log(n + 9) + 2.5 / (n + 1)),
        lean - (2.65 / np.sqrt(n) - 6 / n**2),
        both - (3 / np.sqrt(n) - 40 / n**3),
    )
