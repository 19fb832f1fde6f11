"""Flow diagrams add up or are refused."""

from __future__ import annotations

from typing import Any

import pytest

from evisyn.errors import InputError
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.flow.counts import read_counts
from evisyn.figures.flow.prisma import prior_flow, prisma_flow
from evisyn.figures.flow.spec import FlowSpec

COUNTS: dict[str, Any] = {
    "database_results": {"MEDLINE": 500, "Embase": 300},
    "register_results": 20,
    "duplicates": 200,
    "excluded_automatic": 10,
    "excluded_other": 10,
    "records_screened": 600,
    "records_excluded": 500,
    "dbr_sought_reports": 100,
    "dbr_notretrieved_reports": 4,
    "dbr_assessed": 96,
    "dbr_excluded": {"Wrong population": 40, "Not randomised": 20},
    "new_studies": 30,
    "new_reports": 36,
}
OTHER: dict[str, Any] = {
    "website_results": 5,
    "citations_results": 12,
    "other_sought_reports": 17,
    "other_assessed": 17,
    "other_excluded": {"Duplicate": 7},
    "new_reports": 46,
}
BEFORE: dict[str, Any] = {
    "previous_studies": 10,
    "previous_reports": 12,
    "total_studies": 40,
    "total_reports": 48,
}


def _spec(**more: Any) -> FlowSpec:
    spec = prisma_flow({**COUNTS, **more}, id="p", title="T").spec
    assert isinstance(spec, FlowSpec)
    return spec


def test_counts_by_source_are_added_and_listed() -> None:
    """The box holds the sum and each source."""
    assert _spec().box("identified").lines == (
        "Records identified from:",
        "Databases (n = 800)",
        "  MEDLINE (n = 500)",
        "  Embase (n = 300)",
        "Registers (n = 20)",
    )


@pytest.mark.parametrize("name", [n for n in COUNTS if n != "new_studies"])
def test_a_changed_count_is_refused(name: str) -> None:
    """One more in any box, and the sums break."""
    value = COUNTS[name]
    more = {**value, "Another": 1} if isinstance(value, dict) else value + 1
    with pytest.raises(InputError, match="do not add up"):
        prisma_flow({**COUNTS, name: more}, id="p", title="T")


def test_the_discrepancy_is_given_with_both_numbers() -> None:
    """The message holds the count, the sum and its parts."""
    with pytest.raises(InputError, match=r"dbr_assessed is 97, but .*\(100\).*\(4\) = 96"):
        prisma_flow({**COUNTS, "dbr_assessed": 97}, id="p", title="T")


def test_more_studies_than_reports_are_refused() -> None:
    """Each study has a report."""
    with pytest.raises(InputError, match="new_studies is 37, more than new_reports"):
        prisma_flow({**COUNTS, "new_studies": 37}, id="p", title="T")


def test_a_count_that_is_not_known_is_said_and_not_checked() -> None:
    """Not reported is neither zero nor a reason to refuse."""
    spec = _spec(dbr_assessed=None)
    assert spec.box("assessed").lines == ("Reports assessed for eligibility (n not reported)",)
    assert spec.notes[0].startswith("Not checked")


def test_a_whole_table_is_said_to_be_checked() -> None:
    """With every count the note says so."""
    assert _spec().notes == ("Every count was checked against the counts before it.",)


def test_other_methods_have_boxes_when_they_have_counts() -> None:
    """Only reviews that searched elsewhere show it, and its arm leads to the included studies."""
    assert not any(box.id.startswith("other") for box in _spec().boxes)
    assert ("other_assessed", "included") in _spec(**OTHER).arrows


def test_a_previous_version_leads_to_a_total() -> None:
    """Old and new studies are added."""
    assert _spec(**BEFORE).box("total").lines[0] == "All included studies (n = 40)"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"recods_screened": 1}, "holds recods_screened"),
        ({"duplicates": -1}, "whole number"),
        ({"duplicates": 1.5}, "whole number"),
        ({"duplicates": {"a": 1}}, "cannot be divided"),
    ],
)
def test_what_is_no_count_is_refused(more: dict[str, Any], message: str) -> None:
    """Misspelt names and impossible numbers are named."""
    with pytest.raises(InputError, match=message):
        read_counts({**COUNTS, **more})


def test_an_overview_names_the_primary_studies() -> None:
    """Distinct studies and inclusions stand side by side, so that overlap is seen."""
    picture = prior_flow(COUNTS, id="p", title="T", primary_studies=120, primary_inclusions=310)
    assert "Distinct primary studies in them (n = 120)" in picture.long_description
    assert "30 systematic reviews included" in picture.alt


def test_more_distinct_studies_than_inclusions_are_refused() -> None:
    """A study is included at least once."""
    with pytest.raises(InputError, match="120 distinct studies in 100"):
        prior_flow(COUNTS, id="p", title="T", primary_studies=120, primary_inclusions=100)


def test_a_count_is_never_broken_over_lines() -> None:
    """The number stays with its n."""
    figure = prisma_flow({**COUNTS, **OTHER}, id="p", title="T").draw()
    texts = [t.get_text() for t in figure.findobj(lambda a: hasattr(a, "get_text"))]
    assert not any(text.endswith("(n =") for text in texts)
    assert text_problems(figure) == ()
