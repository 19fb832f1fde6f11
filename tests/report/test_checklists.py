"""Checklists: complete in their items, ticked only where the tables hold the answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evisyn.build.catalogue import FIGURES, TABLES, catalogue_of
from evisyn.build.paths import find_project
from evisyn.build.read import load
from evisyn.build.start import init
from evisyn.report.checklist import ANSWERED, NOT_APPLICABLE, PARTLY, STATUS_WORDS, TO_WRITE
from evisyn.report.checklists import PRIOR, PRISMA_2020, prior_checklist, prisma_checklist
from evisyn.report.methods import methods_text
from evisyn.report.site.checklists import IN_TEXT, PAGES

if TYPE_CHECKING:
    from evisyn.report.display import DisplayTable
    from evisyn.tables.base import EvidenceBase

ROOT = Path(__file__).parents[2]
SUB_ITEMS = {"10": "ab", "13": "abcdef", "16": "ab", "20": "abcd", "23": "abcd", "24": "abc"}


@pytest.fixture(scope="module")
def prisma(base: EvidenceBase) -> DisplayTable:
    """The filled-in list of PRISMA."""
    return prisma_checklist(base)


@pytest.fixture(scope="module")
def prior(base: EvidenceBase) -> DisplayTable:
    """The filled-in list of PRIOR."""
    return prior_checklist(base)


def status(table: DisplayTable) -> dict[str, str]:
    """Item -> status."""
    frame = table.to_frame()
    return dict(zip(frame["item"], frame["status"], strict=True))


def test_prisma_has_its_27_items_in_42_rows() -> None:
    """Items 1 to 27 with the sub-items of the statement, in order."""
    wanted = [
        f"{number}{letter}" for number in range(1, 28) for letter in SUB_ITEMS.get(str(number), " ")
    ]
    assert [row[0] for row in PRISMA_2020] == [item.strip() for item in wanted]
    assert len(PRISMA_2020) == 42


def test_prior_says_that_it_is_incomplete(prior: DisplayTable) -> None:
    """Title, caption and the last row say which items are missing."""
    assert [row[0] for row in PRIOR][:-1] == [
        "1", "2", "3", "4", "5a", "5b", "6", "7", "8a", "8b", "9a", "9b",
    ]  # fmt: skip
    assert "incomplete" in prior.title
    assert "Items 10 to 27" in prior.caption
    assert status(prior)["10 to 27"] == TO_WRITE


def test_an_open_item_shows_without_colour() -> None:
    """An empty box and words say what is left to the authors."""
    assert STATUS_WORDS[TO_WRITE].startswith("☐")
    assert STATUS_WORDS[PARTLY].startswith("☐")
    assert STATUS_WORDS[ANSWERED].startswith("☑")
    assert len(set(STATUS_WORDS.values())) == len(STATUS_WORDS)


@pytest.mark.parametrize(
    "item", ["1", "2", "3", "7", "8", "16a", "23a", "23d", "24a", "24b", "24c", "25", "26"]
)
def test_what_no_table_holds_is_left_to_the_authors(prisma: DisplayTable, item: str) -> None:
    """Search, selection, flow, registration, funding and interests are never ticked."""
    assert status(prisma)[item] == TO_WRITE


@pytest.mark.parametrize("item", ["10b", "12", "13a", "13d", "15", "17", "20b", "22"])
def test_what_the_run_holds_is_ticked(prisma: DisplayTable, item: str) -> None:
    """Data items, measures, synthesis, certainty and characteristics come from the run."""
    assert status(prisma)[item] == ANSWERED


def test_counts_are_those_of_the_tables(base: EvidenceBase, prisma: DisplayTable) -> None:
    """Numbers in the list agree with the tables and with the methods text."""
    said = dict(zip(prisma.to_frame()["item"], prisma.to_frame()["knows"], strict=True))
    assert f"lists {len(base.table('sources'))} pages" in said["6"]
    assert f"{len(base.table('reviews'))} reviews" in said["17"]
    met = re.search(r"; (\d+) of (\d+) pooled results met them", said["5"])
    assert met is not None
    assert f"Of {met[2]} pooled results, {met[1]} met this" in str(methods_text(base))


def test_flow_counts_are_said_to_be_missing(prisma: DisplayTable) -> None:
    """No table holds counts of the flow, and the list says what draws it."""
    said = dict(zip(prisma.to_frame()["item"], prisma.to_frame()["knows"], strict=True))
    assert said["16a"].startswith("Not recorded")
    assert "prisma_flow" in said["16a"]


def test_every_place_exists(base: EvidenceBase, prisma: DisplayTable, prior: DisplayTable) -> None:
    """Tables and figures are built, pages are on the site, sections stand in the text."""
    made = catalogue_of(find_project(ROOT))
    tables, figures = {one.name for one in made.tables}, {one.name for one in FIGURES}
    sections = {one.heading for one in methods_text(base).sections}
    lost = []
    for places in [*prisma.to_frame()["where"], *prior.to_frame()["where"]]:
        for place in str(places).split("; "):
            kind, _, name = place.partition(" ")
            known = {"table": tables, "figure": figures, "page": set(PAGES)}.get(kind, set())
            in_text = place.startswith(IN_TEXT) and place.removeprefix(IN_TEXT) in sections
            if not (name in known or in_text or place == "none yet"):
                lost.append(place)
    assert lost == []


def test_topics_are_short_and_our_own() -> None:
    """No topic is a sentence of the statement: none is longer than a line of its own."""
    topics = [row[2] for row in (*PRISMA_2020, *PRIOR)]
    assert all(len(topic) <= 60 and not topic.endswith(".") for topic in topics)


def test_lists_are_written_as_word_files() -> None:
    """Authors submit them: both have a Word file."""
    more = {one.name: one.more for one in TABLES}
    assert "docx" in more["prisma_checklist"]
    assert "docx" in more["prior_checklist"]


@pytest.mark.parametrize("kind", ["interventions", "associations"])
def test_a_new_project_gets_lists_of_its_own(tmp_path: Path, kind: str) -> None:
    """The answers speak of the project's tables, and open items stay open."""
    init(tmp_path / "mine", kind=kind)
    table = prisma_checklist(load(tmp_path / "mine"))
    assert "headache" not in table.to_csv()
    assert status(table)["7"] == TO_WRITE


def test_prior_does_not_apply_without_reviews(base: EvidenceBase) -> None:
    """A base of trials alone is no overview."""
    reviews = base.table("reviews").iloc[:0]

    class NoReviews:
        topic = base.topic

        def table(self, name: str) -> object:
            return reviews if name == "reviews" else base.table(name)

    made = prior_checklist(NoReviews())  # type: ignore[arg-type]
    assert set(status(made).values()) == {NOT_APPLICABLE}


def test_a_list_is_the_same_every_time(base: EvidenceBase, prisma: DisplayTable) -> None:
    """Two fillings give the same bytes."""
    assert prisma_checklist(base).to_docx() == prisma.to_docx()
