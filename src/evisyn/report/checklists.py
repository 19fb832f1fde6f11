"""The checklists of PRISMA 2020 and PRIOR for a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from evisyn.report import checklist_methods as methods
from evisyn.report import checklist_results as results
from evisyn.report.checklist import (
    NOT_APPLICABLE,
    Answer,
    Item,
    checklist,
    in_text,
    partly,
    to_write,
    written_by_authors,
)
from evisyn.report.methods_data import DATA, QUESTIONS
from evisyn.report.methods_settings import Run
from evisyn.report.pick import records
from evisyn.report.prose import listed

if TYPE_CHECKING:
    from evisyn.report.display import DisplayTable
    from evisyn.tables.base import EvidenceBase

Answering = Callable[[Run], Answer]

TITLE, INTRODUCTION, METHODS = "Title and abstract", "Introduction", "Methods"
RESULTS, DISCUSSION, OTHER = "Results", "Discussion", "Other information"
NOT_AT_HAND = "Items that were not at hand"
PRIOR_LAST = "9b"
"""The last item of PRIOR whose text was at hand."""


def _title(run: Run) -> Answer:
    return to_write(
        f"The project is called “{run.typed(run.base.topic.title)}”; the title is the authors'."
    )


def _definition(run: Run) -> Answer:
    designs = {row["design"] for row in records(run.base.table("reviews")) if row["design"]}
    if not designs:
        return to_write("No review is in the tables.")
    named = listed(sorted(run.label("review_design", design) for design in designs))
    return partly(
        f"Designs as coded: {named}. A definition of systematic review is not recorded.",
        in_text(DATA),
        "table reviews",
    )


def _question_overlap(run: Run) -> Answer:
    several = sum(len(record.evidence.review_ids) > 1 for record in run.strengths)
    return partly(
        "All reviews were kept; where several answer one question a rule chooses the index result, "
        f"and the others stand beside it ({several} such questions). Handling while reviews were "
        "selected is not recorded.",
        in_text(QUESTIONS),
        *(f"table disagreements_{term.id}" for term in run.base.topic.conditions),
    )


def _missing_items(run: Run) -> Answer:
    return to_write(
        "These items are not in this list. Take them from table 2 of the statement, "
        "doi:10.1136/bmj-2022-070849."
    )


_AUTHORS = written_by_authors()
_SEARCHES = written_by_authors("Not recorded: no search strategy is in the tables.")
_SELECTION = written_by_authors("Not recorded: who screened, and how, is not in the tables.")

PRISMA_2020: tuple[tuple[str, str, str, Answering], ...] = (
    ("1", TITLE, "The report is named as a systematic review", _title),
    ("2", TITLE, "Abstract by the list for abstracts", _AUTHORS),
    ("3", INTRODUCTION, "Why the review was needed", _AUTHORS),
    ("4", INTRODUCTION, "Aim or question", methods.objectives),
    ("5", METHODS, "What was let in, and how it was grouped", methods.eligibility),
    ("6", METHODS, "Where was searched, and when last", methods.sources),
    ("7", METHODS, "Searches in full", _SEARCHES),
    ("8", METHODS, "How and by whom studies were chosen", _SELECTION),
    ("9", METHODS, "How and by whom data were collected", methods.collection),
    ("10a", METHODS, "Outcomes, and which of their results were sought", methods.outcomes),
    ("10b", METHODS, "Other variables, and assumptions on what was missing", methods.variables),
    ("11", METHODS, "How risk of bias of studies was judged", methods.bias_methods),
    ("12", METHODS, "Effect measure of each outcome", methods.measures),
    ("13a", METHODS, "Which studies entered which synthesis", methods.entering),
    ("13b", METHODS, "How data were prepared", methods.preparation),
    ("13c", METHODS, "How results are displayed", methods.display),
    ("13d", METHODS, "Method of synthesis, with model and software", methods.synthesis),
    ("13e", METHODS, "How causes of heterogeneity were explored", methods.heterogeneity_methods),
    ("13f", METHODS, "Sensitivity analyses", methods.sensitivity_methods),
    ("14", METHODS, "How bias from missing results was judged", methods.reporting_bias_methods),
    ("15", METHODS, "How certainty was judged", methods.certainty_methods),
    ("16a", RESULTS, "Flow from records to included studies", results.selection_flow),
    ("16b", RESULTS, "Studies that nearly were let in, with reasons", results.excluded),
    ("17", RESULTS, "Characteristics of each study", results.characteristics),
    ("18", RESULTS, "Risk of bias of each study", results.bias_results),
    ("19", RESULTS, "Results of each study", results.individual),
    (
        "20a",
        RESULTS,
        "Studies behind each synthesis, with their risk of bias",
        results.contributing,
    ),
    ("20b", RESULTS, "Result of each synthesis", results.results),
    ("20c", RESULTS, "What was found on causes of heterogeneity", results.heterogeneity_results),
    ("20d", RESULTS, "Results of sensitivity analyses", results.sensitivity_results),
    ("21", RESULTS, "Bias from missing results, by synthesis", results.reporting_bias_results),
    ("22", RESULTS, "Certainty of each outcome", results.certainty_results),
    ("23a", DISCUSSION, "What the results mean beside other evidence", _AUTHORS),
    ("23b", DISCUSSION, "Limits of the evidence", results.evidence_limits),
    ("23c", DISCUSSION, "Limits of how the review was made", results.process_limits),
    ("23d", DISCUSSION, "What follows for practice, policy and research", _AUTHORS),
    ("24a", OTHER, "Registration, or that there is none", _AUTHORS),
    ("24b", OTHER, "Where the protocol is, or that there is none", _AUTHORS),
    ("24c", OTHER, "Changes from registration or protocol", _AUTHORS),
    ("25", OTHER, "Funding and the part of funders", _AUTHORS),
    ("26", OTHER, "Competing interests", _AUTHORS),
    ("27", OTHER, "Where data, code and other material are", results.availability),
)
"""All 27 items with their sub-items: number, section, topic in our words, answer."""

PRIOR: tuple[tuple[str, str, str, Answering], ...] = (
    ("1", TITLE, "The report is named as an overview of reviews", _title),
    ("2", TITLE, "Abstract", _AUTHORS),
    ("3", INTRODUCTION, "Why the overview was needed", _AUTHORS),
    ("4", INTRODUCTION, "Aim or question", methods.objectives),
    ("5a", METHODS, "What was let in, and whether primary studies were added",
     methods.eligibility_of_reviews),
    ("5b", METHODS, "What counted as a systematic review", _definition),
    ("6", METHODS, "Where was searched, and when last", methods.sources),
    ("7", METHODS, "Searches in full", _SEARCHES),
    ("8a", METHODS, "How reviews were chosen", _SELECTION),
    ("8b", METHODS, "How reviews of one question were handled when chosen", _question_overlap),
    ("9a", METHODS, "How data were collected", methods.collection),
    (PRIOR_LAST, METHODS, "How primary studies shared by reviews were handled",
     methods.shared_studies),
    ("10 to 27", NOT_AT_HAND, "Items 10 to 27", _missing_items),
)  # fmt: skip
"""The items that were at hand, and one row for those that were not."""


def prisma_checklist(base: EvidenceBase) -> DisplayTable:
    """Fill in the PRISMA 2020 checklist as far as the tables know the answer.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per item and sub-item; what the tables do not say is left to the authors.

    References
    ----------
    Page MJ et al. 2021, doi:10.1136/bmj.n71.
    """
    return checklist(
        Run(base=base),
        _items(PRISMA_2020),
        id="prisma_checklist",
        title="PRISMA 2020 checklist",
        caption="27 items with their sub-items, filled in as far as the tables know the answer.",
        source_notes=("PRISMA 2020: Page MJ et al., BMJ 2021;372:n71, doi:10.1136/bmj.n71.",),
    )


def prior_checklist(base: EvidenceBase) -> DisplayTable:
    """Fill in the first items of the PRIOR checklist for overviews of reviews.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per item from 1 to 9b, and one that says that the others are missing.

    References
    ----------
    Gates M et al. 2022, doi:10.1136/bmj-2022-070849.
    """
    return checklist(
        Run(base=base),
        _items(PRIOR if len(base.table("reviews")) else _without_reviews()),
        id="prior_checklist",
        title="PRIOR checklist, incomplete: items 1 to 9b of 27",
        caption="For overviews of reviews. Items 10 to 27 were not at hand and are missing here, "
        "so this list alone is not enough for a submission.",
        source_notes=("PRIOR: Gates M et al., BMJ 2022;378:e070849, doi:10.1136/bmj-2022-070849.",),
    )


def _without_reviews() -> tuple[tuple[str, str, str, Answering], ...]:
    none = Answer(status=NOT_APPLICABLE, knows="No review is in the tables.")
    return tuple((number, section, topic, lambda run: none) for number, section, topic, _ in PRIOR)


def _items(rows: tuple[tuple[str, str, str, Answering], ...]) -> tuple[Item, ...]:
    return tuple(
        Item(number=number, section=section, topic=topic, answer=answer)
        for number, section, topic, answer in rows
    )
