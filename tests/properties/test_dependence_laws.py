"""Laws of multilevel, network and Bayesian pooling on generated data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.synthesis.bayes.pool import pool_bayes
from evisyn.synthesis.bayes.priors import HalfCauchy, HalfNormal, Normal
from evisyn.synthesis.multilevel.pool import PooledMultilevel, pool_multilevel
from evisyn.synthesis.network.analysis import Network, network
from evisyn.synthesis.pool import pool

FEW = settings(max_examples=25, deadline=None, derandomize=True)
SEEDS = st.integers(0, 10_000)
FIELDS = ("estimate", "se", "ci_low", "ci_high", "loglik", "q", "i2")
#: The likelihood is flat at its top: components agree to its square root.
COMPONENTS = {"rtol": 1e-6, "atol": 1e-9}


def nested(seed: int, most: int = 5) -> dict[str, np.ndarray]:
    """Effects of 3 to 12 studies with 1 to ``most`` effects each."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, most + 1, rng.integers(3, 13))
    study = np.repeat(np.arange(sizes.size), sizes)
    vi = rng.uniform(0.01, 0.3, study.size)
    spread = rng.choice([0.0, 0.3], 2)
    yi = rng.normal(0.0, 1.0, sizes.size)[study] * spread[0]
    return {"yi": yi + rng.normal(0.2, np.sqrt(vi + spread[1] ** 2)), "vi": vi, "study": study}


def same(first: PooledMultilevel, second: PooledMultilevel) -> None:
    """Two fits agree in every number."""
    np.testing.assert_allclose(first.sigma2, second.sigma2, **COMPONENTS)
    for name in FIELDS:
        assert getattr(first, name) == pytest.approx(getattr(second, name), rel=1e-6, abs=1e-9)
    assert first.robust().se == pytest.approx(second.robust().se, rel=1e-6)


@given(SEEDS, st.sampled_from([0.0, 0.5]))
@FEW
def test_order_of_effects_does_not_matter(seed: int, rho: float) -> None:
    """Rows in another order, studies with other names: the same fit."""
    data = nested(seed)
    order = np.random.default_rng(seed).permutation(data["yi"].size)
    moved = {name: values[order] for name, values in data.items()}
    moved["study"] = [f"study {-code}" for code in moved["study"]]
    same(pool_multilevel(**data, rho=rho), pool_multilevel(**moved, rho=rho))


@given(SEEDS)
@FEW
def test_changing_the_sign_changes_the_sign(seed: int) -> None:
    """Swapped arms: estimate and limits change their signs, components stay."""
    data = nested(seed)
    plain = pool_multilevel(**data)
    turned = pool_multilevel(**{**data, "yi": -data["yi"]})
    np.testing.assert_allclose(plain.sigma2, turned.sigma2, **COMPONENTS)
    assert turned.estimate == pytest.approx(-plain.estimate, rel=1e-7, abs=1e-10)
    assert turned.ci_low == pytest.approx(-plain.ci_high, rel=1e-7, abs=1e-10)


@given(SEEDS, st.sampled_from([1e-30, 1e-3, 1e5, 1e30]))
@FEW
def test_units_carry_over(seed: int, factor: float) -> None:
    """Effects in another unit: estimate and components follow, I2 and p value stay."""
    data = nested(seed)
    plain = pool_multilevel(**data)
    scaled = pool_multilevel(data["yi"] * factor, data["vi"] * factor**2, study=data["study"])
    np.testing.assert_allclose(scaled.sigma2 / factor**2, plain.sigma2, **COMPONENTS)
    assert scaled.estimate / factor == pytest.approx(plain.estimate, rel=1e-7, abs=1e-10)
    assert scaled.p_value == pytest.approx(plain.p_value, rel=1e-5)
    assert scaled.i2 == pytest.approx(plain.i2, rel=1e-5, abs=1e-6)


@given(SEEDS)
@FEW
def test_one_effect_a_study_equals_pool(seed: int) -> None:
    """Nothing is nested: the fit is that of the ordinary random-effects model."""
    data = nested(seed, most=1)
    fit = pool_multilevel(**data)
    plain = pool(data["yi"], data["vi"], test="t")
    assert fit.sigma2[0] == pytest.approx(plain.tau2, rel=1e-6, abs=1e-9)
    for name in FIELDS:
        assert getattr(fit, name) == pytest.approx(getattr(plain, name), rel=1e-5, abs=1e-6)


@given(SEEDS)
@FEW
def test_equal_effects_give_no_components(seed: int) -> None:
    """All effects equal: both components are 0, exactly."""
    data = nested(seed, most=4)
    fit = pool_multilevel(**{**data, "yi": np.full_like(data["yi"], -0.7)})
    assert np.nansum(fit.sigma2) == 0.0
    assert fit.estimate == -0.7


@given(SEEDS)
@FEW
def test_limits_contain_the_estimate(seed: int) -> None:
    """Confidence and prediction limits, robust limits and those of the components."""
    fit = pool_multilevel(**nested(seed))
    robust = fit.robust()
    assert fit.pi_low <= fit.ci_low <= fit.estimate <= fit.ci_high <= fit.pi_high
    assert robust.ci_low <= fit.estimate <= robust.ci_high or np.isnan(robust.ci_low)
    if fit.settings.identified:
        limits = fit.variance_limits()
        assert (limits.sigma2_low <= fit.sigma2).all()
        assert (fit.sigma2 <= limits.sigma2_high).all()


def trials(seed: int, consistent: bool = False) -> pd.DataFrame:
    """A connected network of 4 to 6 treatments, some trials with three or four arms."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, 7))
    true = rng.normal(0.0, 0.5, n)
    rows = []
    for study in range(n + int(rng.integers(2, 9))):
        arms = rng.choice(n, int(rng.choice([2, 2, 3, 4])), replace=False)
        if study < n - 1:
            arms = np.array([study, study + 1])
        variance = rng.uniform(0.02, 0.2, arms.size)
        level = true[arms]
        if not consistent:
            level = level + rng.normal(0.0, np.sqrt(variance + 0.02))
        for i, j in zip(*np.triu_indices(arms.size, 1), strict=True):
            se = np.sqrt(variance[i] + variance[j])
            rows.append((f"t{arms[i]}", f"t{arms[j]}", level[i] - level[j], se, f"s{study}"))
    return pd.DataFrame(rows, columns=["t1", "t2", "te", "se", "study"])


def fit(frame: pd.DataFrame, reference: str = "t0", **options: object) -> Network:
    """The network of a frame of :func:`trials`."""
    return network(
        frame, treat1="t1", treat2="t2", te="te", se_te="se", study="study",
        reference=reference, **options,
    )  # fmt: skip


@given(SEEDS, st.sampled_from(["DL", "REML"]))
@FEW
def test_order_and_direction_of_comparisons_do_not_matter(seed: int, method: str) -> None:
    """Rows shuffled and half of them turned round: the same network."""
    frame = trials(seed)
    rng = np.random.default_rng(seed)
    moved = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
    turn = rng.random(len(moved)) < 0.5
    moved.loc[turn, ["t1", "t2"]] = moved.loc[turn, ["t2", "t1"]].to_numpy()
    moved.loc[turn, "te"] *= -1.0
    first, second = (fit(one, tau2_method=method) for one in (frame, moved))
    np.testing.assert_allclose(first.estimate, second.estimate, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(first.se, second.se, rtol=1e-7, atol=1e-9)
    assert first.q_within == pytest.approx(second.q_within, rel=1e-8, abs=1e-9)
    np.testing.assert_allclose(first.scores, second.scores, rtol=1e-6, atol=1e-9)


@given(SEEDS)
@FEW
def test_names_of_treatments_do_not_matter(seed: int) -> None:
    """Renamed treatments and another reference: the same numbers under the new names."""
    frame = trials(seed)
    renamed = frame.copy()
    for side in ("t1", "t2"):
        renamed[side] = "x" + (9 - frame[side].str[1:].astype(int)).astype(str)
    plain, other = fit(frame), fit(renamed, reference="x9")
    places = [other.treatments.index(f"x{9 - int(name[1:])}") for name in plain.treatments]
    np.testing.assert_allclose(other.estimate[np.ix_(places, places)], plain.estimate, atol=1e-9)
    np.testing.assert_allclose(other.scores[places], plain.scores, rtol=1e-7)
    assert other.tau2 == pytest.approx(plain.tau2, rel=1e-8, abs=1e-10)


@given(SEEDS)
@FEW
def test_effects_are_consistent(seed: int) -> None:
    """A against C is A against B plus B against C; against itself 0."""
    estimate = fit(trials(seed)).estimate
    for middle in range(estimate.shape[0]):
        through = estimate[:, [middle]] + estimate[[middle], :]
        np.testing.assert_allclose(through, estimate, atol=1e-10)


@given(SEEDS)
@FEW
def test_consistent_trials_are_met_exactly(seed: int) -> None:
    """Trials without error give the truth, Q 0 and tau2 0."""
    found = fit(trials(seed, consistent=True))
    truth = found.data.te
    np.testing.assert_allclose(
        found.estimate[found.data.first, found.data.second], truth, atol=1e-10
    )
    assert found.q_total == pytest.approx(0.0, abs=1e-18)
    assert found.tau2 == 0.0


@given(SEEDS)
@FEW
def test_star_network_equals_pairwise_pooling(seed: int) -> None:
    """Trials of each treatment against one common comparator, at the network's tau2."""
    rng = np.random.default_rng(seed)
    names = np.repeat(["t1", "t2", "t3"], rng.integers(2, 6, 3))
    frame = pd.DataFrame({"t1": names, "t2": "t0", "study": np.arange(names.size)})
    frame["se"] = rng.uniform(0.1, 0.5, names.size)
    frame["te"] = rng.normal(0.0, 0.5, names.size)
    found = fit(frame)
    for row in found.effects.itertuples():
        part = frame[frame["t1"] == row.treatment]
        plain = pool(part["te"], part["se"] ** 2, tau2=found.tau2, test="z")
        assert row.estimate == pytest.approx(plain.estimate, rel=1e-9)
        assert row.se == pytest.approx(plain.se, rel=1e-9)


@given(SEEDS)
@FEW
def test_posterior_follows_shift_and_sign(seed: int) -> None:
    """Effects and prior moved or turned: the posterior moves or turns with them."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 9))
    vi = rng.uniform(0.02, 0.4, k)
    yi = rng.normal(0.1, np.sqrt(vi + 0.05))
    plain = pool_bayes(yi, vi, tau_prior=HalfNormal(0.5), mu_prior=Normal(0.2, 1.0))
    moved = pool_bayes(yi + 3.0, vi, tau_prior=HalfNormal(0.5), mu_prior=Normal(3.2, 1.0))
    turned = pool_bayes(-yi, vi, tau_prior=HalfNormal(0.5), mu_prior=Normal(-0.2, 1.0))
    assert moved.ci_low == pytest.approx(plain.ci_low + 3.0, abs=1e-7)
    assert turned.ci_high == pytest.approx(-plain.ci_low, abs=1e-7)
    assert moved.tau_high == pytest.approx(plain.tau_high, rel=1e-7)
    assert turned.probability(0.0, direction="above") == pytest.approx(
        plain.probability(0.0), abs=1e-9
    )


@given(SEEDS)
@FEW
def test_posterior_does_not_depend_on_order(seed: int) -> None:
    """Studies in another order give the same posterior."""
    rng = np.random.default_rng(seed)
    vi = rng.uniform(0.02, 0.4, 6)
    yi = rng.normal(0.1, np.sqrt(vi))
    order = rng.permutation(6)
    first = pool_bayes(yi, vi, tau_prior=HalfCauchy(0.3))
    second = pool_bayes(yi[order], vi[order], tau_prior=HalfCauchy(0.3))
    assert second.estimate == pytest.approx(first.estimate, rel=1e-9, abs=1e-10)
    assert second.pi_low == pytest.approx(first.pi_low, rel=1e-7)
