"""Our ratings of certainty, domain by domain, with rule, reason, numbers and overrides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from evisyn.appraisal.certainty import RatedCertainty
from evisyn.appraisal.credibility import credibility_class
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_records import DomainRating
from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.appraisal.multiverse import grade_multiverse
from evisyn.appraisal.rows import EffectRow
from evisyn.appraisal.strength import Strength, rate
from evisyn.effects.convert import se_from_ci
from evisyn.report.display import Cell, Column, DisplayTable, text_cell
from evisyn.report.display import table as display_table
from evisyn.report.formats import NOT_APPLICABLE, plain
from evisyn.report.strength import rating_words, strength_records

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

PRESETS = ("evisyn", "pollock2016", "cinema", "metaumbrella")
CREDIBILITY = "ioannidis"

DOMAIN_COLUMNS = (
    Column(key="question_id", label="Question", shown=False),
    Column(key="domain", label="Domain"),
    Column(key="state", label="Judgement"),
    Column(key="steps", label="Levels down", align="right"),
    Column(key="reason", label="Reason"),
    Column(key="rule", label="Rule"),
    Column(key="inputs", label="Numbers read", shown=False),
    Column(key="missing", label="Missing", shown=False),
    Column(key="judgement", label="Judgement of a person", shown=False),
)

LEVEL_WORDS = {"very_low": "very low", "not_rated": "not rated"}


def certainty_domains(base: EvidenceBase) -> DisplayTable:
    """Show every domain of every rating, with the reason and what was overridden by whom.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per question and domain, by question.
    """
    made, groups = [], []
    for record in strength_records(base):
        if record.rating is None or record.index is None:
            continue
        for domain in record.rating.certainty.domains:
            made.append(_domain(record, record.rating, domain))
            groups.append(f"{_name(base, record)}: {rating_words(record)}")
    return display_table(
        id="certainty_domains",
        title="Our ratings of certainty, domain by domain",
        caption="Preset evisyn. Randomised evidence starts high; each domain takes levels off.",
        columns=DOMAIN_COLUMNS,
        records=made,
        groups=groups,
        source_notes=(
            "A domain that cannot be assessed is a reason, not a zero: without risk of bias or "
            "precision there is no level, otherwise the level is a ceiling. Where a domain could "
            "not be assessed here, the level is not above the one that the review itself gives.",
        ),
    )


def presets_table(base: EvidenceBase) -> DisplayTable:
    """Show the level of each question under every preset, and how it moves with our choices.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per question with a pooled result; fragile where contestable limits change it.
    """
    pooled = [record for record in strength_records(base) if record.rating is not None]
    return display_table(
        id="presets",
        title="The same rows under several sets of rules",
        caption="What differs between presets is mostly how they treat what is missing.",
        columns=[
            Column(key="question_id", label="Question", shown=False),
            Column(key="question", label="Question", machine=False),
            *(Column(key=name, label=name, spanner="Preset") for name in PRESETS),
            Column(key="reported", label="The review's own"),
            Column(key="next_review", label="If the next review stood for it"),
            Column(key="credibility", label="Credibility class (made for associations)"),
            Column(key="credibility_not_met", label="Conditions not met", shown=False),
            Column(key="fragile", label="Moves with our limits"),
            Column(key="landed", label="Where it lands", shown=False),
        ],
        records=[_presets(base, record) for record in pooled],
        source_notes=(
            "pollock2016 and metaumbrella read a missing input as a downgrade; evisyn gives no "
            "level without risk of bias and precision; cinema needs prediction intervals.",
            "Credibility classes are by the conditions for umbrella reviews of observational "
            "associations; p from the interval of the index result; a missing value is not met.",
            "Limits varied: information size, share at low risk, I2, number of trials for a "
            "prediction interval, p of tests for small-study effects.",
        ),
    )


def _domain(record: Strength, rating: RatedCertainty, domain: DomainRating) -> dict[str, object]:
    effect_id = record.index.effect.effect_id if record.index else ""
    override = domain.overridden_by
    refs = (effect_id, *(rating.judgement_ids if override else ()))
    return {
        "question_id": record.question.id,
        "domain": domain.name.replace("_", " "),
        "state": domain.state,
        "steps": domain.steps,
        "reason": text_cell(domain.reason, refs=refs),
        "rule": domain.rule,
        "inputs": "; ".join(f"{name} = {_shown(value)}" for name, value in domain.inputs),
        "missing": "; ".join(domain.missing),
        "judgement": str(override) if override else "",
    }


def _shown(value: object) -> str:
    return "not reported" if value is None else plain(value)


def _presets(base: EvidenceBase, record: Strength) -> dict[str, object]:
    rating: RatedCertainty = record.rating  # type: ignore[assignment]
    refs = (record.index.effect.effect_id,) if record.index else ()
    made = grade_multiverse({**rating.inputs, "overrides": rating.overrides})
    cells: dict[str, Any] = {
        name: grade(**rating.inputs, preset=name).level for name in PRESETS[1:]
    }
    cells["evisyn"] = record.certainty
    landed = "; ".join(f"{level} {count}" for level, count in made.counts)
    reported = record.certainty_reported
    return {
        "question_id": record.question.id,
        "question": text_cell(_name(base, record), refs=refs),
        **{name: _level_cell(level) for name, level in cells.items()},
        "reported": _level_cell(reported) if reported else None,
        "next_review": _next_review(base, record),
        **_credibility(record),
        "fragile": "yes" if made.fragile else "no",
        "landed": landed,
    }


def _next_review(base: EvidenceBase, record: Strength) -> Cell:
    """Our level if the runner-up were the index result."""
    second = record.index.runner_up if record.index else None
    if second is None:
        return Cell(text=NOT_APPLICABLE, value=None)
    made = rate(record.question, second, evidence_rows(base))
    return text_cell(
        LEVEL_WORDS.get(made.level, made.level), value=made.level, refs=(second.effect_id,)
    )


def _credibility(record: Strength) -> dict[str, object]:
    """The class by Ioannidis with every condition that is not met, a missing value being one."""
    effect = record.index.effect  # type: ignore[union-attr]
    if effect.k is None:
        return {
            "credibility": text_cell("not classed", value=""),
            "credibility_not_met": "number of trials not reported",
        }
    made = credibility_class(
        p_value=_p_value(effect),
        n_participants=effect.n_participants,
        k=effect.k,
        i2=effect.i2,
        preset=CREDIBILITY,
    )
    not_met = dict.fromkeys(item.name for item in made.conditions if not item.met)
    return {"credibility": made.label, "credibility_not_met": "; ".join(not_met)}


def _p_value(effect: EffectRow) -> float:
    """Two-sided p of the index result, from its interval by the normal approximation."""
    ratio = effect.measure in RATIO_MEASURES
    low, high, estimate = (
        float(v or 0.0) for v in (effect.ci_low, effect.ci_high, effect.estimate)
    )
    se = se_from_ci(low, high, (effect.ci_level or 95.0) / 100.0, "log" if ratio else "linear")
    centre = math.log(estimate) if ratio else estimate
    return math.erfc(abs(centre) / float(se.sei.item()) / math.sqrt(2.0))


def _level_cell(level: str) -> Cell:
    return text_cell(LEVEL_WORDS.get(level, level), value=level)


def _name(base: EvidenceBase, record: Strength) -> str:
    question, label = record.question, base.topic.label
    return (
        f"{label(base.topic.question_columns[0], question.condition)}, "
        f"{label('intervention_class', question.intervention).lower()} against "
        f"{label('comparator_class', question.comparator_class).lower()}, "
        f"{label('outcome', question.outcome).lower()}"
    )
