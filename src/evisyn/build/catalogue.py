"""What the build makes: one line for each table, each figure and each text.

A maker is named as ``"module:function"`` and imported only when its output is due, so that a
build with nothing to do imports nothing heavy. A table maker takes the evidence base and
returns a :class:`evisyn.report.display.DisplayTable`; a figure maker takes the evidence base
and returns a :class:`evisyn.figures.picture.Picture`; a text maker takes the evidence base and
returns a record with ``title`` and ``written(ending)``. Notebooks need no line: every
``notebooks/*.ipynb`` is built.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evisyn.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from evisyn.build.paths import Project


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of ``evidence/tables/``.

    Parameters
    ----------
    name
        Stem of the files, also the name for ``evisyn build --only``.
    make
        ``"module:function"``; the function maps an evidence base to a display table.
    arguments
        Further arguments of the function, such as a condition.
    more
        Formats besides those of every table.
    """

    name: str
    make: str
    arguments: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure of ``evidence/figures/``.

    Parameters
    ----------
    name
        Stem of the files, also the name for ``evisyn build --only``.
    make
        ``"module:function"``; the function maps an evidence base to a picture.
    arguments
        Further arguments of the function, such as a condition.
    """

    name: str
    make: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A text of the evidence: prose for readers, or records for machines.

    Parameters
    ----------
    name
        Stem of the files, also the name for ``evisyn build --only``.
    make
        ``"module:function"``; the function maps an evidence base to a record with ``title`` and
        ``written(ending)``, which gives text or bytes.
    arguments
        Further arguments of the function, such as a condition.
    formats
        Endings of the files.
    folder
        Folder below that of the evidence.
    """

    name: str
    make: str
    arguments: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("md", "html", "docx")
    folder: str = "texts"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that the build makes besides notebooks.

    Parameters
    ----------
    tables, figures, texts
        Single outputs.
    site
        ``"module:function"`` that makes the pages of ``evidence/site/``; empty for none.
    """

    tables: tuple[TableSpec, ...] = ()
    figures: tuple[FigureSpec, ...] = ()
    site: str = ""
    texts: tuple[TextSpec, ...] = ()


SITE = "evisyn.build.site:make_site"


#: For the tables that go into reports and articles.
OFFICE = ("docx", "xlsx", "tex")

TABLES: tuple[TableSpec, ...] = (
    TableSpec("overview", "evisyn.report.overview:overview_table"),
    TableSpec("strength_of_evidence", "evisyn.report.strength:strength_table", more=OFFICE),
    TableSpec(
        "summary_of_findings", "evisyn.report.summary_of_findings:findings_table", more=OFFICE
    ),
    TableSpec("pooled_here", "evisyn.report.pooled_here:pooled_here_table"),
    TableSpec("trials_only", "evisyn.report.strength_detail:trials_only_table"),
    TableSpec("missing_inputs", "evisyn.report.strength_detail:missing_inputs_table"),
    TableSpec("certainty_domains", "evisyn.report.certainty:certainty_domains"),
    TableSpec("presets", "evisyn.report.certainty:presets_table"),
    TableSpec("verdicts_under_choices", "evisyn.report.robustness:verdict_multiverse"),
    TableSpec("audit", "evisyn.report.robustness:audit_table"),
    TableSpec("overlap", "evisyn.report.robustness:overlap_table"),
    TableSpec("indirect_evidence", "evisyn.report.strength:indirect_table"),
    TableSpec("claims", "evisyn.report.claims:claims_table", more=OFFICE),
    TableSpec("citation_checks", "evisyn.report.claims:citation_checks_table"),
    TableSpec("reviews", "evisyn.report.reviews:reviews_table", more=OFFICE),
    TableSpec("effects", "evisyn.report.effects:effects_table"),
    TableSpec("trials", "evisyn.report.trials:trials_table", more=OFFICE),
    TableSpec("limitations", "evisyn.report.limitations:limitations_table"),
    TableSpec("limitation_statements", "evisyn.report.limitations:limitation_statements"),
    TableSpec("limitation_domains", "evisyn.report.limitations:limitation_domains"),
    TableSpec("adverse_events", "evisyn.report.safety:adverse_events_table"),
    TableSpec("recommendations", "evisyn.report.guidelines:recommendations_table"),
    TableSpec("missing", "evisyn.report.missing:missing_table"),
    TableSpec("set_aside", "evisyn.report.overview:set_aside_table"),
    TableSpec("counts", "evisyn.report.ledger:ledger_table"),
    TableSpec("sources_read", "evisyn.report.overview:sources_read_table"),
    TableSpec("extraction_agreement", "evisyn.report.extraction:extraction_agreement"),
    TableSpec("bibliography", "evisyn.report.reviews:bibliography_table"),
    TableSpec("prisma_checklist", "evisyn.report.checklists:prisma_checklist", more=("docx",)),
    TableSpec("prior_checklist", "evisyn.report.checklists:prior_checklist", more=("docx",)),
)

TEXTS: tuple[TextSpec, ...] = (TextSpec("methods", "evisyn.report.methods:methods_text"),)

#: Made once for each condition of the project's own contract.
CONDITION_TABLES = (
    ("disagreements", "evisyn.report.strength_detail:disagreements_table"),
    ("trial_estimates", "evisyn.report.trial_estimates:trial_estimates_table"),
)

FIGURES: tuple[FigureSpec, ...] = (
    FigureSpec("evidence_map", "evisyn.figures.makers:evidence_map"),
    FigureSpec("strength_strip", "evisyn.figures.makers:strength_strip"),
    FigureSpec("claims_board", "evisyn.figures.makers_base:claims_board"),
    FigureSpec("completeness", "evisyn.figures.makers_base:completeness"),
    FigureSpec("agreement", "evisyn.figures.makers_base:agreement_plot"),
)

CONDITION_TEXTS = (("fhir_resources", "evisyn.report.fhir:evidence_bundle", ("json",), "fhir"),)

CONDITION_FIGURES = (
    ("limitations", "evisyn.figures.makers:limitations_matrix"),
    ("reviews", "evisyn.figures.makers:forest_of_reviews"),
    ("trials", "evisyn.figures.makers:forest_of_trials"),
)

_FILE_NAME = re.compile(r"[A-Za-z0-9_-]+")


def catalogue_of(project: Project) -> Catalogue:
    """Everything that the build of a project makes besides notebooks.

    Parameters
    ----------
    project
        Its contract names the conditions; one that cannot be read has none, and the check of
        the data says why.

    Raises
    ------
    UsageError
        A condition whose id cannot be part of a file name.
    """
    conditions = _conditions(project.data / "datapackage.json")
    return Catalogue(
        TABLES
        + tuple(
            TableSpec(f"{name}_{condition}", make, (condition,))
            for condition in conditions
            for name, make in CONDITION_TABLES
        ),
        FIGURES
        + tuple(
            FigureSpec(f"{name}_{condition}", make, (condition,))
            for condition in conditions
            for name, make in CONDITION_FIGURES
        ),
        SITE,
        TEXTS
        + tuple(
            TextSpec(f"{name}_{condition}", make, (condition,), formats, folder)
            for condition in conditions
            for name, make, formats, folder in CONDITION_TEXTS
        ),
    )


def _conditions(contract: Path) -> tuple[str, ...]:
    """Ids of the conditions, read without the heavy reader of the tables."""
    try:
        stored: Any = json.loads(contract.read_text(encoding="utf-8-sig"))
        ids = tuple(str(item["id"]) for item in stored["evisyn"]["topic"]["conditions"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    for id in ids:
        if not _FILE_NAME.fullmatch(id):
            raise UsageError(
                f"data/datapackage.json: the condition {id!r} becomes part of file names. "
                "Give it an id of letters, digits, - and _."
            )
    return ids
