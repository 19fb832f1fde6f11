"""Certainty by published algorithms, for comparison."""

from __future__ import annotations

from typing import Any

import pytest

from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_other import crossings
from evisyn.appraisal.grade_presets import GRADE_PRESETS, GradePreset
from evisyn.errors import InputError

DEFECT: dict[str, Any] = {
    "estimate": 0.2, "ci_low": -0.3, "ci_high": 0.7, "pi_low": -2, "pi_high": 2.5, "i2": 97,
    "k": 12, "n_participants": 2000, "measure": "SMD", "rob_low_share": 100, "indirectness": 0,
    "small_study_p": 0.8,
}  # fmt: skip
JUDGED = {"author": "A. Reviewer", "date": "2026-01-31", "reason": "read in full"}


def test_metaumbrella_keeps_its_defect_and_warns() -> None:
    """It calls a prediction interval of -2 to 2.5 high; the house rules do not."""
    result = grade(**DEFECT, preset="metaumbrella")
    assert result.level == "high"
    assert result.warnings
    assert grade(**DEFECT).level == "low"


@pytest.mark.parametrize(
    ("ci", "pi", "steps"),
    [
        ((-0.05, 0.08), (-0.2, 0.3), 2),
        ((0.2, 0.6), (-0.3, 1.0), 2),
        ((0.05, 0.6), (-0.05, 1.0), 1),
        ((0.2, 0.6), (-0.05, 0.9), 1),
        ((0.2, 0.6), (0.1, 0.9), 0),
        ((-0.05, 0.05), (-0.08, 0.08), 0),
        ((-0.5, 0.5), (-2.0, 2.0), 0),
    ],
)
def test_metaumbrella_heterogeneity(
    ci: tuple[float, float], pi: tuple[float, float], steps: int
) -> None:
    """Each line of its rule on the range -0.10 to 0.10."""
    given = {**DEFECT, "estimate": sum(ci) / 2, "ci_low": ci[0], "ci_high": ci[1],
             "pi_low": pi[0], "pi_high": pi[1]}  # fmt: skip
    assert grade(**given, preset="metaumbrella").domain("inconsistency").steps == steps


@pytest.mark.parametrize(
    ("i2", "share", "steps"), [(60, 20, 2), (40, 20, 1), (None, 20, 2), (60, 5, 0), (90, None, 0)]
)
def test_metaumbrella_without_prediction_interval(
    i2: float | None, share: float | None, steps: int
) -> None:
    """I2 counts only beside contradicting studies."""
    given = {**DEFECT, "pi_low": None, "i2": i2, "contradicting_share": share}
    assert grade(**given, preset="metaumbrella").domain("inconsistency").steps == steps


@pytest.mark.parametrize(
    ("change", "steps"),
    [
        ({}, 0), ({"n_participants": 700}, 1), ({"n_participants": 120}, 2), ({"ci_high": 0.9}, 1),
        ({"ci_high": 0.9, "n_participants": 700}, 2), ({"n_per_arm": 60}, 2),
    ],
)  # fmt: skip
def test_metaumbrella_imprecision(change: dict[str, Any], steps: int) -> None:
    """People in an arm, and an interval with no and a large effect in it."""
    result = grade(**{**DEFECT, **change}, preset="metaumbrella")
    assert result.domain("imprecision").steps == steps


def test_metaumbrella_reads_missing_as_worst() -> None:
    """Risk of bias, indirectness and reporting bias, as described."""
    given = {**DEFECT, "rob_low_share": None, "indirectness": None, "small_study_p": None}
    result = grade(**given, preset="metaumbrella")
    assert [d.steps for d in result.domains] == [0, 2, 0, 2, 0, 1]
    assert result.level == "very_low"


@pytest.mark.parametrize(
    ("ci", "pi", "imprecision", "heterogeneity"),
    [
        ((0.6, 1.0), (0.55, 1.1), 0, 0), ((0.1, 1.0), (-0.2, 1.3), 0, 1),
        ((0.1, 1.0), (-0.8, 2.0), 0, 2), ((-0.2, 1.0), (-0.3, 1.3), 1, 0),
        ((-0.2, 1.0), (-0.9, 1.9), 1, 1), ((-0.7, 1.0), (-2.0, 2.5), 2, 0),
        ((-0.1, 0.3), (-0.2, 0.4), 1, 0), ((-0.1, 0.3), (-0.2, 0.6), 1, 1),
        ((-0.1, 0.3), (-0.6, 0.8), 1, 2),
    ],
)  # fmt: skip
def test_cinema_rules(
    ci: tuple[float, float], pi: tuple[float, float], imprecision: int, heterogeneity: int
) -> None:
    """Edges crossed by both intervals, with an important effect of 0.5."""
    result = grade(
        estimate=sum(ci) / 2, ci_low=ci[0], ci_high=ci[1], pi_low=pi[0], pi_high=pi[1],
        measure="SMD", threshold=0.5, preset="cinema",
    )  # fmt: skip
    assert result.domain("imprecision").steps == imprecision
    assert result.domain("heterogeneity").steps == heterogeneity


def test_cinema_needs_a_threshold() -> None:
    """Without one its rules have no edges."""
    domain = grade(estimate=0.2, ci_low=0.1, ci_high=0.3, preset="cinema").domain("imprecision")
    assert (domain.state, domain.missing) == ("not assessable", ("threshold",))


def test_crossings_count_edges_inside() -> None:
    """A limit on an edge does not cross it."""
    assert crossings((0.0, 1.0), ((-0.5, 0.0),)) == 0
    assert crossings((-0.1, 1.0), ((-0.5, 0.0),)) == 1


def test_manual_is_rated_from_judgements_alone() -> None:
    """Every domain with a reason gives a level; one without leaves it open."""
    names = ("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias")
    judged = [{"domain": name, "state": "no concern", **JUDGED} for name in names]
    assert grade(preset="manual").level == "not_rated"
    assert grade(preset="manual", overrides=judged[:4]).level == "not_rated"
    assert grade(preset="manual", overrides=judged).level == "high"


def test_pollock_says_that_the_formula_is_not_its_own() -> None:
    """The level follows from one step per downgrade, with a warning."""
    result = grade(n_participants=150, rob_low_share=80, i2=20, k=3, review_quality=3,
                   preset="pollock2016")  # fmt: skip
    assert result.level == "low"
    assert "formula" in result.warnings[0]


def test_pollock_takes_a_number_of_items() -> None:
    """An AMSTAR 2 label is not what it asks for."""
    with pytest.raises(InputError, match="0 to 4"):
        grade(n_participants=150, review_quality="high", preset="pollock2016")


@pytest.mark.parametrize("preset", GRADE_PRESETS.values(), ids=list(GRADE_PRESETS))
def test_every_preset_names_its_source(preset: GradePreset) -> None:
    """No rules without a source."""
    assert preset.source
