"""Tables of results that use dependence: networks, three levels, priors, selection."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.build.examples import example
from evisyn.effects.calculate import effect_size
from evisyn.report.bayes import benefit_table, posterior_table
from evisyn.report.multilevel import multilevel_table
from evisyn.report.network import league_table, ranking_table, splits_table
from evisyn.report.selection import selection_table
from evisyn.synthesis.bayes.pool import BayesPooled, pool_bayes
from evisyn.synthesis.bayes.priors import HalfNormal, Normal
from evisyn.synthesis.multilevel.pool import PooledMultilevel, pool_multilevel
from evisyn.synthesis.network.analysis import Network, network
from evisyn.synthesis.selection import selection_model

COLUMNS = {"treat1": "treat1", "treat2": "treat2", "te": "te", "se_te": "se_te", "study": "study"}


@pytest.fixture(scope="module")
def glucose() -> Network:
    """Network of Senn 2013."""
    return network(example("senn2013"), reference="placebo", **COLUMNS)


@pytest.fixture(scope="module")
def calendars() -> PooledMultilevel:
    """Three-level model of Konstantopoulos 2011."""
    data = example("konstantopoulos2011")
    return pool_multilevel(data["yi"], data["vi"], study=data["district"])


@pytest.fixture(scope="module")
def vaccine() -> tuple[np.ndarray, np.ndarray]:
    """Log risk ratios of Colditz 1994."""
    d = example("colditz1994")
    found = effect_size("RR", ai=d["tpos"], bi=d["tneg"], ci=d["cpos"], di=d["cneg"])
    return found.yi, found.vi


@pytest.fixture(scope="module")
def posterior(vaccine: tuple[np.ndarray, np.ndarray]) -> BayesPooled:
    """With a half-normal prior on tau."""
    return pool_bayes(*vaccine, tau_prior=HalfNormal(0.5))


def test_example_follows_from_its_arms() -> None:
    """te and se_te of the network are those of means and standard deviations."""
    d = example("senn2013")
    found = effect_size(
        "MD", m1i=d["mean1"], sd1i=d["sd1"], n1i=d["n1"], m2i=d["mean2"], sd2i=d["sd2"], n2i=d["n2"]
    )
    np.testing.assert_allclose(d["te"], found.yi, atol=1e-9)
    np.testing.assert_allclose(d["se_te"], found.sei, atol=1e-8)
    assert d["study"].nunique() == 26


def test_league_has_a_row_and_a_column_for_each_treatment(glucose: Network) -> None:
    """In the order of the P-scores; names on the diagonal."""
    shown = league_table(glucose)
    order = list(glucose.p_scores.index)
    assert [column.label for column in shown.columns[1:]] == order
    assert [row.cells[place + 1].text for place, row in enumerate(shown.rows)] == order


def test_league_says_where_no_trial_compares(glucose: Network) -> None:
    """A pair without direct evidence is not an empty cell."""
    shown = league_table(glucose)
    above = [row.cells[j + 1].text for i, row in enumerate(shown.rows) for j in range(i + 1, 10)]
    assert above.count("no trial") == 45 - int((glucose.splits()["k"] > 0).sum())


def test_league_shows_no_negative_zero(glucose: Network) -> None:
    """A rounded zero has no sign."""
    texts = [cell.text for row in league_table(glucose).rows for cell in row.cells]
    assert not any(text.startswith("−0.00 ") for text in texts)


def test_splits_show_pairs_with_direct_evidence(glucose: Network) -> None:
    """The others are counted in a note; p agrees with the record."""
    shown = splits_table(glucose)
    direct = glucose.splits().query("k > 0")
    assert len(shown.rows) == len(direct)
    shown_p = shown.to_frame()["p_value"].to_numpy(dtype=float)
    np.testing.assert_allclose(shown_p, direct["p_value"])
    assert f"{45 - len(direct)} pairs" in shown.source_notes[0]


def test_ranking_starts_with_the_best(glucose: Network) -> None:
    """The reference has a score and no effect against itself."""
    frame = ranking_table(glucose).to_frame()
    assert frame["p_score"].is_monotonic_decreasing
    own = frame[frame["treatment"] == "placebo"]
    assert own["estimate"].isna().all()


def test_robust_row_stands_beside_the_model(calendars: PooledMultilevel) -> None:
    """One estimate, two intervals."""
    frame = multilevel_table(calendars).to_frame()
    assert frame["inference"].tolist() == ["model-based", "cluster-robust (CR2)"]
    assert frame["estimate"].nunique() == 1
    assert frame.loc[1, "ci_high"] == pytest.approx(calendars.robust(kind="CR2").ci_high)


def test_few_degrees_of_freedom_are_marked() -> None:
    """Below four the p value is not to be trusted."""
    found = pool_multilevel(
        [0.1, 0.4, 0.2, 0.9], [0.02, 0.03, 0.01, 0.05], study=["a", "a", "b", "c"]
    )
    assert "not to be trusted" in multilevel_table(found).footnotes[0].text


def test_posterior_names_its_priors(posterior: BayesPooled) -> None:
    """A posterior without its prior is half a result."""
    shown = posterior_table(posterior)
    assert "HalfNormal(scale 0.5)" in shown.source_notes[1]
    assert "flat" in shown.source_notes[1]
    assert len(shown.rows) == 3


def test_prior_of_the_mean_is_named(vaccine: tuple[np.ndarray, np.ndarray]) -> None:
    """With both numbers."""
    found = pool_bayes(*vaccine, tau_prior=HalfNormal(0.5), mu_prior=Normal(0.0, 2.0))
    assert "Normal(mean 0, sd 2)" in posterior_table(found).source_notes[1]


def test_benefit_has_a_row_for_each_threshold(posterior: BayesPooled) -> None:
    """A new study is less sure than the mean."""
    frame = benefit_table(posterior, [0.0, -0.2]).to_frame()
    assert frame["threshold"].tolist() == [0.0, -0.2]
    assert (frame["new_study"] < frame["mean"]).all()
    assert frame.loc[0, "mean"] == pytest.approx(posterior.probability(0.0))


def test_benefit_is_never_rounded_to_certainty(posterior: BayesPooled) -> None:
    """99.98 % is not 100 %."""
    shown = benefit_table(posterior, [0.0])
    assert shown.rows[0].cells[1].text == "> 99.9%"
    other = benefit_table(posterior, [0.0], direction="above")
    assert other.rows[0].cells[1].text == "< 0.1%"


def test_selection_shows_both_means_and_every_weight(
    vaccine: tuple[np.ndarray, np.ndarray],
) -> None:
    """The first weight is 1 by definition."""
    found = selection_model(*vaccine, steps=[0.025, 0.5], alternative="less")
    frame = selection_table(found).to_frame()
    assert frame["estimate"].tolist()[:3] == pytest.approx([found.unadjusted, found.estimate, 1.0])
    assert len(frame) == 5
    assert frame["k"].tolist()[2:] == found.counts.tolist()
