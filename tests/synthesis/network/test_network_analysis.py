"""Network meta-analysis: against the model written out, on small networks, and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.network._core import solve
from evisyn.synthesis.network.analysis import Network, network
from evisyn.synthesis.pool import pool

COLUMNS = {"treat1": "t1", "treat2": "t2", "te": "te", "se_te": "se", "study": "study"}


def trials(arms: list[str], seed: int = 1, spread: float = 0.1) -> pd.DataFrame:
    """Made-up trials, one word of one-letter treatments each, with all pairs of their arms."""
    rng = np.random.default_rng(seed)
    true = {name: rng.normal(0.0, 0.5) for name in "ABCDEFGH"}
    rows = []
    for number, word in enumerate(arms):
        variance = rng.uniform(0.02, 0.1, len(word))
        level = [
            true[name] + rng.normal(0.0, np.sqrt(v + spread**2))
            for name, v in zip(word, variance, strict=True)
        ]
        for i in range(len(word)):
            for j in range(i + 1, len(word)):
                rows.append(
                    (
                        word[i],
                        word[j],
                        level[i] - level[j],
                        np.sqrt(variance[i] + variance[j]),
                        f"s{number}",
                    )
                )
    return pd.DataFrame(rows, columns=["t1", "t2", "te", "se", "study"])


MIXED = ["AB", "AB", "BC", "AC", "ABC", "CD", "AD", "ABCD", "AD"]


def fit(frame: pd.DataFrame, **options: object) -> Network:
    """The network of a frame of :func:`trials`."""
    return network(frame, **{**COLUMNS, "reference": "A", **options})


def written_out(frame: pd.DataFrame, tau2: float) -> tuple[np.ndarray, np.ndarray]:
    """Effects and covariance against A by least squares on basic contrasts of each study."""
    names = sorted({*frame["t1"], *frame["t2"]})
    blocks_x, blocks_w, ys = [], [], []
    for _, rows in frame.groupby("study"):
        base = rows["t1"].iloc[0]
        part = rows[rows["t1"] == base]
        size = len(part)
        own = part["se"].to_numpy() ** 2 + tau2
        s = np.diag(own)
        for i in range(size):
            for j in range(i + 1, size):
                a, b = part["t2"].iloc[i], part["t2"].iloc[j]
                pair = rows[(rows["t1"] == a) & (rows["t2"] == b)]
                shared = (own[i] + own[j] - pair["se"].iloc[0] ** 2 - tau2) / 2.0
                s[i, j] = s[j, i] = shared
        x = np.zeros((size, len(names)))
        x[:, names.index(base)] = 1.0
        for i, other in enumerate(part["t2"]):
            x[i, names.index(other)] -= 1.0
        blocks_x.append(x[:, 1:])
        blocks_w.append(np.linalg.inv(s))
        ys.append(part["te"].to_numpy())
    information = sum(x.T @ w @ x for x, w in zip(blocks_x, blocks_w, strict=True))
    right = sum(x.T @ w @ y for x, w, y in zip(blocks_x, blocks_w, ys, strict=True))
    covariance = np.linalg.inv(information)
    return covariance @ right, covariance


@pytest.mark.parametrize("method", ["DL", "REML", "ML", "PM", "EB"])
def test_estimates_are_generalised_least_squares(method: str) -> None:
    """Multi-arm trials weigh as their contrasts with their covariance do, at the same tau2."""
    frame = trials(MIXED, spread=0.3)
    found = fit(frame, tau2_method=method)
    assert found.tau2 > 0.0
    theta, covariance = written_out(frame, found.tau2)
    np.testing.assert_allclose(found.effects["estimate"], theta, rtol=1e-9)
    np.testing.assert_allclose(found.effects["se"], np.sqrt(np.diag(covariance)), rtol=1e-9)


def test_reml_is_the_top_of_the_restricted_likelihood() -> None:
    """The likelihood of contrasts, written out, falls to both sides."""
    frame = trials(MIXED, spread=0.3)
    found = fit(frame, tau2_method="REML")
    data = found.data

    def height(tau2: float) -> float:
        w = 1.0 / (data.v + tau2)
        x = data.x[:, 1:]
        information = x.T @ (w[:, None] * x)
        rss = solve(data, tau2).rss
        return 0.5 * (np.log(w).sum() - np.linalg.slogdet(information)[1] - rss)

    top = height(found.tau2)
    assert top >= height(found.tau2 * 1.01)
    assert top >= height(found.tau2 * 0.99)


@pytest.mark.parametrize("model", ["random", "common"])
def test_two_treatments_are_a_pairwise_meta_analysis(model: str) -> None:
    """One comparison only: estimate, tau2, Q and I2 of ``pool``."""
    frame = trials(["AB"] * 7, spread=0.4)
    found = fit(frame, model=model, reference="B")
    plain = pool(frame["te"], frame["se"] ** 2, model=model, tau2_method="DL", test="z")
    row = found.effects.iloc[0]
    assert row["treatment"] == "A"
    assert row["estimate"] == pytest.approx(plain.estimate, rel=1e-10)
    assert row["ci_low"] == pytest.approx(plain.ci_low, rel=1e-10)
    assert found.tau2 == pytest.approx(plain.tau2, rel=1e-10)
    assert found.q_total == pytest.approx(plain.q, rel=1e-10)
    assert found.q_between_df == 0
    assert np.isnan(found.q_between_p)


def test_star_network_has_no_indirect_evidence() -> None:
    """Every treatment against A only: nothing to split, and no inconsistency."""
    found = fit(trials(["AB", "AB", "AC", "AC", "AD"]))
    splits = found.splits()
    seen = splits["k"] > 0
    assert splits.loc[seen, "indirect"].isna().all()
    assert (splits.loc[seen, "prop_direct"] == 1.0).all()
    assert splits.loc[~seen, "direct"].isna().all()
    assert splits["difference"].isna().all()
    assert found.q_between_df == 0
    assert found.q_between == 0.0


def test_a_tree_of_single_trials() -> None:
    """No df: tau2 and Q are 0, effects add up along the tree, no prediction interval."""
    frame = trials(["AB", "BC", "CD"])
    found = fit(frame)
    assert (found.tau2, found.q_total, found.q_df, found.i2) == (0.0, 0.0, 0, 0.0)
    assert np.isnan(found.q_p)
    assert np.isnan(found.pi_low).all()
    assert found.estimate[0, 3] == pytest.approx(frame["te"].sum())
    assert found.se[0, 3] == pytest.approx(np.sqrt((frame["se"] ** 2).sum()))


def test_q_parts_add_up() -> None:
    """Total is heterogeneity inside designs plus inconsistency between them."""
    found = fit(trials(MIXED, spread=0.4))
    assert found.q_within + found.q_between == pytest.approx(found.q_total)
    assert found.q_within_df + found.q_between_df == found.q_df
    designs = found.designs()
    assert designs["q"].sum() == pytest.approx(found.q_within)
    assert designs["k"].sum() == found.n_studies


def test_detaching_a_design_leaves_the_rest() -> None:
    """Q between designs without one is that of the network without its trials."""
    frame = trials(MIXED, spread=0.4)
    designs = fit(frame).designs().set_index("design")
    rest = frame[~frame["study"].isin(["s0", "s1"])]
    assert designs.loc["A:B", "q_detached"] == pytest.approx(fit(rest).q_between)
    assert designs.loc["A:B", "keeps_connected"]
    lone = fit(trials(["AB", "AB", "BC"])).designs().set_index("design")
    assert not lone.loc["B:C", "keeps_connected"]


def test_split_parts_give_the_network_estimate() -> None:
    """The network estimate is the mean of direct and indirect, weighted by the proportion."""
    splits = fit(trials(MIXED)).splits().dropna()
    share = splits["prop_direct"]
    mixed = share * splits["direct"] + (1.0 - share) * splits["indirect"]
    np.testing.assert_allclose(mixed, splits["network"], rtol=1e-10)
    precision = 1.0 / splits["direct_se"] ** 2 + 1.0 / splits["indirect_se"] ** 2
    np.testing.assert_allclose(precision, 1.0 / splits["network_se"] ** 2, rtol=1e-10)


def test_p_scores_rank() -> None:
    """They average one half; small values good and bad are complements."""
    frame = trials(MIXED)
    good, bad = (fit(frame, small_values=word) for word in ("good", "bad"))
    assert good.scores.mean() == pytest.approx(0.5)
    np.testing.assert_allclose(good.scores + bad.scores, 1.0)
    assert good.p_scores.index[0] == bad.p_scores.index[-1]
    best = good.treatments.index(good.p_scores.index[0])
    assert (np.delete(good.estimate[best], best) < 0.0).all()


def test_league_table() -> None:
    """Treatments by rank on the diagonal, network below, direct above where there is any."""
    found = fit(trials(["AB", "AB", "BC"]))
    league = found.league(digits=1)
    order = list(found.p_scores.index)
    assert [league.iloc[i, i] for i in range(3)] == order
    assert league.loc[order[2], order[0]].count("to") == 1
    pair = ("A", "C") if order.index("A") < order.index("C") else ("C", "A")
    assert league.loc[pair] == ""


def test_effects_frame() -> None:
    """Every other treatment against the reference; signs turn with the reference."""
    frame = trials(MIXED)
    found, turned = fit(frame), fit(frame, reference="C")
    assert found.effects["treatment"].tolist() == ["B", "C", "D"]
    first = found.effects.set_index("treatment").loc["C", "estimate"]
    assert turned.effects.set_index("treatment").loc["A", "estimate"] == pytest.approx(-first)
    assert len(found.comparisons()) == 6
    assert found.to_frame().equals(found.effects)
    assert found.interaction().to_frame().loc[0, "df"] == found.q_between_df


def test_mapping_and_arrays_are_accepted() -> None:
    """Columns by name from a mapping, or the values themselves."""
    frame = trials(MIXED)
    plain = fit(frame)
    mapping = fit({name: frame[name].tolist() for name in frame})  # type: ignore[arg-type]
    values = network(
        None, treat1=frame["t1"], treat2=frame["t2"], te=frame["te"], se_te=frame["se"],
        study=frame["study"], reference="A",
    )  # fmt: skip
    assert plain.tau2 == mapping.tau2 == values.tau2


def test_rows_without_effect_are_left_out() -> None:
    """A two-arm trial with a missing value is not there."""
    frame = trials(MIXED)
    more = pd.concat([frame, frame.tail(1).assign(study="new", te=np.nan)])
    assert fit(more).n_studies == fit(frame).n_studies


def test_disconnected_networks_are_refused_by_name() -> None:
    """The message lists the parts."""
    with pytest.raises(NotPoolable, match="A, B; C, D"):
        fit(trials(["AB", "CD", "AB"]))


def change(frame: pd.DataFrame, **cells: object) -> pd.DataFrame:
    """The frame with values in the first row of the trial of three arms."""
    out = frame.copy()
    row = out.index[out["study"] == "s4"][0]
    for name, value in cells.items():
        out.loc[row, name] = value
    return out


@pytest.mark.parametrize(
    ("argument", "frame", "options"),
    [
        ("te", change(trials(MIXED), te=9.0), {}),
        ("se_te", change(trials(MIXED), se=9.0), {}),
        ("se_te", change(trials(MIXED), se=0.0), {}),
        ("se_te", change(trials(MIXED), se=-1.0), {}),
        ("study", trials(MIXED).drop(index=4), {}),
        ("study", change(trials(MIXED), te=np.nan), {}),
        ("study", pd.concat([trials(MIXED), trials(MIXED).tail(1)]), {}),
        ("study", change(trials(MIXED), study=None), {}),
        ("treat2", change(trials(MIXED), t2="A"), {}),
        ("reference", trials(MIXED), {"reference": "Z"}),
        ("treat1", trials(MIXED), {"treat1": "nothing"}),
        ("model", trials(MIXED), {"model": "fixed"}),
        ("tau2_method", trials(MIXED), {"tau2_method": "SJ"}),
        ("small_values", trials(MIXED), {"small_values": True}),
        ("level", trials(MIXED), {"level": 1.0}),
        ("frame", 3, {}),
    ],
)
def test_unusable_input_is_named(argument: str, frame: pd.DataFrame, options: dict) -> None:
    """The error names the argument; a trial of several arms is named with it."""
    with pytest.raises(InputError) as caught:
        fit(frame, **options)
    assert caught.value.argument == argument


def test_no_usable_row_is_refused() -> None:
    """All effects missing."""
    with pytest.raises(InputError, match="no comparison"):
        fit(trials(["AB"]).assign(te=np.nan))
