"""Questions, and which rows speak to each of them.

A question is condition x intervention class x comparator class x outcome. A result is eligible
when it compares arms, is not a second printing, is not set aside, concerns one condition alone
and carries both limits of its interval.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evisyn.appraisal.harmonise import (
    RATIO_MEASURES,
    STANDARDISED_MEASURES,
    Harmonised,
    harmonise,
    panel,
    why_not_drawn,
)
from evisyn.appraisal.rows import EffectRow, EvidenceRows, TrialOutcomeRow
from evisyn.errors import InputError

BETWEEN_ARMS = "between_arms"
EFFECT_MODELS = frozenset({"pairwise", "network"})
UMBRELLA = "umbrella"
ANY = "any"
INDEX_ORDER = ("search", "trials", "participants")
"""What decides which result stands for a question, one after the other."""


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """One question; ``id`` joins the four keys with full stops."""

    condition: str
    intervention: str
    comparator_class: str
    outcome: str

    @property
    def id(self) -> str:
        """Key of the question in every table and picture."""
        return ".".join((self.condition, self.intervention, self.comparator_class, self.outcome))


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionEvidence:
    """All rows that speak to one question, sorted by what may be done with them.

    Parameters
    ----------
    effects
        Eligible pooled results of systematic reviews of one condition.
    umbrella
        Eligible results of umbrella reviews; never a further review of the question.
    without_interval
        Between-arm results that lack a limit: shown, not eligible.
    set_aside
        Between-arm pooled results that are shown and not summarised.
    duplicates
        Second printings of a result that is kept elsewhere.
    trial_outcomes, trial_outcomes_set_aside
        Between-arm rows of single trials.
    """

    question: Question
    effects: tuple[EffectRow, ...] = ()
    umbrella: tuple[EffectRow, ...] = ()
    without_interval: tuple[EffectRow, ...] = ()
    set_aside: tuple[EffectRow, ...] = ()
    duplicates: tuple[EffectRow, ...] = ()
    trial_outcomes: tuple[TrialOutcomeRow, ...] = ()
    trial_outcomes_set_aside: tuple[TrialOutcomeRow, ...] = ()

    @property
    def basis(self) -> str:
        """``pooled``, ``trials only``, or empty when no row may be summarised."""
        if self.effects:
            return "pooled"
        return "trials only" if self.trial_outcomes else ""

    @property
    def review_ids(self) -> tuple[str, ...]:
        """Distinct reviews with an eligible result, sorted."""
        return tuple(sorted({row.review_id for row in self.effects}))

    @property
    def threads(self) -> tuple[str, ...]:
        """Distinct samples with a between-arm row, papers on one sample counted once."""
        return tuple(sorted({row.thread for row in self.trial_outcomes}))


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChoice:
    """The result that stands for a question, and why it and not the next one."""

    effect: EffectRow
    runner_up: EffectRow | None
    reason: str


def effect_status(row: EffectRow) -> str:
    """Say what may be done with a pooled result.

    Returns
    -------
    str
        ``not between arms``, ``duplicate``, ``set aside``, ``no interval``, ``umbrella`` or
        ``eligible``. The first that applies holds.
    """
    if row.contrast != BETWEEN_ARMS or row.model_kind not in EFFECT_MODELS | {UMBRELLA}:
        return "not between arms"
    if row.duplicate_of:
        return "duplicate"
    if row.set_aside:
        return "set aside"
    if row.estimate is None or row.ci_low is None or row.ci_high is None:
        return "no interval"
    return UMBRELLA if is_umbrella(row) else "eligible"


def is_umbrella(row: EffectRow) -> bool:
    """Whether the result pools over reviews."""
    return row.model_kind == UMBRELLA or row.review_design == "umbrella_review"


def is_between_arms(row: TrialOutcomeRow) -> bool:
    """Whether a trial row compares arms and says what the comparator was."""
    return row.contrast == BETWEEN_ARMS and bool(row.comparator_class)


def gather(rows: EvidenceRows, conditions: Iterable[str]) -> tuple[QuestionEvidence, ...]:
    """Sort all rows of the given conditions by question.

    Parameters
    ----------
    rows
        The evidence base as records.
    conditions
        Conditions to include; give the pooled one alone for indirect evidence.

    Returns
    -------
    tuple of QuestionEvidence
        Sorted by question; one entry for each question with at least one between-arm row.
    """
    wanted = frozenset(conditions)
    effects: dict[Question, dict[str, list[EffectRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.effects:
        status = effect_status(row)
        if row.condition in wanted and status != "not between arms" and row.comparator_class:
            effects[_question(row)][status].append(row)
    trials: dict[Question, dict[bool, list[TrialOutcomeRow]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for outcome in rows.trial_outcomes:
        if outcome.condition in wanted and is_between_arms(outcome):
            trials[_question(outcome)][outcome.set_aside].append(outcome)
    return tuple(
        _evidence(question, effects.get(question, {}), trials.get(question, {}))
        for question in sorted(set(effects) | set(trials))
    )


def summarisable(evidence: Iterable[QuestionEvidence]) -> tuple[QuestionEvidence, ...]:
    """Keep the questions that have an eligible pooled result or a between-arm trial row."""
    return tuple(item for item in evidence if item.basis)


def union(
    evidence: Iterable[QuestionEvidence],
    condition: str,
    classes: frozenset[str],
    comparator_class: str = ANY,
    outcome: str = ANY,
) -> tuple[QuestionEvidence, ...]:
    """Return the questions inside a wider one.

    Parameters
    ----------
    classes
        The intervention classes of the group.
    comparator_class, outcome
        One value, or ``any``.
    """
    return tuple(
        item
        for item in evidence
        if item.question.condition == condition
        and item.question.intervention in classes
        and comparator_class in (ANY, item.question.comparator_class)
        and outcome in (ANY, item.question.outcome)
    )


def index_choice(
    effects: Iterable[EffectRow], order: Sequence[str] = INDEX_ORDER
) -> IndexChoice | None:
    """Choose the result that stands for a question.

    Umbrella reviews never are the index review; what the order leaves open the id decides.

    Parameters
    ----------
    effects
        Results of one question; those that are not eligible are left out.
    order
        ``search`` (latest end of the search, else year of publication), ``trials`` (more first)
        and ``participants`` (more first), in the order in which they decide.

    Raises
    ------
    InputError
        For a name that is none of the three.
    """
    unknown = [name for name in order if name not in _INDEX_KEYS]
    if unknown:
        raise InputError("order", f"{unknown[0]!r}; allowed are {', '.join(_INDEX_KEYS)}")
    ranked = sorted(
        (row for row in effects if effect_status(row) == "eligible"),
        key=lambda row: (*(_INDEX_KEYS[name](row) for name in order), row.effect_id),
    )
    if not ranked:
        return None
    first = ranked[0]
    if len(ranked) == 1:
        return IndexChoice(effect=first, runner_up=None, reason="only eligible result")
    return IndexChoice(
        effect=first, runner_up=ranked[1], reason=_why_first(first, ranked[1], order)
    )


def comparable(effects: Iterable[EffectRow], to: EffectRow) -> tuple[EffectRow, ...]:
    """Return the results that may stand in one range with ``to``.

    Same measure and unit, same class of timepoint, and a known direction. A mean difference
    also needs a unit, and the same instrument where both name one: points of two scales are not
    one unit.
    """
    if _why_not_ranged(to):
        return ()
    return tuple(
        row
        for row in effects
        if panel(row.measure, row.unit) == panel(to.measure, to.unit)
        and row.timepoint_class == to.timepoint_class
        and _one_instrument(row, to)
        and not _why_not_ranged(row)
    )


def harmonised(row: EffectRow) -> Harmonised | None:
    """Return the result of ``row`` with benefit on the left, or ``None``."""
    return harmonise(row.measure, row.estimate, row.ci_low, row.ci_high, row.larger_value_favours)


def consistency(effects: Iterable[EffectRow]) -> str:
    """Say whether the eligible results point the same way.

    Returns
    -------
    str
        ``single review``, ``same direction`` or ``mixed``; empty without a result. A result
        without a known direction makes it ``mixed``, since nobody can say that it agrees.
    """
    kept = tuple(effects)
    if not kept:
        return ""
    turned = [harmonised(row) for row in kept]
    directions = {item.direction if item is not None else "unknown" for item in turned}
    if len({row.review_id for row in kept}) == 1 and len(directions) == 1:
        return "single review"
    return "same direction" if len(directions) == 1 else "mixed"


def search_date(row: EffectRow) -> tuple[int, int, int]:
    """Return year, month and day of the end of the search, else of publication (0 = unknown)."""
    text = row.search_end or (str(row.review_year) if row.review_year else "")
    parts = [int(part) for part in text.split("-") if part.isdigit()][:3]
    year, month, day = [*parts, 0, 0, 0][:3]
    return (year, month, day)


def _why_not_ranged(row: EffectRow) -> str:
    return why_not_drawn(row.measure, row.unit, row.estimate, row.larger_value_favours)


def _one_instrument(row: EffectRow, other: EffectRow) -> bool:
    if row.measure in STANDARDISED_MEASURES or row.measure in RATIO_MEASURES:
        return True
    return row.instrument == other.instrument or not (row.instrument and other.instrument)


def _question(row: EffectRow | TrialOutcomeRow) -> Question:
    return Question(row.condition, row.intervention_class, row.comparator_class, row.outcome)


def _evidence(
    question: Question,
    effects: Mapping[str, list[EffectRow]],
    trials: Mapping[bool, list[TrialOutcomeRow]],
) -> QuestionEvidence:
    def kept(status: str) -> tuple[EffectRow, ...]:
        return tuple(sorted(effects.get(status, ()), key=lambda row: row.effect_id))

    def outcomes(aside: bool) -> tuple[TrialOutcomeRow, ...]:
        return tuple(sorted(trials.get(aside, ()), key=lambda row: row.outcome_id))

    return QuestionEvidence(
        question=question,
        effects=kept("eligible"),
        umbrella=kept(UMBRELLA),
        without_interval=kept("no interval"),
        set_aside=kept("set aside"),
        duplicates=kept("duplicate"),
        trial_outcomes=outcomes(False),
        trial_outcomes_set_aside=outcomes(True),
    )


_INDEX_KEYS: dict[str, Callable[[EffectRow], tuple[int, ...]]] = {
    "search": lambda row: tuple(-part for part in search_date(row)),
    "trials": lambda row: (-(row.k or 0),),
    "participants": lambda row: (-(row.n_participants or 0),),
}


def _why_first(first: EffectRow, second: EffectRow, order: Sequence[str]) -> str:
    decided = next(
        (name for name in order if _INDEX_KEYS[name](first) != _INDEX_KEYS[name](second)), ""
    )
    if decided == "search":
        dates = _date(search_date(first)), _date(search_date(second))
        return f"search or publication later ({dates[0]} against {dates[1]})"
    if decided == "trials":
        return f"more trials ({first.k} against {_number(second.k)})"
    if decided == "participants":
        return (
            f"more participants ({first.n_participants} against {_number(second.n_participants)})"
        )
    return "first by id: date, trials and participants do not tell them apart"


def _date(date: tuple[int, int, int]) -> str:
    if date[0] == 0:
        return "not known"
    return "-".join(f"{part:02d}" for part in date if part)


def _number(value: int | None) -> str:
    return "not reported" if value is None else str(value)
