"""A what-if shows the first choice and every single change, and answers any set of choices."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

import pytest
from _projects import ROWS, append, make_project

import evisyn as ev
from evisyn.errors import InputError, NotPoolable
from evisyn.interactive.model import WIDGET_VIEW, Control, WhatIf

TRIALS = ev.example("colditz1994")
COUNTS = {"ai": TRIALS["tpos"], "bi": TRIALS["tneg"], "ci": TRIALS["cpos"], "di": TRIALS["cneg"]}
QUESTION = "tth.multimodal_physiotherapy.mixed.intensity"


@pytest.fixture(scope="module")
def bcg() -> WhatIf:
    effects = [ev.effect_size(measure, **COUNTS) for measure in ("OR", "RD")]
    people = TRIALS[["tpos", "tneg", "cpos", "cneg"]]
    return ev.what_if(
        effects, TRIALS["author"], participants=people, title="BCG", id="bcg", threshold=1.25
    )


@pytest.fixture(scope="module")
def questions() -> WhatIf:
    return ev.what_if_question(ev.load(), QUESTION)


def test_the_first_choice_is_the_model_of_the_evidence(bcg: WhatIf) -> None:
    """The paragraph says studies, model, interval, result and prediction interval."""
    view = bcg.view()
    pooled = ev.pool(ev.effect_size("OR", **COUNTS), test="hksj-adhoc")
    assert view.status.startswith("13 of 13 studies pooled, random effects (REML), Hartung-Knapp")
    assert "OR 0.47 (0.32 to 0.71)" in view.status
    assert view.picture.spec.panels[0].summary.k == pooled.k
    assert view.certainty == "Certainty: not rated (open: very low to low)."


def test_forest_and_rating_follow_a_choice(bcg: WhatIf) -> None:
    """A study that is out is not drawn; what is assumed is named."""
    view = bcg.view(
        studies=range(1, 13), model="common", test="z", rob_low_share=75.0, indirectness=0
    )
    labels = [row.entry.label for row in view.picture.spec.rows]
    assert labels == list(TRIALS["author"])[1:]
    assert "one common effect" in view.status
    assert "Assumed, not known: 75 % of participants in trials at low risk" in view.certainty
    assert any("assumed: " in cell.text for row in view.rating.rows for cell in row.cells)


def test_a_refusal_is_said_and_no_number_shown(bcg: WhatIf) -> None:
    """One study, or none, is neither pooled nor rated."""
    one, none = bcg.view(studies=[3]), bcg.view(studies=[])
    assert "needs 2 studies, 1 in" in one.status
    assert one.picture.spec.panels[0].summary is None
    assert "No study is in" in none.picture.to_text()
    assert not one.rating.rows


def test_a_ratio_that_matters_is_not_read_for_a_difference(bcg: WhatIf) -> None:
    """The number was given for another kind of measure, and that is said."""
    assert "is not read" in bcg.view(measure="RD").status
    assert "is not read" not in bcg.view(measure="OR").status
    assert "is not read" not in bcg.view(measure="RD", threshold=None).status


def test_every_single_change_is_in_the_table(bcg: WhatIf) -> None:
    """The table for readers without a kernel has one row per option and per study left out."""
    frame = bcg.alternatives.to_frame()
    options = sum(
        len(control.options) - 1 for control in bcg.controls if control.kind == "one"
    )  # fmt: skip
    assert len(frame) == 1 + options + len(TRIALS)
    assert frame["estimate"].notna().all()


@pytest.mark.parametrize(
    ("choice", "argument"),
    [
        ({"colour": "red"}, "colour"),
        ({"test": "x"}, "test"),
        ({"studies": [99]}, "studies"),
        ({"threshold": "much"}, "threshold"),
        ({"threshold": -1}, "threshold"),
    ],
)
def test_a_choice_that_is_none_is_refused(bcg: WhatIf, choice, argument: str) -> None:
    """The message names the control and what it allows."""
    with pytest.raises(InputError) as caught:
        bcg.view(**choice)
    assert caught.value.argument == argument


def test_effects_may_be_one_record_or_a_mapping() -> None:
    """Whoever has one measure, or effects of their own, gives them as they are."""
    one = ev.what_if(ev.effect_size("RR", **COUNTS), TRIALS["author"])
    own = ev.what_if({"MD": ([-1.0, -2.0], [0.1, 0.2])}, ["A", "B"], unit="points")
    assert one.controls[0].key == "model"
    assert "MD −1.45 (" in own.view().status
    with pytest.raises(InputError, match="twice"):
        ev.what_if([ev.effect_size("RR", **COUNTS)] * 2, TRIALS["author"])


def test_stored_html_needs_no_script_and_no_widget(bcg: WhatIf) -> None:
    """A reader without a kernel sees forest, words, rating and alternatives."""
    html = bcg.to_html()
    assert "<script" not in html
    assert html.count("<img alt=") == 1
    assert "What each single change gives" in html
    assert "ipywidgets" in html
    assert html == bcg.to_html()


def test_without_ipywidgets_the_stored_form_is_shown(bcg: WhatIf, monkeypatch) -> None:
    """A missing package takes the controls away and nothing else."""
    whole = bcg._repr_mimebundle_()
    assert set(whole) == {WIDGET_VIEW, "text/html", "text/plain"}
    monkeypatch.delitem(sys.modules, "evisyn.interactive.panel", raising=False)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    bare = bcg._repr_mimebundle_()
    assert bare == {kind: whole[kind] for kind in ("text/html", "text/plain")}


def test_a_view_shows_itself(bcg: WhatIf) -> None:
    """A set of choices at the end of a cell is a result like any other."""
    bundle = bcg.view(test="z")._repr_mimebundle_()
    assert "normal interval" in bundle["text/html"]
    assert "normal interval" in bundle["text/plain"]


def test_questions_say_why_nothing_is_pooled(questions: WhatIf) -> None:
    """Whatever is chosen, the refusal stands beside the answer."""
    for choice in ({}, {"set_aside": True}, {"preset": "cinema"}, {"review_quality": "low"}):
        assert "Trials are not pooled: " in questions.view(**choice).status


def test_question_tables_count_what_moves(questions: WhatIf) -> None:
    """The first row moves nothing; assuming trials without risk of bias moves several."""
    frame = questions.alternatives.to_frame().set_index("change")
    assert frame["others"].iloc[0] == 0
    assert frame["others"].loc["75 % of participants"] > 5


def test_every_question_can_be_chosen(questions: WhatIf) -> None:
    """Each question gives a view, with rows set aside out or in."""
    asked = next(control for control in questions.controls if control.key == "question")
    for _, key in asked.options:
        for set_aside in (False, True):
            assert questions.view(question=key, set_aside=set_aside).picture.alt


def test_the_question_shown_first_has_the_most_results() -> None:
    """Without a question the one with most to see is shown."""
    base = ev.load()
    start = ev.what_if_question(base).controls[0].start
    assert start in [value for _, value in ev.what_if_question(base, start).controls[0].options]


def test_trials_of_the_shipped_base_are_refused() -> None:
    """No two trials may be pooled, and the reasons are given."""
    with pytest.raises(NotPoolable, match="pooling needs 2"):
        ev.what_if_trials(ev.load())
    with pytest.raises(NotPoolable, match="not pooled"):
        ev.what_if_trials(ev.load(), "cgh.spinal_manipulation.active.intensity")


def test_a_number_may_be_left_empty() -> None:
    """An empty field is no threshold."""
    control = Control(key="threshold", label="", kind="number")
    assert [control.check(value) for value in (None, "", "2", 0.5)] == [None, None, 2.0, 0.5]


def test_a_what_if_is_frozen(bcg: WhatIf) -> None:
    """Choices are answered, not kept."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        bcg.title = "x"  # type: ignore[misc]


def test_trials_of_a_base_that_carries_it_are_pooled_by_choice(tmp_path: Path) -> None:
    """Two trials of one question: the panel pools them, and rates with what the rows say."""
    project = make_project(tmp_path / "project")
    old, new = "cole2018", "dunn2019"
    for table in ("trials", "trial_outcomes"):
        row = {key: value.replace(old, new) for key, value in ROWS[table][0].items()}
        append(project, table, row | ({"mean_i": "3.6"} if "mean_i" in row else {}))
    bib = project.data / "references.bib"
    bib.write_text(bib.read_text() + f"\n\n@article{{{new},\n author = {{Dunn, B}}, year = 2019}}")
    made = ev.what_if_trials(ev.load(project.root))
    assert "2 of 2 studies pooled" in made.view().status
    assert "MD −0.8" in made.view().status
    assert any("Dunn 2019" in label for label, _ in made.controls[-1].options)
    assert "needs 2 studies" in made.view(studies=[0]).status
    assert made.view().rating.rows[0].cells[1].text == "not assessable"
