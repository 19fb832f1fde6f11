"""Posterior densities: what is drawn integrates to one, and the words hold the numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from evisyn.figures.dependence.posterior import posterior_plot, prior_density
from evisyn.figures.drawing.overlap import text_problems
from evisyn.synthesis.bayes.pool import pool_bayes
from evisyn.synthesis.bayes.priors import (
    HalfCauchy,
    HalfNormal,
    Jeffreys,
    LogNormal,
    Normal,
    Uniform,
)

YI, VI = [-0.9, -0.3, -0.5, 0.1, -1.2], [0.05, 0.08, 0.03, 0.1, 0.2]


def drawn(tau_prior: Any, mu_prior: Normal | None = None, **options: Any) -> Any:
    """Picture of five studies."""
    fit = pool_bayes(YI, VI, tau_prior=tau_prior, mu_prior=mu_prior)
    return posterior_plot(fit, id="posterior", title="Five studies", **options)


def words(panel: Any) -> list[str]:
    """What the curves are called."""
    return [curve.words for curve in panel.curves]


@pytest.mark.parametrize(
    "prior", [HalfNormal(0.5), HalfCauchy(0.3), LogNormal(-1.0, 0.7), Uniform(2.0)]
)
def test_prior_has_mass_one(prior: Any) -> None:
    """It is drawn on the scale of the posterior."""
    end = 2.0 if isinstance(prior, Uniform) else np.inf
    total, _ = quad(lambda tau: float(prior_density(prior, np.array([tau]))[0]), 0.0, end)
    assert total == pytest.approx(1.0, abs=1e-6)


def test_improper_prior_is_named_and_not_drawn() -> None:
    """Jeffreys' prior has no finite mass."""
    spec = drawn(Jeffreys()).spec
    assert "prior" not in words(spec.panels[1])
    assert "improper" in spec.notes[0]


def test_prior_of_the_mean_is_drawn_when_there_is_one() -> None:
    """A flat one is a note."""
    assert "prior" in words(drawn(HalfNormal(0.5), Normal(0.0, 1.0)).spec.panels[0])
    flat = drawn(HalfNormal(0.5)).spec
    assert "prior" not in words(flat.panels[0])
    assert "flat" in flat.notes[0]


def test_area_under_the_curve_is_the_interval() -> None:
    """It holds 95 % of the posterior."""
    area = drawn(HalfNormal(0.5)).spec.panels[0].areas[0]
    x, y = np.array(area.points).T
    assert np.trapezoid(y, x) == pytest.approx(0.95, abs=1e-3)


def test_words_hold_the_numbers() -> None:
    """Ratios are shown as ratios in the alternative text."""
    fit = pool_bayes(YI, VI, tau_prior=HalfNormal(0.5))
    picture = posterior_plot(fit, id="p", title="x", measure="RR")
    assert f"{np.exp(fit.mean.median):.2f}" in picture.alt
    assert "Probability that the mean is below no effect" in picture.long_description


@pytest.mark.parametrize("prior", [HalfNormal(0.5), LogNormal(-1.0, 0.7), Jeffreys()])
def test_no_text_overlaps(prior: Any) -> None:
    """On every scale."""
    assert text_problems(drawn(prior, Normal(0.0, 2.0), measure="OR").draw()) == ()
