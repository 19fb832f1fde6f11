"""What the formulas promise beyond the reference cases."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.effects.calculate import effect_size
from evisyn.effects.correlations import gauss_series
from evisyn.effects.means import hedges_factor
from evisyn.effects.tetrachoric import bivariate_normal_cdf


def test_hedges_factor_of_few_degrees_of_freedom() -> None:
    """J(2) = 1/sqrt(pi) * ..., by hand: gamma(1)/(1 * gamma(1/2))."""
    assert hedges_factor(np.array([2.0]))[0] == pytest.approx(1 / np.sqrt(np.pi), rel=1e-15)
    assert np.isnan(hedges_factor(np.array([1.0, 0.0]))).all()


def test_hedges_factor_of_many_degrees_of_freedom() -> None:
    """For large m it goes to 1 - 3/(4m - 1), without losing digits."""
    m = 1e8
    assert 1 - hedges_factor(np.array([m]))[0] == pytest.approx(3 / (4 * m - 1), rel=1e-6)


def test_d_and_t_stand_in_for_missing_means() -> None:
    """Per study the means are used first, then d, then t."""
    sizes = {"n1i": [10, 10, 10], "n2i": [12, 12, 12]}
    mixed = effect_size(
        "SMD",
        m1i=[5, np.nan, np.nan],
        m2i=[4, np.nan, np.nan],
        sd1i=[2, np.nan, np.nan],
        sd2i=[2, np.nan, np.nan],
        di=[9, 0.5, np.nan],
        ti=[9, 9, 0.5 / np.sqrt(1 / 10 + 1 / 12)],
        **sizes,
    )
    assert mixed.yi[0] == pytest.approx(mixed.yi[1], rel=1e-14)
    assert mixed.yi[1] == pytest.approx(mixed.yi[2], rel=1e-14)


def test_correlation_from_its_t_statistic() -> None:
    """r = t / sqrt(t**2 + n - 2)."""
    by_r = effect_size("ZCOR", ri=0.4, ni=30)
    by_t = effect_size("ZCOR", ti=0.4 * np.sqrt(28 / (1 - 0.16)), ni=30)
    assert by_r.yi[0] == pytest.approx(by_t.yi[0], rel=1e-14)


def test_paired_t_statistic() -> None:
    """The standardised change is t / sqrt(n)."""
    by_d = effect_size("SMCC", di=0.5, ni=16)
    by_t = effect_size("SMCC", ti=2.0, ni=16)
    np.testing.assert_array_equal(by_d.yi, by_t.yi)


def test_variance_kind_per_study() -> None:
    """Studies may differ in the kind of variance."""
    arguments = {"ai": [4, 10], "bi": [20, 33], "ci": [9, 3], "di": [15, 41]}
    mixed = effect_size("RD", vtype=["UB", "LS"], **arguments)
    assert mixed.vi[0] == effect_size("RD", vtype="UB", **arguments).vi[0]
    assert mixed.vi[1] == effect_size("RD", **arguments).vi[1]
    assert mixed.vtype == ("UB", "LS")


@pytest.mark.parametrize(
    ("measure", "vtype", "yi", "vi"),
    [
        (
            "PHI",
            "ST",
            [-0.23440361546925, 0.23052195123423],
            [0.0187586836542277, 0.0092059564205761],
        ),
        (
            "PHI",
            "CS",
            [-0.23440361546925, 0.23052195123423],
            [0.0187754095721129, 0.0092342412295504],
        ),
    ],
)
def test_phi_by_sampling_scheme(measure: str, vtype: str, yi: list[float], vi: list[float]) -> None:
    """Stratified and cross-sectional variances; figures computed with R metafor 3.8-1."""
    result = effect_size(measure, ai=[4, 10], bi=[20, 33], ci=[9, 3], di=[15, 41], vtype=vtype)
    np.testing.assert_allclose(result.yi, yi, rtol=1e-13)
    np.testing.assert_allclose(result.vi, vi, rtol=1e-13)


@pytest.mark.parametrize(
    ("measure", "vtype", "vi"),
    [
        ("RPB", "CS", [0.039847229878347, 0.020083124412713, 0.040579902077424]),
        ("RPB", "ST", [0.043707128100183, 0.020987488489176, 0.044980646334379]),
        ("ROM", "AV", [0.0117688319698807, 0.0056719823764296, 0.0135484483022110]),
        ("ROM", "AVHO", [0.0117222085769481, 0.0057545387559564, 0.0138050803488852]),
        ("SMD1", "UB", [0.192515659744705, 0.095266139670896, 0.232712178968278]),
        ("SMD1", "AV", [0.183427276202689, 0.090037577147742, 0.215994493517596]),
        ("SMD1", "LS2", [0.159795346815080, 0.089084466408274, 0.196475454521186]),
        ("SMD", "LS2", [0.173840758697548, 0.088593900557919, 0.206779577714104]),
        ("MD", "UB", [0.95833333333333, 0.61, 1.89488636363636]),
    ],
)
def test_variance_kinds_of_means(measure: str, vtype: str, vi: list[float]) -> None:
    """Kinds of variance that the reference cases lack; figures computed with R metafor 3.8-1."""
    result = effect_size(
        measure,
        m1i=[10, 12, 9],
        sd1i=[2, 3, 2.5],
        n1i=[12, 20, 8],
        m2i=[9, 13, 7],
        sd2i=[2.5, 2, 3.5],
        n2i=[10, 25, 11],
        vtype=vtype,
    )
    np.testing.assert_allclose(result.vi, vi, rtol=1e-12)


@pytest.mark.parametrize(
    ("measure", "vtype", "vi"),
    [
        ("PR", "UB", [0.0067105263157895, 0.0040174471992654, 0.0123456790123457]),
        ("PR", "AV", [0.0095733610822060, 0.0058020370195188, 0.0212741357382356]),
        ("PLN", "AV", [0.14375, 0.087121212121212, 0.319444444444445]),
        ("PLO", "AV", [0.26114130434783, 0.15826745718050, 0.58031400966184]),
    ],
)
def test_variance_kinds_of_proportions(measure: str, vtype: str, vi: list[float]) -> None:
    """Kinds of variance that the reference cases lack; figures computed with R metafor 3.8-1."""
    result = effect_size(measure, xi=[3, 5, 8], ni=[20, 33, 9], vtype=vtype)
    np.testing.assert_allclose(result.vi, vi, rtol=1e-12)


@pytest.mark.parametrize(
    ("measure", "arguments"),
    [
        ("SMD", {"m1i": 2, "sd1i": 0, "n1i": 5, "m2i": 1, "sd2i": 0, "n2i": 4}),
        ("SMD", {"m1i": 2, "sd1i": 1, "n1i": 1, "m2i": 1, "sd2i": 2, "n2i": 1}),
        ("ROM", {"m1i": -1, "sd1i": 1, "n1i": 9, "m2i": 4, "sd2i": 2, "n2i": 4}),
        ("CVR", {"m1i": -1, "sd1i": 1, "n1i": 9, "m2i": -4, "sd2i": 2, "n2i": 4}),
        ("VR", {"sd1i": 1, "n1i": 1, "sd2i": 2, "n2i": 4}),
        ("MNLN", {"mi": -1, "sdi": 2, "ni": 4}),
        ("SMCC", {"m1i": 2, "m2i": 1, "sd1i": 1, "sd2i": 1, "ri": 1, "ni": 9}),
        ("ZCOR", {"ri": 1, "ni": 20}),
        ("PETO", {"ai": 0, "bi": 9, "ci": 0, "di": 8, "to": "none"}),
    ],
)
def test_undefined_stays_undefined(measure: str, arguments: dict[str, float]) -> None:
    """Where the measure has no value the result is NaN, not a number and not an error."""
    result = effect_size(measure, **arguments)
    assert np.isnan(result.yi).all()
    assert np.isnan(result.vi).all()


def test_one_person_in_one_group_still_has_a_pooled_spread() -> None:
    """The other group's spread carries the pooled one; figure computed with R metafor 3.8-1."""
    result = effect_size("SMD", m1i=2, sd1i=1, n1i=1, m2i=1, sd2i=2, n2i=4)
    assert result.yi[0] == pytest.approx(0.36180062727913, rel=1e-13)


def test_bivariate_normal_at_the_centre() -> None:
    """P(X <= 0, Y <= 0) = 1/4 + asin(rho)/(2 pi), Sheppard's formula."""
    rho = np.linspace(-0.99, 0.99, 23)
    zero = np.zeros_like(rho)
    expected = 0.25 + np.arcsin(rho) / (2 * np.pi)
    np.testing.assert_allclose(bivariate_normal_cdf(zero, zero, rho), expected, rtol=1e-13)


def test_series_close_to_one() -> None:
    """2F1(1/2, 1/2; 5; 0.9984) summed exactly; where gsl's routine gives 1.0648."""
    value = gauss_series(0.5, np.array([5.0]), np.array([1 - 0.04**2]))[0]
    term, total = 1.0, 0.0
    for k in range(20000):
        total += term
        term *= (0.5 + k) ** 2 / ((5.0 + k) * (k + 1)) * (1 - 0.04**2)
    assert value == pytest.approx(total, rel=1e-12)
    assert value == pytest.approx(1.0641825, abs=1e-7)


def test_series_of_large_samples() -> None:
    """Samples of many thousands give a number, the correlation itself in the limit."""
    result = effect_size("UCOR", ri=[0.05, 0.3], ni=[750, 1e6])
    assert result.yi[0] == pytest.approx(0.0500333, rel=1e-3)
    assert result.yi[1] == pytest.approx(0.3, rel=1e-6)
