"""Laws of pooling that hold for any data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evisyn.errors import ConvergenceWarning, EvisynError
from evisyn.synthesis.batch import pool_many
from evisyn.synthesis.heterogeneity import heterogeneity_ci
from evisyn.synthesis.mantel_haenszel import mantel_haenszel, peto
from evisyn.synthesis.pool import Pooled, pool
from evisyn.synthesis.regression import meta_regression
from evisyn.synthesis.tau2 import METHODS

SCALARS = (
    "k", "estimate", "se", "statistic", "p_value", "ci_low", "ci_high", "pi_low", "pi_high",
    "tau2", "tau2_se", "i2", "h2", "q", "q_p", "loglik", "aic", "bic",
)  # fmt: skip
UNWEIGHTED = [method for method in METHODS if not method.startswith("GENQ")]
TESTS = ["z", "t", "hksj", "hksj-adhoc"]
EXAMPLES = settings(max_examples=60, deadline=None)

#: Rounding grows with the number of studies and the spread of variances (a factor of 1e4 here).
CLOSE = {"rel": 1e-7, "abs": 1e-9}


@st.composite
def studies(draw: st.DrawFn, low: int = 1, high: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Effects within 3 of 0 and variances from 0.001 to 10, to three digits."""
    k = draw(st.integers(low, high))
    y = draw(arrays(np.float64, k, elements=st.integers(-3000, 3000).map(lambda x: x / 1000)))
    v = draw(arrays(np.float64, k, elements=st.integers(1, 10_000).map(lambda x: x / 1000)))
    return y, v


methods = st.sampled_from(UNWEIGHTED)
tests = st.sampled_from(TESTS)


def _near(found: float, expected: float, **limits: float) -> bool:
    return found == pytest.approx(expected, nan_ok=True, **(CLOSE | limits))


@EXAMPLES
@given(studies(low=2), methods, tests, st.randoms(use_true_random=False))
def test_order_does_not_matter(data: Any, method: Any, test: Any, random: Any) -> None:
    """Studies in another order: the same result, up to the order of sums."""
    y, v = data
    order = list(range(y.size))
    random.shuffle(order)
    one, other = (
        pool(y, v, tau2_method=method, test=test),
        pool(y[order], v[order], tau2_method=method, test=test),
    )
    for name in ("estimate", "se", "tau2", "i2", "q", "loglik", "ci_low", "pi_high"):
        assert _near(getattr(other, name), getattr(one, name)), name
    assert np.allclose(other.weights, one.weights[order], rtol=1e-6)


@EXAMPLES
@given(studies(), methods, st.floats(-1e3, 1e3))
def test_equal_effects_have_no_heterogeneity(data: Any, method: Any, effect: float) -> None:
    """tau2, I2 and Q are exactly 0, and the estimate is the effect."""
    _, v = data
    fit = pool(np.full(v.size, effect), v, tau2_method=method)
    assert (fit.tau2, fit.i2, fit.q) == (0.0, 0.0, 0.0)
    assert fit.estimate == effect


@EXAMPLES
@given(studies(), methods, tests)
def test_swapping_the_arms_flips_the_sign(data: Any, method: Any, test: Any) -> None:
    """Exactly: estimate and limits change sign, everything else stays."""
    y, v = data
    one, other = (pool(sign * y, v, tau2_method=method, test=test) for sign in (1.0, -1.0))
    assert other.estimate == -one.estimate
    for left, right in (("ci_low", "ci_high"), ("pi_low", "pi_high")):
        assert _near(getattr(other, left), -getattr(one, right), rel=0.0, abs=0.0)
    for name in ("se", "p_value", "tau2", "i2", "q", "loglik"):
        assert _near(getattr(other, name), getattr(one, name), rel=0.0, abs=0.0), name


@EXAMPLES
@given(studies(), methods, tests, st.integers(-300, 300))
def test_unit_rescales_estimate_and_error(data: Any, method: Any, test: Any, power: int) -> None:
    """A factor on effects (a power of 2) is a factor on estimate and SE, its square on tau2."""
    y, v = data
    factor = 2.0**power
    one, other = (
        pool(y, v, tau2_method=method, test=test),
        pool(y * factor, v * factor**2, tau2_method=method, test=test),
    )
    for name, size in (
        ("estimate", factor),
        ("se", factor),
        ("ci_low", factor),
        ("tau2", factor**2),
    ):
        assert _near(getattr(other, name) / size, getattr(one, name), rel=1e-12, abs=0.0), name
    for name in ("p_value", "i2", "q", "h2"):
        assert _near(getattr(other, name), getattr(one, name), rel=1e-11, abs=0.0), name


@EXAMPLES
@given(studies(low=2), methods, st.integers(-1000, 1000))
def test_shift_moves_only_the_estimate(data: Any, method: Any, shift: int) -> None:
    """A constant added to all effects is added to the estimate."""
    y, v = data
    one, other = pool(y, v, tau2_method=method), pool(y + shift, v, tau2_method=method)
    assert _near(other.estimate - shift, one.estimate)
    assert _near(other.tau2, one.tau2, rel=1e-6)


@EXAMPLES
@given(studies(), methods, tests, st.sampled_from(["t-k1", "t-k2", "z"]), st.floats(0.5, 0.999))
def test_intervals_contain_the_estimate(
    data: Any, method: Any, test: Any, rule: Any, level: float
) -> None:
    """And the prediction interval contains the confidence interval of the same quantile."""
    y, v = data
    fit = pool(y, v, tau2_method=method, test=test, pi_method=rule, level=level)
    for low, high in ((fit.ci_low, fit.ci_high), (fit.pi_low, fit.pi_high)):
        assert math.isnan(low) or low <= fit.estimate <= high
    assert y.min() - 1e-12 <= fit.estimate <= y.max() + 1e-12
    if rule == "t-k1" and test != "z" and fit.k > 1:
        assert fit.pi_low <= fit.ci_low
        assert fit.ci_high <= fit.pi_high


@EXAMPLES
@given(studies(), methods, tests)
def test_heterogeneity_stays_in_its_range(data: Any, method: Any, test: Any) -> None:
    """tau2 and Q not below 0, I2 from 0 to 100, weights sum to 100, p from 0 to 1."""
    y, v = data
    fit = pool(y, v, tau2_method=method, test=test)
    assert fit.tau2 >= 0.0
    assert 0.0 <= fit.i2 < 100.0
    assert fit.h2 >= 1.0
    assert 0.0 <= fit.q_p <= 1.0
    assert fit.weights.sum() == pytest.approx(100.0)
    assert math.isnan(fit.p_value) or 0.0 <= fit.p_value <= 1.0
    assert fit.converged


@EXAMPLES
@given(studies(low=2))
def test_restricted_likelihood_is_nowhere_higher(data: Any) -> None:
    """At the REML estimate it is at its maximum, 0 and far values included."""
    y, v = data
    best = pool(y, v, test="z").loglik
    for t in [0.0, *np.geomspace(1e-4, 100.0, 40)]:
        assert pool(y, v, tau2=t, test="z").loglik <= best + 1e-8


@EXAMPLES
@given(st.lists(studies(), min_size=1, max_size=6), methods, tests)
def test_batch_is_the_loop(rows: Any, method: Any, test: Any) -> None:
    """Bit for bit, gaps or not."""
    width = max(y.size for y, _ in rows)
    y, v = np.full((len(rows), width), np.nan), np.full((len(rows), width), np.nan)
    for place, (effects, variances) in enumerate(rows):
        y[place, : effects.size], v[place, : effects.size] = effects, variances
    many = pool_many(y, v, tau2_method=method, test=test)
    for place, (effects, variances) in enumerate(rows):
        one = pool(effects, variances, tau2_method=method, test=test)
        for name in SCALARS:
            assert _near(getattr(many, name)[place], getattr(one, name), rel=0.0, abs=0.0), name


@EXAMPLES
@given(studies(low=2), st.sampled_from(["REML", "ML", "PM", "PMM"]))
def test_numba_is_numpy(data: Any, method: Any) -> None:
    """The engines give the same bits."""
    y, v = (part[None, :] for part in data)
    plain = pool_many(y, v, tau2_method=method, engine="numpy")
    compiled = pool_many(y, v, tau2_method=method, engine="numba")
    assert plain.tau2.tolist() == compiled.tau2.tolist()
    assert plain.estimate.tolist() == compiled.estimate.tolist()


@EXAMPLES
@given(studies(low=2), st.sampled_from(["QP", "PL", "HT"]), st.floats(0.5, 0.99))
def test_heterogeneity_limits_are_ordered(data: Any, method: Any, level: float) -> None:
    """Low not above high, and not below 0; a likelihood interval contains its estimate."""
    y, v = data
    found = heterogeneity_ci(y, v, method=method, level=level)
    assert math.isnan(found.tau2_low) or 0.0 <= found.tau2_low <= found.tau2_high
    if method == "PL":
        assert found.tau2_low <= found.tau2 <= found.tau2_high


@EXAMPLES
@given(studies(low=4), methods, st.integers(1, 1000), st.integers(-1000, 1000))
def test_regression_does_not_depend_on_the_unit_of_moderators(
    data: Any, method: Any, scale: int, shift: int
) -> None:
    """Another unit and origin: the slope follows, fit and heterogeneity stay."""
    y, v = data
    x = np.arange(y.size) % 3 + np.linspace(0.0, 1.0, y.size)
    one = meta_regression(y, v, x, tau2_method=method)
    other = meta_regression(y, v, x * scale + shift, tau2_method=method)
    assert _near(other.tau2, one.tau2, rel=1e-5, abs=1e-7)
    assert _near(other.estimate[1] * scale, one.estimate[1], rel=1e-4, abs=1e-6)


tables = st.lists(
    st.tuples(*[st.integers(0, 30)] * 4).filter(lambda t: t[0] + t[1] > 0 and t[2] + t[3] > 0),
    min_size=1, max_size=6,
)  # fmt: skip


@EXAMPLES
@given(tables, st.sampled_from(["RR", "OR", "RD", "PETO"]))
def test_tables_turned_round_flip_the_sign(cells: Any, measure: Any) -> None:
    """Or are undefined both ways; intervals contain the estimate."""
    a, b, c, d = (list(column) for column in zip(*cells, strict=True))
    if measure == "PETO":
        one, other = peto(a, b, c, d), peto(c, d, a, b)
    else:
        one = mantel_haenszel(a, b, c, d, measure=measure)
        other = mantel_haenszel(c, d, a, b, measure=measure)
    assert _near(one.estimate, -other.estimate)
    assert _near(one.se, other.se)
    assert math.isnan(one.se) or one.ci_low <= one.estimate <= one.ci_high


anything = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -1.0, 1e-300, 1e300, 5e-324, 1.7e308, math.nan, math.inf, -math.inf]),
    st.none(), st.text(max_size=3), st.booleans(), st.integers(-(2**70), 2**70),
)  # fmt: skip


def _result_or_refusal(call: Any) -> Pooled | None:
    """A result, or an error on purpose that names an argument; nothing else may come out."""
    try:
        result: Pooled = call()
    except EvisynError:
        return None
    except ConvergenceWarning:
        return None
    return result


@settings(max_examples=300, deadline=None)
@given(st.lists(anything, max_size=5), st.lists(anything, max_size=5), methods, tests)
def test_hostile_input_gives_a_result_or_a_refusal(y: Any, v: Any, method: Any, test: Any) -> None:
    """Never another exception, never a stray warning."""
    fit = _result_or_refusal(lambda: pool(y, v, tau2_method=method, test=test))
    if fit is not None:
        assert fit.k >= 1
        assert math.isfinite(fit.estimate)
        assert fit.tau2 >= 0.0


numbers = st.floats(min_value=-1e300, max_value=1e300) | st.sampled_from([1e-300, 1e300, 1e-150])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(numbers, numbers.map(abs)), min_size=1, max_size=6), methods, tests)
def test_any_magnitude_gives_a_result_or_a_refusal(rows: Any, method: Any, test: Any) -> None:
    """From 1e-300 to 1e300: what is returned is in range."""
    y, v = (np.array(column) for column in zip(*rows, strict=True))
    fit = _result_or_refusal(lambda: pool(y, v, tau2_method=method, test=test))
    if fit is not None:
        size = np.abs(y).max()
        assert -size <= fit.estimate * (1.0 - 1e-9) <= size
        assert math.isfinite(fit.tau2)
        assert math.isfinite(fit.loglik)
        assert 0.0 <= fit.i2 <= 100.0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(numbers, numbers.map(abs)), min_size=1, max_size=6))
def test_batches_of_any_magnitude_follow_the_single_fit(rows: Any) -> None:
    """Both refuse, or both give the same."""
    y, v = (np.array(column)[None, :] for column in zip(*rows, strict=True))
    one = _result_or_refusal(lambda: pool(y[0], v[0]))
    many = _result_or_refusal(lambda: pool_many(y, v))
    assert (one is None) == (many is None)
    if one is not None and many is not None:
        assert _near(float(many.estimate[0]), one.estimate, rel=1e-12, abs=0.0)  # type: ignore[index]
