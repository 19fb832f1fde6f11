"""Bayesian pooling: accuracy of the integrals, laws of the posterior, refusals."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.bayes import _panels
from evisyn.synthesis.bayes.pool import BayesPooled, pool_bayes
from evisyn.synthesis.bayes.priors import (
    HalfCauchy,
    HalfNormal,
    Jeffreys,
    LogNormal,
    Normal,
    TauPrior,
    Uniform,
)

PRIORS = (HalfNormal(0.5), HalfCauchy(0.5), LogNormal(-1.0, 1.0), Uniform(2.0), Jeffreys())
VAGUE = Normal(0.0, 2.0)


def trials(k: int = 10, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Made-up log ratios and their variances."""
    rng = np.random.default_rng(seed)
    se = rng.uniform(0.1, 0.6, k)
    return rng.normal(-0.3, np.sqrt(se**2 + 0.06)), se**2


def brute(
    yi: np.ndarray, vi: np.ndarray, prior: TauPrior, mu: Normal | None, points: int = 40_001
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """tau, weights, conditional means and sds on a fine even grid of log tau (trapezoid rule)."""
    end = math.log(prior.upper) if isinstance(prior, Uniform) else 18.0
    log_tau = np.linspace(-40.0, end, points)
    tau = np.exp(log_tau)
    w = 1.0 / (vi + tau[:, None] ** 2)
    own, centre = (0.0, 0.0) if mu is None else (mu.sd**-2, mu.mean)
    precision = w.sum(axis=1) + own
    mean = (w @ yi + own * centre) / precision
    misfit = (w * (yi - mean[:, None]) ** 2).sum(axis=1) + own * (mean - centre) ** 2
    logs = 0.5 * np.log(w).sum(axis=1) - 0.5 * np.log(precision) - 0.5 * misfit
    logs += prior.log_density(tau, vi) + log_tau
    weight = np.exp(logs - logs.max())
    weight[[0, -1]] *= 0.5
    return tau, weight / weight.sum(), mean, 1.0 / np.sqrt(precision)


@pytest.mark.parametrize("mu", [None, VAGUE], ids=["flat", "normal"])
@pytest.mark.parametrize("prior", PRIORS, ids=repr)
@pytest.mark.parametrize("k", [3, 10, 60])
def test_moments_and_probabilities_agree_with_a_fine_grid(
    prior: TauPrior, mu: Normal | None, k: int
) -> None:
    """To 1e-6: mean and sd of tau and of the effect, and distribution functions at the limits."""
    yi, vi = trials(k)
    fit = pool_bayes(yi, vi, tau_prior=prior, mu_prior=mu)
    tau, weight, mean, sd = brute(yi, vi, prior, mu)
    tail_is_light = k > 3 or mu is not None
    if tail_is_light or not isinstance(prior, Jeffreys):
        tau_mean, estimate = weight @ tau, weight @ mean
        assert fit.heterogeneity.mean == pytest.approx(tau_mean, rel=1e-6)
        assert fit.estimate == pytest.approx(estimate, rel=1e-6)
        if k > 3:
            spread = math.sqrt(weight @ (sd**2 + (mean - estimate) ** 2))
            assert fit.sd == pytest.approx(spread, rel=1e-6)
    for limit, level in ((fit.mean.central_low, 0.025), (fit.mean.central_high, 0.975)):
        assert ndtr((limit - mean) / sd) @ weight == pytest.approx(level, abs=1e-6)
    inside = ndtr((fit.ci_high - mean) / sd) @ weight - ndtr((fit.ci_low - mean) / sd) @ weight
    assert inside == pytest.approx(0.95, abs=1e-6)
    wide = np.hypot(sd, tau)
    inside = ndtr((fit.pi_high - mean) / wide) @ weight - ndtr((fit.pi_low - mean) / wide) @ weight
    assert inside == pytest.approx(0.95, abs=1e-6)


@pytest.mark.parametrize("prior", PRIORS, ids=repr)
def test_a_ten_times_finer_grid_changes_nothing(
    prior: TauPrior, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every figure is the same to 1e-8 when the panels are ten times as many."""
    yi, vi = trials()
    plain = pool_bayes(yi, vi, tau_prior=prior)
    coarse = _panels._edges

    def finer(*arguments: object) -> np.ndarray:
        edges = coarse(*arguments)
        return np.unique(np.concatenate([np.linspace(a, b, 11) for a, b in pairwise(edges)]))

    monkeypatch.setattr(_panels, "_edges", finer)
    fine = pool_bayes(yi, vi, tau_prior=prior)
    columns = plain.to_frame().columns[1:]
    np.testing.assert_allclose(
        plain.to_frame()[columns], fine.to_frame()[columns], rtol=1e-8, atol=1e-10
    )


@pytest.mark.parametrize("prior", PRIORS, ids=repr)
def test_quantile_and_distribution_function_are_inverse(prior: TauPrior) -> None:
    """cdf(quantile(p)) is p for all three quantities, also in the tails."""
    fit = pool_bayes(*trials(), tau_prior=prior)
    p = np.array([1e-4, 0.01, 0.3, 0.5, 0.9, 0.999])
    for marginal in (fit.mean, fit.heterogeneity, fit.new_study):
        np.testing.assert_allclose(marginal.cdf(marginal.quantile(p)), p, rtol=1e-9)


def intervals(fit: BayesPooled) -> list[tuple[float, float, float, float]]:
    """Shortest and central limits of the three quantities."""
    parts = (fit.mean, fit.heterogeneity, fit.new_study)
    return [(one.low, one.high, one.central_low, one.central_high) for one in parts]


@pytest.mark.parametrize("prior", PRIORS, ids=repr)
@pytest.mark.parametrize("k", [2, 4, 15])
def test_shortest_interval_is_shorter_and_covers(prior: TauPrior, k: int) -> None:
    """Not longer than the central one, and no shift to either side makes it shorter."""
    fit = pool_bayes(*trials(k), tau_prior=prior)
    for part, (low, high, central_low, central_high) in zip(
        (fit.mean, fit.heterogeneity, fit.new_study), intervals(fit), strict=True
    ):
        assert high - low <= (central_high - central_low) * (1 + 1e-9)
        assert part.cdf(high) - part.cdf(low) == pytest.approx(0.95, abs=1e-9)
        start = float(part.cdf(low))
        for move in (-1e-3, 1e-3):
            if 0.0 < start + move < 0.05:
                a, b = part.quantile([start + move, start + move + 0.95])
                assert b - a >= (high - low) * (1 - 1e-9)


def test_narrow_prior_at_zero_is_the_common_effect() -> None:
    """With tau held near 0 the posterior is the inverse-variance mean."""
    yi, vi = trials()
    fit = pool_bayes(yi, vi, tau_prior=HalfNormal(1e-6))
    w = 1.0 / vi
    assert fit.estimate == pytest.approx((w @ yi) / w.sum(), rel=1e-6)
    assert fit.sd == pytest.approx(1.0 / math.sqrt(w.sum()), rel=1e-6)
    assert fit.ci_low == pytest.approx(fit.estimate + ndtri(0.025) * fit.sd, rel=1e-6)


def test_many_studies_find_tau() -> None:
    """A sharp posterior is not missed between the nodes."""
    rng = np.random.default_rng(2)
    vi = np.full(20_000, 1e-4)
    yi = rng.normal(0.2, math.sqrt(0.25 + 1e-4), vi.size)
    fit = pool_bayes(yi, vi, tau_prior=HalfCauchy(10.0))
    assert fit.tau == pytest.approx(yi.std(), rel=1e-3)
    assert 0.0 < fit.heterogeneity.sd < 0.005


def test_probability_of_a_benefit() -> None:
    """Below and above a threshold add up to 1; a new study is less certain than the mean."""
    fit = pool_bayes(*trials(), tau_prior=HalfNormal(0.5))
    below = fit.probability(-0.1)
    assert below + fit.probability(-0.1, direction="above") == pytest.approx(1.0)
    assert 0.5 < fit.probability(-0.1, of="new_study") < below


def test_one_study_with_a_proper_prior() -> None:
    """One study and flat prior on the effect: tau keeps its prior, the effect has no sd with a
    half-Cauchy prior."""
    fit = pool_bayes([0.4], [0.04], tau_prior=HalfCauchy(0.5))
    assert fit.tau == pytest.approx(0.5, rel=1e-9)
    assert math.isinf(fit.heterogeneity.mean)
    assert math.isinf(fit.sd)
    assert math.isnan(fit.estimate)
    assert fit.mean.median == pytest.approx(0.4, abs=1e-9)


def test_prior_in_conflict_is_followed() -> None:
    """A normal prior far away draws the estimate; its tails stay finite."""
    yi, vi = trials(4)
    fit = pool_bayes(yi, vi, tau_prior=HalfNormal(0.3), mu_prior=Normal(50.0, 1.0))
    free = pool_bayes(yi, vi, tau_prior=HalfNormal(0.3))
    assert free.estimate < fit.estimate
    assert math.isfinite(fit.ci_low)


def test_equal_effects_have_a_smooth_answer() -> None:
    """All effects equal: the estimate is their value exactly."""
    fit = pool_bayes([0.25] * 5, [0.04] * 5, tau_prior=HalfNormal(0.5))
    assert fit.estimate == pytest.approx(0.25, abs=1e-14)
    assert fit.tau_low == 0.0


@pytest.mark.parametrize("factor", [1e-12, 1e-3, 1e9])
def test_units_do_not_matter(factor: float) -> None:
    """Effects, standard errors and prior in another unit: everything follows."""
    yi, vi = trials()
    plain = pool_bayes(yi, vi, tau_prior=HalfNormal(0.5))
    scaled = pool_bayes(yi * factor, vi * factor**2, tau_prior=HalfNormal(0.5 * factor))
    assert scaled.ci_low == pytest.approx(plain.ci_low * factor, rel=1e-8)
    assert scaled.tau == pytest.approx(plain.tau * factor, rel=1e-8)


def test_absent_studies_are_left_out() -> None:
    """NaN in either argument marks an absent study."""
    yi, vi = trials(5)
    gaps = pool_bayes([*yi, np.nan, 1.0], [*vi, 0.1, np.nan], tau_prior=HalfNormal(0.5))
    assert gaps == pool_bayes(yi, vi, tau_prior=HalfNormal(0.5))


@pytest.mark.parametrize(
    ("argument", "call"),
    [
        ("tau_prior", {"tau_prior": "half-normal"}),
        ("mu_prior", {"tau_prior": HalfNormal(1.0), "mu_prior": (0.0, 1.0)}),
        ("level", {"tau_prior": HalfNormal(1.0), "level": 95}),
        ("vi", {"tau_prior": HalfNormal(1.0), "vi": [0.1, 0.0]}),
    ],
)
def test_unusable_arguments_are_named(argument: str, call: dict) -> None:
    """The error names the argument."""
    values = {"yi": [0.1, 0.2], "vi": [0.1, 0.1], **call}
    with pytest.raises(InputError) as caught:
        pool_bayes(values.pop("yi"), values.pop("vi"), **values)
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    "make",
    [
        lambda: HalfNormal(0.0),
        lambda: HalfCauchy(-1.0),
        lambda: LogNormal(np.nan, 1.0),
        lambda: Uniform(math.inf),
        lambda: Normal(0.0, 0.0),
    ],
)
def test_impossible_priors_are_refused(make: object) -> None:
    """Scales are finite and above 0."""
    with pytest.raises(InputError):
        make()


def test_improper_posterior_is_refused() -> None:
    """No study at all, or one study with Jeffreys' prior."""
    with pytest.raises(NotPoolable, match="improper"):
        pool_bayes([0.1], [0.1], tau_prior=Jeffreys())
    with pytest.raises(NotPoolable):
        pool_bayes([np.nan], [0.1], tau_prior=HalfNormal(1.0))


def test_quantiles_need_probabilities() -> None:
    """0 and 1 have no quantile."""
    fit = pool_bayes(*trials(4), tau_prior=HalfNormal(0.5))
    with pytest.raises(InputError):
        fit.mean.quantile([0.5, 1.0])


def test_no_warnings_at_the_edges() -> None:
    """Extreme scales do not overflow on the way."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for prior in (LogNormal(-20.0, 3.0), HalfCauchy(1e6), Uniform(1e-3), Jeffreys()):
            fit = pool_bayes(*trials(4), tau_prior=prior)
            assert math.isfinite(fit.ci_low)
