"""Pooling, heterogeneity intervals, meta-regression and subgroups against metafor and meta."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from reference._cases import Case, as_array, compare, runs

from evisyn.synthesis.heterogeneity import HeterogeneityInterval, heterogeneity_ci
from evisyn.synthesis.model_comparison import compare_models
from evisyn.synthesis.pool import Pooled, pool
from evisyn.synthesis.regression import MetaRegression, meta_regression
from evisyn.synthesis.subgroups import Subgroups, subgroups

NAMES = {
    "k": "k", "beta": "estimate", "se": "se", "stat": "statistic", "pval": "p_value",
    "ci_lb": "ci_low", "ci_ub": "ci_high", "ddf": "df", "tau2": "tau2", "se_tau2": "tau2_se",
    "I2": "i2", "H2": "h2", "Q": "q", "Q_df": "q_df", "Q_p": "q_p",
}  # fmt: skip
CRITERIA = {"loglik": "loglik", "AIC": "aic", "BIC": "bic", "AICc": "aicc"}
TESTS = {"z": "z", "t": "t", "knha": "hksj", "adhoc": "hksj-adhoc"}
CLOSED = {"DL", "HE", "HS", "HSk", "SJ", "FE", "GENQ"}
#: metafor's REML and ML end a little above 0 where tau2 is 0: 1e-11 or less, whose root is up to
#: 3e-6 and which is up to 2e-7 percent in I2.
RESIDUE = {"tau": 5e-6, "i2": 1e-6}
#: Where metafor stops searching for an upper limit of tau2.
SEARCH_END = 1000.0
#: tests and prediction quantiles of the meta package's variants
VARIANTS = {
    "V": ("z", "t-k1"), "HTS": ("z", "t-k2"), "HK": ("hksj", "t-k1"), "S": ("z", "z"),
    "KR": ("kr", "t-k1"),
}  # fmt: skip
ESTIMATORS = "DL|HE|HS|HSk|SJ|ML|REML|EB|PM|PMM|DLIT|SJIT|FE|GENQ|GENQM"
RANDOM = rf"^(?!reg|subgroup|meta|lrt).*_({ESTIMATORS})$"


def _kind(case: Case) -> str:
    return "closed" if case.input.get("method", "REML") in CLOSED else "iterative"


def _options(case: Case) -> dict[str, Any]:
    method = case.input["method"]
    options: dict[str, Any] = {"model": "common"} if method == "FE" else {"tau2_method": method}
    if "weights" in case.input:
        options["weights"] = case.array("weights")
    return options


def _scalar(value: Any) -> Any:
    """Cases wrap scalars in lists and spell infinity as R's JSON does."""
    while isinstance(value, list):
        (value,) = value
    return math.inf if value == "Infinity" else value


def _compare_fields(case: Case, fit: Any, expected: dict[str, Any], what: str) -> None:
    for name, value in expected.items():
        if name not in NAMES:
            continue
        limit = RESIDUE["i2"] if name == "I2" and _kind(case) == "iterative" else None
        kind = "count" if name in ("k", "Q_df", "ddf") else _kind(case)
        found = getattr(fit, NAMES[name])
        compare(found, _scalar(value), kind, case=case, what=f"{what}.{name}", abs_=limit)


def _pool(case: Case, **options: Any) -> Pooled:
    return pool(case.array("yi"), case.array("vi"), **(_options(case) | options))


@pytest.mark.parametrize("case", runs("pooling", RANDOM), ids=str)
def test_models_without_moderators_agree(case: Case) -> None:
    """Every field under every test and prediction interval of a case."""
    for theirs, ours in TESTS.items():
        if theirs in case.expected:
            _compare_fields(case, _pool(case, test=ours), case.expected[theirs], theirs)
    fit = _pool(case, test="z")
    for name, field in CRITERIA.items():
        if "loglik" in case.expected:
            value = case.expected["loglik"][name]
            compare(getattr(fit, field), value, _kind(case), case=case, what=name)
    if "weights_pct" in case.expected:
        compare(fit.weights, case.expected["weights_pct"], _kind(case), case=case, what="weights")
    for name, test, rule in (
        ("pi_z", "z", "z"), ("pi_knha_tkm1", "hksj", "t-k1"), ("pi_t_km2", "z", "t-k2"),
    ):  # fmt: skip
        if name in case.expected:
            wide = _pool(case, test=test, pi_method=rule)
            limits = [case.expected[name]["lb"], case.expected[name]["ub"]]
            found = [wide.pi_low, wide.pi_high]
            compare(found, limits, _kind(case), case=case, what=name)


@pytest.mark.parametrize("case", runs("pooling", r"_level90$"), ids=str)
def test_levels_agree(case: Case) -> None:
    """90 and 99 percent intervals of REML with Hartung-Knapp."""
    for name, level in (("l90", 0.90), ("l99", 0.99)):
        fit = pool(case.array("yi"), case.array("vi"), level=level)
        for theirs, ours in (
            ("lb", "ci_low"), ("ub", "ci_high"), ("pi_lb", "pi_low"), ("pi_ub", "pi_high"),
        ):  # fmt: skip
            value = _scalar(case.expected[name][theirs])
            compare(getattr(fit, ours), value, "iterative", case=case, what=f"{name}.{theirs}")


@pytest.mark.parametrize("case", runs("pooling", r"_tau2fixed$"), ids=str)
def test_fixed_tau2_agrees(case: Case) -> None:
    """A given tau2 is used as it is."""
    fit = pool(case.array("yi"), case.array("vi"), tau2=_scalar(case.input["tau2"]), test="z")
    for name, value in case.expected.items():
        compare(getattr(fit, NAMES[name]), _scalar(value), "closed", case=case, what=name)


@pytest.mark.parametrize("case", runs("pooling", r"^meta_.*_pi_"), ids=str)
def test_prediction_variants_of_meta_agree(case: Case) -> None:
    """V, HTS, HK, S and KR of the meta package are combinations of test and pi_method."""
    test, rule = VARIANTS[case.input["variant"]]
    fit = _pool(case, test=test, pi_method=rule)
    fields = {"lb": "pi_low", "ub": "pi_high", "df_predict": "pi_df"} | NAMES
    for name, value in case.expected.items():
        wanted = None if value == "Infinity" else value  # a normal quantile has no df here
        compare(getattr(fit, fields[name]), wanted, _kind(case), case=case, what=name)


def _limits(found: HeterogeneityInterval) -> dict[str, list[float]]:
    rows = ("tau2", "tau", "i2", "h2")
    return {
        "est": [getattr(found, row) for row in rows],
        "lb": [getattr(found, f"{row}_low") for row in rows],
        "ub": [getattr(found, f"{row}_high") for row in rows],
    }


def _compare_limits(
    case: Case, found: HeterogeneityInterval, expected: dict[str, Any], kind: str
) -> None:
    for name, values in _limits(found).items():
        if name not in expected:
            continue
        wanted = as_array(expected[name])
        if wanted[0] == SEARCH_END:  # metafor says "> 1000"
            assert values[0] > SEARCH_END
            continue
        for place, row in enumerate(("tau2", "tau", "i2", "h2")):
            compare(
                values[place], float(wanted[place]), kind, case=case, what=f"{name}.{row}",
                abs_=RESIDUE.get(row),
            )  # fmt: skip


@pytest.mark.parametrize("case", runs("pooling", r"_qprofile$"), ids=str)
def test_q_profile_agrees(case: Case) -> None:
    """Q-profile limits of tau2, tau, I2 and H2."""
    y, v = case.array("yi"), case.array("vi")
    if "level95" in case.expected:
        for name, level in (("level95", 0.95), ("level90", 0.90)):
            found = heterogeneity_ci(y, v, level=level)
            _compare_limits(case, found, case.expected[name], "quantile")
    else:
        _compare_limits(case, heterogeneity_ci(y, v), case.expected, "quantile")


@pytest.mark.parametrize("case", runs("pooling", r"_ci_pl$"), ids=str)
def test_profile_likelihood_agrees(case: Case) -> None:
    """Profile-likelihood limits for ML and REML."""
    for name, method in (("ml", "ML"), ("reml", "REML")):
        found = heterogeneity_ci(
            case.array("yi"), case.array("vi"), method="PL", tau2_method=method
        )
        _compare_limits(case, found, case.expected[name], "quantile")


@pytest.mark.parametrize("case", runs("pooling", r"_h_ht$"), ids=str)
def test_test_based_limits_agree(case: Case) -> None:
    """Higgins and Thompson's limits of H2 and I2."""
    found = heterogeneity_ci(case.array("yi"), case.array("vi"), method="HT")
    _compare_limits(case, found, case.expected, "closed")


def _regression(case: Case, **options: Any) -> MetaRegression:
    x = case.array("X")
    has = case.input["intercept"]
    return meta_regression(
        case.array("yi"), case.array("vi"), x[:, 1:] if has else x, intercept=has,
        **(_options(case) | options),
    )  # fmt: skip


REGRESSION = NAMES | {
    "Q": "qe", "Q_df": "qe_df", "Q_p": "qe_p", "QM": "qm", "QM_p": "qm_p", "vcov": "vcov",
}  # fmt: skip


def _compare_regression(
    case: Case, fit: MetaRegression, expected: dict[str, Any], what: str
) -> None:
    for name, value in expected.items():
        if name in ("ddf", "QM_df", "R2") or name not in REGRESSION:
            continue
        limit = RESIDUE["i2"] if name == "I2" and _kind(case) == "iterative" else None
        found = getattr(fit, REGRESSION[name])
        compare(found, value, _kind(case), case=case, what=f"{what}.{name}", abs_=limit)
    compare([fit.qm_df, fit.qm_df2], expected["QM_df"], "count", case=case, what="QM_df")


@pytest.mark.parametrize("case", runs("pooling", r"^reg_"), ids=str)
def test_meta_regressions_agree(case: Case) -> None:
    """Coefficients, tests, heterogeneity, likelihoods, predictions and inflation factors."""
    fit = _regression(case)
    _compare_regression(case, fit, case.expected["z"], "z")
    _compare_regression(case, _regression(case, test="hksj"), case.expected["knha"], "knha")
    for name, field in CRITERIA.items():
        value = case.expected["loglik"][name]
        compare(getattr(fit, field), value, _kind(case), case=case, what=name)
    wanted = case.expected["predict_at_means"]
    at = fit.predict(as_array(wanted["x"])[int(fit.has_intercept) :])
    for name, field in (
        ("pred", "estimate"), ("se", "se"), ("ci_lb", "ci_low"), ("ci_ub", "ci_high"),
        ("pi_lb", "pi_low"), ("pi_ub", "pi_high"),
    ):  # fmt: skip
        compare(getattr(at, field), wanted[name], _kind(case), case=case, what=f"predict.{name}")
    if "vif" in case.expected:
        compare(fit.vif, case.expected["vif"], _kind(case), case=case, what="vif")


@pytest.mark.parametrize("case", runs("pooling", r"^reg_"), ids=str)
def test_explained_variance_agrees_or_is_undefined(case: Case) -> None:
    """R2 is metafor's 5.0-1; where tau2 is 0 without moderators there is nothing to explain."""
    fit = _regression(case)
    before = pool(case.array("yi"), case.array("vi"), **_options(case)).tau2
    if before == 0.0 and fit.settings.model == "random":
        assert math.isnan(fit.r2)
        return
    compare(fit.r2, case.expected["z"]["R2"], _kind(case), case=case, what="R2")


@pytest.mark.parametrize("case", runs("pooling", r"^lrt_"), ids=str)
def test_likelihood_ratio_tests_agree(case: Case) -> None:
    """The model with moderators against the one without, and the contrast of two of them."""
    y, v, x = case.array("yi"), case.array("vi"), case.array("X")
    full = meta_regression(y, v, x[:, 1:], tau2_method="ML")
    reduced = pool(y, v, tau2_method="ML", test="z")
    found = compare_models(full, reduced)
    values = {
        "LRT": found.statistic, "p": found.p_value, "ll_full": full.loglik,
        "ll_reduced": reduced.loglik, "tau2_full": full.tau2, "tau2_reduced": reduced.tau2,
    }  # fmt: skip
    for name, value in values.items():
        compare(value, case.expected[name], "iterative", case=case, what=name)
    if "contrast" in case.expected:
        step = np.zeros(full.p)
        step[1:3] = (1.0, -1.0)
        estimate, se = step @ full.estimate, math.sqrt(step @ full.vcov @ step)
        compare(estimate, case.expected["contrast"]["est"], "iterative", case=case, what="contrast")
        compare(se, case.expected["contrast"]["se"], "iterative", case=case, what="contrast se")


def _subgroups(case: Case, sharing: str) -> Subgroups:
    return subgroups(
        case.array("yi"), case.array("vi"), case.input["group"], levels=case.input["levels"],
        tau2=sharing, test="z", **_options(case),
    )  # fmt: skip


@pytest.mark.parametrize("case", runs("pooling", r"^subgroup_"), ids=str)
def test_subgroups_agree(case: Case) -> None:
    """Each level alone, the test between, and the same with one tau2."""
    found = _subgroups(case, "separate")
    for level, expected in zip(found.groups, case.expected["levels"], strict=True):
        _compare_fields(case, level, expected, "level")
    compare(found.q_between, case.expected["Q_between"], _kind(case), case=case, what="Q")
    compare(found.q_between_df, case.expected["Q_between_df"], "count", case=case, what="df")
    compare(found.q_between_p, case.expected["Q_between_p"], _kind(case), case=case, what="p")
    shared, wanted = _subgroups(case, "common"), case.expected["common_tau2"]
    tau2 = 0.0 if case.input["method"] == "FE" else shared.tau2
    for name, value in {
        "tau2": tau2, "beta": [fit.estimate for fit in shared.groups],
        "se": [fit.se for fit in shared.groups], "QM": shared.q_between,
        "QM_p": shared.q_between_p, "QE": shared.q_within,
    }.items():  # fmt: skip
        compare(value, wanted[name], _kind(case), case=case, what=f"common.{name}")
