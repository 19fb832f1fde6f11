"""What the build makes: one line for each table and each figure.

A maker is named as ``"module:function"`` and imported only when its output is due, so that a
build with nothing to do imports nothing heavy. A table maker takes the evidence base and
returns a :class:`evisyn.report.display.DisplayTable`; a figure maker takes the evidence base
and returns a :class:`evisyn.figures.picture.Picture`. Notebooks need no line: every
``notebooks/*.ipynb`` is built.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    """

    name: str
    make: str
    arguments: tuple[str, ...] = ()


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
class Catalogue:
    """Everything that the build makes besides notebooks."""

    tables: tuple[TableSpec, ...] = ()
    figures: tuple[FigureSpec, ...] = ()


TABLES: tuple[TableSpec, ...] = (
    TableSpec("overview", "evisyn.report.overview:overview_table"),
    TableSpec("strength_of_evidence", "evisyn.report.strength:strength_table"),
    TableSpec("trials_only", "evisyn.report.strength_detail:trials_only_table"),
    TableSpec("missing_inputs", "evisyn.report.strength_detail:missing_inputs_table"),
    TableSpec("indirect_evidence", "evisyn.report.strength:indirect_table"),
    TableSpec("claims", "evisyn.report.claims:claims_table"),
    TableSpec("citation_checks", "evisyn.report.claims:citation_checks_table"),
    TableSpec("reviews", "evisyn.report.reviews:reviews_table"),
    TableSpec("effects", "evisyn.report.effects:effects_table"),
    TableSpec("trials", "evisyn.report.trials:trials_table"),
    TableSpec("limitations", "evisyn.report.limitations:limitations_table"),
    TableSpec("limitation_statements", "evisyn.report.limitations:limitation_statements"),
    TableSpec("limitation_domains", "evisyn.report.limitations:limitation_domains"),
    TableSpec("adverse_events", "evisyn.report.safety:adverse_events_table"),
    TableSpec("recommendations", "evisyn.report.guidelines:recommendations_table"),
    TableSpec("missing", "evisyn.report.missing:missing_table"),
    TableSpec("set_aside", "evisyn.report.overview:set_aside_table"),
    TableSpec("sources_read", "evisyn.report.overview:sources_read_table"),
    TableSpec("extraction_agreement", "evisyn.report.extraction:extraction_agreement"),
    TableSpec("bibliography", "evisyn.report.reviews:bibliography_table"),
)

_CONDITIONS = ("migraine", "tth", "cgh")

_CONDITION_TABLES = tuple(
    TableSpec(f"{name}_{condition}", make, (condition,))
    for condition in _CONDITIONS
    for name, make in (
        ("disagreements", "evisyn.report.strength_detail:disagreements_table"),
        ("trial_estimates", "evisyn.report.trial_estimates:trial_estimates_table"),
    )
)

FIGURES: tuple[FigureSpec, ...] = (
    FigureSpec("evidence_map", "evisyn.figures.makers:evidence_map"),
    FigureSpec("strength_strip", "evisyn.figures.makers:strength_strip"),
    FigureSpec("claims_board", "evisyn.figures.makers_base:claims_board"),
    FigureSpec("completeness", "evisyn.figures.makers_base:completeness"),
    FigureSpec("agreement", "evisyn.figures.makers_base:agreement_plot"),
    *(
        FigureSpec(f"{name}_{condition}", make, (condition,))
        for condition in _CONDITIONS
        for name, make in (
            ("limitations", "evisyn.figures.makers:limitations_matrix"),
            ("reviews", "evisyn.figures.makers:forest_of_reviews"),
            ("trials", "evisyn.figures.makers:forest_of_trials"),
        )
    ),
)

CATALOGUE = Catalogue((*TABLES, *_CONDITION_TABLES), FIGURES)
