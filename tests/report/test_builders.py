"""What holds for every evidence table that readers see, on the shipped data."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from _page_reader import Page

from evisyn.errors import InputError
from evisyn.report.csv import to_csv
from evisyn.report.display import DisplayTable
from evisyn.report.effects import effects_table
from evisyn.report.extraction import extraction_agreement
from evisyn.report.guidelines import recommendations_table
from evisyn.report.html import to_page
from evisyn.report.limitations import (
    limitation_domains,
    limitation_statements,
    limitations_table,
)
from evisyn.report.markdown import to_markdown
from evisyn.report.missing import missing_table, reporting_completeness
from evisyn.report.reviews import bibliography_table, reviews_table
from evisyn.report.safety import adverse_events_table
from evisyn.report.sources import sources_table
from evisyn.report.trials import trial_outcomes_table, trials_table

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

BY_CONDITION = (
    reviews_table,
    effects_table,
    limitations_table,
    limitation_statements,
    limitation_domains,
    trials_table,
    trial_outcomes_table,
    adverse_events_table,
    recommendations_table,
    missing_table,
)
CONDITIONS = ("tth", "mixed", None)
NUMBER = re.compile(r"\d")


def reporting(base: EvidenceBase) -> DisplayTable:
    return reporting_completeness(base, "effects")


WHOLE = (sources_table, bibliography_table, extraction_agreement, reporting)

every = pytest.mark.parametrize(
    "make",
    [
        *(
            pytest.param(
                lambda base, m=maker, c=condition: m(base, c), id=f"{maker.__name__}-{condition}"
            )
            for maker in BY_CONDITION
            for condition in CONDITIONS
        ),
        *(pytest.param(maker, id=maker.__name__) for maker in WHOLE),
    ],
)
Maker = Callable[["EvidenceBase"], DisplayTable]


@every
def test_a_table_is_the_same_every_time(base: EvidenceBase, make: Maker) -> None:
    """Two makings give equal tables, and the same bytes in every form."""
    first, second = make(base), make(base)
    assert first == second
    for render in (to_csv, to_markdown, to_page):
        assert render(first) == render(second)


@every
def test_a_page_is_sound(base: EvidenceBase, make: Maker) -> None:
    """Ids are unique, inner links have a target, no column header is empty."""
    page = Page(to_page(make(base)))
    assert len(page.ids) == len(set(page.ids))
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))
    assert all(column.label for column in make(base).columns)


@every
def test_every_row_id_leads_to_a_source(base: EvidenceBase, make: Maker) -> None:
    """Whatever a cell rests on can be located."""
    refs = {ref for row in make(base).rows for cell in row.cells for ref in cell.refs}
    assert [ref for ref in sorted(refs) if not base.locate(ref)] == []


@every
def test_no_link_leads_to_a_mirror(base: EvidenceBase, make: Maker) -> None:
    """Links go to DOI, PubMed, PMC or a page that the sources table clears for readers."""
    sources = base.sources
    cleared = set(sources.loc[sources["reader_link"] == "yes", "url"])
    hosts = (
        "https://doi.org/",
        "https://pubmed.ncbi.nlm.nih.gov/",
        "https://pmc.ncbi.nlm.nih.gov/",
    )
    links = {cell.href for row in make(base).rows for cell in row.cells if cell.href}
    assert [link for link in links if not link.startswith(hosts) and link not in cleared] == []


@pytest.mark.parametrize(
    "maker",
    [reviews_table, effects_table, limitation_statements, trial_outcomes_table, trials_table],
)
def test_every_shown_number_rests_on_a_row(
    base: EvidenceBase, maker: Callable[[EvidenceBase], DisplayTable]
) -> None:
    """A cell that shows a figure names the row that it was taken from."""
    table = maker(base)
    loose = {
        (table.columns[position].key, row.cells[position].text)
        for row in table.rows
        for position in table.visible
        if NUMBER.search(row.cells[position].text) and not row.cells[position].refs
    }
    assert loose == set()


@pytest.mark.parametrize("maker", BY_CONDITION)
def test_an_unknown_condition_is_refused(
    base: EvidenceBase, maker: Callable[[EvidenceBase, str], DisplayTable]
) -> None:
    """The message names the conditions of the topic."""
    with pytest.raises(InputError, match=r"'gout' is not one of \['migraine'"):
        maker(base, "gout")
