"""Certainty by domain, by preset and over choices."""

from __future__ import annotations

from typing import Any

import pytest

from evisyn.appraisal.grade import grade
from evisyn.appraisal.multiverse import grade_multiverse
from evisyn.errors import InputError
from evisyn.figures.grids.domains import grade_domains, judgement_multiverse, presets_side_by_side
from evisyn.figures.grids.spec import GridSpec, StackSpec

BODY: dict[str, Any] = {
    "estimate": -0.4,
    "ci_low": -0.7,
    "ci_high": -0.1,
    "pi_low": -0.9,
    "pi_high": 0.1,
    "i2": 40,
    "k": 6,
    "n_participants": 350,
    "measure": "SMD",
    "threshold": 0.2,
    "rob_low_share": 70,
}


def test_each_domain_has_its_state() -> None:
    """The strip repeats what the rating says, with a sign for each state."""
    rating = grade(**BODY)
    spec = grade_domains({"Q": rating}, id="g", title="T").spec
    assert isinstance(spec, GridSpec)
    states = [cell.words for cell in spec.rows[0].cells[:-1]]
    assert states == [domain.state for domain in rating.domains]
    assert {c.words: c.sign for c in spec.key}["serious"] == "\u22121"


def test_a_level_that_cannot_be_given_says_so() -> None:
    """Without risk of bias the question is not rated, and the range stands beside it."""
    rating = grade(**{**BODY, "rob_low_share": None, "n_participants": 900, "pi_high": -0.05})
    picture = grade_domains({"Q": rating}, id="g", title="T")
    assert "1 not rated" in picture.alt
    assert "not rated (" in picture.long_description


def test_a_persons_judgement_has_a_heavy_edge() -> None:
    """Overrides are seen, and the person is named in the description."""
    by_hand = {
        "domain": "imprecision",
        "state": "serious",
        "author": "A. Person",
        "date": "2024-05-01",
        "reason": "few events",
    }
    picture = grade_domains({"Q": grade(**BODY, overrides=[by_hand])}, id="g", title="T")
    assert isinstance(picture.spec, GridSpec)
    assert [cell.strong for cell in picture.spec.rows[0].cells].count(True) == 1
    assert "judged by A. Person" in picture.long_description


def test_presets_that_differ_are_marked() -> None:
    """A row whose presets disagree carries a mark, not a colour."""
    two = {"a": grade(**BODY), "b": grade(**{**BODY, "rob_low_share": 90, "pi_high": -0.05})}
    same = {"a": grade(**BODY), "b": grade(**BODY)}
    spec = presets_side_by_side({"Q": two, "R": same}, id="p", title="T").spec
    assert isinstance(spec, GridSpec)
    assert [row.mark for row in spec.rows] == ["\u2260", ""]


def test_the_multiverse_counts_every_rating() -> None:
    """Segments are the shares of the levels; fragile questions say on what they depend."""
    own = grade_multiverse(BODY, grid={"ois": (300, 400)})
    picture = judgement_multiverse({"Q": own}, id="m", title="T")
    assert isinstance(picture.spec, StackSpec)
    row = picture.spec.rows[0]
    assert sum(s.share for s in row.segments) == pytest.approx(1.0)
    assert row.strong is own.fragile is True
    assert "depends on ois" in row.remark


@pytest.mark.parametrize("maker", [grade_domains, presets_side_by_side, judgement_multiverse])
def test_nothing_is_refused(maker: Any) -> None:
    """Without a question nothing is drawn."""
    with pytest.raises(InputError, match="empty"):
        maker({}, id="g", title="T")
