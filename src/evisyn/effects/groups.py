"""Two groups of persons as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evisyn.effects.conversion_records import ConvertedMean
from evisyn.effects.inputs import as_column, broadcast

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def combine_groups(
    n1: ArrayLike, m1: ArrayLike, sd1: ArrayLike, n2: ArrayLike, m2: ArrayLike, sd2: ArrayLike
) -> ConvertedMean:
    """Two groups as one: size, mean and standard deviation of all persons, shape (k,).

    The sum of squares about the common mean is that within the groups and that between them.

    Parameters
    ----------
    n1, m1, sd1, n2, m2, sd2
        Persons, mean and standard deviation of the first and of the second group.
    """
    given = {"n1": n1, "m1": m1, "sd1": sd1, "n2": n2, "m2": m2, "sd2": sd2}
    kinds = {"n": "positive", "m": "any", "sd": "non-negative"}
    c = broadcast({k: as_column(k, v, kind=kinds[k.rstrip("12")]) for k, v in given.items()})
    n = c["n1"] + c["n2"]
    mean = (c["n1"] * c["m1"] + c["n2"] * c["m2"]) / n
    between = c["n1"] * c["n2"] / n * (c["m1"] - c["m2"]) ** 2
    within = (c["n1"] - 1) * c["sd1"] ** 2 + (c["n2"] - 1) * c["sd2"] ** 2
    with np.errstate(all="ignore"):
        sd = np.where(n > 1, np.sqrt((within + between) / (n - 1)), np.nan)
    return ConvertedMean(
        mean=mean, sd=sd, n=n, skewed=np.zeros(n.shape, dtype=bool), method="two groups as one"
    )
