"""A bracketed root of a scalar function, without importing an optimiser."""

from __future__ import annotations

from collections.abc import Callable

from evisyn.errors import InputError

#: Relative width of the final bracket.
TOLERANCE = 1e-14
MAX_STEPS = 200


def bracketed_root(
    f: Callable[[float], float], low: float, high: float, f_low: float, f_high: float
) -> float:
    """Zero of f between low and high, where f has opposite signs.

    Chandrupatla, T. R. (1997), Advances in Engineering Software 28, 145,
    doi:10.1016/S0965-9978(96)00051-8: inverse quadratic steps where they are safe, bisection
    elsewhere.
    """
    if f_low == 0.0 or f_high == 0.0:
        return low if f_low == 0.0 else high
    a, fa, b, fb = high, f_high, low, f_low
    c, fc = a, fa
    part = 0.5
    for _ in range(MAX_STEPS):
        x = a + part * (b - a)
        fx = f(x)
        if (fx > 0.0) == (fa > 0.0):
            c, fc = a, fa
        else:
            c, b, fc, fb = b, a, fb, fa
        a, fa = x, fx
        best, f_best = (a, fa) if abs(fa) < abs(fb) else (b, fb)
        limit = TOLERANCE * abs(best) / abs(b - a) if b != a else 1.0
        if limit > 0.5 or f_best == 0.0:
            return best
        part = _part(a, b, c, fa, fb, fc)
        part = min(max(part, limit), 1.0 - limit)
    return best


def _part(a: float, b: float, c: float, fa: float, fb: float, fc: float) -> float:
    """Where in [a, b] to look next, as a part of its length."""
    xi = (a - b) / (c - b) if c != b else 0.0
    phi = (fa - fb) / (fc - fb) if fc != fb else 0.0
    if not (phi * phi < xi and (1.0 - phi) * (1.0 - phi) < 1.0 - xi):
        return 0.5
    first = fa / (fb - fa) * fc / (fb - fc)
    return first + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)


def root_above(f: Callable[[float], float], start: float, step: float, name: str) -> float:
    """Zero of a function that falls from a positive value at ``start``; doubles the step."""
    low, f_low = start, f(start)
    for _ in range(2000):
        high = low + step
        f_high = f(high)
        if f_high <= 0.0:
            return bracketed_root(f, low, high, f_low, f_high)
        low, f_low = high, f_high
        step *= 2.0
    raise InputError(name, "leads to a limit beyond the range of numbers. Check the units.")
