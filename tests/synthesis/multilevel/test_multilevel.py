"""Three-level models: the block algebra, the top of the likelihood, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, multivariate_normal

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.multilevel._blocks import dense, invert, sort_blocks
from evisyn.synthesis.multilevel._fit import curvature, loglik_of, mean_at
from evisyn.synthesis.multilevel.pool import pool_multilevel
from evisyn.synthesis.multilevel.regression import multilevel_regression
from evisyn.synthesis.pool import pool

SIZES = (1, 4, 2, 3, 1, 5)


def effects(seed: int = 3, sizes: tuple[int, ...] = SIZES) -> dict[str, np.ndarray]:
    """Made-up effects in studies of different sizes, in mixed order."""
    rng = np.random.default_rng(seed)
    study = np.repeat(np.arange(len(sizes)), sizes)
    vi = rng.uniform(0.02, 0.2, study.size)
    yi = 0.4 + rng.normal(0.0, 0.3, len(sizes))[study] + rng.normal(0.0, 0.2, study.size)
    order = rng.permutation(study.size)
    return {
        "yi": (yi + rng.normal(0.0, np.sqrt(vi)))[order],
        "vi": vi[order],
        "study": study[order],
    }


def fixture(rho: float, p: int = 2) -> tuple:
    """Blocks with p columns, and their covariance written out at (0.1, 0.05)."""
    data = effects()
    x = np.column_stack([np.ones(16), np.linspace(-1.0, 1.0, 16) ** 3])[:, :p]
    blocks = sort_blocks(data["yi"], data["vi"], x, data["study"], rho)
    sigma2 = np.array([0.1, 0.05])
    return blocks, sigma2, dense(blocks, sigma2, np.arange(16))


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_blocks_are_the_covariance(rho: float) -> None:
    """Inverse, its diagonal and norm, and the determinant are those of the full matrix."""
    blocks, sigma2, full = fixture(rho)
    inverse = invert(blocks, sigma2)
    written = np.linalg.inv(full)
    np.testing.assert_allclose(inverse.dot(np.eye(16)), written, atol=1e-12)
    np.testing.assert_allclose(inverse.diagonal(), np.diag(written), rtol=1e-12)
    assert inverse.square_norm() == pytest.approx((written**2).sum(), rel=1e-12)
    assert inverse.logdet == pytest.approx(np.linalg.slogdet(full)[1], rel=1e-12)


def test_covariance_of_a_study() -> None:
    """Sampling variance, correlated sampling errors and both components stand where they do."""
    blocks, _, full = fixture(0.6)
    i = int(blocks.starts[1])
    v = blocks.v
    assert full[i, i] == pytest.approx(v[i] + 0.15)
    assert full[i, i + 1] == pytest.approx(0.6 * np.sqrt(v[i] * v[i + 1]) + 0.1)
    assert full[i, 0] == 0.0


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_likelihood_is_the_normal_density(rho: float) -> None:
    """The full likelihood is that of a multivariate normal at the estimated mean."""
    blocks, sigma2, full = fixture(rho)
    mean = mean_at(blocks, sigma2)
    density = multivariate_normal(blocks.x @ mean.beta, full)
    assert loglik_of(mean, False) == pytest.approx(density.logpdf(blocks.y), rel=1e-12)


@pytest.mark.parametrize("rho", [0.0, 0.6])
@pytest.mark.parametrize("restricted", [True, False])
def test_score_and_information_are_the_derivatives(rho: float, restricted: bool) -> None:
    """Against differences of the likelihood and of the score."""
    blocks, sigma2, _ = fixture(rho)
    found = curvature(mean_at(blocks, sigma2), restricted)
    step = 1e-5
    for place in range(2):
        move = np.eye(2)[place] * step
        ahead, behind = (mean_at(blocks, sigma2 + sign * move) for sign in (1, -1))
        rise = loglik_of(ahead, restricted) - loglik_of(behind, restricted)
        assert found.score[place] == pytest.approx(rise / (2 * step), rel=1e-6)
        bend = curvature(ahead, restricted).score - curvature(behind, restricted).score
        np.testing.assert_allclose(found.observed[place], -bend / (2 * step), rtol=1e-5)


@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize("seed", range(6))
def test_no_point_of_a_grid_is_higher(method: str, seed: int) -> None:
    """The components are at the top of the likelihood, also where it lies on an edge."""
    data = effects(seed)
    fit = pool_multilevel(**data, method=method)
    grid = np.concatenate([[0.0], np.geomspace(1e-4, 2.0, 14)])
    best = max(
        pool_multilevel(**data, method=method, sigma2=(first, second)).loglik
        for first in grid
        for second in grid
    )
    assert fit.loglik >= best - 1e-10
    assert fit.converged


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_one_effect_a_study_is_the_ordinary_model(method: str) -> None:
    """tau2, estimate, standard error and Q are those of ``pool``; the split does not exist."""
    data = effects(sizes=(1,) * 12)
    fit = pool_multilevel(**data, method=method, rho=0.5)
    plain = pool(data["yi"], data["vi"], tau2_method=method, test="t")
    assert fit.sigma2[0] == pytest.approx(plain.tau2, rel=1e-8)
    assert np.isnan(fit.sigma2[1])
    for name in ("estimate", "se", "p_value", "ci_low", "q", "i2", "loglik", "aic"):
        assert getattr(fit, name) == pytest.approx(getattr(plain, name), rel=1e-7), name


def test_limits_have_the_likelihood_of_the_cut() -> None:
    """At a profile limit the likelihood ratio statistic is the chi-squared quantile."""
    data = effects(sizes=(3,) * 12)
    fit = pool_multilevel(**data)
    limits = fit.variance_limits(level=0.9)
    cut = chi2.ppf(0.9, 1)
    assert (limits.sigma2_low <= fit.sigma2).all()
    for low_or_high in (limits.sigma2_low, limits.sigma2_high):
        for place, value in enumerate(low_or_high):
            fixed: list[float | None] = [None, None]
            fixed[place] = float(value)
            ratio = fit.against(pool_multilevel(**data, sigma2=fixed)).statistic
            assert ratio == pytest.approx(cut, rel=1e-6) if value > 0.0 else ratio <= cut


def test_equal_effects_have_no_heterogeneity() -> None:
    """All effects equal: both components are 0 and the estimate is their value exactly."""
    data = effects()
    data["yi"] = np.full(16, 0.3)
    fit = pool_multilevel(**data)
    assert fit.sigma2.tolist() == [0.0, 0.0]
    assert fit.estimate == 0.3
    assert fit.q == 0.0


def test_effects_equal_inside_studies() -> None:
    """The variance within is 0 where the effects of a study do not differ."""
    data = effects(sizes=(4,) * 10)
    data["yi"] = np.linspace(-1.0, 1.0, 10)[data["study"]]
    fit = pool_multilevel(**data)
    assert fit.sigma2[1] == 0.0
    assert fit.sigma2[0] > 0.1


def test_containment_of_moderators() -> None:
    """A moderator of studies has studies less its kind as df, one of effects the residual df."""
    data = effects(sizes=(3,) * 8)
    of_study = data["study"] % 2
    of_effect = np.linspace(0.0, 1.0, 24)
    fit = multilevel_regression(
        **data, mods=np.column_stack([of_study, of_effect]), df="containment", terms=("a", "b")
    )
    assert fit.model.df.tolist() == [6.0, 6.0, 21.0]
    assert fit.coefficients["term"].tolist() == ["intercept", "a", "b"]


def test_regression_on_a_constant_shift() -> None:
    """Centring a moderator changes the intercept only."""
    data = effects()
    x = np.linspace(0.0, 1.0, 16)
    plain, moved = (multilevel_regression(**data, mods=x + c) for c in (0.0, 5.0))
    assert moved.model.estimate[1] == pytest.approx(plain.model.estimate[1], rel=1e-8)
    assert moved.qm == pytest.approx(plain.qm, rel=1e-8)
    assert moved.loglik == pytest.approx(plain.loglik, rel=1e-9)


def test_missing_effects_are_left_out() -> None:
    """NaN in effect, variance or moderator takes a row out; clusters keep their places."""
    data = effects(sizes=(2,) * 8)
    more = {
        "yi": np.r_[data["yi"], np.nan, 9.0],
        "vi": np.r_[data["vi"], 0.1, np.nan],
        "study": [*data["study"], 0, 99],
    }
    whole, part = pool_multilevel(**more), pool_multilevel(**data)
    assert whole.estimate == part.estimate
    cluster = data["study"] // 2
    assert whole.robust([*cluster, 0, 0]).se == part.robust(cluster).se


def test_results_as_frames() -> None:
    """One row with both components; one row a component for the limits."""
    fit = pool_multilevel(**effects(sizes=(3,) * 6))
    row = fit.to_frame().iloc[0]
    assert row["sigma2_within"] == fit.sigma2[1]
    assert row["estimate"] == fit.estimate
    assert fit.variance_limits().to_frame()["component"].tolist() == ["between", "within"]
    assert fit.robust().to_frame().loc[0, "kind"] == "CR2"


@pytest.mark.parametrize(
    ("argument", "changes"),
    [
        ("study", {"study": [1, 2]}),
        ("study", {"study": [None] * 16}),
        ("study", {"study": [pd.NA] * 16}),
        ("effect", {"effect": ["a"] * 16}),
        ("vi", {"vi": np.zeros(16)}),
        ("yi", {"yi": ["x"] * 16}),
        ("test", {"test": "hksj"}),
        ("df", {"df": "kenward"}),
        ("method", {"method": "DL"}),
        ("rho", {"rho": 1.0}),
        ("sigma2", {"sigma2": (0.1,)}),
        ("sigma2", {"sigma2": (-1.0, None)}),
        ("level", {"level": 95}),
    ],
)
def test_unusable_arguments_are_named(argument: str, changes: dict) -> None:
    """The error names the argument."""
    with pytest.raises(InputError) as caught:
        pool_multilevel(**{**effects(), **changes})
    assert caught.value.argument == argument


def test_one_study_is_refused_unless_fixed() -> None:
    """A single study says nothing about the variance between studies."""
    data = {**effects(), "study": ["only"] * 16}
    with pytest.raises(NotPoolable, match="variance between studies"):
        pool_multilevel(**data)
    assert pool_multilevel(**data, sigma2=(0.0, None)).n_studies == 1


def test_limits_of_what_does_not_exist_are_refused() -> None:
    """With one effect a study the components cannot be told apart."""
    fit = pool_multilevel(**effects(sizes=(1,) * 8))
    with pytest.raises(InputError, match="told apart"):
        fit.variance_limits()


@pytest.mark.parametrize(
    ("mods", "word"),
    [
        (np.ones(16), "depend"),
        (np.ones((16, 0)), "shape"),
        (np.ones(5), "shape"),
        (np.column_stack([np.arange(16.0), 2.0 * np.arange(16.0)]), "depend"),
    ],
)
def test_singular_designs_are_refused(mods: np.ndarray, word: str) -> None:
    """A constant, absent or doubled moderator has no coefficient."""
    with pytest.raises(InputError, match=word):
        multilevel_regression(**effects(), mods=mods)


def test_more_coefficients_than_effects_are_refused() -> None:
    """No degree of freedom would remain."""
    data = effects(sizes=(1, 2))
    with pytest.raises(NotPoolable):
        multilevel_regression(**data, mods=np.arange(6.0).reshape(3, 2) ** 2)


def test_comparing_other_data_is_refused() -> None:
    """A likelihood ratio needs the same effects and a smaller model."""
    fit = pool_multilevel(**effects())
    with pytest.raises(InputError):
        fit.against(pool_multilevel(**effects(4), sigma2=(0.0, None)))
    with pytest.raises(InputError):
        fit.against(fit)
