"""Rows of reviews as entries."""

from __future__ import annotations

import pytest
from _rows import effect

from evisyn.figures.studies import effect_entries, group_words, interval_words


def _label(vocabulary: str, key: str) -> str:
    return {"sham_placebo": "Sham or placebo"}.get(key, key.replace("_", " "))


def _ids(*rows: object) -> list[str]:
    outcomes = ("frequency", "duration")
    found = effect_entries(rows, names={}, label=_label, outcomes=outcomes)  # type: ignore[arg-type]
    return [e.id for e in found]


def test_second_printings_are_left_out() -> None:
    """A result printed twice is shown once."""
    assert _ids(effect("a2020-e1"), effect("b2021-e1", duplicate_of="a2020-e1")) == ["a2020-e1"]


@pytest.mark.parametrize(
    "given", [{"contrast": "within_arm"}, {"contrast": "component"}, {"model_kind": "single_arm"}]
)
def test_what_does_not_compare_arms_is_left_out(given: dict[str, str]) -> None:
    """Only differences between arms are effects."""
    assert _ids(effect(**given)) == []


def test_rows_set_aside_stay_and_are_marked() -> None:
    """Set aside is shown."""
    found = effect_entries([effect(set_aside=True, flag="odd")], names={}, label=_label)
    assert (found[0].set_aside, found[0].note) == (True, "odd")


def test_post_and_follow_up_stand_in_groups_of_their_own() -> None:
    """The end of treatment and follow-up never share a heading."""
    rows = [effect("a2020-e1"), effect("a2020-e2", timepoint_class="follow_up")]
    found = effect_entries(rows, names={}, label=_label)
    assert len({e.group for e in found}) == 2


def test_sham_comes_first() -> None:
    """Comparators stand in the order of what they can show."""
    rows = [effect("a-e1", comparator_class="mixed"), effect("b-e1")]
    assert _ids(*rows) == ["b-e1", "a-e1"]


def test_the_order_of_rows_does_not_matter() -> None:
    """Entries are sorted by what they say."""
    rows = [effect(f"r{i}-e1", outcome=o) for i, o in enumerate(("other", "frequency", "duration"))]
    assert _ids(*rows) == _ids(*reversed(rows)) == ["r1-e1", "r2-e1", "r0-e1"]


def test_umbrella_results_are_named_so() -> None:
    """A result pooled over reviews says so in its label."""
    found = effect_entries([effect(review_design="umbrella_review")], names={}, label=_label)
    assert "umbrella review" in found[0].label


def test_an_unstated_comparator_is_said() -> None:
    """No comparator is not a comparator."""
    assert group_words("", "post", _label) == "Comparator not stated, end of treatment"


def test_headings_read_as_words() -> None:
    """Comparator and time stand in one heading."""
    assert group_words("sham_placebo", "unclear", _label) == "Against sham or placebo, time unclear"


@pytest.mark.parametrize(
    ("kind", "level", "words"),
    [
        ("confidence", 95.0, ""),
        ("credible", 95.0, "CrI"),
        ("confidence", 90.0, "90% CI"),
        ("", None, ""),
    ],
)
def test_unusual_intervals_are_named(kind: str, level: float | None, words: str) -> None:
    """Only what is not a 95 % confidence interval carries a name."""
    assert interval_words(kind, level) == words
