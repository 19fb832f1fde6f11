"""The forest of a what-if shows what is in, and the summary only where there is one."""

from __future__ import annotations

import pytest

import evisyn as ev
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.what_if import PoolChoice, RatingChoice, pooled_answer, study_set
from evisyn.appraisal.what_if_question import question_answer, question_set
from evisyn.figures.picture import Picture
from evisyn.figures.what_if import pooled_forest, question_forest

STUDIES = study_set({"OR": ((-0.9, -0.4, -1.1), (0.05, 0.04, 0.09))}, ("A", "B", "C"))


def forest(**choice) -> Picture:
    answer = pooled_answer(STUDIES, PoolChoice(measure="OR", **choice), RatingChoice())
    return pooled_forest(STUDIES, answer, id="what-if", title="What if")


def test_the_summary_is_the_answer() -> None:
    """The diamond is the pooled result, with the usual interval below it."""
    answer = pooled_answer(STUDIES, PoolChoice(measure="OR"), RatingChoice())
    summary = forest().spec.panels[0].summary
    assert summary.x == pytest.approx(answer.shown("estimate"))
    assert summary.beside_low is not None


def test_the_usual_interval_does_not_stand_beside_itself() -> None:
    """Where the usual interval is chosen it is shown once."""
    assert forest(test="z").spec.panels[0].summary.beside_low is None


def test_who_is_out_is_counted_and_not_drawn() -> None:
    """A study that is left out is named by number below the figure."""
    picture = forest(left_out=(1,))
    assert [row.entry.label for row in picture.spec.rows] == ["A", "C"]
    assert "1 study left out." in picture.spec.notes


def test_a_refusal_stands_in_the_figure() -> None:
    """One study is shown as it is, with the reason; none gives no empty axis."""
    one = forest(left_out=(0, 1))
    assert one.spec.panels[0].summary is None
    assert any("needs 2 studies" in note for note in one.spec.notes)
    assert "No study is in" in forest(left_out=(0, 1, 2)).to_text()


def test_rows_set_aside_are_hollow_until_let_in() -> None:
    """Letting rows in changes how they are drawn, not what is printed."""
    base = ev.load()
    question = "migraine.multimodal_physiotherapy.mixed.duration"
    marks = []
    for let_in in (False, True):
        asked = question_set(evidence_rows(base), let_in=let_in)
        answer = question_answer(asked, question, RatingChoice())
        picture = question_forest(base, answer, id="question", title="Question")
        marks.append({row.entry.set_aside for row in picture.spec.rows})
        assert any("not pooled" in note for note in picture.spec.notes)
    assert marks == [{True}, {False}]
