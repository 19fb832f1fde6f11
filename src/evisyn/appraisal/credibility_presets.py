"""Criteria for credibility classes of umbrella reviews, as data: published variants side by side.

The classes were made for meta-analyses of observational associations; bodies of randomised trials
are rated by GRADE. A further variant, or criteria of one's own, is a further table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evisyn.errors import InputError

P_VALUE, SIZE, I2, INTERVAL, LARGEST = "p_value", "size", "i2", "prediction_interval", "largest"
EGGER, EXCESS, SEVERAL = "egger_p", "excess_p", "several_studies"

CASES = 1000
"""More cases than this (Ioannidis-type criteria)."""
PARTICIPANTS = 20_000
"""More participants than this for a continuous outcome (Ioannidis-type criteria)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One condition of a class.

    Parameters
    ----------
    name
        p_value, size, i2, prediction_interval, largest, egger_p, excess_p or several_studies.
    threshold
        Limit of the number, in its unit; unused for conditions without one.
    """

    name: str
    threshold: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """A class and all that it requires."""

    label: str
    title: str
    requires: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredibilityPreset:
    """Classes from best to worst; none fits: not significant.

    Parameters
    ----------
    name
        Name of the preset.
    classes
        Best first.
    source
        Where the criteria were read.
    cases, participants
        What ``size`` requires: more than so many cases, or participants for a continuous
        outcome; ``None`` where the criteria name no number of participants.
    missing_cases_are_zero
        Read a missing number of cases as none (metaumbrella).
    same_direction
        The interval of the largest study must lie on the side of the estimate (metaumbrella).
    warnings
        What a reader must know.
    """

    name: str
    classes: tuple[ClassRule, ...]
    source: str
    cases: float = CASES
    participants: float | None = PARTICIPANTS
    missing_cases_are_zero: bool = False
    same_direction: bool = False
    warnings: tuple[str, ...] = ()


_TITLES = {"I": "convincing", "II": "highly suggestive", "III": "suggestive", "IV": "weak"}


def _need(name: str, threshold: float | None = None) -> Requirement:
    return Requirement(name=name, threshold=threshold)


def _rule(label: str, *requires: Requirement) -> ClassRule:
    return ClassRule(label=label, title=_TITLES[label], requires=requires)


def _family(
    *,
    p: float = 1e-6,
    bias_p: float = 0.10,
    largest_in_first: bool = True,
    excess: bool = True,
    several: bool = True,
) -> tuple[ClassRule, ...]:
    """The four classes, with the differences between the published variants."""
    many = (_need(SEVERAL, 2),) if several else ()
    first = [_need(P_VALUE, p), _need(SIZE)]
    if largest_in_first:
        first.append(_need(LARGEST))
    first += [_need(INTERVAL), _need(I2, 50), _need(EGGER, bias_p)]
    if excess:
        first.append(_need(EXCESS, bias_p))
    return (
        _rule("I", *first, *many),
        _rule("II", _need(P_VALUE, p), _need(SIZE), _need(LARGEST), *many),
        _rule("III", _need(P_VALUE, 1e-3), _need(SIZE), *many),
        _rule("IV", _need(P_VALUE, 0.05)),
    )


_ALL = (
    CredibilityPreset(
        name="ioannidis",
        classes=_family(),
        source="doi:10.1186/s12916-021-02020-6 table 1",
    ),
    CredibilityPreset(
        name="no_largest_study",
        classes=_family(largest_in_first=False),
        source="PMC10074550 table 2; doi:10.1038/s41366-025-01860-z table 1",
    ),
    CredibilityPreset(
        name="bias_0.05",
        classes=_family(bias_p=0.05),
        source="the cut-off of metaumbrella 1.1.0 with the conditions of ioannidis",
    ),
    CredibilityPreset(
        name="p_0.001",
        classes=_family(p=1e-3),
        source="PMC7333850 table 1",
    ),
    CredibilityPreset(
        name="no_excess",
        classes=_family(excess=False, largest_in_first=False),
        source="BMJ Open, highwire markup 182459, table 1",
        participants=None,
        warnings=(
            "the table asks for no detected publication bias and names no test: Egger's with "
            "p > 0.10 stands for it here",
        ),
    ),
    CredibilityPreset(
        name="metaumbrella",
        classes=_family(bias_p=0.05, several=False),
        source="metaumbrella 1.1.0, as documented",
        participants=None,
        missing_cases_are_zero=True,
        same_direction=True,
        warnings=(
            "comparison with other software: it can put a single study into class II and reads a "
            "missing number of cases as none",
        ),
    ),
)  # fmt: skip

CREDIBILITY_PRESETS: Mapping[str, CredibilityPreset] = MappingProxyType(
    {preset.name: preset for preset in _ALL}
)


def find_preset(preset: str | CredibilityPreset) -> CredibilityPreset:
    """Return a preset by name; criteria of one's own pass through.

    Raises
    ------
    InputError
        For an unknown name.
    """
    if isinstance(preset, CredibilityPreset):
        return preset
    try:
        return CREDIBILITY_PRESETS[preset]
    except KeyError:
        known = ", ".join(CREDIBILITY_PRESETS)
        raise InputError("preset", f"is {preset!r}; allowed are {known}.") from None
