"""Credibility classes of umbrella reviews, with every condition and why it holds or not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from evisyn.appraisal.credibility_presets import (
    EGGER,
    EXCESS,
    I2,
    INTERVAL,
    LARGEST,
    P_VALUE,
    SEVERAL,
    SIZE,
    CredibilityPreset,
    Requirement,
    find_preset,
)
from evisyn.errors import InputError
from evisyn.shown import Shown

if TYPE_CHECKING:
    from evisyn.appraisal.frames import Frame

NOT_SIGNIFICANT = "NS"
NOT_RATED = "not_rated"
MISSING = "not reported, so not met"
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition, as checked.

    Parameters
    ----------
    name
        What was checked.
    value
        What it was checked on; ``None`` where it is missing.
    threshold
        The limit, in words.
    met
        Whether it holds; a missing value never does.
    classes
        Classes that require it.
    why
        In words.
    """

    name: str
    value: float | Pair | None
    threshold: str
    met: bool
    classes: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredibilityClass(Shown):
    """The class of one association, never shown without its conditions.

    Parameters
    ----------
    label
        I, II, III, IV, NS (not significant) or ``not_rated`` (no p value).
    title
        The class in words.
    conditions
        Every condition of the preset.
    preset, source
        The criteria and where they were read.
    warnings
        What a reader must know.
    """

    label: str
    title: str
    conditions: tuple[Condition, ...]
    preset: str
    source: str
    warnings: tuple[str, ...]

    @property
    def failed(self) -> tuple[Condition, ...]:
        """Conditions that are not met."""
        return tuple(condition for condition in self.conditions if not condition.met)

    def to_frame(self) -> Frame:
        """One row per condition."""
        from evisyn.appraisal.frames import rows_frame

        return rows_frame(self.conditions, preset=self.preset, label=self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Values:
    p_value: float | None
    n_cases: float | None
    n_participants: float | None
    k: int
    i2: float | None
    interval: Pair | None
    largest: Pair | None
    egger_p: float | None
    excess_p: float | None
    null: float
    estimate: float | None
    preset: CredibilityPreset


def credibility_class(
    *,
    p_value: float | None,
    n_cases: float | None = None,
    n_participants: float | None = None,
    k: int,
    i2: float | None = None,
    pi_low: float | None = None,
    pi_high: float | None = None,
    null: float = 0.0,
    largest_ci: Pair | None = None,
    egger_p: float | None = None,
    excess_p: float | None = None,
    estimate: float | None = None,
    preset: str | CredibilityPreset = "ioannidis",
) -> CredibilityClass:
    """Put one association into a credibility class.

    Parameters
    ----------
    p_value
        Of the random-effects summary.
    n_cases, n_participants
        Cases; participants count for a continuous outcome, which has no cases.
    k
        Number of studies. A single study is never above class IV (preset metaumbrella excepted).
    i2
        In percent.
    pi_low, pi_high
        95 % prediction interval, on the scale of ``null``.
    null
        No association: 0 for differences and log ratios, 1 for ratios.
    largest_ci
        95 % confidence interval of the largest study, on the scale of ``null``.
    egger_p, excess_p
        p of Egger's test and of the test for excess significance; undefined is not met.
    estimate
        The summary; needed only where a preset compares directions.
    preset
        A name in :data:`evisyn.appraisal.credibility_presets.CREDIBILITY_PRESETS`, or criteria of
        one's own.

    Returns
    -------
    CredibilityClass
        With each condition: name, value, threshold, met.

    Raises
    ------
    InputError
        For a p value outside 0 to 1, fewer than one study, limits in the wrong order, or an
        unknown preset.

    References
    ----------
    Criteria as printed in doi:10.1186/s12916-021-02020-6, table 1; variants name theirs.
    """
    rules = find_preset(preset)
    values = _Values(
        p_value=_probability("p_value", p_value),
        n_cases=_number(n_cases),
        n_participants=_number(n_participants),
        k=_studies(k),
        i2=_number(i2),
        interval=_pair("pi_low", pi_low, pi_high),
        largest=None if largest_ci is None else _pair("largest_ci", *largest_ci),
        egger_p=_probability("egger_p", egger_p),
        excess_p=_probability("excess_p", excess_p),
        null=float(null),
        estimate=_number(estimate),
        preset=rules,
    )
    conditions = _conditions(rules, values)
    label, title = _class(rules, conditions, values)
    return CredibilityClass(
        label=label, title=title, conditions=tuple(conditions.values()), preset=rules.name,
        source=rules.source, warnings=_warnings(rules, values),
    )  # fmt: skip


def _conditions(preset: CredibilityPreset, values: _Values) -> dict[Requirement, Condition]:
    needs: dict[Requirement, list[str]] = {}
    for rule in preset.classes:
        for requirement in rule.requires:
            needs.setdefault(requirement, []).append(rule.label)
    return {
        requirement: _CHECKS[requirement.name](requirement, values, tuple(classes))
        for requirement, classes in needs.items()
    }


def _class(
    preset: CredibilityPreset, conditions: dict[Requirement, Condition], values: _Values
) -> tuple[str, str]:
    if values.p_value is None:
        return NOT_RATED, "no p value"
    for rule in preset.classes:
        if all(conditions[requirement].met for requirement in rule.requires):
            return rule.label, rule.title
    return NOT_SIGNIFICANT, "not significant"


def _warnings(preset: CredibilityPreset, values: _Values) -> tuple[str, ...]:
    general = "made for observational associations; bodies of randomised trials are rated by GRADE"
    single = ("a single study: nothing is replicated",) if values.k == 1 else ()
    return (general, *preset.warnings, *single)


def _p(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    limit = requirement.threshold or 0.0
    value = values.p_value
    return _made(requirement, value, f"below {limit:g}", value is not None and value < limit,
                 classes, f"p = {value:g}" if value is not None else MISSING)  # fmt: skip


def _size(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    preset = values.preset
    cases = values.n_cases
    if cases is None and preset.missing_cases_are_zero:
        cases = 0.0
    limit = f"more than {preset.cases:g} cases"
    if preset.participants is not None:
        limit += f", or more than {preset.participants:g} participants for a continuous outcome"
    if cases is not None:
        return _made(requirement, cases, limit, cases > preset.cases, classes,
                     f"{cases:g} cases")  # fmt: skip
    people = values.n_participants
    if people is not None and preset.participants is not None:
        return _made(requirement, people, limit, people > preset.participants, classes,
                     f"{people:g} participants, no cases given")  # fmt: skip
    return _made(requirement, None, limit, False, classes, MISSING)


def _i2(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    limit = requirement.threshold or 0.0
    value = values.i2
    return _made(requirement, value, f"below {limit:g} %", value is not None and value < limit,
                 classes, f"I2 = {value:g} %" if value is not None else MISSING)  # fmt: skip


def _interval(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    limit = f"prediction interval excludes {values.null:g}"
    pair = values.interval
    return _made(requirement, pair, limit, pair is not None and _excludes(pair, values.null),
                 classes, _span(pair))  # fmt: skip


def _largest(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    pair, null, estimate = values.largest, values.null, values.estimate
    met = pair is not None and _excludes(pair, null)
    limit = f"interval of the largest study excludes {null:g}"
    if values.preset.same_direction:
        limit += " on the side of the summary"
        known = estimate is not None and pair is not None
        met = met and known and (estimate > null) == (pair[0] > null)  # type: ignore[operator, index]
    return _made(requirement, pair, limit, met, classes, _span(pair))


def _test(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    limit = requirement.threshold or 0.0
    value = values.egger_p if requirement.name == EGGER else values.excess_p
    why = f"p = {value:g}" if value is not None else "not tested or undefined, so not met"
    met = value is not None and value > limit
    return _made(requirement, value, f"above {limit:g}", met, classes, why)


def _several(requirement: Requirement, values: _Values, classes: tuple[str, ...]) -> Condition:
    limit = requirement.threshold or 0.0
    return _made(requirement, float(values.k), f"at least {limit:g} studies", values.k >= limit,
                 classes, f"k = {values.k}")  # fmt: skip


def _made(
    requirement: Requirement,
    value: float | Pair | None,
    threshold: str,
    met: bool,
    classes: tuple[str, ...],
    why: str,
) -> Condition:
    return Condition(
        name=requirement.name, value=value, threshold=threshold, met=met, classes=classes, why=why
    )


_CHECKS: MappingProxyType[
    str, Callable[[Requirement, _Values, tuple[str, ...]], Condition]
] = MappingProxyType({
    P_VALUE: _p, SIZE: _size, I2: _i2, INTERVAL: _interval, LARGEST: _largest, EGGER: _test,
    EXCESS: _test, SEVERAL: _several,
})  # fmt: skip


def _excludes(pair: Pair, null: float) -> bool:
    return pair[0] > null or pair[1] < null


def _span(pair: Pair | None) -> str:
    return MISSING if pair is None else f"{pair[0]:g} to {pair[1]:g}"


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _probability(name: str, value: float | None) -> float | None:
    number = _number(value)
    if number is not None and not 0.0 <= number <= 1.0:
        raise InputError(name, f"is {value!r}; a probability lies between 0 and 1.")
    return number


def _studies(k: int) -> int:
    if isinstance(k, bool) or k != int(k) or k < 1:
        raise InputError("k", f"is {k!r}; give the number of studies, 1 or more.")
    return int(k)


def _pair(name: str, low: float | None, high: float | None) -> Pair | None:
    first, last = _number(low), _number(high)
    if first is None or last is None:
        return None
    if first > last:
        raise InputError(name, f"the lower limit {first:g} is above the upper limit {last:g}.")
    return first, last
