"""One body of evidence under many rules."""

from __future__ import annotations

from typing import Any

import pytest

from evisyn.appraisal.multiverse import DEFAULT_GRID, grade_multiverse
from evisyn.errors import InputError

EDGE: dict[str, Any] = {
    "estimate": -0.5, "ci_low": -0.7, "ci_high": -0.3, "i2": 60, "k": 4, "n_participants": 350,
    "measure": "SMD", "rob_low_share": 80, "indirectness": 0, "review_quality": "high",
}  # fmt: skip
CLEAR: dict[str, Any] = {**EDGE, "i2": 0, "n_participants": 5000, "rob_low_share": 100}


def test_a_rating_near_its_limits_is_fragile() -> None:
    """350 participants, I2 of 60 and a share of 80 flip with the usual other limits."""
    found = grade_multiverse(EDGE)
    assert found.fragile
    assert {"ois", "low_risk_share", "i2_serious"} <= set(found.decisive)


def test_a_clear_rating_is_not_fragile() -> None:
    """No choice of the grid changes it."""
    found = grade_multiverse(CLEAR)
    assert (found.fragile, found.counts, found.decisive) == (False, (("high", 108),), ())
    assert found.agreement == 100.0


def test_every_combination_is_rated() -> None:
    """The number of ratings is the product of the choices."""
    size = 1
    for values in DEFAULT_GRID.values():
        size *= len(values)
    assert len(grade_multiverse(EDGE).ratings) == size


def test_presets_and_arguments_can_vary() -> None:
    """A threshold is a choice for every preset; limits only for the house rules."""
    found = grade_multiverse(
        EDGE, presets=["evisyn", "metaumbrella"], grid={"threshold": (0.2, 0.5), "ois": (300, 400)}
    )
    assert len(found.ratings) == 4 + 2
    assert sum(count for _, count in found.counts) == 6


def test_not_rated_is_no_flip() -> None:
    """A rating that no rule can give is counted, but not as another level."""
    found = grade_multiverse({**EDGE, "rob_low_share": None})
    assert (found.fragile, found.counts) == (False, (("not_rated", 108),))


@pytest.mark.parametrize("choice", [{"grid": {"ois": ()}}, {"presets": ()}])
def test_empty_choices_are_refused(choice: dict[str, Any]) -> None:
    """At least one value and one preset."""
    with pytest.raises(InputError):
        grade_multiverse(EDGE, **choice)


def test_to_frame_has_a_row_per_rating() -> None:
    """Preset, choices and level."""
    assert len(grade_multiverse(EDGE).to_frame()) == 108
