"""Sentences that fit their certainty."""

from __future__ import annotations

from itertools import product

import pytest

from evisyn.appraisal.wording import (
    AUDIENCES,
    SIZES,
    SMD_CUTS,
    SizeCuts,
    sentence,
    size_class,
)
from evisyn.errors import InputError

WORDS = {"intervention": "manual therapy", "outcome": "days with headache",
         "comparator": "sham treatment", "direction": "reduces"}  # fmt: skip
LEVELS = ("high", "moderate", "low", "very_low")


@pytest.mark.parametrize(
    ("certainty", "size", "said"),
    [
        ("high", "large", "Manual therapy reduces days with headache by a large amount"),
        ("high", "small", "Manual therapy reduces days with headache slightly"),
        ("moderate", "moderate", "Manual therapy probably reduces days with headache compared"),
        ("low", "small", "Manual therapy may reduce days with headache slightly"),
        ("low", "trivial", "Manual therapy may make little to no difference"),
    ],
)
def test_certainty_sets_the_verb_and_size_the_adverb(certainty: str, size: str, said: str) -> None:
    """Each level has its own verb, each size its own adverb."""
    assert sentence(**WORDS, certainty=certainty, size=size).startswith(said)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_very_low_states_no_effect(audience: str) -> None:
    """No verb of effect at very low certainty."""
    said = sentence(**WORDS, certainty="very_low", size="large", audience=audience)
    assert "reduce" not in said
    assert "large" not in said


def test_every_combination_says_something_of_its_own() -> None:
    """No two of the rated combinations share a sentence within one audience."""
    for audience in AUDIENCES:
        said = [
            sentence(**WORDS, certainty=certainty, size=size, audience=audience)
            for certainty, size in product(LEVELS[:3], SIZES)
        ]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize(
    "change",
    [
        {"certainty": "not_rated"}, {"certainty": "good"}, {"size": ""}, {"direction": ""},
        {"outcome": " "}, {"audience": "press"},
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(change: dict[str, str]) -> None:
    """No rating, no size, no direction, no sentence."""
    with pytest.raises(InputError):
        sentence(**{**WORDS, "certainty": "high", "size": "small", **change})


@pytest.mark.parametrize(
    ("estimate", "size"),
    [(0.19, "trivial"), (-0.2, "small"), (0.49, "small"), (-0.5, "moderate"), (0.8, "large")],
)
def test_size_classes(estimate: float, size: str) -> None:
    """Lower edge included, sign left out."""
    assert size_class(estimate, SMD_CUTS) == size


@pytest.mark.parametrize("cuts", [(0, 1, 2), (2, 1, 3), (-1, 1, 2)])
def test_cuts_must_ascend(cuts: tuple[float, float, float]) -> None:
    """From above 0."""
    with pytest.raises(InputError):
        size_class(1.0, SizeCuts(important=cuts[0], moderate=cuts[1], large=cuts[2]))


def test_no_number_has_no_size() -> None:
    """NaN is not trivial."""
    with pytest.raises(InputError):
        size_class(float("nan"), SMD_CUTS)
