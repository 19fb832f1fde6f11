"""Every result leads to a page and a place in it, in one call."""

from __future__ import annotations

import pytest

import evisyn as ev
from evisyn.errors import InputError
from evisyn.report.explanation import explain
from evisyn.report.strength import strength_table


@pytest.fixture(scope="module")
def base() -> ev.EvidenceBase:
    return ev.load()


@pytest.fixture(scope="module")
def questions(base) -> list[dict]:
    return strength_table(base).to_frame().to_dict("records")


def _reaches_a_page(trail) -> bool:
    return any(step.url and step.label.startswith("data/") for step in trail.walk())


def test_every_question_reaches_a_page_and_a_place(base, questions) -> None:
    """No row of the strength table without a path to an address and a locator."""
    for row in questions:
        trail = explain(base, row["question_id"])
        assert _reaches_a_page(trail), row["question_id"]
        assert any(step.text.startswith("read in") for step in trail.walk())


@pytest.mark.parametrize(
    "column",
    ["estimate", "ci_low", "n_trials", "certainty", "range_low", "limitation_domains", "statement"],
)
def test_every_cell_of_a_pooled_question_has_a_path(base, questions, column: str) -> None:
    """A filled cell leads to rows with their places, whatever the column."""
    for row in (item for item in questions if item["basis"] == "pooled"):
        if row[column] == row[column] and row[column] is not None:
            trail = explain(base, f"{row['question_id']}:{column}")
            assert _reaches_a_page(trail), (row["question_id"], column)


def test_a_rating_shows_each_domain_with_its_rule_and_numbers(base) -> None:
    """The trail of a level names rules, reasons, numbers and the judgement of a person."""
    text = str(explain(base, "migraine.spinal_manipulation.mixed.intensity:certainty"))
    assert "[imprecision.includes_null]" in text
    assert "ci_high = 0.21" in text
    assert "ju005" in text


def test_a_claim_shows_both_answers_apart(base) -> None:
    """What the source says, with the reading; what the rows say, with the rows."""
    text = str(explain(base, "C15"))
    assert "could not be checked" in text
    assert "cc03" in text
    assert "torovelasco2009-o1" in text


def test_a_mirror_is_text_and_a_publisher_is_a_link(base) -> None:
    """Addresses that are not for readers are never links; the paper's DOI is."""
    steps = list(explain(base, "posadzki2024-e5").walk())
    mirror = next(step for step in steps if step.label.startswith("data/effects.csv"))
    paper = next(step for step in steps if step.label == "Paper")
    assert not mirror.link
    assert paper.link
    assert "doi.org" in paper.url
    html = explain(base, "posadzki2024-e5")._repr_html_()
    assert f'href="{mirror.url}"' not in html


def test_an_unknown_id_names_near_ones(base) -> None:
    """A slip of the pen is answered with what was probably meant."""
    with pytest.raises(InputError, match=r"tth\.trigger_point\.mixed\.frequency"):
        explain(base, "tth.trigger_point.mixed.frequncy")
    with pytest.raises(InputError, match="certainty"):
        explain(base, "tth.trigger_point.mixed.frequency:certanty")


def test_the_trail_is_the_same_as_data(base) -> None:
    """JSON holds every step of the text."""
    trail = explain(base, "falsiroli2018-e1")

    def labels(step: dict) -> list[str]:
        return [step["label"], *(label for below in step["below"] for label in labels(below))]

    assert labels(trail.to_dict()) == [step.label for step in trail.walk()]
