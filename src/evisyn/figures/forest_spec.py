"""Records of forest plots: entries as printed, rows as drawn, panels, what is only listed.

Benefit of the intervention is always on the left; each measure and unit has a panel of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Protocol

MEASURE_WORDS: Final[dict[str, str]] = {
    "SMD": "Standardised mean difference (SMD or Hedges\u2019 g)",
    "MD": "Mean difference",
    "RR": "Risk ratio",
    "OR": "Odds ratio",
    "HR": "Hazard ratio",
    "IRR": "Incidence rate ratio",
    "ROM": "Ratio of means",
    "RD": "Risk difference",
    "IRD": "Incidence rate difference",
    "COR": "Correlation",
    "ZCOR": "Correlation as Fisher\u2019s z",
    "MC": "Mean change",
    "PR": "Proportion",
}
#: How results are turned, as the words of a figure say it.
BENEFIT_LEFT: Final = "benefit of the intervention on the left"
#: Below this number of studies no prediction interval is shown (house rule of the interface).
MIN_K_PREDICTION: Final = 3
#: Below this number a prediction interval is shown as unreliable.
RELIABLE_K_PREDICTION: Final = 5


class PooledLike(Protocol):
    """What a summary row needs; :class:`evisyn.synthesis` results have it."""

    @property
    def k(self) -> int:
        """Studies pooled."""

    @property
    def estimate(self) -> float:
        """Pooled estimate."""

    @property
    def ci_low(self) -> float:
        """Lower limit."""

    @property
    def ci_high(self) -> float:
        """Upper limit."""

    @property
    def pi_low(self) -> float:
        """Lower end of the prediction interval, NaN without one."""

    @property
    def pi_high(self) -> float:
        """Upper end of the prediction interval, NaN without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """One judgement as a small disc: colour, always with a sign, and its words."""

    fill: str
    sign: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestEntry:
    """One result as printed, in words that can be shown.

    Parameters
    ----------
    id
        Row of the tables.
    label, detail
        First and second column: the study, and what was compared on what.
    group
        Heading that it stands under; entries are grouped within a panel by equal heading.
    measure, unit
        Decide the panel.
    estimate, ci_low, ci_high
        As printed; missing is ``None``. Differences as differences, ratios as ratios.
    larger_value_favours
        ``intervention``, ``comparator``, or empty when unclear.
    k, n
        Trials and participants, ``None`` when not reported.
    certainty
        As reported: high, moderate, low, very_low, or empty.
    set_aside
        Shown hollow and never in a range.
    index
        Stands for its question.
    note
        Why it is set aside, or what else to say of it below the figure; empty for nothing.
    interval_words
        What kind of interval it is when not a 95 % confidence interval, for example ``CrI``.
    weight
        Percent, for single trials that are pooled.
    raw
        Cells of the columns of raw data, one for each head of ``ForestHeads.raw``.
    lights
        Judgements of risk of bias, one for each head of ``ForestHeads.lights``.
    """

    id: str
    label: str
    detail: str = ""
    group: str = ""
    measure: str
    unit: str = ""
    estimate: float | None
    ci_low: float | None = None
    ci_high: float | None = None
    larger_value_favours: str = ""
    k: int | None = None
    n: int | None = None
    certainty: str = ""
    set_aside: bool = False
    index: bool = False
    note: str = ""
    interval_words: str = ""
    weight: float | None = None
    raw: tuple[str, ...] = ()
    lights: tuple[Light, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One drawn result, benefit on the left; ``x`` values are in the panel's unit.

    ``low`` and ``high`` are ``None`` where the source gives no limit; ``cut_low`` and
    ``cut_high`` say that the interval goes on beyond the axis, ``off`` that the estimate lies
    beyond it (-1 left, 1 right, 0 not).
    """

    entry: ForestEntry
    x: float
    low: float | None
    high: float | None
    flipped: bool
    cut_low: bool
    cut_high: bool
    off: int
    size: float
    mark: str

    @property
    def has_interval(self) -> bool:
        """Whether both limits are known."""
        return self.low is not None and self.high is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestSummary:
    """A pooled estimate as a diamond, with its prediction interval where there is one.

    ``beside_low`` and ``beside_high`` are the limits of a second interval to compare with;
    ``heterogeneity`` is a line of words below, empty for none.
    """

    label: str
    k: int
    x: float
    low: float
    high: float
    pi_low: float | None
    pi_high: float | None
    pi_unreliable: bool
    beside_label: str = ""
    beside_low: float | None = None
    beside_high: float | None = None
    heterogeneity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestGroup:
    """Rows under one heading, and the summary of these rows alone where there is one."""

    label: str
    rows: tuple[ForestRow, ...]
    summary: ForestSummary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestPanel:
    """All results of one measure and unit on one axis.

    ``between`` is a line of words on the difference between groups, empty for none.
    """

    measure: str
    unit: str
    title: str
    log: bool
    null: float
    bounds: tuple[float, float]
    ticks: tuple[float, ...]
    digits: int
    groups: tuple[ForestGroup, ...]
    summary: ForestSummary | None = None
    between: str = ""

    @property
    def rows(self) -> tuple[ForestRow, ...]:
        """Rows of all groups, top to bottom."""
        return tuple(row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """A result that is not drawn, and why."""

    entry: ForestEntry
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestSpec:
    """Everything that the drawing needs.

    Parameters
    ----------
    title
        First line.
    panels
        In order of first appearance of their measure and unit.
    listed
        Results that cannot be drawn.
    heads
        Heads of the columns label, detail, k, N, certainty or weight; an empty one drops it.
    favours
        Words at the left and right end of the axis.
    notes
        Lines below.
    study_noun
        What a row's label names: ``review`` or ``trial``.
    direction
        What lies on the left, in words.
    """

    title: str
    panels: tuple[ForestPanel, ...]
    listed: tuple[ListedEntry, ...]
    heads: ForestHeads
    favours: tuple[str, str]
    notes: tuple[str, ...]
    study_noun: str
    direction: str = BENEFIT_LEFT

    @property
    def rows(self) -> tuple[ForestRow, ...]:
        """Drawn rows of all panels."""
        return tuple(row for p in self.panels for row in p.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestHeads:
    """Heads of the columns; an empty one leaves the column out.

    ``raw`` are heads of columns of raw data between the label and the plot, ``lights`` short
    heads of judgements at the right end.
    """

    label: str = "Review"
    detail: str = "Outcome: intervention"
    k: str = "k"
    n: str = "N"
    estimate: str = "Estimate (95% CI)"
    certainty: str = "Certainty"
    weight: str = ""
    raw: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestOptions:
    """Words of a forest plot that do not come from its rows.

    ``between`` is a line on the difference between groups; ``heterogeneity`` adds a line on it
    below every summary that knows it; ``direction`` says what lies on the left.
    """

    title: str
    heads: ForestHeads = field(default_factory=ForestHeads)
    favours: tuple[str, str] = ("Favours intervention", "Favours comparator")
    notes: tuple[str, ...] = ()
    study_noun: str = "review"
    summary_label: str = "Pooled estimate"
    subtotal_label: str = "Subtotal"
    beside_label: str = "Wald interval"
    between: str = ""
    heterogeneity: bool = False
    direction: str = BENEFIT_LEFT
