"""Counts in equal counts out: where every row of results went, and whether none was lost.

Each row has one fate, by the rules of :mod:`evisyn.appraisal.questions`. Apart from that it is
counted where it truly stands after sorting, and the two are held against each other: a row that
belongs into a question stands in exactly one, on the list of its fate; any other row stands in
none, and its fate is the reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evisyn.appraisal.questions import (
    UMBRELLA,
    QuestionEvidence,
    effect_status,
    gather,
    is_between_arms,
    summarisable,
)
from evisyn.appraisal.rows import EffectRow, EvidenceRows, TrialOutcomeRow

ELIGIBLE = "eligible, in a question"
SET_ASIDE = "set aside, listed in its question"
NO_COMPARATOR = "comparator not stated, in no question"
NO_CONDITION = "condition outside the review, in no question"
NOT_BETWEEN = "not between arms, in no question"
#: Status of a pooled result -> its fate, and the list of the question on which it stands.
EFFECT_FATES: Mapping[str, tuple[str, str]] = {
    "eligible": (ELIGIBLE, "effects"),
    UMBRELLA: ("umbrella review, apart in its question", "umbrella"),
    "no interval": ("without an interval, listed in its question", "without_interval"),
    "set aside": (SET_ASIDE, "set_aside"),
    "duplicate": ("printed a second time, listed in its question", "duplicates"),
}
OUTCOME_FATES: Mapping[bool, tuple[str, str]] = {
    False: (ELIGIBLE, "trial_outcomes"),
    True: (SET_ASIDE, "trial_outcomes_set_aside"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where the rows of one table went.

    Parameters
    ----------
    table
        ``effects`` or ``trial_outcomes``.
    read
        Number of rows.
    fates
        Fate -> ids of its rows, in the order of the table; fates without a row are left out.
    lists
        Name of a list of the questions -> number of rows on it, as found after sorting.
    problems
        Every row that does not stand where its fate says, in words; empty when all adds up.
    """

    table: str
    read: int
    fates: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, int]
    problems: tuple[str, ...]

    @property
    def in_questions(self) -> int:
        """Rows that stand in a question, whatever may be done with them there."""
        return sum(self.lists.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """The accounts of both tables of results, and the questions that they gave rise to.

    Parameters
    ----------
    accounts
        One for pooled results, one for results of trials.
    n_questions, n_questions_pooled
        Questions that may be summarised, of single conditions and over several.
    """

    accounts: tuple[Account, ...]
    n_questions: int
    n_questions_pooled: int

    @property
    def problems(self) -> tuple[str, ...]:
        """What does not add up, of all tables."""
        return tuple(problem for account in self.accounts for problem in account.problems)


def reckon(rows: EvidenceRows) -> Reckoning:
    """Follow every pooled result and every result of a trial to where it went.

    Parameters
    ----------
    rows
        The evidence base as records.
    """
    single = gather(rows, rows.conditions)
    pooled = gather(rows, [rows.pooled_condition])
    wanted = frozenset((*rows.conditions, rows.pooled_condition))
    effects = {row.effect_id: _effect_fate(row, wanted) for row in rows.effects}
    outcomes = {row.outcome_id: _outcome_fate(row, wanted) for row in rows.trial_outcomes}
    everything = (*single, *pooled)
    return Reckoning(
        accounts=(
            _account(
                "effects",
                effects,
                _places(everything, [place for _, place in EFFECT_FATES.values()], "effect_id"),
            ),
            _account(
                "trial_outcomes",
                outcomes,
                _places(everything, [place for _, place in OUTCOME_FATES.values()], "outcome_id"),
            ),
        ),
        n_questions=len(summarisable(single)),
        n_questions_pooled=len(summarisable(pooled)),
    )


def _effect_fate(row: EffectRow, wanted: frozenset[str]) -> tuple[str, str]:
    status = effect_status(row)
    if status not in EFFECT_FATES:
        return NOT_BETWEEN, ""
    return _outside(row, wanted) or EFFECT_FATES[status]


def _outcome_fate(row: TrialOutcomeRow, wanted: frozenset[str]) -> tuple[str, str]:
    outside = _outside(row, wanted)
    if is_between_arms(row):
        return outside or OUTCOME_FATES[row.set_aside]
    return (NO_COMPARATOR if not row.comparator_class else NOT_BETWEEN), ""


def _outside(row: EffectRow | TrialOutcomeRow, wanted: frozenset[str]) -> tuple[str, str] | None:
    if row.condition not in wanted:
        return NO_CONDITION, ""
    return None if row.comparator_class else (NO_COMPARATOR, "")


def _places(
    questions: Iterable[QuestionEvidence], lists: Iterable[str], key: str
) -> Mapping[str, list[tuple[str, str]]]:
    """Row id -> every question and list on which it stands."""
    names = tuple(lists)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in questions:
        for name in names:
            for row in getattr(item, name):
                found[getattr(row, key)].append((item.question.id, name))
    return found


def _account(
    table: str,
    fates: Mapping[str, tuple[str, str]],
    places: Mapping[str, list[tuple[str, str]]],
) -> Account:
    by_fate: dict[str, list[str]] = defaultdict(list)
    problems: list[str] = []
    for row_id, (fate, expected) in fates.items():
        by_fate[fate].append(row_id)
        stands = places.get(row_id, [])
        if [name for _, name in stands] != ([expected] if expected else []):
            where = ", ".join(f"{question} ({name})" for question, name in stands) or "no question"
            problems.append(f"{table} {row_id}: {fate}; it stands in {where}")
    problems += [
        f"{table} {row_id}: stands in a question and was not read" for row_id in places
        if row_id not in fates
    ]  # fmt: skip
    lists = Counter(name for stands in places.values() for _, name in stands)
    return Account(
        table=table,
        read=len(fates),
        fates={fate: tuple(ids) for fate, ids in by_fate.items()},
        lists=dict(lists),
        problems=tuple(problems),
    )
