"""Trim and fill."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.synthesis import trim_fill
from evisyn.synthesis.pool import Pooled, pool
from evisyn.synthesis.trim_fill import ESTIMATORS, trim_and_fill

#: A funnel whose left side is missing beyond the middle.
YI = np.array([0.20, 0.22, 0.18, 0.40, 0.35, 0.60, 0.75, 0.95])
VI = np.array([0.01, 0.01, 0.02, 0.05, 0.06, 0.12, 0.20, 0.30])


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_symmetric_funnel_needs_no_study(estimator: str) -> None:
    """A mirror-symmetric funnel is left as it is."""
    yi = np.array([-0.5, -0.2, -0.1, 0.0, 0.1, 0.2, 0.5])
    vi = np.array([0.2, 0.1, 0.05, 0.01, 0.05, 0.1, 0.2])
    fill = trim_and_fill(yi, vi, estimator=estimator, side="left")
    assert fill.k0 == 0
    assert fill.estimate == pool(yi, vi).estimate


def test_equal_effects_need_no_study() -> None:
    """Effects without any spread give 0 missing studies with each estimator."""
    for estimator in ESTIMATORS:
        assert trim_and_fill(np.full(5, 0.3), VI[:5], estimator=estimator, side="left").k0 == 0


def test_filled_studies_mirror_the_extreme_ones() -> None:
    """Imputed effects lie as far below the trimmed mean as the largest lie above it."""
    fill = trim_and_fill(YI, VI, side="left", model="common", test="z")
    assert fill.k0 > 0
    kept = np.sort(YI)[: 8 - fill.k0]
    centre = pool(kept, VI[np.argsort(YI)][: 8 - fill.k0], model="common").estimate
    np.testing.assert_allclose(fill.filled_yi, 2 * centre - np.sort(YI)[8 - fill.k0 :], rtol=1e-12)


def test_result_is_the_pool_of_both() -> None:
    """All fields of Pooled are those of the observed and imputed studies together."""
    fill = trim_and_fill(YI, VI, side="left", tau2_method="DL", test="hksj-adhoc", level=0.9)
    yi, vi = np.append(YI, fill.filled_yi), np.append(VI, fill.filled_vi)
    whole = pool(yi, vi, tau2_method="DL", test="hksj-adhoc", level=0.9)
    assert isinstance(fill, Pooled)
    assert (fill.estimate, fill.ci_low, fill.tau2) == (whole.estimate, whole.ci_low, whole.tau2)
    assert fill.k == fill.k_observed + fill.k0 == 8 + fill.k0


def test_side_follows_the_lean_of_small_studies() -> None:
    """Small studies with larger effects mean that studies are missing on the left."""
    assert trim_and_fill(YI, VI).side == "left"
    assert trim_and_fill(-YI, VI).side == "right"


def test_p_value_of_no_missing_study() -> None:
    """R0 has a p value of no missing study, half to the power of k0 + 1."""
    fill = trim_and_fill(YI, VI, estimator="R0", side="left")
    assert fill.k0_p == 0.5 ** (fill.k0 + 1)
    assert np.isnan(trim_and_fill(YI, VI, side="left").k0_p)


def test_codes_of_the_common_effect_are_accepted() -> None:
    """tau2_method "FE" is the common-effect model."""
    by_code = trim_and_fill(YI, VI, side="left", tau2_method="FE", test="z")
    assert by_code.estimate == trim_and_fill(YI, VI, side="left", model="common").estimate


def test_a_circle_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts that run in a circle end with a warning and the largest of them."""
    counts = iter([1.0, 3.0, 1.0, 3.0, 1.0, 3.0])
    monkeypatch.setattr(trim_fill, "_count", lambda apart, estimator: (next(counts), 1.0))
    with pytest.warns(ConvergenceWarning, match="did not settle"):
        assert trim_and_fill(YI, VI, side="left").k0 == 3


def test_no_warning_when_it_settles() -> None:
    """A normal call is silent."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trim_and_fill(YI, VI)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("estimator", "S0"), ("side", "both"), ("test", "wald"), ("tau2_method", "XX")],
)
def test_unknown_words_are_named(argument: str, value: str) -> None:
    """Own and pooling arguments are checked by name."""
    with pytest.raises(InputError, match=argument):
        trim_and_fill(YI, VI, **{argument: value})


def test_two_studies_are_refused() -> None:
    """The minimum is 3."""
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        trim_and_fill(YI[:2], VI[:2])
