"""Optimal information size."""

from __future__ import annotations

import pytest

from evisyn.appraisal.ois import ois_per_arm
from evisyn.errors import InputError


@pytest.mark.parametrize(("smd", "people"), [(0.2, 393), (0.5, 63), (-0.5, 63), (0.8, 25)])
def test_people_per_arm(smd: float, people: int) -> None:
    """Small, medium and large differences at 80 % power; the sign does not matter."""
    assert ois_per_arm(smd) == people


@pytest.mark.parametrize("bad", [{"smd": 0}, {"smd": 0.2, "power": 1}, {"smd": 0.2, "alpha": 0}])
def test_impossible_inputs_are_refused(bad: dict[str, float]) -> None:
    """A difference of 0 needs no finite number of people."""
    with pytest.raises(InputError):
        ois_per_arm(**bad)
