"""Records of a certainty rating: inputs, settings, domains, result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evisyn.shown import Shown

if TYPE_CHECKING:
    from evisyn.appraisal.frames import Frame

LEVELS = ("very_low", "low", "moderate", "high")
"""From worst to best."""
NOT_RATED = "not_rated"

NO_CONCERN = "no concern"
SERIOUS = "serious"
VERY_SERIOUS = "very serious"
NOT_ASSESSABLE = "not assessable"
STATES = (NO_CONCERN, SERIOUS, VERY_SERIOUS, NOT_ASSESSABLE)
STEPS: Mapping[str, int] = {NO_CONCERN: 0, SERIOUS: 1, VERY_SERIOUS: 2, NOT_ASSESSABLE: 0}

RISK_OF_BIAS = "risk_of_bias"
INCONSISTENCY = "inconsistency"
INDIRECTNESS = "indirectness"
IMPRECISION = "imprecision"
PUBLICATION_BIAS = "publication_bias"
REVIEW_PROCESS = "review_process"

Inputs = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A person's judgement in place of a rule's.

    Parameters
    ----------
    domain
        Which domain.
    state
        One of :data:`STATES`.
    author, date, reason
        Who, when (year-month-day) and why; none may be empty.
    """

    domain: str
    state: str
    author: str
    date: str
    reason: str

    def __str__(self) -> str:
        return f"{self.author}, {self.date}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """A reason to rate up: large_effect, dose_response or opposing_confounding."""

    name: str
    steps: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainRating:
    """One domain, as judged.

    Parameters
    ----------
    name
        Name of the domain.
    state
        no concern, serious, very serious or not assessable.
    steps
        Levels taken off.
    rule
        Stable id of the rule that decided.
    reason
        In words.
    inputs
        The numbers that the rule read, by name.
    missing
        What it would have needed; empty where nothing was missing.
    blocks
        Whether the level cannot be given while this domain is not assessable.
    overridden_by
        The person's judgement that replaced the rule's, or ``None``.
    """

    name: str
    state: str
    steps: int
    rule: str
    reason: str
    inputs: Inputs = ()
    missing: tuple[str, ...] = ()
    blocks: bool = False
    overridden_by: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty(Shown):
    """A certainty rating with its domains.

    Parameters
    ----------
    level
        high, moderate, low, very_low, or ``not_rated`` while an input that a rating must not go
        without is missing.
    domains
        Each domain with its state, rule, reason and numbers.
    missing
        Every input that was missing.
    range
        Best and worst level over the domains that could not be assessed; both are the level where
        nothing was missing.
    start
        Level before any domain was judged.
    preset, settings
        The rules and their limits.
    upgrades
        Reasons to rate up that were counted.
    notes
        Caps, upgrades that were not counted, and other remarks.
    warnings
        What a reader must know about the preset.
    target
        The threshold that the rating was made against.
    """

    level: str
    domains: tuple[DomainRating, ...]
    missing: tuple[str, ...]
    range: tuple[str, str]
    start: str
    preset: str
    settings: GradeSettings
    upgrades: tuple[Upgrade, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    target: str = ""

    def domain(self, name: str) -> DomainRating:
        """Return one domain by name."""
        return next(domain for domain in self.domains if domain.name == name)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the level is below its start, domain by domain."""
        return tuple(f"{d.name}: {d.reason}" for d in self.domains if d.steps)

    def to_frame(self) -> Frame:
        """One row per domain."""
        from evisyn.appraisal.frames import rows_frame

        return rows_frame(self.domains, preset=self.preset, level=self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeSettings:
    """Limits of the house rules (preset evisyn); each can be set, all are printed.

    Parameters
    ----------
    low_risk_share
        No concern from this share (percent) of participants in trials at low risk of bias.
    some_risk_share
        Serious from this share up to ``low_risk_share``, very serious below.
    interval_from_k
        A prediction interval is read from so many trials on.
    i2_serious
        I2 (percent) that is serious where nothing better is known.
    ois
        Participants of the optimal information size for a continuous outcome: 400, the rule of
        thumb in physiotherapy reviews (BMJ publications of GRADE criteria, markup 117970).
    few
        Fewer participants than this are very serious.
    funnel_from_k
        A test for small-study effects is read from so many trials on.
    bias_p
        p below which such a test counts.
    """

    low_risk_share: float = 75.0
    some_risk_share: float = 50.0
    interval_from_k: int = 5
    i2_serious: float = 75.0
    ois: float = 400.0
    few: float = 100.0
    funnel_from_k: int = 10
    bias_p: float = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeInputs:
    """Everything that a preset may read, on the working scale.

    Ratios are logarithms here, so that no difference is 0 for every measure; ``threshold`` is a
    positive distance from it.
    """

    design: str
    measure: str
    is_ratio: bool
    estimate: float | None
    ci: tuple[float, float] | None
    pi: tuple[float, float] | None
    i2: float | None
    k: int | None
    n_participants: float | None
    n_per_arm: float | None
    threshold: float | None
    shown: Mapping[str, Any]
    rob_low_share: float | None
    rob_stated: str
    review_quality: Any
    indirectness: Any
    small_study_p: float | None
    excess_p: float | None
    bias_suspected: str
    study_cis: tuple[tuple[float, float], ...]
    contradicting_share: float | None
    low_reporting_bias_share: float | None
    ois: float | None
    settings: GradeSettings
