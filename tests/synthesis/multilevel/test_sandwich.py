"""Cluster-robust inference against the matrices written out."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.multilevel._blocks import dense
from evisyn.synthesis.multilevel.pool import pool_multilevel
from evisyn.synthesis.multilevel.regression import MultilevelRegression, multilevel_regression


def model(seed: int = 1) -> tuple[MultilevelRegression, np.ndarray]:
    """A regression with 9 studies of 1 to 4 effects, in 5 clusters of whole studies."""
    rng = np.random.default_rng(seed)
    study = np.repeat(np.arange(9), [1, 4, 2, 3, 1, 3, 2, 2, 3])
    vi = rng.uniform(0.02, 0.2, study.size)
    yi = rng.normal(0.0, 0.3, 9)[study] + rng.normal(0.3, np.sqrt(vi + 0.04))
    order = rng.permutation(study.size)
    mods = rng.normal(size=study.size)
    fit = multilevel_regression(
        yi[order], vi[order], mods[order], study=study[order], rho=0.3, level=0.9
    )
    return fit, (study % 5)[order]


def written_out(fit: MultilevelRegression, cluster: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """CR2 covariance and Satterthwaite df from full matrices (Pustejovsky & Tipton 2018)."""
    problem = fit.problem
    blocks, scale = problem.blocks, problem.scale
    n = blocks.y.size
    omega = dense(blocks, problem.fit.sigma2, np.arange(n))
    w = np.linalg.inv(omega)
    x = blocks.x
    bread = np.linalg.inv(x.T @ w @ x)
    rest = np.eye(n) - x @ bread @ x.T @ w
    codes = cluster[blocks.order]
    root = np.linalg.cholesky(omega).T
    scores, vectors = [], []
    for code in np.unique(codes):
        rows = np.flatnonzero(codes == code)
        d = np.linalg.cholesky(omega[np.ix_(rows, rows)]).T
        middle = (rest @ omega @ rest.T)[np.ix_(rows, rows)]
        values, axes = np.linalg.eigh(d @ middle @ d.T)
        adjust = d.T @ (axes / np.sqrt(values)) @ axes.T @ d
        part = bread @ (x.T @ w)[:, rows] @ adjust
        scores.append(part @ (rest @ blocks.y)[rows])
        vectors.append(part @ rest[rows] @ root.T)
    covariance = np.array(scores).T @ np.array(scores) * scale**2
    df = []
    for place in range(2):
        inner = np.array([one[place] for one in vectors])
        gram = inner @ inner.T
        df.append(np.trace(gram) ** 2 / (gram**2).sum())
    return covariance, np.array(df)


def test_bias_reduced_standard_errors_and_df() -> None:
    """CR2 with clusters of several studies and correlated sampling errors."""
    fit, cluster = model()
    covariance, df = written_out(fit, cluster)
    found = fit.robust(cluster, kind="CR2")
    np.testing.assert_allclose(found.se, np.sqrt(np.diag(covariance)), rtol=1e-9)
    np.testing.assert_allclose(found.df, df, rtol=1e-9)


def test_names_and_order_of_clusters_do_not_matter() -> None:
    """Only which rows belong together counts."""
    fit, cluster = model()
    named = np.array(["e", "a", "c", "b", "d"])[cluster]
    for kind in ("CR0", "CR1", "CR1S", "CR2", "CR3"):
        first, second = fit.robust(cluster, kind=kind), fit.robust(named, kind=kind)
        np.testing.assert_allclose(first.se, second.se, rtol=1e-10)


def test_corrections_have_their_order() -> None:
    """Plain below scaled, bias-reduced below the jackknife."""
    fit, cluster = model()
    se = {kind: fit.robust(cluster, kind=kind).se[0] for kind in ("CR0", "CR1", "CR2", "CR3")}
    assert se["CR0"] < se["CR1"]
    assert se["CR0"] < se["CR2"] < se["CR3"]


def test_clusters_of_one_effect_each() -> None:
    """Every effect its own study and cluster: the heteroscedasticity-robust standard error."""
    yi, vi = np.array([0.1, 0.5, -0.2, 0.4, 0.3]), np.array([0.02, 0.05, 0.03, 0.08, 0.04])
    fit = pool_multilevel(yi, vi, study=list("abcde"))
    w = 1.0 / (vi + fit.sigma2[0])
    mean = (w @ yi) / w.sum()
    plain = np.sqrt((w**2 * (yi - mean) ** 2).sum()) / w.sum()
    assert fit.robust(kind="CR0").se == pytest.approx(plain, rel=1e-10)


def test_equal_effects_have_no_test() -> None:
    """All effects equal: the robust standard error is 0 and the test is undefined."""
    fit = pool_multilevel([0.3] * 6, [0.1] * 6, study=[1, 1, 2, 2, 3, 3])
    found = fit.robust(kind="CR1")
    assert found.se == 0.0
    assert np.isnan(found.p_value)
    assert found.ci_low == found.ci_high == 0.3


def test_a_cluster_that_splits_a_study_is_refused() -> None:
    """Random effects live inside clusters."""
    fit, cluster = model()
    with pytest.raises(InputError, match="splits a study"):
        fit.robust(np.arange(cluster.size))


def test_one_cluster_is_refused() -> None:
    """There is nothing to compare clusters with."""
    fit, cluster = model()
    with pytest.raises(NotPoolable):
        fit.robust(np.zeros(cluster.size))


@pytest.mark.parametrize(("cluster", "kind"), [(None, "HC3"), ([1, 2], "CR2")])
def test_unusable_arguments_are_refused(cluster: list | None, kind: str) -> None:
    """Unknown kinds and labels of another length."""
    with pytest.raises(InputError):
        model()[0].robust(cluster, kind=kind)
