"""Estimators of the between-study variance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import chdtr, chdtri

from evisyn.errors import InputError
from evisyn.synthesis._iterative import log_likelihood
from evisyn.synthesis._quadform import weighted_chi2_cdf
from evisyn.synthesis.columns import columns
from evisyn.synthesis.tau2 import METHODS, generalised_q_cdf, tau2_columns

RNG = np.random.default_rng(20)
K, B = 8, 400
V = np.exp(RNG.uniform(np.log(0.001), np.log(1.0), (K, B)))
Y = RNG.normal(0.0, 1.0, (K, B)) * np.sqrt(V + 0.1 * RNG.integers(0, 2, B))
SAMPLE = columns(Y, V).sample
UNWEIGHTED = [method for method in METHODS if not method.startswith("GENQ")]


def _generalised_q(tau2: np.ndarray) -> np.ndarray:
    w = 1.0 / (V + tau2)
    return (w * (Y - (w * Y).sum(0) / w.sum(0)) ** 2).sum(0)


@pytest.mark.parametrize("ml", [True, False], ids=["ML", "REML"])
def test_likelihood_is_at_its_global_maximum(ml: bool) -> None:
    """No point of a fine grid is higher, whatever the number of optima."""
    found = tau2_columns(SAMPLE, "ML" if ml else "REML")
    height = log_likelihood(SAMPLE, found.tau2, ml)
    assert found.converged.all()
    for t in [0.0, *np.geomspace(1e-5, 10.0, 300)]:
        assert np.all(log_likelihood(SAMPLE, np.full(B, t), ml) <= height + 1e-9)


def test_restricted_score_vanishes_or_zero_is_the_edge() -> None:
    """The score is 0 at a positive estimate; at tau2 = 0 it does not point up."""
    found = tau2_columns(SAMPLE, "REML").tau2
    s, info, _ = SAMPLE.design.score(SAMPLE.weights(found), False)
    inside = found > 0.0
    assert np.all(np.abs(s / info)[inside] <= 1e-9 * (found + V.min(0))[inside])
    zero = SAMPLE.design.score(SAMPLE.weights(), False)[0]
    lonely = ~inside & (zero > 0.0)
    assert not lonely.any()


@pytest.mark.parametrize("method", ["PM", "EB", "DLIT", "SJIT"])
def test_paule_mandel_family_matches_the_mean_of_q(method: str) -> None:
    """Generalised Q equals k - 1, or is below it at 0."""
    tau2 = tau2_columns(SAMPLE, method).tau2
    q = _generalised_q(tau2)
    assert np.allclose(q[tau2 > 0.0], K - 1.0, rtol=1e-10)
    assert np.all(q[tau2 == 0.0] <= K - 1.0 + 1e-12)


def test_median_unbiased_paule_mandel_matches_the_median_of_q() -> None:
    """Generalised Q equals the median of its distribution."""
    tau2 = tau2_columns(SAMPLE, "PMM").tau2
    assert np.allclose(_generalised_q(tau2)[tau2 > 0.0], chdtri(K - 1.0, 0.5), rtol=1e-10)


def test_median_unbiased_generalised_q_is_at_its_median() -> None:
    """P(Q <= q) is one half at the estimate."""
    part = columns(Y[:, :20], V[:, :20]).sample
    a = 1.0 / V[:, :20]
    found = tau2_columns(part, "GENQM", a)
    for j in np.flatnonzero(found.tau2 > 0.0):
        _, one = part.alone(int(j))
        state = one.design.fit(a[:, j : j + 1])
        q = float((state.w * state.r**2).sum())
        share = generalised_q_cdf(one, a[:, j : j + 1], q, found.tau2[j])
        assert share == pytest.approx(0.5, abs=1e-12)


def test_generalised_q_with_inverse_variances_is_dersimonian_laird() -> None:
    """Estimate and standard error."""
    dl, genq = tau2_columns(SAMPLE, "DL"), tau2_columns(SAMPLE, "GENQ", 1.0 / V)
    assert np.allclose(dl.tau2, genq.tau2, rtol=1e-8, atol=1e-12)
    assert np.allclose(dl.se, genq.se, rtol=1e-8)


def test_generalised_q_needs_weights() -> None:
    """Without them there is nothing to estimate with."""
    with pytest.raises(InputError, match="weights"):
        tau2_columns(SAMPLE, "GENQ")


@pytest.mark.parametrize("method", UNWEIGHTED)
def test_equal_variances_make_moment_estimators_agree(method: str) -> None:
    """With one variance the unbiased estimators are the sample variance less v."""
    v = np.full((K, 1), 0.05)
    y = Y[:, :1] * 4.0
    found = float(tau2_columns(columns(y, v).sample, method).tau2[0])
    unbiased = float(y.var(ddof=1)) - 0.05
    if method in ("ML", "HS"):
        assert found == pytest.approx(float(y.var()) - 0.05, rel=1e-9)
    elif method not in ("SJ", "PMM", "HSk"):
        assert found == pytest.approx(unbiased, rel=1e-9)


@pytest.mark.parametrize("df", [1, 2, 5, 19, 21, 60, 400])
def test_sum_of_equal_chi_squared_terms(df: int) -> None:
    """Equal weights give the chi-squared distribution."""
    for q in (0.5 * df, 0.9 * df, 1.0 * df, 1.3 * df):
        assert weighted_chi2_cdf(q, np.ones(df)) == pytest.approx(chdtr(df, q), abs=2e-12)


@pytest.mark.parametrize("count", [3, 8, 40])
def test_weighted_sum_agrees_with_direct_integration(count: int) -> None:
    """Imhof's integral (1961), doi:10.1093/biomet/48.3-4.419, by adaptive quadrature."""
    weights = np.exp(np.random.default_rng(count).uniform(-2.0, 1.0, count))
    q = float(weights.sum())

    def integrand(u: float) -> float:
        angle = 0.5 * np.sum(np.arctan(weights * u)) - 0.5 * q * u
        return float(np.sin(angle) / (u * np.prod((1.0 + (weights * u) ** 2) ** 0.25)))

    direct = 0.5 - quad(integrand, 0.0, 400.0, limit=4000)[0] / np.pi
    assert weighted_chi2_cdf(q, weights) == pytest.approx(direct, abs=1e-6)


def test_nothing_below_zero() -> None:
    """A sum of squares is positive."""
    assert weighted_chi2_cdf(0.0, np.ones(3)) == 0.0
