"""The board of statements."""

from __future__ import annotations

import pytest
from _figures import line
from _rows import claim

from evisyn.appraisal.claims import ClaimVerdict
from evisyn.appraisal.verdicts import VERDICTS as WORDS
from evisyn.errors import InputError
from evisyn.figures.board import board_lines, board_picture, specify_board
from evisyn.figures.style import VERDICTS


def _verdict(**given: str) -> ClaimVerdict:
    values = {
        "cited_as_said": "could_not_be_checked",
        "cited_why": "",
        "verdict": "no evidence found",
        "why": "",
        "certainty": "",
    }
    return ClaimVerdict(claim=claim(), row_ids=(), **{**values, **given})


def test_every_verdict_has_a_symbol() -> None:
    """The symbols cover the verdicts of the rules, no more and no less."""
    assert set(VERDICTS) == set(WORDS)


def test_both_answers_stand_side_by_side() -> None:
    """What the source says and what the evidence says are kept apart."""
    found = board_lines([_verdict()])[0]
    assert (found.cited, found.verdict) == ("could not be checked", "no evidence found")


def test_verdicts_are_counted_in_their_order() -> None:
    """Counts follow the order of the list, empty ones are left out."""
    lines = [line("a", verdict="not assessable"), line("b", verdict="supported")]
    spec = specify_board(lines, title="T")
    assert spec.counts == (("supported", 1), ("not assessable", 1))


def test_the_words_count_the_verdicts() -> None:
    """The alternative text says how many of each."""
    picture = board_picture(specify_board([line("a"), line("b")], title="T"), id="b")
    assert "Board of 2 statements" in picture.alt
    assert "Verdicts: 2 partly supported." in picture.alt


def test_the_description_has_both_answers() -> None:
    """Each statement is read with both answers and the certainty."""
    picture = board_picture(specify_board([line()], title="T"), id="b")
    assert picture.long_description == (
        "C01 (Effectiveness), It may help. Source says so: no source named;"
        " verdict: partly supported; certainty low."
    )


@pytest.mark.parametrize("given", [{"verdict": "true"}, {"cited": "maybe"}])
def test_an_unknown_answer_is_refused(given: dict[str, str]) -> None:
    """An answer without a symbol names the statement."""
    with pytest.raises(InputError, match="C01"):
        specify_board([line(**given)], title="T")


def test_nothing_is_refused() -> None:
    """A board without statements is not drawn."""
    with pytest.raises(InputError, match="lines"):
        specify_board([], title="T")
