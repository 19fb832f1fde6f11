"""Effects from p-values of t tests, the examples in metafor's page of escalc.

https://wviechtb.github.io/metafor/reference/escalc.html, sections 1a, 2a and 4a: the page prints
the standardised difference, the correlation and the standardised change.
"""

from __future__ import annotations

from published._printed import assert_printed
from scipy.special import stdtrit

from evisyn.effects.calculate import effect_size


def t_of(p: float, df: int) -> float:
    """Positive t statistic of a two-sided p-value."""
    return float(-stdtrit(df, p / 2))


def test_standardised_difference() -> None:
    """p = 0.018, 20 and 20 persons, negative: -0.7664."""
    effects = effect_size("SMD", ti=-t_of(0.018, 38), n1i=20, n2i=20)
    assert_printed(effects.yi, "-0.7664")


def test_correlation() -> None:
    """p = 0.07, 30 persons, negative: -0.3354."""
    assert_printed(effect_size("COR", ti=-t_of(0.07, 28), ni=30).yi, "-0.3354")


def test_standardised_change() -> None:
    """p = 0.018, 50 persons, negative: -0.3408."""
    assert_printed(effect_size("SMCC", ti=-t_of(0.018, 49), ni=50).yi, "-0.3408")
