"""Step selection model."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import norm

from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.synthesis import selection
from evisyn.synthesis._selection_fit import fit_steps
from evisyn.synthesis._selection_likelihood import likelihood, prepare
from evisyn.synthesis.pool import pool
from evisyn.synthesis.selection import selection_model


def _studies(k: int = 60, kept: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """A draw in which non-significant studies are seen with chance ``kept``."""
    rng = np.random.default_rng(11)
    vi = rng.uniform(0.01, 0.2, 6 * k)
    yi = rng.normal(0.2, np.sqrt(vi + 0.02))
    seen = (yi / np.sqrt(vi) > -ndtri(0.025)) | (rng.uniform(size=vi.size) < kept)
    return yi[seen][:k], vi[seen][:k]


YI, VI = _studies()
STEPS = np.array([0.025, 0.5])


def test_likelihood_is_the_written_density() -> None:
    """The log-likelihood is that of the weighted density, integrated by the interval chances."""
    data = prepare(YI, VI, STEPS)
    mu, tau2, delta = 0.15, 0.03, np.array([1.0, 0.6, 0.3])
    p = ndtr(-YI / np.sqrt(VI))
    weight = delta[np.searchsorted(STEPS, p)]
    sd = np.sqrt(VI + tau2)
    cut = np.sqrt(VI)[:, None] * -ndtri(STEPS)
    above = 1 - norm.cdf(cut, mu, sd[:, None])
    chance = np.column_stack([above[:, 0], above[:, 1] - above[:, 0], 1 - above[:, 1]])
    expected = np.sum(np.log(weight) + norm.logpdf(YI, mu, sd) - np.log(chance @ delta))
    assert likelihood(data, mu, tau2, delta).value == pytest.approx(expected, rel=1e-12)


def test_derivatives_are_those_of_the_likelihood() -> None:
    """Gradient and Hessian equal central differences."""
    data = prepare(YI, VI, STEPS)
    point, step = np.array([0.15, 0.03, 0.6, 0.3]), 1e-5

    def at(where: np.ndarray):
        return likelihood(data, where[0], where[1], np.concatenate([[1.0], where[2:]]))

    here = at(point)
    for j, move in enumerate(np.eye(4) * step):
        up, down = at(point + move), at(point - move)
        slope = (up.value - down.value) / (2 * step)
        bend = (up.gradient - down.gradient) / (2 * step)
        assert here.gradient[j] == pytest.approx(slope, rel=1e-6)
        np.testing.assert_allclose(here.hessian[j], bend, rtol=1e-6, atol=1e-6)


def test_without_steps_it_is_maximum_likelihood() -> None:
    """The unadjusted fit is that of pool with ML."""
    fit, plain = selection_model(YI, VI, steps=[0.025]), pool(YI, VI, tau2_method="ML", test="z")
    assert fit.unadjusted == pytest.approx(plain.estimate, rel=1e-7)
    assert fit.unadjusted_tau2 == pytest.approx(plain.tau2, rel=1e-6)
    bare = fit_steps(prepare(YI, VI, STEPS[:0]))[0]
    assert bare.loglik == pytest.approx(plain.loglik, rel=1e-10)


def test_selection_is_found_and_corrected() -> None:
    """Where non-significant studies are missing, their weight and the estimate are lower."""
    fit = selection_model(YI, VI, steps=[0.025])
    assert fit.delta[1] < 1.0
    assert fit.estimate < fit.unadjusted
    assert fit.lrt > 0


def test_direction_mirrors() -> None:
    """Favouring small effects is favouring large ones of the opposite sign."""
    up, down = (
        selection_model(YI, VI, steps=STEPS),
        selection_model(-YI, VI, steps=STEPS, alternative="less"),
    )
    assert down.estimate == -up.estimate
    assert down.loglik == up.loglik
    assert (down.ci_low, down.ci_high) == (-up.ci_high, -up.ci_low)


def test_last_step_of_1_may_be_written() -> None:
    """Steps with and without 1, in any order, are the same model."""
    plain, spelled = (selection_model(YI, VI, steps=s) for s in ([0.025, 0.5], [1, 0.5, 0.025]))
    assert spelled.steps == plain.steps == (0.025, 0.5, 1.0)
    assert spelled.estimate == plain.estimate


def test_p_value_on_a_step_belongs_below_it() -> None:
    """Intervals are closed at their upper end."""
    sei = 0.5
    data = prepare(np.array([0.0, 1.0]), np.full(2, sei**2), np.array([0.5]))
    assert data.counts.tolist() == [2, 0]


def test_empty_interval_is_refused() -> None:
    """An interval without a study has no weight; the message names it."""
    with pytest.raises(NotPoolable, match=r"\(1e-30, 1e-29\]"):
        selection_model(YI, VI, steps=[1e-30, 1e-29, 0.5])


def test_too_few_studies_are_refused() -> None:
    """One study more than parameters is the minimum."""
    with pytest.raises(NotPoolable, match="at least 5 studies"):
        selection_model(YI[:4], VI[:4], steps=STEPS)


@pytest.mark.parametrize("steps", [[], [1.0], [0.0, 0.5], [0.5, 1.2], ["a"], [np.nan]])
def test_unusable_steps_are_named(steps: list[object]) -> None:
    """Steps lie strictly between 0 and 1."""
    with pytest.raises(InputError, match="steps"):
        selection_model(YI, VI, steps=steps)


def test_boundary_has_no_standard_error() -> None:
    """tau2 on its boundary 0 has no standard error; the others are conditional on it."""
    sei = np.sqrt(VI)
    yi = 0.5 * sei * np.resize([4.5, 3.0, 5.0, 2.0], VI.size)
    fit = selection_model(yi, VI, steps=[0.025])
    assert fit.tau2 == 0.0
    assert np.isnan(fit.tau2_se)
    assert fit.se > 0


def test_missing_maximum_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit that found no proper maximum warns and says so in the result."""
    real = selection.fit_steps

    def lost(data, start=None):
        fits = real(data, start)
        return [type(fits[0])(**{**_fields(fits[0]), "converged": False})]

    monkeypatch.setattr(selection, "fit_steps", lost)
    with pytest.warns(ConvergenceWarning, match="no clear maximum"):
        assert not selection_model(YI, VI, steps=[0.025]).converged


def _fields(record) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__slots__}
