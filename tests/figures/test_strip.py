"""Questions at a glance."""

from __future__ import annotations

import pytest
from _rows import effect, evidence, outcome

from evisyn.appraisal.strength import strength_of_evidence
from evisyn.errors import InputError
from evisyn.figures.strip import StripSpec, specify_strip, strip_picture


def _label(vocabulary: str, key: str) -> str:
    return key.replace("_", " ")


def _spec(**rows: object) -> StripSpec:
    return specify_strip(
        strength_of_evidence(evidence(**rows)), label=_label, title="T", outcomes=("intensity",)
    )


def test_an_interval_across_no_difference_favours_neither() -> None:
    """The direction needs an interval on one side."""
    spec = _spec(effects=(effect(ci_high=0.1),))
    assert spec.cells[0].direction == "neither"


def test_trials_alone_have_no_direction() -> None:
    """A question with trials only shows their number."""
    cell = _spec(trial_outcomes=(outcome(),)).cells[0]
    assert (cell.direction, cell.n_reviews, cell.n_trials) == ("", 0, 1)


def test_an_unclear_direction_stays_unclear() -> None:
    """A result that nobody can orient is no result for either side."""
    assert _spec(effects=(effect(larger_value_favours=""),)).cells[0].direction == "unclear"


def test_only_outcomes_with_a_question_have_a_column() -> None:
    """Columns stand in the order of outcomes and are never empty."""
    spec = _spec(effects=(effect("a-e1", outcome="disability"), effect("b-e1")))
    assert [key for key, _ in spec.outcomes] == ["intensity", "disability"]


def test_conditions_head_their_lines_when_there_are_several() -> None:
    """With one condition no heading is needed."""
    one = _spec(effects=(effect(),))
    two = _spec(effects=(effect("a-e1"), effect("b-e1", condition="tth")))
    assert [line.group for line in one.lines] == [""]
    assert [line.group for line in two.lines] == ["Migraine", "Tth"]


def test_sham_stands_before_mixed_comparators() -> None:
    """Comparators stand in the order of what they can show."""
    spec = _spec(effects=(effect("a-e1", comparator_class="mixed"), effect("b-e1")))
    assert [line.comparator for line in spec.lines] == ["sham placebo", "mixed"]


def test_the_words_count_questions() -> None:
    """The alternative text counts questions, pooled results and ratings."""
    alt = strip_picture(_spec(effects=(effect(),)), id="s").alt
    assert "Grid of 1 question by outcome: 1 with a pooled result (certainty reported for 0)" in alt


def test_no_question_is_refused() -> None:
    """Without a question nothing is drawn."""
    with pytest.raises(InputError, match="records"):
        _spec()
