"""Small-study effects against metafor and R's lm, case by case."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from reference._cases import Case, compare, runs

from evisyn.effects.calculate import effect_size
from evisyn.synthesis._selection_likelihood import likelihood, prepare
from evisyn.synthesis.egger import egger_test
from evisyn.synthesis.excess import excess_significance
from evisyn.synthesis.fail_safe import fail_safe_n
from evisyn.synthesis.pet_peese import PrecisionLine, pet_peese
from evisyn.synthesis.pool import pool
from evisyn.synthesis.rank_test import rank_test
from evisyn.synthesis.selection import SelectionModel, selection_model
from evisyn.synthesis.trim_fill import TrimAndFill, trim_and_fill

#: Selection models in which metafor's optimiser stopped early: our log-likelihood is higher,
#: and the estimates differ by the relative amount given instead of by the case's 0.001.
STOPPED_EARLY = {
    "cohen_z_sel_step2": 2e-3,
    "egger_or_sel_step2": 2e-3,
    "normand_md_sel_step1": 5e-3,
    "normand_md_sel_step1_05": 3e-3,
    "raudenbush_sel_step2": 4e-3,
    # tau2 left at 0.001, where the likelihood still rises towards 0
    "nielweise_or_sel_step1_05": 5e-3,
}
#: Selection models with two maxima of which metafor gives the lower.
LOWER_MAXIMUM = ("egger_or_sel_step1", "li_or_sel_step1")
#: metafor solves for the limit of the excess-significance test with R's default root finder,
#: which stops at .Machine$double.eps^0.25 = 1.2e-4.
ROOT_FINDER = 1.3e-4
#: metafor takes tau2 as 0 in the information matrix of a selection model below this value.
TAU2_IS_ZERO = 1e-4

EGGER = runs("bias", r"_regtest_(lm|rma)_")
TRIM_FILL = runs("bias", r"_trimfill_")
SELECTION = runs("bias", r"_sel_step")


@pytest.mark.parametrize("case", EGGER, ids=str)
def test_regression_test_agrees(case: Case) -> None:
    """Slope test, coefficients and limit are metafor's, for every predictor and both models."""
    test = egger_test(
        case.array("yi"),
        case.array("vi"),
        predictor=case.input["predictor"],
        model=case.input["model"],
        ni=case.input.get("ni"),
    )
    kind = "closed" if test.model == "lm" else "iterative"
    found = {
        "stat": test.statistic,
        "p": test.p_value,
        "df": test.df,
        "coef": [test.intercept, test.slope],
        "coef_se": [test.intercept_se, test.slope_se],
        "limit": test.limit_estimate,
        "limit_lb": test.limit_low,
        "limit_ub": test.limit_high,
        "tau2": test.tau2,
    }
    for name, expected in case.expected.items():
        compare(found[name], _number(expected), kind, case=case, what=name)


@pytest.mark.parametrize("case", runs("bias", r"^meta_\w+_egger$"), ids=str)
def test_egger_of_odds_ratios_agrees(case: Case) -> None:
    """From the counts of the trials, log odds ratios and their Egger test are meta's."""
    test = egger_test(*_log_odds_ratios(case))
    found = {
        "stat": test.statistic,
        "p": test.p_value,
        "df": test.df,
        "bias": test.slope,
        "se_bias": test.slope_se,
        "intercept": test.intercept,
        "se_intercept": test.intercept_se,
    }
    for name, value in found.items():
        compare(value, case.expected[name], case=case, what=name)


@pytest.mark.parametrize("case", runs("bias", r"^meta_\w+_begg$"), ids=str)
def test_rank_test_of_odds_ratios_agrees(case: Case) -> None:
    """The normal p value of the rank test of log odds ratios is meta's."""
    compare(rank_test(*_log_odds_ratios(case)).p_normal, case.expected["p"], case=case, what="p")


@pytest.mark.parametrize("case", runs("bias", r"_regtest_(lm|rma)_(ni|sqrtni)$"), ids=str)
def test_size_itself_has_no_limit(case: Case) -> None:
    """With ni or its root as the predictor there is no limit estimate, here as in metafor."""
    test = egger_test(
        case.array("yi"), case.array("vi"), predictor=case.input["predictor"], ni=case.input["ni"]
    )
    assert math.isnan(test.limit_estimate)
    assert "limit" not in case.expected


@pytest.mark.parametrize("case", runs("bias", r"_ranktest$"), ids=str)
def test_rank_test_agrees(case: Case) -> None:
    """Kendall's tau, the exact p value and the normal one are metafor's."""
    test = rank_test(case.array("yi"), case.array("vi"))
    compare(test.tau, case.expected["tau"], case=case, what="tau")
    compare(test.p_value, case.expected["p"], case=case, what="p")
    compare(test.p_normal, case.expected["p_normal"], case=case, what="p_normal")


@pytest.mark.parametrize("case", TRIM_FILL, ids=str)
def test_trim_and_fill_imputes_the_same_studies(case: Case) -> None:
    """Number, standard error and values of the imputed studies are metafor's."""
    fill = _trim_and_fill(case)
    iterative = case.input["method"] == "REML"
    compare(fill.k0, case.expected["k0"], "count", case=case, what="k0")
    compare(fill.k, case.expected["k"], "count", case=case, what="k")
    compare(fill.k0_se, _number(case.expected["se_k0"]), case=case, what="se_k0")
    compare(fill.k0_p, _number(case.expected.get("p_k0")), case=case, what="p_k0")
    for name in ("filled_yi", "filled_vi"):
        kind = "iterative" if iterative else "closed"
        compare(getattr(fill, name), case.expected[name], kind, case=case, what=name)


@pytest.mark.parametrize("case", TRIM_FILL, ids=str)
def test_trim_and_fill_pools_the_same(case: Case) -> None:
    """The final fit is metafor's; for REML at metafor's tau2, see the next test."""
    fill = _trim_and_fill(case)
    kind = "closed"
    if case.input["method"] == "REML" and fill.k0:
        yi = np.concatenate([case.array("yi"), fill.filled_yi])
        vi = np.concatenate([case.array("vi"), fill.filled_vi])
        final, kind = pool(yi, vi, tau2=case.expected["tau2"], test="z"), "iterative"
    else:
        final = fill
        kind = "iterative" if case.input["method"] == "REML" else "closed"
    names = {
        "beta": "estimate",
        "se": "se",
        "stat": "statistic",
        "pval": "p_value",
        "ci_lb": "ci_low",
        "ci_ub": "ci_high",
        "tau2": "tau2",
        "I2": "i2",
        "Q": "q",
    }
    for theirs, ours in names.items():
        expected = np.ravel(case.expected[theirs])[0]
        compare(getattr(final, ours), expected, kind, case=case, what=theirs)


@pytest.mark.parametrize("case", runs("bias", r"_trimfill_REML_"), ids=str)
def test_reml_after_filling_is_converged(case: Case) -> None:
    """Our tau2 after filling is a root of the score; metafor's last step was below 1e-5."""
    fill = _trim_and_fill(case)
    yi = np.concatenate([case.array("yi"), fill.filled_yi])
    vi = np.concatenate([case.array("vi"), fill.filled_vi])
    assert fill.tau2 == 0 or abs(_fisher_step(yi, vi, fill.tau2)) < 1e-9 * (fill.tau2 + vi.max())
    assert abs(fill.tau2 - case.expected["tau2"]) <= 1e-5


@pytest.mark.parametrize("case", runs("bias", r"_fsn$"), ids=str)
def test_fail_safe_n_agrees(case: Case) -> None:
    """Rosenthal, Orwin with and without weights, and Rosenberg give metafor's counts."""
    calls = {
        "rosenthal": {"method": "rosenthal"},
        "orwin_weighted": {"method": "orwin", "weighted": True},
        "orwin_unweighted": {"method": "orwin"},
        "rosenberg": {"method": "rosenberg"},
    }
    for name, call in calls.items():
        found, expected = (
            fail_safe_n(case.array("yi"), case.array("vi"), **call),
            case.expected[name],
        )
        compare(found.n, expected["fsnum"], "count", case=case, what=name)
        compare(found.estimate, _number(expected["est"]), case=case, what=f"{name} estimate")
        compare(found.target, _number(expected["target"]), case=case, what=f"{name} target")
        compare(found.p_value, _number(expected["p"]), case=case, what=f"{name} p")


@pytest.mark.parametrize("case", runs("bias", r"_tes$"), ids=str)
def test_excess_significance_agrees(case: Case) -> None:
    """Observed and expected counts, power and the p values are metafor's."""
    test = excess_significance(case.array("yi"), case.array("vi"))
    found = {
        "theta": test.theta,
        "O": test.observed,
        "E": test.expected,
        "OE": test.ratio,
        "X2": test.statistic,
        "p_chi2": test.p_chi2,
        "p_binom": test.p_binom,
        "p_exact": test.p_exact,
        "power": test.power,
    }
    for name, value in found.items():
        # metafor leaves the exact test out above 15 studies; ours has no such limit
        if case.expected[name] is not None:
            compare(value, case.expected[name], case=case, what=name)
    (limit,) = case.expected["theta_lim"]
    compare(test.theta_limit, _number(limit), case=case, what="limit", rel=ROOT_FINDER)


@pytest.mark.parametrize("case", runs("bias", r"_petpeese$"), ids=str)
def test_pet_peese_agrees(case: Case) -> None:
    """Both regressions and unrestricted weighted least squares are those of R's lm."""
    fit = pet_peese(case.array("yi"), case.array("vi"))
    for name in ("pet", "peese"):
        line: PrecisionLine = getattr(fit, name)
        found = {
            "coef": [line.estimate, line.slope],
            "se": [line.se, line.slope_se],
            "t": [line.statistic, line.slope_statistic],
            "p": [line.p_value, line.slope_p],
        }
        for part, value in found.items():
            compare(value, case.expected[name][part], case=case, what=f"{name} {part}")
    compare(fit.uwls, case.expected["uwls"]["est"], case=case, what="uwls")
    compare(fit.uwls_se, case.expected["uwls"]["se"], case=case, what="uwls se")
    significant = case.expected["pet"]["p"][0] / 2 < 0.05
    assert fit.chosen == ("peese" if significant else "pet")


@pytest.mark.parametrize("case", SELECTION, ids=str)
def test_selection_likelihood_agrees(case: Case) -> None:
    """At metafor's estimates our likelihood and standard errors are metafor's."""
    sign = 1.0 if case.input["alternative"] == "greater" else -1.0
    data = prepare(sign * case.array("yi"), case.array("vi"), case.array("steps"))
    expected = case.expected
    at = likelihood(
        data, sign * expected["beta"], expected["tau2"], np.array(expected["delta"], dtype=float)
    )
    free = np.ones(at.gradient.size, dtype=bool)
    free[1] = expected["tau2"] > TAU2_IS_ZERO
    errors = np.sqrt(np.diag(np.linalg.inv(-at.hessian[np.ix_(free, free)])))
    theirs = [expected["se"], *expected["se_delta"][1:]]
    ours = np.delete(errors, 1) if free[1] else errors
    compare(at.value, expected["loglik"], case=case, what="loglik")
    # their information matrix is made of finite differences
    compare(ours, theirs, case=case, what="se", rel=2e-5)


@pytest.mark.parametrize("case", SELECTION, ids=str)
def test_selection_model_reaches_the_maximum(case: Case) -> None:
    """Our log-likelihood is never below metafor's."""
    fit = _selection(case)
    assert fit.converged
    assert fit.loglik >= case.expected["loglik"] - 1e-9


@pytest.mark.parametrize(
    "case", [case for case in SELECTION if case.id not in LOWER_MAXIMUM], ids=str
)
def test_selection_model_agrees(case: Case) -> None:
    """Estimates, weights and the test of selection are metafor's."""
    fit, expected = _selection(case), case.expected
    rel = STOPPED_EARLY.get(case.id, case.rel_tol)
    compare(fit.estimate, expected["beta"], case=case, what="beta", rel=rel)
    compare(fit.delta, expected["delta"], case=case, what="delta", rel=rel)
    # theirs works on log(tau2) and stops short of 0
    residue = 1.1e-3 if case.id == "nielweise_or_sel_step1_05" else 5e-5
    compare(fit.tau2, expected["tau2"], case=case, what="tau2", rel=rel, abs_=residue)
    compare(fit.loglik, expected["loglik"], case=case, what="loglik", rel=rel)
    compare(fit.lrt, expected["LRT"], case=case, what="LRT", rel=rel, abs_=1e-3)
    compare(fit.lrt_p, expected["LRT_p"], case=case, what="LRT_p", rel=rel, abs_=1e-3)
    compare(fit.lrt_df, expected["LRT_df"], "count", case=case, what="LRT_df")
    if case.id != "nielweise_or_sel_step1_05":
        compare(fit.se, expected["se"], case=case, what="se", rel=rel)
        compare(fit.delta_se[1:], expected["se_delta"][1:], case=case, what="se_delta", rel=rel)


@pytest.mark.parametrize("case", runs("bias", LOWER_MAXIMUM), ids=str)
def test_lower_maximum_is_reported_beside_the_higher(case: Case) -> None:
    """Where metafor stays at the lower of two maxima, ours gives the higher and lists theirs."""
    fit = _selection(case)
    (other,) = fit.other_maxima
    assert fit.loglik > other.loglik + 0.5
    compare(other.estimate, case.expected["beta"], "optimiser", case=case, what="beta")
    compare(other.tau2, case.expected["tau2"], "optimiser", case=case, what="tau2")
    compare(other.delta, case.expected["delta"], "optimiser", case=case, what="delta")
    compare(other.loglik, case.expected["loglik"], "optimiser", case=case, what="loglik")


def _log_odds_ratios(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """As in meta: 1/2 in tables with an empty cell, trials without any event left out."""
    ai, n1i, ci, n2i = (case.array(name) for name in ("event_e", "n_e", "event_c", "n_c"))
    effects = effect_size("OR", ai=ai, bi=n1i - ai, ci=ci, di=n2i - ci, drop00=True)
    return effects.yi, effects.vi


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _trim_and_fill(case: Case) -> TrimAndFill:
    return trim_and_fill(
        case.array("yi"),
        case.array("vi"),
        estimator=case.input["estimator"],
        side=case.input["side"],
        tau2_method=case.input["method"],
        test="z",
    )


@cache
def _selection(case: Case) -> SelectionModel:
    return selection_model(
        case.array("yi"),
        case.array("vi"),
        steps=case.input["steps"],
        alternative=case.input["alternative"],
    )


def _fisher_step(yi: np.ndarray, vi: np.ndarray, tau2: float) -> float:
    """Score over expected information of the restricted likelihood."""
    w = 1.0 / (vi + tau2)
    p = np.diag(w) - np.outer(w, w) / w.sum()
    return float((yi @ p @ p @ yi - np.trace(p)) / np.trace(p @ p))
