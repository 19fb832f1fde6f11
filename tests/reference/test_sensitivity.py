"""Leave-one-out, cumulative, influence, GOSH and permutation tests against metafor."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from reference._cases import Case, as_array, compare, runs

from evisyn.synthesis.deletion import cumulative, leave_one_out
from evisyn.synthesis.gosh import gosh
from evisyn.synthesis.influence import influence
from evisyn.synthesis.permutation import permutation_test

NAMES = {
    "ci_lb": "ci_low",
    "ci_ub": "ci_high",
    "pval": "p_value",
    "Q": "q",
    "I2": "i2",
    "QE_del": "q_del",
}
TESTS = {"z": "z", "knha": "hksj"}
#: The case and the row in which metafor's REML stopped without converging and gave nothing.
NOT_CONVERGED = ("nielweise_or_cumul_REML", 7)
#: Residue of metafor's REML where tau2 is 0: I2 of 5e-7 percent instead of 0.
I2_RESIDUE = 1e-6
#: In its permutation tests metafor fits REML at the default threshold, a last step below 1e-5.
DEFAULT_REML = 5e-6
#: Quantiles that the cases give of a permutation distribution.
PROBABILITIES = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)


def _kind(case: Case) -> str:
    return "iterative" if case.input.get("method", "REML") == "REML" else "closed"


def _compare_columns(case: Case, frame: pd.DataFrame) -> None:
    """Each expected column; the common-effect cases leave out tau2, which is 0 here."""
    for name, expected in case.expected.items():
        found = frame[NAMES.get(name, name)].to_numpy()
        if case.input["method"] == "FE" and name == "tau2":
            assert not found.any()
            continue
        wanted = as_array(expected)
        if case.id == NOT_CONVERGED[0]:
            assert np.flatnonzero(np.isnan(wanted)).tolist() == [NOT_CONVERGED[1]]
            assert frame["converged"].all()
            found, wanted = (np.delete(part, NOT_CONVERGED[1]) for part in (found, wanted))
        compare(found, wanted.tolist(), _kind(case), case=case, what=name)


@pytest.mark.parametrize("case", runs("sensitivity", r"_leave1out_"), ids=str)
def test_leave_one_out_agrees(case: Case) -> None:
    """Every column of metafor's leave1out is ours."""
    frame = leave_one_out(
        case.array("yi"), case.array("vi"), tau2_method=case.input["method"], test="z"
    )
    _compare_columns(case, frame)


@pytest.mark.parametrize("case", runs("sensitivity", r"_cumul_"), ids=str)
def test_cumulative_agrees(case: Case) -> None:
    """Every column of metafor's cumul is ours, studies of the same year in the order given."""
    frame = cumulative(
        case.array("yi"),
        case.array("vi"),
        case.input["order"],
        tau2_method=case.input["method"],
        test="z",
    )
    _compare_columns(case, frame)


@pytest.mark.parametrize("case", runs("sensitivity", r"(?<!reg)_influence"), ids=str)
def test_influence_agrees(case: Case) -> None:
    """Every diagnostic of a pooled effect is metafor's."""
    frame = influence(
        case.array("yi"), case.array("vi"), tau2_method=case.input["method"], test="z"
    )
    for name, expected in case.expected.items():
        found = frame[NAMES.get(name, name)].to_numpy(dtype=float)
        kind = "count" if name == "is_influential" else _kind(case)
        compare(found, expected, kind, case=case, what=name)


@pytest.mark.parametrize("case", runs("sensitivity", r"_reg_influence$"), ids=str)
def test_influence_of_a_regression_agrees(case: Case) -> None:
    """Every diagnostic of a meta-regression is metafor's."""
    frame = influence(case.array("yi"), case.array("vi"), mods=case.array("X")[:, 1:], test="z")
    for name, expected in case.expected.items():
        if name == "dfbs":
            found = frame.filter(like="dfbs_").to_numpy()
        else:
            found = frame[NAMES.get(name, name)].to_numpy()
        compare(found, expected, "iterative", case=case, what=name)


@pytest.mark.parametrize("case", runs("sensitivity", r"^gosh_"), ids=str)
def test_gosh_agrees(case: Case) -> None:
    """Every subset has metafor's estimate, I2, tau2 and Q, under metafor's bit mask."""
    found = gosh(case.array("yi"), case.array("vi"), tau2_method=case.input["method"])
    expected, kind = case.expected, _kind(case)
    compare(found.mask, expected["mask"], "count", case=case, what="mask")
    compare(found.mask.size, expected["n_subsets"], "count", case=case, what="n_subsets")
    compare(found.estimate, expected["estimate"], kind, case=case, what="estimate")
    compare(found.q, expected["Q"], "closed", case=case, what="Q")
    compare(found.i2, expected["I2"], kind, case=case, what="I2", abs_=I2_RESIDUE)
    if case.input["method"] == "FE":
        assert not found.tau2.any()
    else:
        compare(found.tau2, expected["tau2"], kind, case=case, what="tau2")


@pytest.mark.parametrize("case", runs("sensitivity", r"^gosh_"), ids=str)
def test_gosh_summaries_agree(case: Case) -> None:
    """Quantiles and the means with and without each study are metafor's."""
    found = gosh(case.array("yi"), case.array("vi"), tau2_method=case.input["method"])
    expected, kind = case.expected, _kind(case)
    probabilities = expected["quantiles"]["probs"]
    quantiles = np.quantile(found.estimate, probabilities)
    compare(quantiles, expected["quantiles"]["estimate"], kind, case=case, what="quantiles")
    compare(found.estimate.mean(), expected["mean_estimate"], kind, case=case, what="mean")
    for study in range(found.rows.size):
        inside = (found.mask >> np.uint64(study)) & np.uint64(1) == 1
        for name, part in (("mean_with_study", inside), ("mean_without_study", ~inside)):
            mean = found.estimate[part].mean()
            compare(mean, expected[name][study], kind, case=case, what=name)


@pytest.mark.parametrize("case", runs("sensitivity", r"^permutest_(bcg10|normand)_"), ids=str)
def test_sign_flips_agree(case: Case) -> None:
    """p value, extreme patterns and the distribution of all 2^k sign flips are metafor's."""
    test = permutation_test(
        case.array("yi"),
        case.array("vi"),
        tau2_method=case.input["method"],
        test=TESTS[case.input["test"]],
    )
    expected, rel = case.expected, DEFAULT_REML if _kind(case) == "iterative" else None
    assert test.exact
    compare(test.p_value, expected["pval"], "count", case=case, what="p")
    compare(test.n_extreme, expected["n_extreme"], "count", case=case, what="n_extreme")
    compare(test.statistic, expected["observed_stat"], case=case, what="statistic", rel=rel)
    quantiles = np.quantile(test.distribution, PROBABILITIES)
    compare(quantiles, expected["perm_quantiles"], case=case, what="quantiles", rel=rel)


@pytest.mark.parametrize("case", runs("sensitivity", r"^permutest_mod_"), ids=str)
def test_row_permutations_agree(case: Case) -> None:
    """p values of coefficients and of the joint test over all distinct orders are metafor's."""
    test = permutation_test(
        case.array("yi"),
        case.array("vi"),
        mods=case.array("moderator"),
        tau2_method=case.input["method"],
        test="z",
    )
    expected = case.expected
    assert test.exact
    compare(test.p_value, expected["pval"], case=case, what="p")
    compare(test.qm_p, expected["QM_p"], case=case, what="QM_p")
    compare(test.statistic, expected["observed_stat"], case=case, what="statistic")
    compare(test.qm, expected["QM"], case=case, what="QM")
