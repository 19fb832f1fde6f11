"""The methods of a run as a text for a report, written from its settings and its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evisyn.report.citations import Bibliography
from evisyn.report.formats import plural
from evisyn.report.methods_analysis import overlaps, pooling, small_studies
from evisyn.report.methods_bibtex import METHODS_BIBTEX
from evisyn.report.methods_data import data, direction, questions, reading
from evisyn.report.methods_judgement import bias, certainty, claims, credibility, robustness
from evisyn.report.methods_settings import MethodsSettings, Run
from evisyn.report.pick import records
from evisyn.report.prose import Prose, Section, listed, say

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

NOT_RECORDED = "Not done or not recorded"
SOFTWARE = "Software and reporting"
ID = "methods"

PARTS = (
    data,
    questions,
    direction,
    pooling,
    small_studies,
    overlaps,
    bias,
    certainty,
    credibility,
    claims,
    robustness,
    reading,
)
"""Makers of the sections, in the order of the text."""


def methods_text(base: EvidenceBase, settings: MethodsSettings | None = None) -> Prose:
    """Write the methods of a run.

    Parameters
    ----------
    base
        The evidence base; counts come from its rows.
    settings
        The settings of the run; None for those that the evidence tables are made with.

    Returns
    -------
    Prose
        A text with numbered references. Each sentence follows from a setting or from rows, and
        says nothing of steps that the tables do not record.

    References
    ----------
    What to report: Page MJ et al. 2021, doi:10.1136/bmj.n71; Gates M et al. 2022,
    doi:10.1136/bmj-2022-070849.
    """
    run = Run(base=base, settings=settings or MethodsSettings())
    made = [*(part(run) for part in PARTS), _not_done(run), _software()]
    return Prose(
        id=ID,
        title=f"{base.topic.title}: methods of this run",
        sections=tuple(_worded(run, one) for one in made if one is not None),
        bibliography=Bibliography.from_bibtex(METHODS_BIBTEX),
    )


def _worded(run: Run, section: Section) -> Section:
    said = (replace(one, text=run.worded(one.text)) for one in section.sentences)
    return replace(section, sentences=tuple(said))


def _not_done(run: Run) -> Section:
    """What a reader expects in a methods text and the tables cannot give."""
    said = [
        say(
            "The tables record no search strategy, no screening of records and no counts of "
            "records found, screened and excluded, so none is reported here; authors who searched "
            "have to add them."
        ),
        say("They record no protocol or registration of this review itself."),
    ]
    if not run.pooled:
        said.append(say("No meta-analysis of trials was done in this run."))
    network = sum(row.model_kind == "network" for row in run.rows.effects)
    theirs = f"; {plural(network, 'network result')} of reviews were read" if network else ""
    said.append(say(f"No network meta-analysis was done{theirs}."))
    said.append(
        say(
            "The tables hold no risk or mean under the comparator for pooled results, so ratios "
            "are not given in absolute terms."
        )
    )
    untouched = [
        name.replace("_", " ")
        for name in ("risk_of_bias", "appraisals", "membership", "agreement", "thresholds")
        if name in run.base.names and not records(run.base.table(name))
    ]
    if untouched:
        said.append(say(f"These tables are empty: {listed(untouched)}."))
    return Section(heading=NOT_RECORDED, sentences=tuple(said))


def _software() -> Section:
    return Section(
        heading=SOFTWARE,
        sentences=(
            say(
                "Tables, figures and this text were made from the evidence tables by the Python "
                "package evisyn; its version is no part of these files and is given by the command "
                "evisyn --version."
            ),
            say(
                "Checklists of PRISMA 2020 and PRIOR, filled in as far as the tables know the "
                "answer, lie beside this text.",
                "page2021",
                "gates2022",
            ),
        ),
    )
