"""Three-level models and cluster-robust inference against metafor and clubSandwich."""

from __future__ import annotations

import math

import numpy as np
import pytest
from reference._cases import Case, compare, runs

from evisyn.synthesis.multilevel.pool import PooledMultilevel, pool_multilevel
from evisyn.synthesis.multilevel.regression import MultilevelRegression, multilevel_regression

#: metafor's general optimiser stops at a step of about 1e-8 relative in the likelihood, hence
#: where a component is 0 it leaves a residue of that size behind.
RESIDUE = 1e-7
#: What the residue of a component that should be 0 does to the log-likelihood and the rest.
AT_EDGE = {"rel": 2e-6, "abs_": 2e-6}
#: Limits are sought by R's root finder with its default tolerance.
PROFILE = 1e-3

NAMES = {
    "beta": "estimate",
    "se": "se",
    "stat": "statistic",
    "pval": "p_value",
    "ci_lb": "ci_low",
    "ci_ub": "ci_high",
}
FIT = {"loglik": "loglik", "deviance": "deviance", "AIC": "aic", "BIC": "bic", "AICc": "aicc"}


def pooled(case: Case, **options: object) -> PooledMultilevel:
    """The three-level model of a case without moderators."""
    options.setdefault("method", case.input.get("method", "REML"))
    return pool_multilevel(
        case.array("yi"), case.array("vi"), study=case.input["cluster"],
        effect=case.input["effect"], rho=case.input.get("rho", 0.0), **options,
    )  # fmt: skip


def regressed(case: Case, **options: object) -> MultilevelRegression:
    """The three-level model of a case with moderators; the intercept is the first of X."""
    options.setdefault("method", case.input.get("method", "REML"))
    return multilevel_regression(
        case.array("yi"), case.array("vi"), case.array("X")[:, 1:],
        study=case.input["cluster"], effect=case.input["effect"], **options,
    )  # fmt: skip


def edge(sigma2: np.ndarray) -> dict[str, float]:
    """Looser tolerances where a component is 0, for there metafor stops beside it."""
    return dict(AT_EDGE) if np.any(sigma2 == 0.0) else {}


def check(case: Case, found: object, expected: dict, names: dict, **tolerance: float) -> None:
    """Compare fields of one record; the other software gives vectors."""
    for theirs, ours in names.items():
        value = np.ravel(getattr(found, ours))
        compare(value, np.ravel(expected[theirs]), "optimiser", case=case, what=theirs, **tolerance)


@pytest.mark.parametrize("case", runs("multilevel", r"_threelevel_(REML|ML)$"), ids=str)
def test_three_level_model_agrees(case: Case) -> None:
    """Components, pooled effect, likelihood, Q, I2 by level and prediction interval."""
    fit, expected = pooled(case, test="z"), case.expected
    compare(fit.k, expected["k"], "count", case=case, what="k")
    compare(fit.sigma2, expected["sigma2"], "optimiser", case=case, what="sigma2")
    check(case, fit, expected, {**NAMES, **FIT, "Q": "q", "Q_p": "q_p", "QM_p": "p_value"})
    compare(fit.statistic**2, expected["QM"], "optimiser", case=case, what="QM")
    check(case, fit, expected["I2"], {"total": "i2", "by_level": "i2_levels"})
    compare(fit.typical_variance, expected["I2"]["typical_variance"], case=case, what="typical")
    check(case, fit, expected, {"pi_lb": "pi_low", "pi_ub": "pi_high"})


@pytest.mark.parametrize("case", runs("multilevel", r"_threelevel_t_"), ids=str)
@pytest.mark.parametrize("rule", ["residual", "containment"])
def test_t_tests_agree(case: Case, rule: str) -> None:
    """t tests with k - 1 and with containment df."""
    fit, expected = pooled(case, df=rule), case.expected["t" if rule == "residual" else "contain"]
    compare(fit.df, expected["ddf"], "count", case=case, what="ddf")
    check(case, fit, expected, {name: NAMES[name] for name in ("stat", "pval", "ci_lb", "ci_ub")})


@pytest.mark.parametrize("case", runs("multilevel", r"_threelevel_mod_"), ids=str)
def test_regression_agrees(case: Case) -> None:
    """Coefficients, residual heterogeneity, moderator test and likelihood."""
    fit, expected = regressed(case, test="z"), case.expected
    loose = edge(fit.sigma2)
    compare(fit.k, expected["k"], "count", case=case, what="k")
    compare(
        fit.sigma2, expected["sigma2"], "optimiser", case=case, what="sigma2",
        abs_=RESIDUE if loose else None,
    )  # fmt: skip
    check(case, fit.model, expected, NAMES, **loose)
    tests = {"Q": "qe", "Q_p": "qe_p", "QM": "qm", "QM_p": "qm_p"}
    check(case, fit, expected, {**FIT, **tests}, **loose)


@pytest.mark.parametrize("case", runs("multilevel", r"_clusteronly$"), ids=str)
def test_one_random_effect_a_study_agrees(case: Case) -> None:
    """With the component within studies held at 0 the model has two levels."""
    fit, expected = pooled(case, test="z", sigma2=(None, 0.0)), case.expected
    compare(fit.sigma2[0], expected["sigma2"][0], "optimiser", case=case, what="sigma2")
    check(case, fit, expected, {**NAMES, **FIT, "Q": "q", "Q_p": "q_p", "QM_p": "p_value"})
    compare(fit.statistic**2, expected["QM"], "optimiser", case=case, what="QM")


@pytest.mark.parametrize("case", runs("multilevel", r"_lrt$"), ids=str)
@pytest.mark.parametrize("held", ["within0", "between0"])
def test_likelihood_ratio_agrees(case: Case, held: str) -> None:
    """Tests that a component is 0."""
    smaller = pooled(case, sigma2=(None, 0.0) if held == "within0" else (0.0, None))
    expected = case.expected[held]
    ratio = pooled(case).against(smaller)
    compare(smaller.sigma2, expected["sigma2"], "optimiser", case=case, what=held)
    compare(ratio.statistic, expected["LRT"], "optimiser", case=case, what=held)
    compare(ratio.p_value, expected["p"], "optimiser", case=case, what=held)


@pytest.mark.parametrize("case", runs("multilevel", r"_sigma2_ci$"), ids=str)
def test_profile_limits_agree(case: Case) -> None:
    """Profile-likelihood limits of both components."""
    limits = pooled(case).variance_limits()
    for place, name in enumerate(("sigma2_1", "sigma2_2")):
        found = [limits.sigma2[place], limits.sigma2_low[place], limits.sigma2_high[place]]
        compare(found, case.expected[name], "optimiser", case=case, what=name, rel=PROFILE)


@pytest.mark.parametrize("case", runs("multilevel", r"_che_"), ids=str)
def test_correlated_and_hierarchical_effects_agree(case: Case) -> None:
    """Correlated sampling errors, and the robust standard error on top."""
    fit, expected = pooled(case, test="z"), case.expected
    loose = edge(fit.sigma2)
    compare(
        fit.sigma2, expected["sigma2"], "optimiser", case=case, what="sigma2",
        abs_=RESIDUE if loose else None,
    )  # fmt: skip
    check(case, fit, expected, {**NAMES, **FIT, "Q": "q", "Q_p": "q_p"}, **loose)
    names = {"CR2_se": "se", "CR2_df": "df", "CR2_p": "p_value"}
    check(case, fit.robust(kind="CR2"), expected, names, **loose)


ROBUST = {"t": "statistic", "p": "p_value", "ci_lb": "ci_low", "ci_ub": "ci_high", "df": "df"}


@pytest.mark.parametrize("case", runs("multilevel", r"_robust_(int|mod)$"), ids=str)
@pytest.mark.parametrize("kind", ["CR0", "CR1", "CR1p", "CR1S", "CR2", "CR3"])
def test_robust_standard_errors_agree(case: Case, kind: str) -> None:
    """Six kinds of cluster-robust standard errors; tests where the case has them."""
    fit = regressed(case) if "X" in case.input else pooled(case)
    loose, found = edge(fit.sigma2), fit.robust(kind=kind)
    compare(
        np.ravel(found.se), case.expected["se"][kind], "optimiser", case=case, what=kind, **loose
    )
    tests = {"CR1p": "CR1_metafor", "CR2": "CR2"}.get(kind)
    if tests:
        expected = dict(case.expected[tests])
        if tests == "CR1_metafor":
            expected["df"] = expected["df"] * np.size(found.se)
        check(case, found, expected, ROBUST, **loose)


@pytest.mark.parametrize("case", runs("multilevel", r"_robust_mod$"), ids=str)
def test_robust_moderator_test_agrees(case: Case) -> None:
    """Hotelling's test of one moderator is the square of its robust t."""
    fit = regressed(case)
    found, expected = fit.robust(kind="CR2"), case.expected["HTZ"]
    loose = edge(fit.sigma2)
    for value, name in ((found.statistic[1] ** 2, "F"), (found.df[1], "df")):
        compare(value, expected[name], "optimiser", case=case, what=f"HTZ {name}", **loose)


@pytest.mark.parametrize("case", runs("multilevel", r"^uni_robust_"), ids=str)
@pytest.mark.parametrize("kind", ["CR1", "CR2"])
def test_clusters_above_studies_agree(case: Case, kind: str) -> None:
    """A standard random-effects fit with studies grouped into clusters."""
    yi = case.array("yi")
    fit = pool_multilevel(yi, case.array("vi"), study=list(range(yi.size)))
    assert math.isnan(fit.sigma2[1])
    found = fit.robust(case.input["cluster"], kind=kind)
    names = {"se": "se", "t": "statistic", "p": "p_value", "df": "df"}
    check(case, found, case.expected[kind], names)
