"""Many defensible analyses of the same studies."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.multiverse import TAU2_METHODS, TESTS, multiverse
from evisyn.synthesis.pool import pool

YI = np.array([0.9, 0.1, 0.7, -0.3, 0.35, 0.2])
VI = np.array([0.05, 0.02, 0.15, 0.06, 0.04, 0.01])


def test_every_combination_has_a_row_that_equals_its_pool() -> None:
    """Rows are rules x estimators x tests, each what pool gives."""
    small = VI > 0.03
    frame = multiverse(YI, VI, inclusion={"small": small}, level=0.9)
    assert frame.shape[0] == 2 * len(TAU2_METHODS) * len(TESTS)
    for row in frame.to_dict("records"):
        part = small if row["inclusion"] == "small" else np.full(6, True)
        method = row["tau2_method"]
        how = {"model": "common"} if method == "FE" else {"tau2_method": method}
        one = pool(YI[part], VI[part], test=row["test"], level=0.9, **how)
        for name in ("k", "estimate", "se", "ci_low", "ci_high", "pi_low", "tau2", "i2", "q"):
            expected = pytest.approx(getattr(one, name), rel=1e-11, abs=1e-13, nan_ok=True)
            assert row[name] == expected, (row, name)


def test_all_studies_come_first() -> None:
    """The whole set is always there, in front of the rules in their order."""
    frame = multiverse(YI, VI, inclusion={"b": VI > 0.03, "a": VI < 0.1}, tests=["z"])
    assert frame["inclusion"].unique().tolist() == ["all studies", "b", "a"]


def test_rule_of_one_study_has_no_t_inference() -> None:
    """A single included study has an estimate and a NaN interval under Hartung-Knapp."""
    frame = multiverse(
        YI, VI, inclusion={"one": VI > 0.1}, tau2_methods=["REML"], tests=["z", "hksj"]
    )
    one = frame[frame["inclusion"] == "one"].set_index("test")
    assert one.loc["hksj", "estimate"] == 0.7
    assert np.isnan(one.loc["hksj", "ci_low"])
    assert np.isfinite(one.loc["z", "ci_low"])


def test_absent_studies_are_left_out_of_every_rule() -> None:
    """Rules are given for all rows; absent ones do not count."""
    rule = np.append(VI > 0.03, True)
    frame = multiverse(np.append(YI, np.nan), np.append(VI, 0.1), inclusion={"rule": rule})
    assert set(frame["k"]) == {6, 4}


@pytest.mark.parametrize(
    "rule", [[True], [1, 0, 1, 0, 1, 0], [False] * 6], ids=["short", "numbers", "nobody"]
)
def test_unusable_rules_are_named(rule: object) -> None:
    """A rule is one True or False per study and includes somebody."""
    with pytest.raises(InputError, match="inclusion: rule 'odd'"):
        multiverse(YI, VI, inclusion={"odd": rule})


@pytest.mark.parametrize("name", ["tau2_method", "test", "model"])
def test_what_varies_cannot_be_fixed(name: str) -> None:
    """Estimator and test are given as lists."""
    with pytest.raises(InputError, match=name):
        multiverse(YI, VI, **{name: "z"})


def test_one_study_is_refused() -> None:
    """The minimum is 2."""
    with pytest.raises(NotPoolable, match="at least 2 studies"):
        multiverse(YI[:1], VI[:1])
