"""Laws of small-study effects and sensitivity analyses: signs, units, order, hostile input."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.errors import EvisynError, EvisynWarning
from evisyn.synthesis.deletion import cumulative, leave_one_out
from evisyn.synthesis.egger import PREDICTORS, egger_test
from evisyn.synthesis.excess import excess_significance
from evisyn.synthesis.fail_safe import METHODS, fail_safe_n
from evisyn.synthesis.gosh import gosh
from evisyn.synthesis.influence import influence
from evisyn.synthesis.multiverse import multiverse
from evisyn.synthesis.permutation import permutation_test
from evisyn.synthesis.pet_peese import pet_peese
from evisyn.synthesis.pool import pool
from evisyn.synthesis.rank_test import rank_test
from evisyn.synthesis.selection import selection_model
from evisyn.synthesis.trim_fill import ESTIMATORS, trim_and_fill

#: Every public method of this kind, called with its defaults.
METHODS_OF_TWO = {
    "egger_test": egger_test,
    "rank_test": rank_test,
    "trim_and_fill": trim_and_fill,
    "fail_safe_n": fail_safe_n,
    "excess_significance": excess_significance,
    "pet_peese": pet_peese,
    "selection_model": lambda yi, vi: selection_model(yi, vi, steps=[0.025]),
    "leave_one_out": leave_one_out,
    "cumulative": cumulative,
    "influence": influence,
    "gosh": gosh,
    "permutation_test": permutation_test,
    "multiverse": multiverse,
}


@st.composite
def studies(draw: st.DrawFn, most: int = 9) -> tuple[np.ndarray, np.ndarray]:
    """Effects on a grid of hundredths, variances apart from each other, 4 to ``most`` studies."""
    k = draw(st.integers(4, most))
    effects = st.integers(-200, 200).map(lambda n: n / 100)
    yi = draw(st.lists(effects, min_size=k, max_size=k, unique=True))
    vi = draw(st.lists(st.integers(1, 400), min_size=k, max_size=k, unique=True))
    return np.array(yi), np.array(vi) / 400


QUICK = settings(max_examples=30, deadline=None)


@QUICK
@given(studies(), st.sampled_from(PREDICTORS), st.sampled_from(["lm", "rma"]))
def test_sign_flips_the_slope(data: tuple[np.ndarray, np.ndarray], name: str, model: str) -> None:
    """Turning the effects round turns statistic, intercept and slope round; p stays."""
    yi, vi = data
    ni = np.round(1000 / vi)
    up, down = (egger_test(s * yi, vi, predictor=name, model=model, ni=ni) for s in (1, -1))
    assert down.statistic == pytest.approx(-up.statistic, rel=1e-6, abs=1e-9)
    assert down.slope == pytest.approx(-up.slope, rel=1e-6, abs=1e-9)
    assert down.p_value == pytest.approx(up.p_value, rel=1e-6)


@QUICK
@given(studies())
def test_units_do_not_change_tests(data: tuple[np.ndarray, np.ndarray]) -> None:
    """Measuring in a unit 1,024 times smaller leaves p values and counts."""
    yi, vi = data
    small, large = (yi, vi), (yi * 1024, vi * 1024**2)
    for test in (egger_test, rank_test, permutation_test):
        assert test(*large).p_value == pytest.approx(test(*small).p_value, rel=1e-7)
    for method in METHODS:
        assert fail_safe_n(*large, method=method).n == fail_safe_n(*small, method=method).n
    assert excess_significance(*large).tesspsst_p == pytest.approx(
        excess_significance(*small).tesspsst_p, rel=1e-6
    )


@QUICK
@given(studies(), st.sampled_from(ESTIMATORS))
def test_units_rescale_filled_studies(data: tuple[np.ndarray, np.ndarray], estimator: str) -> None:
    """Trim and fill imputes the same number of studies, in the new unit."""
    yi, vi = data
    first, second = (
        trim_and_fill(yi * c, vi * c**2, estimator=estimator, side="left", model="common")
        for c in (1, 1024)
    )
    assert second.k0 == first.k0
    np.testing.assert_allclose(second.filled_yi, 1024 * first.filled_yi, rtol=1e-10, atol=1e-9)


@QUICK
@given(studies(), st.sampled_from(ESTIMATORS))
def test_sides_mirror(data: tuple[np.ndarray, np.ndarray], estimator: str) -> None:
    """Filling the left of a funnel is filling the right of its mirror image."""
    yi, vi = data
    left = trim_and_fill(yi, vi, estimator=estimator, side="left", model="common")
    right = trim_and_fill(-yi, vi, estimator=estimator, side="right", model="common")
    assert left.k0 == right.k0
    np.testing.assert_allclose(left.filled_yi, -right.filled_yi, rtol=1e-12, atol=1e-14)


@QUICK
@given(studies(), st.randoms(use_true_random=False))
def test_order_of_studies_does_not_matter(data: tuple[np.ndarray, np.ndarray], rng) -> None:
    """Shuffled studies give the same tests and, shuffled back, the same rows."""
    yi, vi = data
    order = np.array(rng.sample(range(yi.size), yi.size))
    for test in (egger_test, rank_test, permutation_test, excess_significance):
        assert test(yi[order], vi[order]).p_value == pytest.approx(
            test(yi, vi).p_value, rel=1e-7, abs=1e-12
        )
    shuffled, straight = (leave_one_out(y, v) for y, v in ((yi[order], vi[order]), (yi, vi)))
    np.testing.assert_allclose(
        shuffled["estimate"], straight["estimate"].to_numpy()[order], rtol=1e-6, atol=1e-8
    )


@QUICK
@given(studies(), st.sampled_from(["DL", "REML", "PM"]))
def test_full_subset_is_the_pool(data: tuple[np.ndarray, np.ndarray], method: str) -> None:
    """The last subset of GOSH and the last cumulative row are the pool of all studies."""
    yi, vi = data
    whole = pool(yi, vi, tau2_method=method, test="z")
    every = gosh(yi, vi, tau2_method=method)
    assert every.estimate[-1] == pytest.approx(whole.estimate, rel=1e-7, abs=1e-9)
    assert every.q[-1] == pytest.approx(whole.q, rel=1e-9)
    last = cumulative(yi, vi, tau2_method=method, test="z").iloc[-1]
    assert last["estimate"] == pytest.approx(whole.estimate, rel=1e-9, abs=1e-12)


@QUICK
@given(studies())
def test_subsets_without_a_study_are_leave_one_out(data: tuple[np.ndarray, np.ndarray]) -> None:
    """The subset of all but study i is row i of leave-one-out."""
    yi, vi = data
    every = gosh(yi, vi, tau2_method="DL")
    rows = [2**yi.size - 1 - 2**i - 1 for i in range(yi.size)]
    frame = leave_one_out(yi, vi, tau2_method="DL", test="z")
    np.testing.assert_allclose(every.estimate[rows], frame["estimate"], rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(every.i2[rows], frame["i2"], rtol=1e-9, atol=1e-9)


@QUICK
@given(studies(), st.sampled_from(["z", "hksj", "hksj-adhoc"]), st.booleans())
def test_permutation_p_is_a_probability_above_0(
    data: tuple[np.ndarray, np.ndarray], test: str, exact: bool
) -> None:
    """p lies in (0, 1], is not below its smallest value, and ignores the sign of all effects."""
    yi, vi = data
    first, mirrored = (
        permutation_test(s * yi, vi, test=test, exact=exact, iterations=50) for s in (1, -1)
    )
    assert 0 < first.smallest_p <= first.p_value <= 1
    assert mirrored.p_value == first.p_value


@QUICK
@given(studies())
def test_p_values_are_probabilities(data: tuple[np.ndarray, np.ndarray]) -> None:
    """Every p value of every test lies between 0 and 1."""
    yi, vi = data
    excess, rank, line = excess_significance(yi, vi), rank_test(yi, vi), pet_peese(yi, vi)
    values = [
        excess.p_chi2, excess.p_binom, excess.p_exact, excess.tess_p, excess.psst_p,
        rank.p_value, rank.p_normal, egger_test(yi, vi).p_value, line.pet.p_value,
        line.peese.slope_p,
    ]  # fmt: skip
    assert all(0 <= value <= 1 for value in values)


@QUICK
@given(studies(most=14))
def test_selection_never_lowers_the_likelihood(data: tuple[np.ndarray, np.ndarray]) -> None:
    """Where the model can be fitted its likelihood is not below that without selection."""
    yi, vi = data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EvisynWarning)
        try:
            fit = selection_model(yi, vi, steps=[0.3])
        except EvisynError:
            return
    plain = pool(yi, vi, tau2_method="ML", test="z")
    assert not fit.converged or fit.loglik >= plain.loglik - 1e-7
    assert fit.tau2 >= 0
    assert (fit.delta > 0).all()


NOTHING = np.array([])
HOSTILE = {
    "empty": (NOTHING, NOTHING),
    "one": ([0.1], [0.1]),
    "all absent": ([np.nan, np.nan], [0.1, 0.1]),
    "infinite": ([0.1, np.inf, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4]),
    "zero variance": ([0.1, 0.2, 0.3, 0.4], [0.1, 0.0, 0.3, 0.4]),
    "negative variance": ([0.1, 0.2, 0.3, 0.4], [0.1, -0.2, 0.3, 0.4]),
    "ragged": ([0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3]),
    "text": (["x", "y", "z", "u"], [0.1, 0.2, 0.3, 0.4]),
    "table": (np.ones((4, 2)), np.ones((4, 2))),
}


@pytest.mark.parametrize("name", METHODS_OF_TWO)
@pytest.mark.parametrize("kind", [kind for kind in HOSTILE if kind != "one"])
def test_hostile_input_is_refused_in_words(name: str, kind: str) -> None:
    """Each method refuses unusable studies with an error of its own kind."""
    with pytest.raises(EvisynError):
        METHODS_OF_TWO[name](*HOSTILE[kind])


@pytest.mark.parametrize("name", [name for name in METHODS_OF_TWO if name != "cumulative"])
def test_one_study_is_refused_in_words(name: str) -> None:
    """No method but the cumulative one works on a single study."""
    with pytest.raises(EvisynError, match="at least"):
        METHODS_OF_TWO[name](*HOSTILE["one"])


@pytest.mark.parametrize("name", METHODS_OF_TWO)
def test_extreme_magnitudes_end_in_numbers_or_words(name: str) -> None:
    """Huge, tiny and mixed magnitudes raise no foreign error and give no stray warning."""
    rng = np.random.default_rng(7)
    base, spread = rng.normal(0, 1, 8), rng.uniform(0.5, 2, 8)
    for size in (1e-40, 1e40):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", EvisynWarning)
            try:
                METHODS_OF_TWO[name](base * size, spread * size**2)
                METHODS_OF_TWO[name](base, spread * np.logspace(-12, 12, 8))
            except EvisynError:
                continue


@pytest.mark.parametrize("name", METHODS_OF_TWO)
def test_arguments_are_not_changed(name: str) -> None:
    """The arrays that are passed stay as they were."""
    rng = np.random.default_rng(2)
    yi, vi = rng.normal(0.4, 0.5, 9), rng.uniform(0.05, 0.6, 9)
    before = yi.copy(), vi.copy()
    METHODS_OF_TWO[name](yi, vi)
    np.testing.assert_array_equal((yi, vi), before)
