"""What other choices give, in words and as tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from evisyn.appraisal.grade_records import Certainty
from evisyn.appraisal.what_if import PooledAnswer, RatingChoice, StudySet
from evisyn.appraisal.what_if_question import QuestionAnswer
from evisyn.report.citations import bibliography
from evisyn.report.display import (
    Column,
    DisplayTable,
    estimate_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.formats import NOT_APPLICABLE, estimate, percent, plural, span
from evisyn.report.pooled import SHOWN_FROM, UNRELIABLE_BELOW
from evisyn.report.sentences import CERTAINTY_WORDS
from evisyn.report.summary_of_findings import SYMBOLS

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

DIGITS = 2
TEST_WORDS = {
    "z": "normal interval",
    "t": "t interval",
    "hksj": "Hartung-Knapp interval",
    "hksj-adhoc": "Hartung-Knapp interval, never narrower than the normal one",
}
NONE_ELIGIBLE = "each is set aside or lacks an interval"
ASSUMED = "assumed: "
_ASSUMPTIONS: Mapping[str, Callable[[RatingChoice], str]] = {
    "risk_of_bias": lambda rules: (
        f"{rules.rob_low_share:g} % of participants in trials at low risk of bias"
    ),
    "indirectness": lambda rules: (
        f"{plural(rules.indirectness or 0, 'part')} of the question not matched"
    ),
    "review_process": lambda rules: f"confidence in the review {rules.review_quality}",
}


def level_words(level: str, span_of: tuple[str, str] | None) -> str:
    """Say a level, and between which levels it is open where something could not be assessed."""
    said = CERTAINTY_WORDS.get(level, "not rated")
    shown = f"{SYMBOLS[level]} {said}" if level in SYMBOLS else said
    if span_of is None or span_of == (level, level):
        return shown
    best, worst = (CERTAINTY_WORDS[name] for name in span_of)
    return f"{shown} (open: {worst} to {best})" if best != worst else f"{shown} (at best {best})"


def pooled_status(studies: StudySet, answer: PooledAnswer) -> str:
    """Say what is pooled, how, and with what result."""
    if answer.result is None:
        return answer.refusal
    choice, result = answer.choice, answer.result
    common = choice.model == "common"
    parts = [
        f"{len(answer.kept)} of {plural(len(studies.labels), 'study', 'studies')} pooled, "
        f"{'one common effect' if common else f'random effects ({choice.tau2_method})'}, "
        f"{TEST_WORDS[choice.test]}: {choice.measure} {_estimate(answer)}.",
        f"Prediction interval: {_prediction(answer)}. I² {percent(result.i2, 1)}.",
        "" if result.converged else "The estimator of the heterogeneity did not converge.",
    ]
    return " ".join(part for part in parts if part)


def question_status(base: EvidenceBase, answer: QuestionAnswer) -> str:
    """Say which result stands for the question, and why its trials are not pooled."""
    parts = []
    if answer.index is None:
        parts.append(f"No result may stand for this question: {NONE_ELIGIBLE}.")
    else:
        row = answer.index.effect
        unit = f" {row.unit}" if row.unit else ""
        name = bibliography(base).cite(row.review_id).short
        shown = estimate(row.estimate, row.ci_low, row.ci_high)
        parts.append(f"The result of {name} stands for the question: {row.measure} {shown}{unit}.")
    if answer.let_in:
        parts.append("Rows that the tables set aside count in this view.")
    reason = answer.why_not_pooled
    parts.append(f"Trials are not pooled: {reason}." if reason else "The trials can be pooled.")
    return " ".join(parts)


def certainty_status(
    level: str, rating: Certainty | None, rules: RatingChoice, *, capped: bool = False
) -> str:
    """Say the certainty, what keeps it open, and what was assumed.

    Parameters
    ----------
    level, rating
        The level in use, and the rating; ``None`` where there is nothing to rate.
    rules
        The choices.
    capped
        Whether the rating of the review holds the level down.
    """
    if rating is None:
        return "Certainty: not rated, for want of a result that can be rated."
    held = " Held down to what the review itself gives." if capped else ""
    return f"Certainty: {level_words(level, rating.range)}.{held}{_assumed(rules)}"


def rating_table(
    rating: Certainty | None, *, id: str, assumed: Collection[str] = ()
) -> DisplayTable:
    """Show a rating domain by domain.

    Parameters
    ----------
    rating
        The rating; ``None`` gives a table that says that there is none.
    assumed
        Domains whose input is assumed; they say so.
    id
        Id of the table.
    """
    domains = () if rating is None else rating.domains
    notes = () if rating is None else (f"Preset {rating.preset}.", *rating.warnings)
    return table(
        id=id,
        title="The rating, domain by domain",
        columns=[
            Column(key="domain", label="Domain"),
            Column(key="state", label="Judgement"),
            Column(key="steps", label="Levels down", align="right"),
            Column(key="reason", label="Reason"),
        ],
        records=[
            {
                "domain": domain.name.replace("_", " "),
                "state": domain.state,
                "steps": domain.steps,
                "reason": f"{ASSUMED if domain.name in assumed else ''}{domain.reason}",
            }
            for domain in domains
        ],
        source_notes=notes,
        empty="There is no result to rate.",
    )


def pooled_alternatives(
    changes: Sequence[tuple[str, str, PooledAnswer]], *, id: str
) -> DisplayTable:
    """Show what each change of one choice gives, all else as first chosen.

    Parameters
    ----------
    changes
        Name of the choice, its value in words, and the answer.
    id
        Id of the table.
    """
    return table(
        id=id,
        title="What each single change gives",
        caption="One choice changed at a time, all others as in the first row.",
        columns=[
            Column(key="change", label="Change"),
            Column(key="measure", label="Measure", shown=False),
            Column(key="estimate", label="Estimate (95% CI)", align="right"),
            Column(key="prediction", label="Prediction interval", align="right"),
            Column(key="i2", label="I²", align="right"),
            Column(key="tau2", label="tau²", align="right"),
            Column(key="level", label="Certainty"),
        ],
        records=[_pooled_record(label, answer) for _, label, answer in changes],
        groups=[group for group, _, _ in changes],
        source_notes=(
            "Certainty in brackets: the levels still open, because something is not known.",
            f"No prediction interval is shown below {SHOWN_FROM} studies; below "
            f"{UNRELIABLE_BELOW} it is marked unreliable.",
        ),
    )


def question_alternatives(
    base: EvidenceBase,
    changes: Sequence[tuple[str, str, QuestionAnswer, int]],
    *,
    id: str,
    title: str,
    questions: int,
) -> DisplayTable:
    """Show the certainty of one question under each single change.

    Parameters
    ----------
    base
        The evidence base.
    changes
        Name of the choice, its value in words, the answer, and of how many questions the level
        changes with it; as first chosen comes first.
    id, title
        Id of the table, and the question in words.
    questions
        How many questions there are.
    """
    first = changes[0][2]
    reason = first.why_not_pooled
    return table(
        id=id,
        title=f"What each single change gives: {title}",
        caption="One choice changed at a time, all others as in the first row.",
        columns=[
            Column(key="change", label="Change"),
            Column(key="stands", label="Result that stands for the question"),
            Column(key="level", label="Certainty"),
            Column(key="others", label="Questions whose certainty changes", align="right"),
        ],
        records=[_question_record(base, label, made, n) for _, label, made, n in changes],
        groups=[group for group, *_ in changes],
        source_notes=(
            "Certainty in brackets: the levels still open, because something is not known. What "
            "is assumed stands in no row and is assumed for this table only.",
            f"The last column counts among {plural(questions, 'question')} with a pooled result.",
            f"Trials of this question are not pooled under any choice: {reason}." if reason else "",
        ),
    )


def _question_record(
    base: EvidenceBase, label: str, answer: QuestionAnswer, others: int
) -> dict[str, object]:
    open_levels = None if answer.rating is None else answer.rating.range
    if answer.index is None:
        stands = text_cell(f"none: {NONE_ELIGIBLE}")
    else:
        row = answer.index.effect
        shown = estimate(row.estimate, row.ci_low, row.ci_high)
        name = bibliography(base).cite(row.review_id).short
        stands = text_cell(f"{name}: {row.measure} {shown}", refs=(row.effect_id,))
    return {
        "change": label,
        "stands": stands,
        "level": text_cell(level_words(answer.level, open_levels), value=answer.level),
        "others": others,
    }


def _pooled_record(label: str, answer: PooledAnswer) -> dict[str, object]:
    cells: dict[str, object] = {"change": label, "measure": answer.choice.measure}
    if answer.result is None or answer.rating is None:
        return {**cells, "estimate": text_cell("refused"), "level": text_cell(answer.refusal)}
    low, high = answer.shown("ci_low"), answer.shown("ci_high")
    rating = answer.rating
    return {
        **cells,
        "estimate": estimate_cell(answer.shown("estimate"), low, high, DIGITS),
        "prediction": text_cell(_prediction(answer)),
        "i2": text_cell(percent(answer.result.i2, 1), value=answer.result.i2),
        "tau2": number_cell(answer.result.tau2, 3),
        "level": text_cell(level_words(rating.level, rating.range), value=rating.level),
    }


def _estimate(answer: PooledAnswer) -> str:
    low, high = answer.shown("ci_low"), answer.shown("ci_high")
    return f"{estimate(answer.shown('estimate'), low, high, DIGITS)}"


def _prediction(answer: PooledAnswer) -> str:
    result = answer.result
    if result is None or result.k < SHOWN_FROM or result.pi_low != result.pi_low:
        return NOT_APPLICABLE
    shown = span(answer.shown("pi_low"), answer.shown("pi_high"), DIGITS)
    return f"{shown} (unreliable)" if result.k < UNRELIABLE_BELOW else shown


def _assumed(rules: RatingChoice) -> str:
    said = [_ASSUMPTIONS[domain](rules) for domain in rules.assumed]
    return f" Assumed, not known: {'; '.join(said)}." if said else ""
