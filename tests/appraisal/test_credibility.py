"""Credibility classes with every condition shown."""

from __future__ import annotations

import math
from typing import Any

import pytest

from evisyn.appraisal.credibility import credibility_class
from evisyn.appraisal.credibility_presets import (
    CREDIBILITY_PRESETS,
    ClassRule,
    CredibilityPreset,
    Requirement,
)
from evisyn.errors import InputError

STRONG: dict[str, Any] = {
    "p_value": 1e-8, "n_cases": 5000, "k": 12, "i2": 20.0, "pi_low": 0.1, "pi_high": 0.5,
    "largest_ci": (0.1, 0.3), "egger_p": 0.4, "excess_p": 0.5,
}  # fmt: skip


@pytest.mark.parametrize("name", ["i2", "egger_p", "excess_p", "pi_low", "largest_ci", "n_cases"])
def test_a_missing_value_is_not_met_and_says_so(name: str) -> None:
    """Each condition that lacks its value fails with a reason."""
    found = credibility_class(**{**STRONG, name: None})
    assert found.label != "I"
    assert all("so not met" in condition.why for condition in found.failed)
    assert len(found.failed) == 1


def test_undefined_egger_is_not_met() -> None:
    """NaN is undefined, as with two studies."""
    found = credibility_class(**{**STRONG, "k": 2, "egger_p": math.nan})
    assert found.label == "II"
    assert [c.name for c in found.failed] == ["egger_p"]


def test_a_single_study_is_never_above_iv() -> None:
    """Whatever its p, its size and its interval."""
    found = credibility_class(**{**STRONG, "k": 1})
    assert found.label == "IV"
    assert "a single study: nothing is replicated" in found.warnings


def test_metaumbrella_keeps_its_defect_and_warns() -> None:
    """A single study reaches class II under this preset alone."""
    found = credibility_class(
        p_value=1e-8, n_cases=5000, k=1, largest_ci=(0.1, 0.3), estimate=0.2, preset="metaumbrella"
    )
    assert found.label == "II"
    assert any("single study" in warning for warning in found.warnings)


def test_metaumbrella_compares_directions() -> None:
    """The largest study must point the way of the summary."""
    found = credibility_class(**STRONG, estimate=-0.2, preset="metaumbrella")
    assert found.label == "III"


@pytest.mark.parametrize(
    ("preset", "change", "label"),
    [
        ("no_largest_study", {"largest_ci": None}, "I"),
        ("bias_0.05", {"egger_p": 0.06, "excess_p": 0.06}, "I"),
        ("p_0.001", {"p_value": 1e-5}, "I"),
        ("no_excess", {"excess_p": None}, "I"),
        ("ioannidis", {"excess_p": None}, "II"),
    ],
)
def test_variants_differ_where_they_say(preset: str, change: dict[str, Any], label: str) -> None:
    """Each published variant loosens one condition."""
    assert credibility_class(**{**STRONG, **change}, preset=preset).label == label


def test_ratio_scale() -> None:
    """With a null of 1 an interval from 1.1 excludes it and one from 0.9 does not."""
    ratio = {**STRONG, "pi_low": 1.1, "pi_high": 3.0, "largest_ci": (1.2, 2.0), "null": 1.0}
    assert credibility_class(**ratio).label == "I"
    assert credibility_class(**{**ratio, "pi_low": 0.9}).label == "II"


def test_criteria_of_ones_own() -> None:
    """A table of one class with two conditions is enough."""
    own = CredibilityPreset(
        name="own", source="protocol",
        classes=(ClassRule(label="A", title="usable", requires=(
            Requirement(name="p_value", threshold=0.01), Requirement(name="i2", threshold=30))),),
    )  # fmt: skip
    assert credibility_class(p_value=0.001, k=3, i2=10, preset=own).label == "A"
    assert credibility_class(p_value=0.001, k=3, i2=40, preset=own).label == "NS"


def test_no_p_value_is_no_class() -> None:
    """Not significant is a statement on p; without p there is none."""
    assert credibility_class(**{**STRONG, "p_value": None}).label == "not_rated"


def test_the_class_warns_of_its_purpose() -> None:
    """Bodies of trials are rated otherwise."""
    assert any("GRADE" in warning for warning in credibility_class(**STRONG).warnings)


def test_to_frame_has_a_row_per_condition() -> None:
    """Name, value, threshold and whether it is met."""
    frame = credibility_class(**STRONG).to_frame()
    assert {"name", "value", "threshold", "met", "classes"} <= set(frame.columns)
    assert frame["met"].all()
    assert len(frame) == 10


@pytest.mark.parametrize(
    "change",
    [{"p_value": 2.0}, {"k": 0}, {"pi_low": 0.6}, {"egger_p": -0.1}, {"preset": "other"}],
)
def test_impossible_values_are_refused(change: dict[str, Any]) -> None:
    """Probabilities, counts, limits and presets are checked."""
    with pytest.raises(InputError):
        credibility_class(**{**STRONG, **change})


@pytest.mark.parametrize("preset", CREDIBILITY_PRESETS.values(), ids=list(CREDIBILITY_PRESETS))
def test_every_preset_names_its_source(preset: CredibilityPreset) -> None:
    """No criteria without a source."""
    assert preset.source
    assert [rule.label for rule in preset.classes] == ["I", "II", "III", "IV"]
