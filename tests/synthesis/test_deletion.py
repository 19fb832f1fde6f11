"""Leave-one-out and cumulative meta-analysis."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.deletion import ROW_FIELDS, cumulative, cumulative_fits, leave_one_out
from evisyn.synthesis.pool import pool

YI = np.array([0.9, 0.1, 0.7, -0.3, 0.35, 0.2])
VI = np.array([0.05, 0.02, 0.15, 0.06, 0.04, 0.01])
NAMES = ("A", "B", "C", "D", "E", "F")


@pytest.mark.parametrize("method", ["REML", "DL", "PM", "SJ"])
@pytest.mark.parametrize("test", ["z", "t", "hksj", "hksj-adhoc"])
def test_leave_one_out_equals_the_loop(method: str, test: str) -> None:
    """Row i is pool without study i, in every field."""
    frame = leave_one_out(YI, VI, tau2_method=method, test=test)
    for i in range(6):
        one = pool(np.delete(YI, i), np.delete(VI, i), tau2_method=method, test=test)
        for name in ROW_FIELDS:
            expected = pytest.approx(getattr(one, name), rel=1e-12, abs=1e-14, nan_ok=True)
            assert frame.loc[i, name] == expected, name


def test_cumulative_equals_the_loop() -> None:
    """Row i is pool of the first i + 1 studies in the order of the years."""
    years = np.array([2001, 1999, 2010, 1999, 2005, 1990])
    places = np.argsort(years, kind="stable")
    frame = cumulative(YI, VI, years, labels=NAMES)
    assert frame["study"].tolist() == ["F", "B", "D", "A", "E", "C"]
    for i in range(6):
        one = pool(YI[places[: i + 1]], VI[places[: i + 1]])
        for name in ROW_FIELDS:
            expected = pytest.approx(getattr(one, name), rel=1e-12, abs=1e-14, nan_ok=True)
            assert frame.loc[i, name] == expected, name


def test_cumulative_keeps_the_order_given() -> None:
    """Without an order the rows come as they are passed."""
    assert cumulative(YI, VI)["study"].tolist() == ["1", "2", "3", "4", "5", "6"]


def test_last_cumulative_row_is_the_pool() -> None:
    """The last row holds all studies."""
    last, whole = cumulative(YI, VI).iloc[-1], pool(YI, VI)
    assert last["estimate"] == pytest.approx(whole.estimate, rel=1e-13)
    assert last["k"] == whole.k


def test_absent_study_has_a_row_of_nan_when_left_out() -> None:
    """Leave-one-out keeps a row per study that was passed."""
    frame = leave_one_out(np.append(YI, np.nan), np.append(VI, 0.1))
    assert frame.shape[0] == 7
    assert np.isnan(frame.loc[6, "estimate"])
    np.testing.assert_allclose(frame["estimate"][:6], leave_one_out(YI, VI)["estimate"], rtol=1e-12)


def test_absent_study_does_not_come_in() -> None:
    """A cumulative analysis has a row per study with an effect."""
    frame = cumulative(np.append(np.nan, YI), np.append(0.1, VI))
    assert frame["study"].tolist() == ["2", "3", "4", "5", "6", "7"]


def test_counts_are_whole_numbers() -> None:
    """k and the df of Q are integers in the frame."""
    frame = leave_one_out(YI, VI)
    assert frame["k"].tolist() == [5] * 6
    assert frame["k"].dtype.kind == frame["q_df"].dtype.kind == "i"


def test_codes_of_the_common_effect_are_accepted() -> None:
    """tau2_method "FE" is model "common"."""
    by_code, by_model = (
        leave_one_out(YI, VI, tau2_method="FE", test="z"),
        leave_one_out(YI, VI, model="common", test="z"),
    )
    np.testing.assert_array_equal(by_code["estimate"], by_model["estimate"])
    assert not by_code["tau2"].any()


def test_user_weights_stay_with_their_studies() -> None:
    """Weights of GENQ are left out with the study."""
    weights = np.arange(1.0, 7.0)
    frame = leave_one_out(YI, VI, tau2_method="GENQ", weights=weights, test="z")
    one = pool(YI[1:], VI[1:], tau2_method="GENQ", weights=weights[1:], test="z")
    assert frame.loc[0, "estimate"] == pytest.approx(one.estimate, rel=1e-12)


def test_settings_are_kept() -> None:
    """The record says how each fit was made."""
    fits = cumulative_fits(YI, VI, level=0.9, test="z")
    assert fits.settings["level"] == 0.9
    assert fits.settings["tau2_method"] == "REML"


def test_one_study_cannot_be_left_out() -> None:
    """The minimum is 2 studies."""
    with pytest.raises(NotPoolable, match="at least 2 studies"):
        leave_one_out([0.1], [0.1])


def test_nothing_cannot_be_added_up() -> None:
    """A cumulative analysis needs a study."""
    with pytest.raises(NotPoolable, match="at least 1 studies, found 0"):
        cumulative([np.nan], [0.1])


@pytest.mark.parametrize("order", [[1, 2], [1, 2, 3, 4, 5, np.nan]])
def test_unusable_order_is_named(order: list[float]) -> None:
    """The order has one value per study."""
    with pytest.raises(InputError, match="order"):
        cumulative(YI, VI, order)


@pytest.mark.parametrize(
    ("argument", "value"), [("labels", ["A"]), ("test", "wald"), ("level", 2.0), ("weights", [1])]
)
def test_pooling_arguments_are_checked(argument: str, value: object) -> None:
    """A wrong pooling argument is named."""
    with pytest.raises(InputError, match=argument):
        leave_one_out(YI, VI, **{argument: value})
