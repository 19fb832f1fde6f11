"""Meta-regression and the comparison of models."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.synthesis import _iterative
from evisyn.synthesis.model_comparison import compare_models
from evisyn.synthesis.pool import pool
from evisyn.synthesis.regression import meta_regression
from evisyn.synthesis.tau2 import METHODS

RNG = np.random.default_rng(3)
K = 14
V = RNG.uniform(0.01, 0.2, K)
X = RNG.normal(0.0, 1.0, K)
GROUP = np.array(["b", "a", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b"])
Y = 0.3 + 0.4 * X + RNG.normal(0.0, 1.0, K) * np.sqrt(V + 0.05)
FRAME = pd.DataFrame({"x": X, "group": GROUP})


def test_common_effect_is_weighted_least_squares() -> None:
    """Coefficients of statsmodels' WLS; its standard errors carry the dispersion."""
    ours = meta_regression(Y, V, X, model="common", test="hksj")
    theirs = sm.WLS(Y, sm.add_constant(X), weights=1.0 / V).fit()
    assert np.allclose(ours.estimate, theirs.params, rtol=1e-12)
    assert np.allclose(ours.se, theirs.bse, rtol=1e-11)
    assert np.allclose(ours.p_value, theirs.pvalues, rtol=1e-9)
    assert ours.qm == pytest.approx(theirs.fvalue, rel=1e-10)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("test", ["z", "hksj"])
def test_intercept_alone_is_pooling(method: str, test: str) -> None:
    """A column of ones in place of the intercept gives what pool gives."""
    weights = {"weights": 1.0 / V} if method.startswith("GENQ") else {}
    fit = meta_regression(
        Y, V, np.ones(K), intercept=False, tau2_method=method, test=test, **weights
    )
    one = pool(Y, V, tau2_method=method, test=test, **weights)
    assert fit.estimate[0] == pytest.approx(one.estimate, rel=1e-9)
    assert fit.se[0] == pytest.approx(one.se, rel=1e-9)
    for name in ("tau2", "tau2_se", "i2", "h2", "loglik", "aic", "bic", "aicc"):
        assert getattr(fit, name) == pytest.approx(getattr(one, name), rel=1e-8, abs=1e-9), name
    assert (fit.qe, fit.qe_df) == (pytest.approx(one.q, rel=1e-10), one.q_df)


def test_restricted_likelihood_is_at_its_maximum() -> None:
    """No fixed tau2 does better."""
    best = meta_regression(Y, V, X).loglik
    heights = [meta_regression(Y, V, X, tau2=t).loglik for t in np.linspace(0.0, 0.5, 201)]
    assert max(heights) <= best + 1e-10


@pytest.mark.parametrize(("scale", "shift"), [(1e-6, 0.0), (1e6, 0.0), (1.0, 2000.0)])
def test_unit_and_origin_of_a_moderator_do_not_matter(scale: float, shift: float) -> None:
    """The slope follows the unit; tau2 and the test of it stay."""
    plain, moved = meta_regression(Y, V, X), meta_regression(Y, V, X * scale + shift)
    assert moved.estimate[1] * scale == pytest.approx(plain.estimate[1], rel=1e-7)
    assert moved.tau2 == pytest.approx(plain.tau2, rel=1e-7)
    assert moved.qm == pytest.approx(plain.qm, rel=1e-7)


def test_array_frame_and_formula_agree() -> None:
    """Three ways to say the same model."""
    indicators = np.column_stack([X, GROUP == "b", GROUP == "c"]).astype(float)
    by_array = meta_regression(Y, V, indicators)
    by_frame = meta_regression(Y, V, FRAME)
    by_formula = meta_regression(Y, V, formula="~ x + C(group)", data=FRAME)
    assert by_frame.terms == ("intercept", "x", "group[b]", "group[c]")
    assert np.allclose(by_array.estimate, by_frame.estimate, rtol=1e-12)
    assert np.allclose(sorted(by_formula.estimate), sorted(by_frame.estimate), rtol=1e-10)
    assert set(by_formula.terms) == {"intercept", "x", "C(group)[T.b]", "C(group)[T.c]"}


def test_frame_without_intercept_keeps_all_levels() -> None:
    """Each coefficient is the level's mean."""
    fit = meta_regression(Y, V, FRAME[["group"]], intercept=False)
    formula = meta_regression(Y, V, formula="~ 0 + C(group)", data=FRAME)
    assert fit.terms == ("group[a]", "group[b]", "group[c]")
    assert not formula.has_intercept
    assert np.allclose(fit.estimate, formula.estimate, rtol=1e-10)
    assert fit.qm_df == 3


def test_residual_heterogeneity_is_explained_in_part() -> None:
    """R2 compares with the model without moderators."""
    before, after = pool(Y, V).tau2, meta_regression(Y, V, X)
    assert after.r2 == pytest.approx(100.0 * max(1.0 - after.tau2 / before, 0.0), rel=1e-8)


def test_prediction_at_a_point_is_the_linear_combination() -> None:
    """Estimate and standard error by hand, the interval wider for a new study."""
    fit = meta_regression(Y, V, X)
    at = fit.predict([0.5])
    row = np.array([1.0, 0.5])
    assert at.estimate == pytest.approx(float(row @ fit.estimate))
    assert at.se == pytest.approx(math.sqrt(row @ fit.vcov @ row))
    assert at.pi_low < at.ci_low < at.estimate < at.ci_high < at.pi_high
    assert at.to_frame().shape == (1, 6)


def test_exact_fit_has_no_hartung_knapp_test() -> None:
    """Residuals of rounding size count as 0, and the test is undefined."""
    fit = meta_regression(0.1 + 0.2 * X, V, X, test="hksj")
    assert fit.tau2 == 0.0
    assert np.isnan(fit.statistic).all()
    assert math.isnan(fit.qm_p)


def test_study_without_an_effect_needs_no_moderator() -> None:
    """It is left out with its row."""
    y, x = Y.copy(), X.copy()
    y[0] = x[0] = math.nan
    assert meta_regression(y, V, x).k == K - 1


def test_comparison_needs_maximum_likelihood() -> None:
    """Restricted likelihoods cannot be compared."""
    full, reduced = meta_regression(Y, V, X, tau2_method="ML"), pool(Y, V, tau2_method="ML")
    test = compare_models(full, reduced)
    assert test.df == 1
    assert test.to_frame().shape == (1, 3)
    with pytest.raises(InputError, match="full"):
        compare_models(meta_regression(Y, V, X), reduced)
    with pytest.raises(InputError, match="reduced"):
        compare_models(full, pool(Y[1:], V[1:], tau2_method="ML"))


def test_coefficients_are_a_frame() -> None:
    """One row a term."""
    frame = meta_regression(Y, V, X, terms=["dose"]).coefficients
    assert frame.columns.tolist() == [
        "term", "estimate", "se", "statistic", "p_value", "ci_low", "ci_high",
    ]  # fmt: skip
    assert frame["term"].tolist() == ["intercept", "dose"]


def test_unfinished_iteration_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A warning and a flag."""
    monkeypatch.setattr(_iterative, "MAX_STEPS", 1)
    with pytest.warns(ConvergenceWarning):
        assert not meta_regression(Y, V, X).converged


@pytest.mark.parametrize(
    ("mods", "options", "named"),
    [
        (None, {}, "mods"),
        (X[:3], {}, "mods"),
        (np.ones(K), {}, "mods"),
        (np.column_stack([X, 2.0 * X]), {}, "mods"),
        (np.where(X > 0, math.nan, X), {}, "mods"),
        (X * 1e200, {}, "mods"),
        (["a"] * K, {}, "mods"),
        (X, {"terms": ["a", "b"]}, "terms"),
        (X, {"test": "kr"}, "test"),
        (X, {"formula": "~ x", "data": FRAME}, "mods"),
        (None, {"formula": "~ x"}, "data"),
        (None, {"formula": "~ x", "data": FRAME[:3]}, "data"),
        (None, {"formula": "y ~ x", "data": FRAME}, "formula"),
        (None, {"formula": "~ nothing", "data": FRAME}, "formula"),
        (FRAME[[]], {}, "mods"),
    ],
)
def test_bad_input_is_refused_by_name(mods: object, options: dict, named: str) -> None:
    """The error says which argument."""
    with pytest.raises(InputError) as caught:
        meta_regression(Y, V, mods, **options)
    assert caught.value.argument == named


def test_too_few_studies_are_refused() -> None:
    """No residual degree of freedom."""
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        meta_regression([0.1, 0.2], [0.1, 0.1], [1.0, 2.0])
