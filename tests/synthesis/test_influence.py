"""Case-deletion diagnostics."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.deletion import leave_one_out
from evisyn.synthesis.influence import influence, influence_measures
from evisyn.synthesis.pool import pool

YI = np.array([0.9, 0.1, 0.7, -0.3, 0.35, 0.2])
VI = np.array([0.05, 0.02, 0.15, 0.06, 0.04, 0.01])
X = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0])


@pytest.mark.parametrize("test", ["z", "hksj", "hksj-adhoc"])
@pytest.mark.parametrize("method", ["FE", "DL", "REML"])
def test_diagnostics_follow_their_definitions(method: str, test: str) -> None:
    """Each column is what leaving the study out and pooling again gives."""
    frame = influence(YI, VI, tau2_method=method, test=test)
    rest = leave_one_out(YI, VI, tau2_method=method, test=test)
    arguments = {"model": "common"} if method == "FE" else {"tau2_method": method}
    whole = pool(YI, VI, test=test, **arguments)
    change = whole.estimate - rest["estimate"]
    np.testing.assert_allclose(frame["tau2_del"], rest["tau2"], rtol=1e-12)
    np.testing.assert_allclose(frame["q_del"], rest["q"], rtol=1e-12)
    np.testing.assert_allclose(frame["weight"], whole.weights, rtol=1e-12)
    np.testing.assert_allclose(frame["hat"], whole.weights / 100, rtol=1e-12)
    np.testing.assert_allclose(frame["cook_d"], change**2 / whole.se**2, rtol=1e-9)
    np.testing.assert_allclose(frame["cov_r"], rest["se"] ** 2 / whole.se**2, rtol=1e-12)
    spread = np.sqrt(VI + rest["tau2"] + rest["se"] ** 2)
    np.testing.assert_allclose(frame["rstudent"], (YI - rest["estimate"]) / spread, rtol=1e-12)


@pytest.mark.parametrize("test", ["z", "hksj"])
def test_two_groups_have_the_leverage_of_each_alone(test: str) -> None:
    """In a common-effect regression on a group, each study has the leverage of its own group."""
    group = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    frame = influence(YI, VI, mods=group, model="common", test=test)
    alone = influence(YI[:3], VI[:3], model="common", test="z")
    np.testing.assert_allclose(frame["hat"][:3], alone["hat"], rtol=1e-10)


def test_an_outlier_is_flagged() -> None:
    """Nearly equal studies are not influential; a precise one far from all others is."""
    calm = influence([0.1, 0.12, 0.09, 0.11, 0.1], [0.1] * 5, test="z")
    assert not calm["is_influential"].any()
    yi, vi = [0.1, 0.12, 0.09, 0.11, 0.1, 3.0], [0.1] * 5 + [0.01]
    flags = influence(yi, vi, tau2_method="FE", test="z")["is_influential"]
    assert flags.tolist()[-1]


def test_equal_effects_have_undefined_distances() -> None:
    """With Hartung-Knapp and a standard error of 0 the distance is NaN, not 0 or infinite."""
    assert influence(np.full(5, 0.3), VI[:5], test="hksj")["cook_d"].isna().all()


def test_collinear_moderators_are_refused() -> None:
    """A constant moderator repeats the intercept."""
    with pytest.raises(NotPoolable, match="collinear"):
        influence(YI, VI, mods=np.ones(6))


def test_absent_study_keeps_its_row() -> None:
    """Rows match the studies that were passed; an absent one is NaN and not influential."""
    frame = influence(np.insert(YI, 2, np.nan), np.insert(VI, 2, 0.1))
    assert np.isnan(frame.loc[2, "rstudent"])
    assert not frame.loc[2, "is_influential"]
    np.testing.assert_allclose(frame["rstudent"].drop(2), influence(YI, VI)["rstudent"], rtol=1e-12)


def test_regression_has_a_change_for_each_coefficient() -> None:
    """With moderators dfbs has a column per coefficient."""
    assert {"dfbs_0", "dfbs_1"} <= {*influence(YI, VI, mods=X)}
    assert influence_measures(YI, VI, mods=X).dfbs.shape == (6, 2)


def test_unit_of_a_moderator_does_not_matter() -> None:
    """Rescaling a moderator leaves all diagnostics."""
    first, second = influence(YI, VI, mods=X), influence(YI, VI, mods=X * 1e7)
    for name in ("rstudent", "dffits", "cook_d", "hat", "dfbs_1"):
        np.testing.assert_allclose(first[name], second[name], rtol=1e-7)


def test_study_that_alone_carries_a_moderator() -> None:
    """Without it the moderator is constant: its row is NaN, the others are not."""
    frame = influence(YI, VI, mods=[0, 0, 0, 0, 0, 1])
    assert np.isnan(frame.loc[5, "rstudent"])
    assert frame["rstudent"][:5].notna().all()


def test_too_few_studies_are_refused() -> None:
    """Three studies for a mean, coefficients and 2 for a regression."""
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        influence(YI[:2], VI[:2])
    with pytest.raises(NotPoolable, match="at least 4 studies"):
        influence(YI[:3], VI[:3], mods=X[:3])


@pytest.mark.parametrize("mods", [X[:3], [1, 2, 3, 4, 5, np.nan], np.ones((2, 6))])
def test_unusable_moderators_are_named(mods: object) -> None:
    """Moderators have one complete row per study."""
    with pytest.raises(InputError, match="mods"):
        influence(YI, VI, mods=mods)


def test_weights_and_moderators_exclude_each_other() -> None:
    """User weights belong to the pooled effect."""
    with pytest.raises(InputError, match="weights"):
        influence(YI, VI, mods=X, tau2_method="GENQ", weights=np.ones(6))
