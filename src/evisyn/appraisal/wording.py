"""Plain sentences for a result: the certainty sets the verb, the size of the effect the adverb.

The scheme is that of GRADE guidelines 26 (Santesso et al., Journal of Clinical Epidemiology,
S0895-4356(19)30416-0); the sentences are our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.errors import InputError

TRIVIAL, SMALL, MODERATE, LARGE = "trivial", "small", "moderate", "large"
SIZES = (TRIVIAL, SMALL, MODERATE, LARGE)
TECHNICAL, LAY = "technical", "lay"
AUDIENCES = (TECHNICAL, LAY)
DIRECTIONS = ("reduces", "increases", "improves", "worsens")

_BARE: Mapping[str, str] = MappingProxyType({
    "reduces": "reduce", "increases": "increase", "improves": "improve", "worsens": "worsen",
})  # fmt: skip
_ADVERBS: Mapping[str, str] = MappingProxyType({
    SMALL: " slightly", MODERATE: "", LARGE: " by a large amount",
})  # fmt: skip
_LAY_ADVERBS: Mapping[str, str] = MappingProxyType({
    SMALL: " a little", MODERATE: "", LARGE: " a lot",
})  # fmt: skip
_LAY_CERTAINTY: Mapping[str, str] = MappingProxyType({
    "high": "We are confident in this.",
    "moderate": "This is likely, and new studies could change it.",
    "low": "This may turn out otherwise: the studies leave much open.",
    "very_low": "The studies are too weak to tell.",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeCuts:
    """Where effects begin to matter on one instrument, in its unit and without sign.

    Parameters
    ----------
    important
        The smallest difference that matters; less is trivial.
    moderate, large
        From here on the effect is moderate, and large.
    source
        Where the cuts come from.
    """

    important: float
    moderate: float
    large: float
    source: str = ""


SMD_CUTS = SizeCuts(
    important=0.2, moderate=0.5, large=0.8,
    source="convention of Cohen 1988 for standardised differences; not a difference that matters "
    "to people on any instrument",
)  # fmt: skip


def size_class(estimate: float, cuts: SizeCuts) -> str:
    """Class of an effect by its size: trivial, small, moderate or large.

    Parameters
    ----------
    estimate
        A difference, of either sign, in the unit of the cuts.
    cuts
        Cuts of the instrument.

    Raises
    ------
    InputError
        For cuts that are not ascending and above 0, or an estimate that is no number.
    """
    if not 0 < cuts.important <= cuts.moderate <= cuts.large:
        raise InputError("cuts", "must ascend from above 0: important, moderate, large.")
    size = abs(estimate)
    if not size < float("inf"):
        raise InputError("estimate", f"is {estimate!r}; a size needs a number.")
    if size < cuts.important:
        return TRIVIAL
    if size < cuts.moderate:
        return SMALL
    return MODERATE if size < cuts.large else LARGE


def sentence(
    *,
    intervention: str,
    outcome: str,
    comparator: str,
    certainty: str,
    size: str,
    direction: str = "",
    audience: str = TECHNICAL,
) -> str:
    """Say in one or two sentences what a result means.

    Parameters
    ----------
    intervention, outcome, comparator
        Noun phrases as they stand inside a sentence ("spinal manipulation", "days with headache",
        "sham treatment").
    certainty
        high, moderate, low or very_low.
    size
        trivial, small, moderate or large; see :func:`size_class`.
    direction
        What the intervention does to the outcome: reduces, increases, improves, worsens. Not
        needed for a trivial effect or very low certainty.
    audience
        ``technical`` or ``lay``.

    Returns
    -------
    str

    Raises
    ------
    InputError
        Where there is nothing to say: no rating, no size, no direction, or an empty phrase.
    """
    _check(intervention, outcome, comparator, certainty, size, direction, audience)
    subject = _capital(intervention)
    against = f"compared with {comparator}"
    if certainty == "very_low":
        return _very_low(intervention, outcome, against, audience)
    if audience == LAY:
        return (
            f"{_lay(subject, outcome, against, certainty, size, direction)} "
            + (_LAY_CERTAINTY[certainty])
        )
    if size == TRIVIAL:
        verb = {"high": "makes", "moderate": "probably makes", "low": "may make"}[certainty]
        return f"{subject} {verb} little to no difference to {outcome} {against}."
    return f"{subject} {_verb(certainty, direction)} {outcome}{_ADVERBS[size]} {against}."


def _verb(certainty: str, direction: str) -> str:
    if certainty == "low":
        return f"may {_BARE[direction]}"
    return direction if certainty == "high" else f"probably {direction}"


def _lay(
    subject: str, outcome: str, against: str, certainty: str, size: str, direction: str
) -> str:
    if size == TRIVIAL:
        verb = {"high": "makes", "moderate": "probably makes", "low": "may make"}[certainty]
        return f"{subject} {verb} hardly any difference to {outcome} {against}."
    return f"{subject} {_verb(certainty, direction)} {outcome}{_LAY_ADVERBS[size]} {against}."


def _very_low(intervention: str, outcome: str, against: str, audience: str) -> str:
    if audience == LAY:
        return (
            f"It is not known what {intervention} does to {outcome} {against}. "
            f"{_LAY_CERTAINTY['very_low']}"
        )
    return (
        f"The evidence on what {intervention} does to {outcome} {against} is very uncertain; "
        "no effect is stated."
    )


def _check(
    intervention: str,
    outcome: str,
    comparator: str,
    certainty: str,
    size: str,
    direction: str,
    audience: str,
) -> None:
    phrases = {"intervention": intervention, "outcome": outcome, "comparator": comparator}
    for name, phrase in phrases.items():
        if not phrase.strip():
            raise InputError(name, "is empty; a sentence needs it.")
    if certainty == NOT_RATED:
        raise InputError(
            "certainty", "is not rated; without a rating nothing can be said of the effect."
        )
    if certainty not in _LAY_CERTAINTY:
        raise InputError("certainty", f"is {certainty!r}; allowed are {', '.join(_LAY_CERTAINTY)}.")
    if audience not in AUDIENCES:
        raise InputError("audience", f"is {audience!r}; allowed are {', '.join(AUDIENCES)}.")
    if size not in SIZES:
        raise InputError(
            "size", f"is {size!r}; allowed are {', '.join(SIZES)}. A size needs cuts for the "
            "instrument.",
        )  # fmt: skip
    needed = certainty != "very_low" and size != TRIVIAL
    if needed and direction not in DIRECTIONS:
        raise InputError("direction", f"is {direction!r}; allowed are {', '.join(DIRECTIONS)}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
