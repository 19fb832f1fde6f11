"""Priors for the mean effect and for the standard deviation between studies.

What suits tau on the log odds ratio or log hazard ratio scale: half-normal with scale 0.5 or 1
(Rover, C., et al. (2021), Research Synthesis Methods 12, 448, doi:10.1002/jrsm.1475).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evisyn.errors import InputError
from evisyn.synthesis._designs import FloatArray

#: A log-normal prior has no mass worth counting this many standard deviations off.
LOG_NORMAL_REACH = 9.0


def _positive(name: str, value: float) -> None:
    if not 0.0 < value < 1e100:
        raise InputError(name, f"is {value!r}; give a finite number above 0.")


def _finite(name: str, value: float) -> None:
    if not -1e100 < value < 1e100:
        raise InputError(name, f"is {value!r}; give a finite number.")


@dataclass(frozen=True, slots=True)
class HalfNormal:
    """Half-normal prior on tau: the absolute value of a normal with this ``scale``."""

    scale: float

    def __post_init__(self) -> None:
        _positive("scale", self.scale)

    def log_density(self, tau: FloatArray, v: FloatArray) -> FloatArray:
        """Logarithm of the density at tau, up to a constant."""
        return np.asarray(-0.5 * (tau / self.scale) ** 2)

    @property
    def tail(self) -> float:
        """Power with which the density falls far out."""
        return np.inf

    @property
    def range(self) -> tuple[float, float]:
        """Where resolution has to begin, and the upper end of the support."""
        return self.scale, np.inf


@dataclass(frozen=True, slots=True)
class HalfCauchy:
    """Half-Cauchy prior on tau (Gelman, A. (2006), doi:10.1214/06-BA117A)."""

    scale: float

    def __post_init__(self) -> None:
        _positive("scale", self.scale)

    def log_density(self, tau: FloatArray, v: FloatArray) -> FloatArray:
        """Logarithm of the density at tau, up to a constant."""
        return np.asarray(-np.log1p((tau / self.scale) ** 2))

    @property
    def tail(self) -> float:
        """Power with which the density falls far out."""
        return 2.0

    @property
    def range(self) -> tuple[float, float]:
        """Where resolution has to begin, and the upper end of the support."""
        return self.scale, np.inf


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Log-normal prior on tau: log(tau) has mean ``mean_log`` and sd ``sd_log``.

    For priors from collections of meta-analyses see Turner, R. M., et al. (2015), Statistics in
    Medicine 34, 984, doi:10.1002/sim.6381; theirs are for tau2, so halve both numbers.
    """

    mean_log: float
    sd_log: float

    def __post_init__(self) -> None:
        _finite("mean_log", self.mean_log)
        _positive("sd_log", self.sd_log)

    def log_density(self, tau: FloatArray, v: FloatArray) -> FloatArray:
        """Logarithm of the density at tau, up to a constant; minus infinity at 0."""
        with np.errstate(divide="ignore"):
            log_tau = np.log(tau)
        # at 0 the square wins over the logarithm: never inf - inf
        z = np.maximum(log_tau, -1e150) - self.mean_log
        return np.asarray(-0.5 * (z / self.sd_log) ** 2 - np.maximum(log_tau, -1e150))

    @property
    def tail(self) -> float:
        """Power with which the density falls far out."""
        return np.inf

    @property
    def range(self) -> tuple[float, float]:
        """Where resolution has to begin, and the upper end of the support."""
        return float(np.exp(self.mean_log - LOG_NORMAL_REACH * self.sd_log)), np.inf


@dataclass(frozen=True, slots=True)
class Uniform:
    """Uniform prior on tau from 0 to ``upper``."""

    upper: float

    def __post_init__(self) -> None:
        _positive("upper", self.upper)

    def log_density(self, tau: FloatArray, v: FloatArray) -> FloatArray:
        """Logarithm of the density at tau, up to a constant."""
        return np.where(tau <= self.upper, 0.0, -np.inf)

    @property
    def tail(self) -> float:
        """Power with which the density falls far out."""
        return np.inf

    @property
    def range(self) -> tuple[float, float]:
        """Where resolution has to begin, and the upper end of the support."""
        return self.upper, self.upper


@dataclass(frozen=True, slots=True)
class Jeffreys:
    """Jeffreys' prior on tau, which depends on the sampling variances; improper.

    Rover, C. (2020), Journal of Statistical Software 93(6), section 2.3,
    doi:10.18637/jss.v093.i06.
    """

    def log_density(self, tau: FloatArray, v: FloatArray) -> FloatArray:
        """Logarithm of the density at tau, up to a constant; minus infinity at 0."""
        # the smallest variance is taken out, so that no square overflows
        least = v.min() + tau**2
        inner = ((least[..., None] / (v + tau[..., None] ** 2)) ** 2).sum(axis=-1)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(tau) + 0.5 * np.log(inner) - np.log(least))

    @property
    def tail(self) -> float:
        """Power with which the density falls far out."""
        return 1.0

    @property
    def range(self) -> tuple[float, float]:
        """Where resolution has to begin, and the upper end of the support."""
        return np.inf, np.inf


TauPrior = HalfNormal | HalfCauchy | LogNormal | Uniform | Jeffreys


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal prior on the mean effect."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        _finite("mean", self.mean)
        _positive("sd", self.sd)
