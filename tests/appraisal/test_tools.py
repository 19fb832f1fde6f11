"""Appraisal tools as tables, one engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evisyn.appraisal.tools.amstar import AMSTAR_2, NO_META_ANALYSIS
from evisyn.appraisal.tools.engine import NOT_RATED, compare_published, recompute
from evisyn.appraisal.tools.misuse import amstar2_misuse, pedro_misuse
from evisyn.appraisal.tools.model import Item, Tool, WorstRule
from evisyn.appraisal.tools.overall import amstar2_confidence, pedro_total, rob2_overall
from evisyn.appraisal.tools.registry import TOOLS, find_tool
from evisyn.appraisal.tools.rob import ROB_2, ROBINS_I
from evisyn.errors import InputError

ALL_YES = dict.fromkeys(range(1, 17), "Yes")
ALL_LOW = dict.fromkeys(ROB_2.keys, "low")


@pytest.mark.parametrize(
    ("faulted", "label"),
    [
        ((), "high"),
        ((1,), "high"),
        ((1, 3), "moderate"),
        ((7,), "low"),
        ((1, 3, 5, 7), "low"),
        ((2, 4), "critically low"),
    ],
)
def test_amstar_2_levels(faulted: tuple[int, ...], label: str) -> None:
    """No, one and several critical flaws; one and several others."""
    assert amstar2_confidence({**ALL_YES, **dict.fromkeys(faulted, "No")}).label == label


def test_amstar_2_critical_items() -> None:
    """The seven critical items are those of the tool."""
    assert [i.key for i in AMSTAR_2.items if i.critical] == [2, 4, 7, 9, 11, 13, 15]


def test_partial_yes_is_an_option_that_is_printed() -> None:
    """A partial yes is no flaw unless the caller says so; the result says which."""
    items = {**ALL_YES, 2: "Partial yes"}
    lenient = amstar2_confidence(items)
    strict = amstar2_confidence(items, partial_yes_counts=True)
    assert (lenient.label, strict.label) == ("high", "low")
    assert "a partial yes is not counted as a flaw" in lenient.notes
    assert "a partial yes is counted as a flaw" in strict.notes


def test_partial_yes_where_the_tool_has_none_is_noted() -> None:
    """The tool offers it for five items only."""
    assert any("item 3" in note for note in amstar2_confidence({**ALL_YES, 3: "PY"}).notes)


def test_no_meta_analysis_is_refused_elsewhere() -> None:
    """It cannot answer an item that does not ask about a meta-analysis."""
    with pytest.raises(InputError, match="item 7"):
        amstar2_confidence({**ALL_YES, 7: NO_META_ANALYSIS})


def test_answers_in_any_case() -> None:
    """Case and spaces do not matter."""
    items = dict.fromkeys(ALL_YES, " yEs ") | {12: "NO META-ANALYSIS CONDUCTED"}
    assert amstar2_confidence(items).label == "high"


def test_missing_items_leave_the_label_open() -> None:
    """Without item 7 it may be high or low; the result lists both."""
    items = {key: "Yes" for key in ALL_YES if key != 7}
    result = amstar2_confidence(items)
    assert (result.label, result.missing, result.possible) == (NOT_RATED, (7,), ("high", "low"))


def test_missing_items_that_cannot_matter() -> None:
    """Two critical flaws are critically low whatever is missing."""
    assert amstar2_confidence({2: "No", 4: "No"}).label == "critically low"


@pytest.mark.parametrize("items", [{17: "Yes"}, {1: "perhaps"}])
def test_unknown_items_and_answers_are_refused(items: dict[int, str]) -> None:
    """The error names the item or the answer."""
    with pytest.raises(InputError, match=r"17|perhaps"):
        amstar2_confidence(items)


@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({}, "low"),
        ({"missing": "some concerns"}, "some concerns"),
        (dict.fromkeys(ROB_2.keys, "Some concerns"), "some concerns"),
        ({"missing": "some concerns", "reporting": "High"}, "high"),
    ],
)
def test_rob_2_is_the_least_favourable_domain(change: dict[str, str], label: str) -> None:
    """Also five domains with some concerns are not counted up to high."""
    assert rob2_overall({**ALL_LOW, **change}) == label


def test_rob_2_carries_its_caveat() -> None:
    """The step to high for several concerns is a reviewer's."""
    overall = rob2_overall(ALL_LOW)
    assert overall.label == "low"
    assert any("reviewer" in note for note in overall.result.notes)


def test_rob_2_needs_the_domains_that_could_matter() -> None:
    """A missing domain is refused unless the overall judgement is settled."""
    with pytest.raises(InputError, match="reporting"):
        rob2_overall({key: "low" for key in ROB_2.keys if key != "reporting"})
    assert rob2_overall({"missing": "high"}) == "high"


def test_robins_i_no_information_leaves_it_open() -> None:
    """A domain without information is not low."""
    domains = dict.fromkeys(ROBINS_I.keys, "low") | {"missing": "no information"}
    result = recompute(ROBINS_I, domains)
    assert (result.label, result.best, result.worst) == (NOT_RATED, "low", "critical")


def test_pedro_leaves_item_1_out() -> None:
    """All eleven items met are ten points."""
    assert pedro_total(dict.fromkeys(range(1, 12), True)) == 10
    assert pedro_total({1: "yes", **dict.fromkeys(range(2, 12), "no")}) == 0


def test_pedro_needs_items_2_to_11() -> None:
    """A total over fewer items would be too low."""
    with pytest.raises(InputError, match="lacks item 11"):
        pedro_total(dict.fromkeys(range(1, 11), 1))


def test_pedro_out_of_11_is_found() -> None:
    """A total out of 11 counts item 1."""
    items = dict.fromkeys(range(1, 12), 1)
    assert {m.kind for m in pedro_misuse(items, "11/11")} == {"out_of_11", "item_1_counted"}


def test_robis_is_stored_and_checked() -> None:
    """The overall judgement is taken as published; a contradiction is noted."""
    domains = {1: "low", 2: "high", 3: "low", 4: "low"}
    assert recompute("ROBIS", domains).label == NOT_RATED
    low = recompute("ROBIS", domains, published="Low risk of bias")
    assert low.label == "low"
    assert any("contradiction" in note for note in low.notes)


def test_compare_flags_a_disagreement() -> None:
    """Published and recomputed stand side by side."""
    result = amstar2_confidence({**ALL_YES, 2: "No", 7: "No"})
    found = compare_published("Moderate", result)
    assert (found.agrees, found.recomputed) == (False, "critically low")


def test_compare_is_open_where_items_are_missing() -> None:
    """A published label among the possible ones is neither confirmed nor contradicted."""
    result = amstar2_confidence({key: "Yes" for key in ALL_YES if key != 7})
    assert compare_published("Low", result).agrees is None
    assert compare_published("Moderate", result).agrees is False


def test_compare_totals() -> None:
    """Totals are compared as printed, with or without the maximum."""
    result = recompute("PEDro", dict.fromkeys(range(2, 12), "yes"))
    assert compare_published("10/10", result).agrees is True
    assert compare_published(9, result).agrees is False


def test_stated_flaw_rule_is_no_misuse() -> None:
    """A rule in the words of the tool is not taken for score bands."""
    assert amstar2_misuse("low: one critical flaw", (2, 4, 7, 9, 11, 13, 15)) == ()


@pytest.mark.parametrize("name", ["amstar2", "RoB-2", "robins i", "PEDRO"])
def test_tools_are_found_by_any_spelling(name: str) -> None:
    """Case, spaces and hyphens do not matter."""
    assert isinstance(find_tool(name), Tool)


def test_unknown_tool_and_version() -> None:
    """The error lists what is known."""
    with pytest.raises(InputError, match="known tools"):
        find_tool("JADAD")
    with pytest.raises(InputError, match="2016"):
        find_tool("ROBINS-I", "2025")


def test_a_further_version_is_a_further_table() -> None:
    """A tool with other domains needs no code."""
    six: Any = replace(ROBINS_I, version="2", items=(*ROBINS_I.items[:5], Item(
        key="immortal time", topic="time", answers=("low", "serious"))))  # fmt: skip
    assert isinstance(six.rule, WorstRule)
    domains = dict.fromkeys(six.keys, "low") | {"immortal time": "serious"}
    assert recompute(six, domains).label == "serious"


@pytest.mark.parametrize("tool", TOOLS, ids=[f"{t.name} {t.version}" for t in TOOLS])
def test_every_table_names_its_source(tool: Tool) -> None:
    """No rule without a source; keys are unique."""
    assert tool.source
    assert len(set(tool.keys)) == len(tool.keys)
