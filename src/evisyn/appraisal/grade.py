"""Rate the certainty of one body of evidence by a preset of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evisyn.appraisal.grade_inputs import read_inputs, read_overrides, read_upgrades
from evisyn.appraisal.grade_presets import GradePreset, find_grade_preset
from evisyn.appraisal.grade_records import (
    INCONSISTENCY,
    LEVELS,
    NOT_ASSESSABLE,
    NOT_RATED,
    STEPS,
    Certainty,
    DomainRating,
    GradeInputs,
    GradeSettings,
    Override,
    Upgrade,
)
from evisyn.errors import InputError

MOST_STEPS = 2
"""Levels that one domain can take off, for the range over domains that are not assessable."""


def grade(
    *,
    design: str = "randomised",
    estimate: float | None = None,
    ci_low: float | None = None,
    ci_high: float | None = None,
    pi_low: float | None = None,
    pi_high: float | None = None,
    i2: float | None = None,
    k: int | None = None,
    n_participants: float | None = None,
    measure: str | None = None,
    threshold: float | None = None,
    rob_low_share: float | None = None,
    rob_stated: str | bool | None = None,
    review_quality: Any = None,
    indirectness: Iterable[str] | str | int | None = None,
    small_study_p: float | None = None,
    excess_p: float | None = None,
    bias_suspected: str | bool | None = None,
    study_cis: Sequence[tuple[float, float]] | None = None,
    n_per_arm: float | None = None,
    contradicting_share: float | None = None,
    low_reporting_bias_share: float | None = None,
    ois: float | None = None,
    upgrades: Iterable[Upgrade | Mapping[str, Any] | str] = (),
    overrides: Iterable[Override | Mapping[str, str]] = (),
    settings: GradeSettings | None = None,
    preset: str | GradePreset = "evisyn",
) -> Certainty:
    """Rate the certainty of one pooled result.

    Nothing that is missing counts as fine: a domain without its inputs is not assessable and is
    listed. Turning the sign of everything, or inverting every ratio, changes no rating.

    Parameters
    ----------
    design
        ``randomised`` starts high, ``non_randomised`` low.
    estimate, ci_low, ci_high, pi_low, pi_high
        Result, confidence and prediction interval on the printed scale.
    i2
        In percent.
    k, n_participants
        Trials and participants of this result.
    measure
        Code; RR, OR, HR, IRR and ROM are ratios with no difference at 1, all others have it at 0.
    threshold
        The smallest difference that matters, in the unit of the estimate and of either sign; for
        ratios on either side of 1. The rating is made against it and against no difference.
    rob_low_share
        Share of participants (else weight) from trials at low risk of bias: 0 to 1, or percent.
    rob_stated
        The statement of the review's authors that most trials are at high or unclear risk.
    review_quality
        AMSTAR 2 confidence, as text or as the result of ``amstar2_confidence``; for pollock2016
        how many of AMSTAR questions 1 to 4 are met.
    indirectness
        Parts of the question that the evidence does not match, by name or number; or a state.
    small_study_p, excess_p
        p of a test for small-study effects and for excess significance; NaN is undefined.
    bias_suspected
        The suspicion of publication bias by the review's authors.
    study_cis
        (k, 2) confidence intervals of the trials.
    n_per_arm, contradicting_share, low_reporting_bias_share
        Read by the preset metaumbrella only.
    ois
        Participants of the optimal information size; 400 for continuous outcomes by default, and
        none for events (see :func:`evisyn.appraisal.ois.ois_per_arm`).
    upgrades
        Reasons to rate up; counted for non-randomised evidence that no domain takes down.
    overrides
        Judgements of a person in place of a rule: domain, state, author, date, reason.
    settings
        Limits of the house rules.
    preset
        evisyn, pollock2016, cinema, metaumbrella, manual, or a preset of one's own.

    Returns
    -------
    Certainty
        ``level`` is ``not_rated`` while risk of bias or imprecision cannot be assessed; ``range``
        then gives the best and worst level still open.

    Raises
    ------
    InputError
        For an impossible value, a result outside its interval, an unknown preset or domain, or an
        override without author, date or reason.

    References
    ----------
    Cochrane Handbook, chapter 14 (training.cochrane.org); GRADE guidance 34 on imprecision
    (PMID 35934265) and 36 on inconsistency (Journal of Clinical Epidemiology,
    S0895-4356(23)00046-X). The house rules are in docs/certainty.md.
    """
    arguments = {name: value for name, value in locals().items() if name not in _NOT_INPUTS}
    rules = find_grade_preset(preset)
    given = read_inputs(arguments)
    domains = _overridden([rule(given) for rule in rules.rules], read_overrides(overrides))
    return _certainty(rules, given, domains, read_upgrades(upgrades))


_NOT_INPUTS = frozenset({"upgrades", "overrides", "preset"})


def _overridden(
    domains: list[DomainRating], overrides: tuple[Override, ...]
) -> tuple[DomainRating, ...]:
    chosen = {override.domain: override for override in overrides}
    names = [domain.name for domain in domains]
    unknown = [name for name in chosen if name not in names]
    if unknown:
        raise InputError(
            "overrides", f"names {unknown[0]!r}; domains of this preset are {', '.join(names)}."
        )
    return tuple(
        _override(domain, chosen[domain.name]) if domain.name in chosen else domain
        for domain in domains
    )


def _override(domain: DomainRating, override: Override) -> DomainRating:
    was = f"the rule said {domain.state}: {domain.reason}"
    return replace(
        domain,
        state=override.state,
        steps=STEPS[override.state],
        reason=f"{override.reason} ({was})",
        missing=domain.missing if override.state == NOT_ASSESSABLE else (),
        overridden_by=override,
    )


def _certainty(
    rules: GradePreset,
    given: GradeInputs,
    domains: tuple[DomainRating, ...],
    upgrades: tuple[Upgrade, ...],
) -> Certainty:
    start = rules.start[given.design]
    counted, notes = _counted(upgrades, given, domains)
    capped = _is_capped(rules, given, domains)
    open_domains = [domain for domain in domains if domain.state == NOT_ASSESSABLE]
    down = sum(domain.steps for domain in domains)
    up = sum(upgrade.steps for upgrade in counted)
    best = _level(start, down - up, capped)
    worst = _level(start, down - up + MOST_STEPS * len(open_domains), capped)
    if capped and _level(start, down - up, False) != best:
        notes = (*notes, "a single study: not above moderate on consistency alone")
    blocked = any(domain.blocks for domain in open_domains)
    return Certainty(
        level=NOT_RATED if blocked else best,
        domains=domains,
        missing=tuple(dict.fromkeys(name for domain in domains for name in domain.missing)),
        range=(best, worst),
        start=start,
        preset=rules.name,
        settings=given.settings,
        upgrades=counted,
        notes=notes,
        warnings=rules.warnings,
        target=_target(given),
    )


def _level(start: str, down: int, capped: bool) -> str:
    place = max(0, min(len(LEVELS) - 1, LEVELS.index(start) - down))
    if capped:
        place = min(place, LEVELS.index("moderate"))
    return LEVELS[place]


def _counted(
    upgrades: tuple[Upgrade, ...], given: GradeInputs, domains: tuple[DomainRating, ...]
) -> tuple[tuple[Upgrade, ...], tuple[str, ...]]:
    if not upgrades:
        return (), ()
    if given.design == "randomised":
        return (), ("reasons to rate up are not counted for randomised evidence",)
    stopped = [d for d in domains if d.steps or (d.state == NOT_ASSESSABLE and d.blocks)]
    if stopped:
        return (), ("reasons to rate up are not counted where a domain takes the level down",)
    return upgrades, ()


def _is_capped(rules: GradePreset, given: GradeInputs, domains: tuple[DomainRating, ...]) -> bool:
    judged = any(d.name == INCONSISTENCY and d.overridden_by is not None for d in domains)
    return rules.single_study_cap and given.k == 1 and not judged


def _target(given: GradeInputs) -> str:
    null = "1" if given.is_ratio else "0"
    shown = given.shown["threshold"]
    important = f", and a difference that matters of {shown:g}" if shown is not None else ""
    return f"no difference ({null}){important}"
