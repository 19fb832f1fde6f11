"""Which rows speak to a question, and which result stands for it."""

from __future__ import annotations

import itertools

import pytest
from _rows import effect, evidence, outcome

from evisyn.appraisal.questions import (
    comparable,
    consistency,
    effect_status,
    gather,
    index_choice,
    summarisable,
    union,
)
from evisyn.errors import InputError


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, "eligible"),
        ({"contrast": "within_arm"}, "not between arms"),
        ({"contrast": "component", "model_kind": "component"}, "not between arms"),
        ({"model_kind": "single_arm"}, "not between arms"),
        ({"duplicate_of": "b2021-e1"}, "duplicate"),
        ({"set_aside": True}, "set aside"),
        ({"ci_low": None}, "no interval"),
        ({"ci_high": None}, "no interval"),
        ({"model_kind": "umbrella"}, "umbrella"),
        ({"review_design": "umbrella_review"}, "umbrella"),
        ({"model_kind": "network"}, "eligible"),
    ],
)
def test_what_may_be_done_with_a_result(given: dict[str, object], status: str) -> None:
    """Each reason for not being eligible is recognised."""
    assert effect_status(effect(**given)) == status


def test_a_row_set_aside_is_in_no_summary() -> None:
    """A result that is shown and not summarised neither makes a question nor enters one."""
    rows = evidence(effects=(effect("a2020-e1"), effect("b2021-e1", set_aside=True)))
    (item,) = summarisable(gather(rows, ["migraine"]))
    assert [row.effect_id for row in item.effects] == ["a2020-e1"]
    assert [row.effect_id for row in item.set_aside] == ["b2021-e1"]
    alone = evidence(effects=(effect("b2021-e1", set_aside=True),))
    assert summarisable(gather(alone, ["migraine"])) == ()


def test_pooled_conditions_inform_no_condition() -> None:
    """A result over several conditions is in no question of one of them."""
    rows = evidence(effects=(effect(condition="mixed"),))
    assert gather(rows, rows.conditions) == ()
    assert len(gather(rows, ["mixed"])) == 1


def test_trials_on_one_sample_count_once() -> None:
    """Two papers on one sample are one trial of the question."""
    rows = evidence(
        trial_outcomes=(
            outcome("t2014a-o1", thread="t2014a"),
            outcome("t2014b-o1", thread="t2014a"),
        )
    )
    (item,) = gather(rows, ["migraine"])
    assert item.threads == ("t2014a",)
    assert item.basis == "trials only"


def test_a_trial_row_without_comparator_class_makes_no_question() -> None:
    """An arm that is only called control belongs to no question."""
    rows = evidence(trial_outcomes=(outcome(comparator_class=""),))
    assert gather(rows, ["migraine"]) == ()


@pytest.mark.parametrize(
    ("winner", "loser", "words"),
    [
        ({"search_end": "2022-03"}, {"search_end": "2021-12"}, "later"),
        ({"search_end": "2021-02"}, {"review_year": 2020}, "later"),
        ({"review_year": 2022}, {"search_end": "2021-12"}, "later"),
        ({"k": 6}, {"k": 4}, "more trials"),
        ({"k": 6}, {}, "more trials"),
        ({"n_participants": 300}, {"n_participants": 200}, "more participants"),
    ],
)
def test_the_index_result_follows_the_written_order(
    winner: dict[str, object], loser: dict[str, object], words: str
) -> None:
    """Search date, then trials, then participants decide, whatever the order of the rows."""
    better, worse = effect("z2020-e1", **winner), effect("a2020-e1", **loser)
    for rows in itertools.permutations((better, worse)):
        choice = index_choice(rows)
        assert choice is not None
        assert choice.effect is better
        assert choice.runner_up is worse
        assert words in choice.reason


def test_the_order_of_the_rule_can_be_chosen() -> None:
    """With trials before dates the larger review stands for the question; a slip is refused."""
    late = effect("a2020-e1", search_end="2024-01", k=2)
    large = effect("b2020-e1", search_end="2010-01", k=20)
    choice = index_choice([late, large], order=("trials", "search"))
    assert choice is not None
    assert choice.effect is large
    assert "more trials (20 against 2)" in choice.reason
    with pytest.raises(InputError, match="allowed are search"):
        index_choice([late], order=("size",))


def test_a_tie_goes_to_the_first_id() -> None:
    """Equal dates, trials and participants leave the id, and the reason says so."""
    choice = index_choice([effect("b2020-e1"), effect("a2020-e1")])
    assert choice is not None
    assert choice.effect.effect_id == "a2020-e1"
    assert "first by id" in choice.reason


def test_an_umbrella_review_never_is_the_index_review() -> None:
    """Neither by model nor by design."""
    umbrella = effect("u2025-e1", model_kind="umbrella", search_end="2025-01")
    overview = effect("v2025-e1", review_design="umbrella_review", search_end="2025-01")
    choice = index_choice([umbrella, overview, effect("a2010-e1", review_year=2010)])
    assert choice is not None
    assert choice.effect.effect_id == "a2010-e1"


def test_a_range_holds_one_measure_unit_and_timepoint() -> None:
    """Other units, other timepoints and unclear directions stay out."""
    first = effect("a2020-e1")
    others = [
        effect("b2020-e1", measure="g"),
        effect("c2020-e1", measure="MD", unit="days"),
        effect("d2020-e1", timepoint_class="follow_up"),
        effect("e2020-e1", larger_value_favours=""),
    ]
    ids = [row.effect_id for row in comparable([first, *others], first)]
    assert ids == ["a2020-e1", "b2020-e1"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], ""),
        ([effect()], "single review"),
        ([effect("a2020-e1"), effect("b2020-e1", estimate=-0.1)], "same direction"),
        ([effect("a2020-e1"), effect("b2020-e1", estimate=0.1)], "mixed"),
        ([effect("a2020-e1"), effect("a2020-e2", estimate=0.1)], "mixed"),
        ([effect("a2020-e1"), effect("b2020-e1", larger_value_favours="")], "mixed"),
    ],
)
def test_consistency_describes_directions(rows: list, words: str) -> None:
    """One review, one direction, or mixed; an unknown direction agrees with nothing."""
    assert consistency(rows) == words


def test_points_of_two_scales_are_not_one_range() -> None:
    """Mean differences need a unit, and one instrument where both name one."""
    neck = effect("a2020-e1", measure="MD", unit="points", instrument="NDI")
    head = effect("b2020-e1", measure="MD", unit="points", instrument="HDI")
    bare = effect("c2020-e1", measure="MD", unit="points")
    assert [row.effect_id for row in comparable([neck, head, bare], neck)] == [
        "a2020-e1",
        "c2020-e1",
    ]
    assert comparable([effect(measure="MD")], effect(measure="MD")) == ()


def test_a_wider_question_is_a_union_of_classes() -> None:
    """A group collects its classes and leaves the rest."""
    rows = evidence(
        effects=(
            effect("a2020-e1"),
            effect("b2020-e1", intervention_class="trigger_point", outcome="frequency"),
            effect("c2020-e1", intervention_class="acupuncture"),
        )
    )
    classes = frozenset(rows.groups["any_manual"])
    found = union(gather(rows, ["migraine"]), "migraine", classes)
    assert [item.question.intervention for item in found] == ["soft_tissue", "trigger_point"]
    narrow = union(gather(rows, ["migraine"]), "migraine", classes, outcome="frequency")
    assert [item.question.intervention for item in narrow] == ["trigger_point"]
