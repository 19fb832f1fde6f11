"""Summary of findings in the columns that Cochrane reviews use.

Columns and the limit of seven outcomes follow chapter 14 of the Cochrane Handbook (Schünemann et
al., Cochrane Handbook for Systematic Reviews of Interventions, version 6). Symbols of certainty are
those of GRADE (Guyatt et al. 2008, doi:10.1136/bmj.39489.470347.AD).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.errors import InputError
from evisyn.report.display import Cell, Column, DisplayTable, table, text_cell
from evisyn.report.formats import NOT_APPLICABLE, NOT_REPORTED, integer, is_missing
from evisyn.report.formats import estimate as show_estimate
from evisyn.report.sentences import CERTAINTY_WORDS

if TYPE_CHECKING:
    from evisyn.appraisal.grade_records import DomainRating
    from evisyn.appraisal.strength import Strength
    from evisyn.tables.base import EvidenceBase

MOST_OUTCOMES = 7
PER = 1000
RELATIVE = ("RR", "OR")
SYMBOLS = {"high": "⊕⊕⊕⊕", "moderate": "⊕⊕⊕◯", "low": "⊕⊕◯◯", "very_low": "⊕◯◯◯"}

COLUMNS = (
    Column(key="outcome", label="Outcome (follow-up)"),
    Column(key="assumed", label="with the comparator", spanner="Absolute effect"),
    Column(key="corresponding", label="with the intervention (95% CI)", spanner="Absolute effect"),
    Column(key="relative", label="Relative effect (95% CI)"),
    Column(key="size", label="Participants (studies)"),
    Column(key="certainty", label="Certainty (GRADE)"),
    Column(key="comments", label="Comments"),
)

NOTES = (
    "GRADE: ⊕⊕⊕⊕ high, ⊕⊕⊕◯ moderate, ⊕⊕◯◯ low, ⊕◯◯◯ very low certainty.",
    f"At most {MOST_OUTCOMES} outcomes of each comparison, in the order of the vocabulary. Effects "
    "are as printed in the review named under comments.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFinding:
    """One line of a summary of findings.

    Parameters
    ----------
    comparison
        Population, intervention and comparator in words; lines with the same text stand together.
    outcome, follow_up
        What was measured, and when.
    measure
        RR, OR, RD, MD, SMD or g.
    estimate, ci_low, ci_high
        The effect, intervention against comparator; limits None where not reported.
    unit
        Unit of a mean difference.
    assumed_risk
        Share of people with the event under the comparator, 0 to 1; for RR, OR and RD.
    assumed_mean
        Mean under the comparator in ``unit``; for a mean difference.
    participants, studies
        Sizes; None where not reported.
    certainty
        high, moderate, low, very_low or not_rated.
    reasons
        Why the certainty is not higher; each becomes a footnote.
    comment
        Free words.
    refs
        Ids of the rows it rests on.

    Raises
    ------
    InputError
        If an assumed risk is not between 0 and 1.
    """

    comparison: str
    outcome: str
    follow_up: str = ""
    measure: str
    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    unit: str = ""
    assumed_risk: float | None = None
    assumed_mean: float | None = None
    participants: int | None = None
    studies: int | None = None
    certainty: str = NOT_RATED
    reasons: tuple[str, ...] = ()
    comment: str = ""
    refs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.assumed_risk is not None and not 0 <= self.assumed_risk <= 1:
            raise InputError(
                "assumed_risk", f"{self.assumed_risk} is no share; give a number from 0 to 1"
            )


def summary_of_findings(
    findings: Iterable[OutcomeFinding],
    *,
    id: str = "summary_of_findings",
    title: str = "Summary of findings",
    caption: str = "",
) -> DisplayTable:
    """Lay out findings, at most seven outcomes of each comparison.

    Parameters
    ----------
    findings
        Lines, in the order in which they are shown; comparisons in order of first mention.
    id, title, caption
        Of the table.

    Returns
    -------
    DisplayTable
        One row per finding. Risks are per 1000 people; the risk under the intervention follows
        from the risk under the comparator and the relative effect, limit by limit.
    """
    kept: dict[str, list[OutcomeFinding]] = {}
    for finding in findings:
        kept.setdefault(finding.comparison, []).append(finding)
    lines = [line for group in kept.values() for line in group[:MOST_OUTCOMES]]
    return table(
        id=id,
        title=title,
        caption=caption,
        columns=COLUMNS,
        records=[_record(line) for line in lines],
        groups=[line.comparison for line in lines],
        source_notes=NOTES,
        empty="No question has an eligible pooled result.",
    )


def findings_table(base: EvidenceBase, condition: str = "") -> DisplayTable:
    """Make the summary of findings from the index results of an evidence base.

    Parameters
    ----------
    base
        The evidence base. It carries no risk or mean under the comparator, so absolute effects
        other than differences are not reported.
    condition
        Id of one condition; empty for all.
    """
    from evisyn.report.findings_own import own_findings
    from evisyn.report.strength import strength_records

    pooled = [
        record
        for record in strength_records(base)
        if record.index is not None and condition in ("", record.question.condition)
    ]
    own = own_findings(base, condition, frozenset(record.question for record in pooled))
    return summary_of_findings(
        [*(_finding(base, one) for one in sorted(pooled, key=lambda r: _order(base, r))), *own],
        id="summary_of_findings" + (f"_{condition}" if condition else ""),
        caption="By condition, intervention and comparator; each line is the index result of one "
        "question.",
    )


def _order(base: EvidenceBase, record: Strength) -> tuple[object, ...]:
    question, labels = record.question, base.topic.labels
    conditions = [term.id for term in base.topic.conditions]
    return (
        conditions.index(question.condition),
        list(labels["intervention_class"]).index(question.intervention)
        if question.intervention in labels["intervention_class"]
        else len(labels["intervention_class"]),
        question.intervention,
        list(labels["comparator_class"]).index(question.comparator_class),
        list(labels["outcome"]).index(question.outcome),
    )


def _finding(base: EvidenceBase, record: Strength) -> OutcomeFinding:
    from evisyn.report.citations import bibliography

    effect, question, label = record.index.effect, record.question, base.topic.label  # type: ignore[union-attr]
    intervention = label("intervention_class", question.intervention)
    comparator = label("comparator_class", question.comparator_class).lower()
    condition = label(base.topic.question_columns[0], question.condition)
    reasons = _reasons(record)
    return OutcomeFinding(
        comparison=f"{condition}: {intervention.lower()} against {comparator}",
        outcome=label("outcome", question.outcome),
        follow_up=effect.timepoint or NOT_REPORTED,
        measure=effect.measure,
        estimate=effect.estimate,
        ci_low=effect.ci_low,
        ci_high=effect.ci_high,
        unit=effect.unit,
        participants=effect.n_participants,
        studies=effect.k,
        certainty=record.certainty,
        reasons=reasons,
        comment=_comment(record, bibliography(base).cite(effect.review_id).short),
        refs=(effect.effect_id,),
    )


def _comment(record: Strength, short: str) -> str:
    turned = record.harmonised
    if turned is None:
        said = "which direction is better is not clear"
    elif not turned.excludes_null:
        said = "the interval includes no difference"
    else:
        said = f"in favour of the {turned.direction}"
    reported = CERTAINTY_WORDS.get(record.certainty_reported)
    theirs = f"; the review rates it {reported}" if reported else ""
    return f"{short}: {said}{theirs}"


def _reasons(record: Strength) -> tuple[str, ...]:
    if record.rating is None:
        return ()
    taken = domain_reasons(record.rating.certainty.domains, record.certainty)
    if record.rating.capped_by_review and record.certainty != NOT_RATED:
        return (*taken, "Held to the level that the review itself gives.")
    return taken


def domain_reasons(domains: Sequence[DomainRating], level: str) -> tuple[str, ...]:
    """Say per domain why a rating is not higher, or why there is none."""
    if level == NOT_RATED:
        blocked = [domain for domain in domains if domain.blocks]
        return tuple(f"Not rated, {_domain(d.name)}: {d.reason}." for d in blocked)
    return tuple(
        f"{_domain(d.name).capitalize()}, {d.steps} down: {d.reason}." for d in domains if d.steps
    )


def _domain(name: str) -> str:
    return name.replace("_", " ")


def _record(line: OutcomeFinding) -> dict[str, object]:
    follow_up = f" ({line.follow_up})" if line.follow_up else ""
    relative = line.measure in RELATIVE
    return {
        "outcome": text_cell(f"{line.outcome}{follow_up}", value=line.outcome),
        "assumed": _assumed(line),
        "corresponding": _corresponding(line),
        "relative": text_cell(
            f"{line.measure} {_effect(line)}", value=line.estimate, refs=line.refs
        )
        if relative
        else Cell(text=NOT_APPLICABLE),
        "size": _size(line),
        "certainty": _certainty(line),
        "comments": text_cell(line.comment, refs=line.refs) if line.comment else Cell(text="none"),
    }


def _effect(line: OutcomeFinding) -> str:
    return show_estimate(line.estimate, line.ci_low, line.ci_high)


def _assumed(line: OutcomeFinding) -> Cell:
    if line.assumed_risk is not None:
        shown = f"{integer(line.assumed_risk * PER)} per {PER}"
        return text_cell(shown, value=line.assumed_risk, refs=line.refs)
    if line.assumed_mean is not None:
        unit = f" {line.unit}" if line.unit else ""
        return text_cell(f"mean {line.assumed_mean:g}{unit}", value=line.assumed_mean)
    return Cell(text=NOT_REPORTED, refs=line.refs)


def _corresponding(line: OutcomeFinding) -> Cell:
    if line.measure in RELATIVE or line.measure == "RD":
        if line.assumed_risk is None:
            return Cell(text=NOT_REPORTED, refs=line.refs)
        values = [_risk(line, limit) for limit in (line.estimate, line.ci_low, line.ci_high)]
        point, low, high = (None if v is None else round(v * PER) for v in values)
        shown = show_estimate(point, low, high, 0)
        return text_cell(f"{shown} per {PER}", value=values[0], refs=line.refs)
    unit = f" {line.unit}" if line.unit else ""
    shown = f"{line.measure} {_effect(line)}{unit}"
    return text_cell(shown, value=line.estimate, refs=line.refs)


def _risk(line: OutcomeFinding, effect: float | None) -> float | None:
    """Risk under the intervention, held inside 0 to 1."""
    base = line.assumed_risk
    if base is None or effect is None or is_missing(effect):
        return None
    if line.measure == "RR":
        risk = base * effect
    elif line.measure == "OR":
        risk = base * effect / (1 - base + base * effect)
    else:
        risk = base + effect
    return min(max(risk, 0.0), 1.0)


def _size(line: OutcomeFinding) -> Cell:
    people, studies = integer(line.participants), integer(line.studies)
    if line.participants is None and line.studies is None:
        return Cell(text=NOT_REPORTED, refs=line.refs)
    noun = "study" if line.studies == 1 else "studies"
    return text_cell(f"{people} ({studies} {noun})", value=line.participants, refs=line.refs)


def _certainty(line: OutcomeFinding) -> Cell:
    symbol = SYMBOLS.get(line.certainty)
    shown = f"{symbol} {CERTAINTY_WORDS[line.certainty]}" if symbol else "not rated"
    notes: Sequence[str] = line.reasons
    return text_cell(shown, value=line.certainty, refs=line.refs, notes=notes)
