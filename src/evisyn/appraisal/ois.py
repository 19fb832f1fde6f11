"""Optimal information size: people that one adequately powered trial would need."""

from __future__ import annotations

import math

from scipy.special import ndtri

from evisyn.errors import InputError


def ois_per_arm(smd: float, *, power: float = 0.80, alpha: float = 0.05) -> int:
    """People per arm of a two-arm trial with a standardised difference.

    Parameters
    ----------
    smd
        Standardised mean difference to detect, of either sign.
    power, alpha
        Power and two-sided type 1 error.

    Returns
    -------
    int
        2 (z_(1 - alpha/2) + z_power)^2 / smd^2, rounded up. It is 393 for 0.2 and 63 for 0.5 at
        80 % power; the t distribution gives one more.

    Raises
    ------
    InputError
        For a difference of 0, or a probability that is not between 0 and 1.

    References
    ----------
    Guyatt et al. 2011, doi:10.1016/j.jclinepi.2011.01.012 (the idea); the formula is the usual
    normal approximation.
    """
    if not math.isfinite(smd) or smd == 0:
        raise InputError("smd", f"is {smd!r}; give a difference other than 0.")
    for name, value in (("power", power), ("alpha", alpha)):
        if not 0 < value < 1:
            raise InputError(name, f"is {value!r}; give a fraction between 0 and 1.")
    z = ndtri(1 - alpha / 2) + ndtri(power)
    return math.ceil(2 * (z / smd) ** 2)
