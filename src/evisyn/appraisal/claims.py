"""Verdicts on claims: what the rows carry, and whether the cited source says it.

The two answers are kept apart. ``cited_as_said`` is a reading of the source by a person and
comes from a table; ``verdict`` follows from the evidence rows by the rules below and never from
counting favourable rows or reviews. The rules are those of this project, written out in
``docs/rules.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from evisyn.appraisal.gap_claims import judge_gap, judge_limitation, judge_safety
from evisyn.appraisal.grade_records import LEVELS, NOT_RATED
from evisyn.appraisal.harmonise import Harmonised, harmonise
from evisyn.appraisal.questions import ANY, BETWEEN_ARMS, gather, union
from evisyn.appraisal.rows import ClaimRow, EffectRow, EvidenceRows, TrialOutcomeRow
from evisyn.appraisal.strength import Strength, strength
from evisyn.appraisal.verdicts import (
    CONTRADICTED,
    NO_EVIDENCE,
    NOT_ASSESSABLE,
    NOT_SUPPORTED,
    PARTLY,
    SUPPORTED,
    Verdict,
)

NO_SOURCE_NAMED = "no_source_named"
NOT_CHECKED = "could_not_be_checked"
CERTAIN_ENOUGH = frozenset({"moderate", "high"})
BEYOND_CONTEXT = frozenset({"sham_placebo", "no_treatment", "usual_care"})
"""Comparators against which a difference can be an effect of the treatment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRules:
    """The contestable choices behind a verdict on effectiveness.

    Parameters
    ----------
    comparators
        Comparators against which a difference can be an effect of the treatment.
    levels
        Levels of certainty that are enough.
    reported_certainty
        Whether the rating of the review counts in place of ours.
    """

    comparators: frozenset[str] = BEYOND_CONTEXT
    levels: frozenset[str] = CERTAIN_ENOUGH
    reported_certainty: bool = False


HOUSE_RULES = ClaimRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimVerdict:
    """Both answers to one claim, with what they rest on.

    Parameters
    ----------
    claim
        The claim.
    cited_as_said, cited_why
        Whether the named source says it, and why we think so.
    verdict, why
        What the evidence rows say, and the rule that led there, in words.
    certainty
        Certainty of the rows that carry an effectiveness verdict; empty where the claim is not
        about an effect.
    row_ids
        The rows that the verdict rests on.
    """

    claim: ClaimRow
    cited_as_said: str
    cited_why: str
    verdict: str
    why: str
    certainty: str
    row_ids: tuple[str, ...]


def judge_claims(rows: EvidenceRows, rules: ClaimRules = HOUSE_RULES) -> tuple[ClaimVerdict, ...]:
    """Give both answers for every claim, in the order of the claims table."""
    checks = {check.claim_id: check for check in rows.citation_checks}
    verdicts = []
    for claim in rows.claims:
        check = checks.get(claim.claim_id)
        if check is not None:
            said, said_why = check.cited_as_said, check.reason
        elif claim.attributed_to or claim.review_id:
            said, said_why = NOT_CHECKED, "no reading of the named source is recorded"
        else:
            said, said_why = NO_SOURCE_NAMED, "the statement names no source"
        verdict = judge(claim, rows, rules)
        verdicts.append(
            ClaimVerdict(
                claim=claim,
                cited_as_said=said,
                cited_why=said_why,
                verdict=verdict.verdict,
                why=verdict.why,
                certainty=verdict.certainty,
                row_ids=verdict.row_ids,
            )
        )
    return tuple(verdicts)


def judge(claim: ClaimRow, rows: EvidenceRows, rules: ClaimRules = HOUSE_RULES) -> Verdict:
    """Give the verdict that the evidence rows carry for one claim."""
    if not claim.assessable:
        return Verdict(NOT_ASSESSABLE, f"a statement of {claim.kind}: no row can decide it")
    effect_rule, other_rule = _EFFECT_RULES.get(claim.kind), _OTHER_RULES.get(claim.kind)
    if effect_rule is not None:
        return effect_rule(claim, rows, rules)
    if other_rule is not None:
        return other_rule(claim, rows)
    return Verdict(NOT_ASSESSABLE, f"no rule for claims of the kind {claim.kind}")


def classes_of(intervention: str, groups: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the intervention classes that a class or a group of interventions stands for."""
    return frozenset(groups.get(intervention, (intervention,)))


def judge_effectiveness(
    claim: ClaimRow, rows: EvidenceRows, rules: ClaimRules = HOUSE_RULES
) -> Verdict:
    """Judge a claim that something works, by the index result of each question inside it."""
    inside = _strengths(claim, rows)
    pooled = [item for item in inside if item.index is not None]
    if not pooled:
        return _no_evidence(claim, rows)
    states = [(item, judge_result(item, rules)) for item in pooled]
    return _combine(states, rows, rules, _uncovered(claim, rows, inside))


def judge_result(item: Strength, rules: ClaimRules = HOUSE_RULES) -> str:
    """Judge the index result of one question against the claim that the intervention helps."""
    turned = item.harmonised
    if turned is None:
        return NOT_ASSESSABLE
    if not turned.excludes_null:
        return NOT_SUPPORTED
    sure = _certainty_of(item, rules) in rules.levels
    if turned.direction == "comparator":
        return CONTRADICTED if sure else NOT_SUPPORTED
    strong = sure and item.question.comparator_class in rules.comparators
    return SUPPORTED if strong else PARTLY


def _certainty_of(item: Strength, rules: ClaimRules) -> str:
    """The worst level that our rating leaves open, or not rated."""
    if rules.reported_certainty:
        return item.certainty_reported or NOT_RATED
    return NOT_RATED if item.rating is None else item.rating.lowest


def judge_subgroup(claim: ClaimRow, rows: EvidenceRows, rules: ClaimRules = HOUSE_RULES) -> Verdict:
    """Judge a claim about a subgroup by rows of that subgroup only."""
    named = [
        row
        for row in _claim_effects(claim, rows)
        if row.subtype and row.subtype.lower() in claim.statement.lower()
    ]
    if not named:
        return Verdict(
            NO_EVIDENCE,
            "no between-arm result for the people that the statement describes "
            "(rows of that subtype only count)",
        )
    items = gather(_only(rows, named), [claim.question_condition])
    states = [
        (item, judge_result(item, rules))
        for item in (strength(evidence, rows) for evidence in items)
        if item.index is not None
    ]
    return _combine(states, rows, rules) if states else Verdict(NO_EVIDENCE, "no eligible result")


def _strengths(claim: ClaimRow, rows: EvidenceRows) -> tuple[Strength, ...]:
    evidence = gather(rows, [claim.question_condition])
    inside = union(
        evidence,
        claim.question_condition,
        classes_of(claim.question_intervention, rows.groups),
        claim.question_comparator_class,
        claim.question_outcome,
    )
    return tuple(strength(item, rows) for item in inside)


def _combine(
    states: list[tuple[Strength, str]],
    rows: EvidenceRows,
    rules: ClaimRules,
    uncovered: str = "",
) -> Verdict:
    """Join the verdicts of several questions without counting them.

    One well carried result either way decides; results both ways, or results that are carried
    only in part, make it partial.
    """
    found = {state for _, state in states}
    if SUPPORTED in found and not found & {CONTRADICTED, NOT_SUPPORTED}:
        verdict = SUPPORTED
    elif CONTRADICTED in found and not found & {SUPPORTED, PARTLY}:
        verdict = CONTRADICTED
    elif found & {SUPPORTED, PARTLY}:
        verdict = PARTLY
    elif found & {NOT_SUPPORTED, CONTRADICTED}:
        verdict = NOT_SUPPORTED
    else:
        verdict = NOT_ASSESSABLE
    carrying = _carrying(states, verdict)
    return Verdict(
        verdict,
        _explain(states, carrying, rows, rules, uncovered),
        _certainty(carrying, rules),
        tuple(item.index.effect.effect_id for item, _ in states if item.index),
    )


def _carrying(states: list[tuple[Strength, str]], verdict: str) -> list[Strength]:
    wanted = {PARTLY: {SUPPORTED, PARTLY}, NOT_SUPPORTED: {NOT_SUPPORTED, CONTRADICTED}}
    return [item for item, state in states if state in wanted.get(verdict, {verdict})]


def _explain(
    states: list[tuple[Strength, str]],
    carrying: list[Strength],
    rows: EvidenceRows,
    rules: ClaimRules,
    uncovered: str,
) -> str:
    count = len(states)
    noun = "question has" if count == 1 else "questions have"
    parts = [f"{count} {noun} an eligible pooled result"]
    for state, words in _STATE_WORDS.items():
        ids = [i.index.effect.effect_id for i, s in states if s == state and i.index]
        if ids:
            parts.append(f"{words}: {', '.join(ids)}")
    classes = sorted({item.question.comparator_class for item in carrying})
    if carrying and not set(classes) & rules.comparators:
        parts.append(
            "every result that carries it is against " + " or ".join(_words(rows, classes))
        )
    if carrying and not any(_certainty_of(item, rules) in rules.levels for item in carrying):
        parts.append("no result that carries it is rated moderate or better here")
    if uncovered:
        parts.append(uncovered)
    return "; ".join(parts)


def _certainty(carrying: list[Strength], rules: ClaimRules) -> str:
    """Return the certainty of the results that carry a verdict: the lowest, or not rated."""
    ratings = {_certainty_of(item, rules) for item in carrying}
    if not ratings or NOT_RATED in ratings:
        return NOT_RATED
    return min(ratings, key=LEVELS.index)


def _uncovered(claim: ClaimRow, rows: EvidenceRows, inside: Iterable[Strength]) -> str:
    covered = {item.question.intervention for item in inside if item.index is not None}
    missing = sorted(classes_of(claim.question_intervention, rows.groups) - covered)
    if not missing or claim.question_intervention not in rows.groups:
        return ""
    return "no eligible result at all for: " + ", ".join(_words(rows, missing))


def _words(rows: EvidenceRows, classes: Iterable[str]) -> list[str]:
    return [rows.class_names.get(name, name.replace("_", " ")).lower() for name in classes]


def _no_evidence(claim: ClaimRow, rows: EvidenceRows) -> Verdict:
    trials = [row for row in _claim_trials(claim, rows) if not row.set_aside]
    why = "no eligible pooled result on the question"
    if trials:
        listed = ", ".join(
            f"{row.outcome_id} ({row.outcome}: {trial_direction(row)})" for row in trials
        )
        why += f"; single trials listed, not summarised: {listed}"
    ids = tuple(row.outcome_id for row in trials)
    return Verdict(NO_EVIDENCE, why, "", ids)


def trial_direction(row: TrialOutcomeRow) -> str:
    """Say in words which way one between-arm trial row points, as far as it can be known."""
    printed = harmonise(row.measure, row.estimate, None, None, row.larger_value_favours)
    if printed is not None:
        return f"estimate favours {_side(printed)}"
    if row.mean_i is not None and row.mean_c is not None:
        means = harmonise("MD", row.mean_i - row.mean_c, None, None, row.larger_value_favours)
        if means is not None:
            return f"arm means favour {_side(means)}"
    if row.p_relation and row.p_value is not None:
        return f"p {row.p_relation} {row.p_value:g}, no between-arm figure"
    return "no between-arm figure"


def _side(turned: Harmonised) -> str:
    return "neither" if turned.direction == "neither" else f"the {turned.direction}"


def _claim_effects(claim: ClaimRow, rows: EvidenceRows) -> list[EffectRow]:
    classes = classes_of(claim.question_intervention, rows.groups)
    return [
        row
        for row in rows.effects
        if row.condition == claim.question_condition
        and row.intervention_class in classes
        and row.contrast == BETWEEN_ARMS
        and not row.set_aside
    ]


def _claim_trials(claim: ClaimRow, rows: EvidenceRows) -> list[TrialOutcomeRow]:
    classes = classes_of(claim.question_intervention, rows.groups)
    return [
        row
        for row in rows.trial_outcomes
        if row.condition == claim.question_condition
        and row.intervention_class in classes
        and row.contrast == BETWEEN_ARMS
        and claim.question_comparator_class in (ANY, row.comparator_class)
        and claim.question_outcome in (ANY, row.outcome)
    ]


def _only(rows: EvidenceRows, effects: list[EffectRow]) -> EvidenceRows:
    return replace(rows, effects=tuple(effects), trial_outcomes=())


_STATE_WORDS = {
    SUPPORTED: "carry it",
    PARTLY: "favour it in part",
    NOT_SUPPORTED: "do not favour it (interval includes no difference, or the other side)",
    CONTRADICTED: "speak against it",
    NOT_ASSESSABLE: "direction unclear",
}
_EFFECT_RULES: dict[str, Callable[[ClaimRow, EvidenceRows, ClaimRules], Verdict]] = {
    "effectiveness": judge_effectiveness,
    "review_finding": judge_effectiveness,
    "subgroup": judge_subgroup,
}
_OTHER_RULES: dict[str, Callable[[ClaimRow, EvidenceRows], Verdict]] = {
    "evidence_gap": judge_gap,
    "limitation": judge_limitation,
    "safety": judge_safety,
}

__all__ = [
    "HOUSE_RULES",
    "ClaimRules",
    "ClaimVerdict",
    "judge",
    "judge_claims",
    "judge_effectiveness",
    "judge_result",
    "judge_subgroup",
    "trial_direction",
]
