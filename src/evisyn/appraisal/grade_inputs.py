"""Read the arguments of a certainty rating onto the working scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from evisyn.appraisal.grade_records import (
    NO_CONCERN,
    NOT_ASSESSABLE,
    STATES,
    GradeInputs,
    GradeSettings,
    Override,
    Upgrade,
)
from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.errors import InputError

DESIGNS = ("randomised", "non_randomised")
UPGRADES: Mapping[str, int] = {"large_effect": 2, "dose_response": 1, "opposing_confounding": 1}
"""Reasons to rate up, with the most levels each may add."""

_Pair = tuple[float, float]


def read_inputs(values: Mapping[str, Any]) -> GradeInputs:
    """Check and rescale; see :func:`evisyn.appraisal.grade.grade` for the arguments."""
    measure = str(values["measure"] or "")
    ratio = measure in RATIO_MEASURES
    return GradeInputs(
        design=_design(values["design"]),
        measure=measure,
        is_ratio=ratio,
        settings=values["settings"] or GradeSettings(),
        review_quality=_known(values["review_quality"]),
        indirectness=_parts(values["indirectness"]),
        rob_stated=_words(values["rob_stated"], "most trials at high or unclear risk"),
        bias_suspected=_words(values["bias_suspected"], "publication bias suspected"),
        study_cis=_study_cis(values["study_cis"], ratio),
        k=_count(values["k"]),
        i2=_percent("i2", values["i2"]),
        **_result(values, ratio),
        **_each(_people, values, ("n_participants", "n_per_arm", "ois")),
        **_each(_share, values, _SHARES),
        **_each(_probability, values, ("small_study_p", "excess_p")),
    )


_SHARES = ("rob_low_share", "contradicting_share", "low_reporting_bias_share")


def _each(
    read: Callable[[str, Any], Any], values: Mapping[str, Any], names: tuple[str, ...]
) -> dict[str, Any]:
    return {name: read(name, values[name]) for name in names}


def _result(values: Mapping[str, Any], ratio: bool) -> dict[str, Any]:
    """The result, its intervals and the threshold on the working scale."""
    names = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high", "threshold")
    shown = {name: _number(name, values[name]) for name in names}
    scaled = {name: _scale(name, value, ratio) for name, value in shown.items()}
    ci = _pair("ci_low", scaled["ci_low"], scaled["ci_high"])
    _inside(scaled["estimate"], ci, shown)
    threshold = scaled["threshold"]
    if threshold == 0:
        raise InputError("threshold", "is no difference itself; give the smallest that matters.")
    return {
        "estimate": scaled["estimate"],
        "ci": ci,
        "pi": _pair("pi_low", scaled["pi_low"], scaled["pi_high"]),
        "threshold": None if threshold is None else abs(threshold),
        "shown": shown,
    }


def read_overrides(overrides: Iterable[Override | Mapping[str, str]]) -> tuple[Override, ...]:
    """Check that every judgement names its domain, state, author, date and reason."""
    read = []
    for given in overrides:
        try:
            made = given if isinstance(given, Override) else Override(**given)
        except TypeError:
            raise InputError(
                "overrides", f"holds {given!r}; each needs domain, state, author, date, reason."
            ) from None
        if made.state not in STATES:
            raise InputError(
                "overrides", f"the state is {made.state!r}; allowed are {', '.join(STATES)}."
            )
        if not (made.author.strip() and made.reason.strip()):
            raise InputError("overrides", f"{made.domain}: author and reason must be given.")
        _check_date(made)
        read.append(made)
    return tuple(read)


def read_upgrades(upgrades: Iterable[Upgrade | Mapping[str, Any] | str]) -> tuple[Upgrade, ...]:
    """Check the reasons to rate up."""
    read = []
    for given in upgrades:
        if isinstance(given, Upgrade):
            made = given
        elif isinstance(given, str):
            made = Upgrade(name=given)
        else:
            made = Upgrade(**given)
        most = UPGRADES.get(made.name)
        if most is None:
            raise InputError("upgrades", f"holds {made.name!r}; allowed are {', '.join(UPGRADES)}.")
        if not 1 <= made.steps <= most:
            raise InputError("upgrades", f"{made.name} adds 1 to {most} levels, not {made.steps}.")
        read.append(made)
    return tuple(read)


def _check_date(made: Override) -> None:
    try:
        date.fromisoformat(made.date)
    except ValueError:
        raise InputError(
            "overrides", f"{made.domain}: the date is {made.date!r}; give it as 2026-01-31."
        ) from None


def _number(name: str, value: Any) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(name, f"is {value!r}; give a number or leave it out.") from None
    if math.isinf(number):
        raise InputError(name, "is infinite; leave it out where a limit is not known.")
    return None if math.isnan(number) else number


def _scale(name: str, value: float | None, ratio: bool) -> float | None:
    if value is None or not ratio:
        return value
    if value <= 0:
        raise InputError(name, f"is {value:g}; a ratio is above zero.")
    return math.log(value)


def _pair(name: str, low: float | None, high: float | None) -> _Pair | None:
    if low is None or high is None:
        return None
    if low > high:
        raise InputError(name, "is above the upper limit; give the smaller limit as the lower.")
    return low, high


def _inside(estimate: float | None, ci: _Pair | None, shown: Mapping[str, float | None]) -> None:
    if estimate is not None and ci is not None and not ci[0] <= estimate <= ci[1]:
        raise InputError(
            "estimate",
            f"is {shown['estimate']:g}, outside its interval {shown['ci_low']:g} to "
            f"{shown['ci_high']:g}; a result that contradicts itself is not rated. Correct it "
            "or set the row aside.",
        )


def _design(design: str) -> str:
    if design not in DESIGNS:
        raise InputError("design", f"is {design!r}; allowed are {', '.join(DESIGNS)}.")
    return design


def _count(k: Any) -> int | None:
    number = _number("k", k)
    if number is None:
        return None
    if number < 1 or number != int(number):
        raise InputError("k", f"is {k!r}; give the number of trials, 1 or more.")
    return int(number)


def _people(name: str, value: Any) -> float | None:
    number = _number(name, value)
    if number is not None and number <= 0:
        raise InputError(name, f"is {value!r}; give a number above 0 or leave it out.")
    return number


def _percent(name: str, value: Any) -> float | None:
    number = _number(name, value)
    if number is not None and not 0 <= number <= 100:
        raise InputError(name, f"is {value!r}; give percent, 0 to 100.")
    return number


def _share(name: str, value: Any) -> float | None:
    """A share from 0 to 1, or in percent when above 1."""
    number = _number(name, value)
    if number is not None and 0 <= number <= 1:
        number *= 100
    return _percent(name, number)


def _probability(name: str, value: Any) -> float | None:
    number = _number(name, value)
    if number is not None and not 0 <= number <= 1:
        raise InputError(name, f"is {value!r}; a probability lies between 0 and 1.")
    return number


def _words(value: Any, when_true: str) -> str:
    if value is None or value is False:
        return ""
    return when_true if value is True else str(value).strip()


def _known(value: Any) -> Any:
    return None if value is None or value == "" else value


_PARTS = ("population", "intervention", "comparator", "outcome")
_STATED = {"": NO_CONCERN, "none": NO_CONCERN, "not serious": NO_CONCERN, "no": NO_CONCERN}


def _parts(value: Any) -> Any:
    """A state in words, a number of differing parts, or their names."""
    if isinstance(value, str):
        text = value.replace("_", " ").strip().lower()
        if text in _PARTS:
            return (text,)
        state = _STATED.get(text, text)
        if state not in STATES or state == NOT_ASSESSABLE:
            raise InputError(
                "indirectness",
                f"is {value!r}; give the parts that differ ({', '.join(_PARTS)}), their number, "
                "or no concern, serious, very serious.",
            )
        return state
    if value is None or isinstance(value, bool):
        return None if value is None else int(value)
    if isinstance(value, int):
        if value < 0:
            raise InputError("indirectness", f"is {value}; give how many parts differ, 0 or more.")
        return value
    return tuple(str(part) for part in value)


def _study_cis(values: Any, ratio: bool) -> tuple[_Pair, ...]:
    pairs = []
    for low, high in values or ():
        read = [_scale("study_cis", _number("study_cis", limit), ratio) for limit in (low, high)]
        pair = _pair("study_cis", *read)
        if pair is not None:
            pairs.append(pair)
    return tuple(pairs)
