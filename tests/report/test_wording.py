"""Engine sentences in the words of a topic."""

from __future__ import annotations

from evisyn.report.display import Column, table
from evisyn.report.wording import reworded
from evisyn.tables.topic import Term, Topic

TOPIC = Topic(
    title="An intervention of mine",
    question_columns=("condition", "intervention_class", "comparator_class", "outcome"),
    conditions=(Term(id="a", title="People after treatment"),),
    mixed="mixed",
    labels={},
    wording=(("benefit of the intervention", "less with exposure"), ("intervention", "exposure")),
)


def test_longer_phrases_come_first() -> None:
    """And whole words only."""
    assert TOPIC.worded("benefit of the intervention") == "less with exposure"
    assert TOPIC.worded("interventional") == "interventional"


def test_titles_that_people_typed_stay() -> None:
    """The title of the review and of its conditions."""
    said = TOPIC.worded("An intervention of mine: intervention")
    assert said == "An intervention of mine: exposure"


def test_cells_stay() -> None:
    """Headers and notes are reworded, cells are what people typed."""
    made = table(
        id="t", title="By intervention", columns=[Column(key="a", label="intervention")],
        records=[{"a": "intervention"}], source_notes=["each intervention"],
    )  # fmt: skip
    said = reworded(TOPIC, made)
    assert (said.title, said.columns[0].label) == ("By exposure", "exposure")
    assert said.source_notes[0] == "each exposure"
    assert said.rows[0].cells[0].text == "intervention"
