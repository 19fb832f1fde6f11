"""Network meta-analysis against netmeta: fits, decomposition of Q, and splitting."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from reference._cases import Case, as_array, compare, runs

from evisyn.synthesis.network.analysis import Network, network

#: The other software's optimiser leaves a residue where the restricted likelihood has its top
#: at tau2 = 0; estimates and limits move by as much.
RESIDUE = 1e-8
#: netmeta's own rounding: it inverts the whole Laplacian, and Q of its designs comes from there.
ROUNDING = {"rel": 1e-8, "abs_": 1e-10}
SPLITS = runs("network", r"_split$")


def fit(case: Case, **options: object) -> Network:
    """The network of a case; columns are given by name."""
    names = ("treat1", "treat2", "TE", "seTE", "studlab")
    frame = pd.DataFrame({name: case.input[name] for name in names})
    return network(
        frame, treat1="treat1", treat2="treat2", te="TE", se_te="seTE", study="studlab",
        reference=frame["treat1"][0], **options,
    )  # fmt: skip


def reorder(matrix: np.ndarray, found: Network, names: list[str]) -> np.ndarray:
    """Rows and columns in the order of the other software."""
    places = [found.treatments.index(name) for name in names]
    return matrix[np.ix_(places, places)] if matrix.ndim == 2 else matrix[places]


@pytest.mark.parametrize("case", runs("network", r"_netmeta_(DL|REML)$"), ids=str)
def test_network_agrees(case: Case) -> None:
    """Effects, intervals, prediction intervals, P-scores, tau2 and Q in both models."""
    expected, method = case.expected, case.input["method"]
    random = fit(case, tau2_method=method)
    common = fit(case, model="common")
    counts = {"k": random.n_studies, "m": random.n_comparisons, "d": random.n_designs}
    for name, count in counts.items():
        compare(count, expected[name], "count", case=case, what=name)
    abs_ = RESIDUE if method == "REML" else ROUNDING["abs_"]
    loose = {"rel": ROUNDING["rel"], "abs_": abs_}
    compare(random.tau2, expected["tau2"], case=case, what="tau2", **loose)
    compare(random.i2 / 100.0, expected["I2"], case=case, what="I2", **loose)
    pairs = {
        "TE_common": common.estimate, "seTE_common": common.se,
        "TE_random": random.estimate, "seTE_random": random.se,
        "lower_random": random.ci_low, "upper_random": random.ci_high,
        "pval_random": random.p_value,
        "lower_predict": random.pi_low, "upper_predict": random.pi_high,
        "pscore_common": common.scores, "pscore_random": random.scores,
    }  # fmt: skip
    for name, matrix in pairs.items():
        found = reorder(matrix, random, expected["treatments"])
        compare(found, expected[name], case=case, what=name, **loose)


@pytest.mark.parametrize("case", runs("network", r"_netmeta_(DL|REML)$"), ids=str)
def test_tests_of_q_agree(case: Case) -> None:
    """Q in total, of heterogeneity and of inconsistency."""
    found, expected = fit(case), case.expected
    parts = {
        "Q": (found.q_total, found.q_df, found.q_p),
        "Q_heterogeneity": (found.q_within, found.q_within_df, found.q_within_p),
        "Q_inconsistency": (found.q_between, found.q_between_df, found.q_between_p),
    }
    for name, (q, df, p_value) in parts.items():
        compare(q, expected[name], case=case, what=name, **ROUNDING)
        compare(df, expected[f"{name}_df"], "count", case=case, what=f"{name}_df")
        compare(p_value, expected[f"{name}_p"], case=case, what=f"{name}_p", **ROUNDING)


def design_key(name: str) -> frozenset[str]:
    """A design without the order of its treatments."""
    return frozenset(name.split(":"))


@pytest.mark.parametrize("case", runs("network", r"_decomp$"), ids=str)
@pytest.mark.parametrize(
    ("part", "columns"),
    [
        ("within", ("q", "df", "p_value")),
        ("detach", ("q_detached", "df_detached", "p_detached")),
    ],
)
def test_decomposition_by_design_agrees(
    case: Case, part: str, columns: tuple[str, str, str]
) -> None:
    """Heterogeneity inside each design, and inconsistency with each design detached."""
    frame, expected = fit(case).designs(), case.expected[part]
    rows = {design_key(row.design): row for row in frame.itertuples()}
    if part == "within":
        assert set(rows) == {design_key(name) for name in expected["design"]}
    for place, name in enumerate(expected["design"]):
        row = rows[design_key(name)]
        found = [getattr(row, column) for column in columns]
        wanted = [expected[theirs][place] for theirs in ("Q", "df", "p")]
        compare(found[:2], wanted[:2], "optimiser", case=case, what=f"{part} {name}")
        # a Q of 0 in theory: its p value shows the other software's last digits
        abs_ = 1e-7 if wanted[0] < 1e-10 else 1e-8
        compare(found[2], as_array(wanted)[2], "optimiser", case=case, what=f"{part} p", abs_=abs_)


@pytest.mark.parametrize("case", runs("network", r"_decomp$"), ids=str)
def test_totals_and_interaction_agree(case: Case) -> None:
    """Q in total, within and between; and between under tau2 estimated inside designs."""
    found, expected = fit(case), case.expected
    total = expected["total"]
    compare([found.q_total, found.q_within, found.q_between], total["Q"], "optimiser", case=case)
    compare([found.q_df, found.q_within_df, found.q_between_df], total["df"], "count", case=case)
    compare([found.q_p, found.q_within_p, found.q_between_p], total["p"], "optimiser", case=case)
    inconsistent = found.interaction()
    for name, value in (
        ("Q", inconsistent.q),
        ("df", inconsistent.df),
        ("p", inconsistent.p_value),
    ):
        compare(value, expected["random_inc"][name], "optimiser", case=case, what=name)


@pytest.mark.parametrize("case", SPLITS, ids=str)
@pytest.mark.parametrize("model", ["common", "random"])
def test_splits_agree(case: Case, model: str) -> None:
    """Direct, indirect and network estimates of every pair, and their difference."""
    frame, expected = fit(case, model=model).splits(), case.expected[model]
    rows = {(row.treatment1, row.treatment2): row._asdict() for row in frame.itertuples()}
    assert len(rows) == len(case.expected["comparison"])
    for place, name in enumerate(case.expected["comparison"]):
        first, second = name.split(":")
        sign = 1.0 if (first, second) in rows else -1.0
        row = rows.get((first, second)) or rows[second, first]
        compare(row["k"], case.expected["k"][place], "count", case=case, what=f"{name} k")
        share = expected["prop_direct"][place]
        compare(row["prop_direct"], share, "optimiser", case=case, what=f"{name} share")
        for theirs, ours in PARTS.items():
            wanted = [as_array(values)[place] for values in expected[theirs].values()]
            signs = [sign, 1.0, sign, 1.0]
            values = [row[column] * s for column, s in zip(ours, signs, strict=False)]
            compare(values, wanted, "optimiser", case=case, what=f"{name} {theirs}")


PARTS = {
    "direct": ("direct", "direct_se"),
    "indirect": ("indirect", "indirect_se"),
    "nma": ("network", "network_se"),
    "difference": ("difference", "difference_se", "statistic", "p_value"),
}
