"""Posterior summaries that the R package bayesmeta printed in two documents.

bayesmeta (Rover 2020, doi:10.18637/jss.v093.i06) gets the posterior of tau by adaptive
integration and that of the effect from a grid of tau that is allowed a small discrepancy
(defaults delta 0.01, epsilon 0.0001); its figures of the effect are good to about three digits
of the standard deviation, ours are integrals.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from published._printed import assert_printed
from scipy.special import ndtri

from evisyn.synthesis.bayes.pool import BayesPooled, pool_bayes
from evisyn.synthesis.bayes.priors import HalfNormal, Jeffreys, Normal


@pytest.fixture(scope="module")
def measurements() -> BayesPooled:
    """Three measurements, the example of section 6.5 of Okumura et al. (2018).

    "R de tanoshimu Bayes tokei nyumon", code and output on the book's companion page:
    ``bayesmeta(c(11,13,16), c(1,1,2), tau.prior="Jeffreys")``.
    """
    return pool_bayes([11.0, 13.0, 16.0], [1.0, 1.0, 4.0], tau_prior=Jeffreys())


def test_heterogeneity_with_jeffreys_prior(measurements: BayesPooled) -> None:
    """Median, mean and upper limit of tau to the digits that an optimiser leaves."""
    tau = measurements.heterogeneity
    assert_printed([tau.median, tau.mean], "2.35487 3.67647")
    assert_printed([tau.low, tau.high], "0.029 10.149")


def test_moments_that_do_not_exist(measurements: BayesPooled) -> None:
    """tau has no standard deviation (NA there), so neither has the effect."""
    assert math.isinf(measurements.heterogeneity.sd)
    assert math.isinf(measurements.sd)


def test_effect_with_jeffreys_prior(measurements: BayesPooled) -> None:
    """Mean, median and shortest interval within the discrepancy that bayesmeta allows."""
    mean = measurements.mean
    found = [mean.mean, mean.median, mean.low, mean.high]
    np.testing.assert_allclose(found, [12.980341, 12.855986, 7.485701, 18.955488], atol=2.5e-3)


#: Hedges' g with 95% limits, printed to four decimals.
MDMA = [
    (-0.7712, -1.2295, -0.3129),
    (-0.5915, -1.0069, -0.1760),
    (-1.2080, -2.1842, -0.2317),
    (-0.9603, -1.9458, 0.0251),
    (-0.8525, -2.1083, 0.4033),
    (-0.2761, -1.2607, 0.7084),
]


@pytest.fixture(scope="module")
def mdma() -> BayesPooled:
    """MDMA for post-traumatic stress, six trials: normal(0, 1) and half-normal(0.5) priors.

    SYPRES reproducibility guide of the meta-analysis,
    https://github.com/PennLINC/sypres-docs (2026-02-13-mdmaptsd-meta-analysis).
    """
    g, low, high = np.array(MDMA).T
    se = (high - low) / (2.0 * ndtri(0.975))
    return pool_bayes(g, se**2, tau_prior=HalfNormal(0.5), mu_prior=Normal(0.0, 1.0))


def test_heterogeneity_with_half_normal_prior(mdma: BayesPooled) -> None:
    """Median, mean, sd and shortest interval of tau, which starts at 0."""
    tau = mdma.heterogeneity
    assert_printed(
        [tau.median, tau.mean, tau.sd, tau.high], "0.15208 0.19213 0.16141 0.50871", units=1
    )
    assert tau.low == 0.0


def test_effect_with_normal_prior(mdma: BayesPooled) -> None:
    """Median, mean, sd and shortest interval of the effect; limits as far as the data allow."""
    mean = mdma.mean
    found = [mean.median, mean.mean, mean.sd, mean.low, mean.high]
    wanted = [-0.7044605, -0.7047483, 0.1759992, -1.0545489, -0.3574634]
    np.testing.assert_allclose(found, wanted, atol=2e-4)
