"""Regression tests for small-study effects."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.egger import MODELS, egger_test

YI = np.array([0.9, 0.6, 0.7, 0.3, 0.35, 0.2])
VI = np.array([0.30, 0.20, 0.15, 0.06, 0.04, 0.01])


def test_egger_is_the_regression_of_z_on_precision() -> None:
    """Egger's own form, z = a + b / se by ordinary least squares, gives the same slope and p."""
    z, precision = YI / np.sqrt(VI), 1.0 / np.sqrt(VI)
    design = np.column_stack([precision, np.ones_like(z)])
    coefficients, rss = np.linalg.lstsq(design, z, rcond=None)[:2]
    error = np.sqrt(rss[0] / 4 * np.linalg.inv(design.T @ design)[1, 1])
    test = egger_test(YI, VI)
    assert test.slope == pytest.approx(coefficients[1], rel=1e-12)
    assert test.intercept == pytest.approx(coefficients[0], rel=1e-12)
    assert test.statistic == pytest.approx(coefficients[1] / error, rel=1e-12)
    assert test.df == 4


@pytest.mark.parametrize("model", MODELS)
def test_exact_line_is_found(model: str) -> None:
    """Effects on a line in the standard error give that line."""
    test = egger_test(0.5 - 2.0 * np.sqrt(VI), VI, model=model)
    assert test.slope == pytest.approx(-2.0, rel=1e-10)
    assert test.limit_estimate == pytest.approx(0.5, rel=1e-10)


def test_mixed_model_has_no_degrees_of_freedom() -> None:
    """The rma model tests with z and says so by a NaN df; its tau2 is there."""
    test = egger_test(YI, VI, model="rma")
    assert math.isnan(test.df)
    assert test.tau2 >= 0.0
    assert math.isnan(egger_test(YI, VI).tau2)


def test_absent_study_changes_nothing() -> None:
    """A row with a NaN effect is left out, with its sample size."""
    ni = np.array([10, 20, 30, 60, 100, 400])
    whole = egger_test(YI, VI, predictor="sqrtninv", ni=ni)
    more = egger_test(
        np.append(YI, np.nan), np.append(VI, 0.1), predictor="sqrtninv", ni=np.append(ni, 7)
    )
    assert more == whole


@pytest.mark.parametrize("model", MODELS)
def test_equal_predictor_is_refused(model: str) -> None:
    """No slope can be estimated from one value of the predictor."""
    with pytest.raises(NotPoolable, match="no slope"):
        egger_test(YI, np.full(6, 0.1), model=model)


def test_two_studies_are_refused() -> None:
    """The minimum is 3, and the message says why."""
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        egger_test(YI[:2], VI[:2])


def test_sample_sizes_are_asked_for() -> None:
    """A predictor made of ni without ni is an error that names it."""
    with pytest.raises(InputError, match="ni: is missing"):
        egger_test(YI, VI, predictor="ninv")


@pytest.mark.parametrize("bad", [0.0, -5.0, np.nan])
def test_sample_sizes_are_above_0(bad: float) -> None:
    """A size of 0, below 0 or unknown is refused for a study with an effect."""
    with pytest.raises(InputError, match="ni: must be above 0"):
        egger_test(YI, VI, predictor="ni", ni=[bad, 20, 30, 60, 100, 400])


@pytest.mark.parametrize(("argument", "value"), [("predictor", "se"), ("model", "ols")])
def test_unknown_words_list_the_allowed(argument: str, value: str) -> None:
    """The message lists what is allowed."""
    with pytest.raises(InputError, match="allowed are"):
        egger_test(YI, VI, **{argument: value})


def test_frame_is_one_row() -> None:
    """The fields become columns of one row."""
    frame = egger_test(YI, VI).to_frame()
    assert frame.shape[0] == 1
    assert {"statistic", "df", "p_value", "intercept", "slope", "limit_estimate"} <= {*frame}
