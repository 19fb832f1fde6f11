"""Many data sets at once: the same numbers as one by one, in every engine."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from evisyn.errors import ConvergenceWarning, InputError
from evisyn.synthesis import _iterative, batch
from evisyn.synthesis.batch import PooledMany, pool_many
from evisyn.synthesis.pool import pool
from evisyn.synthesis.tau2 import METHODS

RNG = np.random.default_rng(7)
B, K = 60, 9
V = np.exp(RNG.uniform(np.log(0.002), np.log(0.5), (B, K)))
Y = 0.2 + RNG.normal(0.0, 1.0, (B, K)) * np.sqrt(V + 0.05 * RNG.integers(0, 2, (B, 1)))
A = RNG.uniform(0.5, 3.0, (B, K))
GAPS = np.where(RNG.random((B, K)) < 0.35, np.nan, Y)
GAPS[0] = np.nan
GAPS[1, 1:] = np.nan
FIELDS = (
    "k", "estimate", "se", "statistic", "df", "p_value", "ci_low", "ci_high", "pi_low",
    "pi_high", "pi_df", "tau2", "tau2_se", "i2", "h2", "q", "q_df", "q_p", "loglik", "aic",
    "bic", "aicc", "converged",
)  # fmt: skip


def _options(method: str, rows: np.ndarray | None = None) -> dict:
    weighted = method.startswith("GENQ")
    return {"tau2_method": method} | ({"weights": A if rows is None else rows} if weighted else {})


def _same_bits(many: PooledMany, y: np.ndarray, v: np.ndarray, **options: object) -> None:
    weights = options.pop("weights", None)
    for row in range(y.shape[0]):
        if many.k[row] == 0:
            assert math.isnan(many.estimate[row])
            continue
        own = {} if weights is None else {"weights": weights[row]}  # type: ignore[index]
        one = pool(y[row], v[row], **options, **own)  # type: ignore[arg-type]
        for name in FIELDS:
            together, alone = getattr(many, name)[row], getattr(one, name)
            assert together == alone or (np.isnan(together) and np.isnan(alone)), (name, row)
        assert np.array_equal(many.weights[row], one.weights, equal_nan=True)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("test", ["z", "hksj"])
def test_complete_rows_are_the_single_fits_bit_for_bit(method: str, test: str) -> None:
    """Not one bit differs between the loop and the batch."""
    options = _options(method)
    many = pool_many(Y, V, test=test, engine="numpy", **options)
    _same_bits(many, Y, V, test=test, **options)


@pytest.mark.parametrize("method", ["DL", "REML", "ML", "PM", "SJ"])
def test_rows_with_gaps_are_the_single_fits(method: str) -> None:
    """Absent studies add exact zeros."""
    many = pool_many(GAPS, V, tau2_method=method, engine="numpy")
    _same_bits(many, GAPS, V, tau2_method=method)


@pytest.mark.parametrize("test", ["t", "hksj-adhoc", "kr"])
def test_other_tests_are_the_single_fits(test: str) -> None:
    """Degrees of freedom vary by row."""
    _same_bits(pool_many(GAPS, V, test=test, engine="numpy"), GAPS, V, test=test)


def test_common_effect_and_fixed_tau2_are_the_single_fits() -> None:
    """No estimator is called."""
    _same_bits(pool_many(GAPS, V, model="common"), GAPS, V, model="common")
    _same_bits(pool_many(GAPS, V, tau2=0.1), GAPS, V, tau2=0.1)


@pytest.mark.parametrize("k", [41, 150])
def test_many_studies_are_the_single_fits(k: int) -> None:
    """Above the size at which the single fit changes its path."""
    v = np.resize(V, (3, k))
    y = np.resize(Y, (3, k)) + np.arange(k) * 1e-3
    _same_bits(pool_many(y, v, engine="numpy"), y, v)


@pytest.mark.parametrize("method", ["REML", "ML", "PM", "PMM", "EB"])
def test_numba_gives_the_same_bits(method: str) -> None:
    """Compiled loops do the same operations in the same order."""
    plain = pool_many(GAPS, V, tau2_method=method, engine="numpy")
    compiled = pool_many(GAPS, V, tau2_method=method, engine="numba")
    for name in FIELDS:
        assert np.array_equal(getattr(plain, name), getattr(compiled, name), equal_nan=True), name


def test_slices_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the batch is cut, the numbers stay."""
    whole = pool_many(GAPS, V, engine="numpy")
    monkeypatch.setattr(batch, "SWEEP", 7 * K)
    parts = pool_many(GAPS, V, engine="numpy")
    for name in (*FIELDS, "weights"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name), equal_nan=True), name


def test_fortran_order_makes_no_difference() -> None:
    """Memory layout is not part of the data."""
    a, b = pool_many(Y, V), pool_many(np.asfortranarray(Y), np.asfortranarray(V))
    assert np.array_equal(a.estimate, b.estimate)


def test_extreme_magnitudes_are_the_single_fits() -> None:
    """Data sets far from 1 are scaled and scaled back."""
    for factor in (1e-120, 1e120):
        y, v = Y[:4] * factor, V[:4] * factor**2
        _same_bits(pool_many(y, v, engine="numpy"), y, v)


def test_auto_takes_numba_only_when_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Importing it costs more than a batch."""
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    assert not batch._use_numba("auto", 10**6)
    monkeypatch.setitem(sys.modules, "numba", sys)
    assert batch._use_numba("auto", 10**6)
    assert not batch._use_numba("auto", 10)


def test_missing_numba_is_an_input_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the argument and the way out."""
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(InputError, match="engine"):
        pool_many(Y, V, engine="numba")


def test_unfinished_data_sets_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """One warning with the number, flags in the field."""
    monkeypatch.setattr(_iterative, "MAX_STEPS", 1)
    with pytest.warns(ConvergenceWarning, match=f"of {B} data sets"):
        many = pool_many(Y, V, engine="numpy")
    assert not many.converged.all()


def test_batch_without_rows_or_studies_is_empty() -> None:
    """Nothing in, nothing out."""
    assert pool_many(np.empty((0, 3)), np.empty((0, 3))).estimate.shape == (0,)
    assert pool_many(np.empty((2, 0)), np.empty((2, 0))).k.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("y", "v", "named"),
    [
        (Y[0], V[0], "yi"),
        (Y, V[:, :3], "vi"),
        (Y, -V, "vi"),
        (Y * math.inf, V, "yi"),
        ([["a"]], [[1.0]], "yi"),
    ],
)
def test_bad_batches_are_refused_by_name(y: np.ndarray, v: np.ndarray, named: str) -> None:
    """As for one data set."""
    with pytest.raises(InputError) as caught:
        pool_many(y, v)
    assert caught.value.argument == named


def test_to_frame_has_a_row_for_each_data_set() -> None:
    """Without weights."""
    frame = pool_many(GAPS, V).to_frame()
    assert frame.shape[0] == B
    assert "weights" not in frame.columns
