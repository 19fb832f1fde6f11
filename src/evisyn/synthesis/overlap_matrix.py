"""Read who includes what, and build inclusion matrices from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from evisyn.errors import InputError
from evisyn.synthesis._designs import FloatArray

Date = tuple[int, int | None]
"""Year and, where known, month."""
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-\d{1,2})?)?")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Inclusions with the dates that say which were possible.

    Parameters
    ----------
    review_ids, trial_ids, thread_ids
        Sorted.
    included
        Pairs (trial, review).
    excluded
        Pairs (review, trial) that the scope of the review rules out.
    thread_of
        Thread by trial.
    search_end, published
        Dates by review and by trial.
    participants
        (threads,) participants, NaN where not known.
    completeness
        Share of the trials of each review that was seen.
    """

    review_ids: tuple[str, ...]
    trial_ids: tuple[str, ...]
    thread_ids: tuple[str, ...]
    included: frozenset[tuple[str, str]]
    excluded: frozenset[tuple[str, str]]
    thread_of: Mapping[str, str]
    search_end: Mapping[str, Date]
    published: Mapping[str, Date]
    participants: FloatArray
    completeness: tuple[tuple[str, float], ...]

    @property
    def impossible_inclusions(self) -> tuple[tuple[str, str], ...]:
        """Inclusions (trial, review) of a trial that appeared after the search ended."""
        return tuple(
            (trial, review)
            for trial, review in sorted(self.included)
            if self._is_too_late(trial, review)
        )

    def matrix(self, *, structural_zeros: bool, merged: bool) -> FloatArray:
        """Inclusion matrix (r, c): 1, 0, and NaN where an inclusion was not possible."""
        rows = self.thread_ids if merged else self.trial_ids
        members = self._members() if merged else {trial: (trial,) for trial in rows}
        values = np.zeros((len(rows), len(self.review_ids)))
        for i, row in enumerate(rows):
            for j, review in enumerate(self.review_ids):
                if any((trial, review) in self.included for trial in members[row]):
                    values[i, j] = 1.0
                elif structural_zeros and self._was_impossible(members[row], review):
                    values[i, j] = np.nan
        return values

    def _members(self) -> dict[str, tuple[str, ...]]:
        members: dict[str, tuple[str, ...]] = {}
        for trial in self.trial_ids:
            thread = self.thread_of[trial]
            members[thread] = (*members.get(thread, ()), trial)
        return members

    def _was_impossible(self, trials: Iterable[str], review: str) -> bool:
        return all(
            self._is_too_late(trial, review) or (review, trial) in self.excluded for trial in trials
        )

    def _is_too_late(self, trial: str, review: str) -> bool:
        published, end = self.published.get(trial), self.search_end.get(review)
        if published is None or end is None:
            return False
        if published[0] != end[0]:
            return published[0] > end[0]
        return published[1] is not None and end[1] is not None and published[1] > end[1]


def read_membership(
    membership: Any,
    reviews: Any,
    trials: Any,
    threads: Mapping[str, str],
    excluded: Iterable[tuple[str, str]],
) -> Membership:
    """Read the tables of :func:`evisyn.synthesis.overlap.overlap`."""
    rows = records("membership", membership, ("review_id", "trial_id"))
    if not rows:
        raise InputError("membership", "is empty; give at least one inclusion.")
    review_rows = records("reviews", reviews, ("review_id",))
    trial_rows = records("trials", trials, ("trial_id",))
    trial_ids = sorted({row["trial_id"] for row in rows})
    thread_of = {trial: threads.get(trial, trial) for trial in trial_ids}
    thread_ids = sorted(set(thread_of.values()))
    included = frozenset((row["trial_id"], row["review_id"]) for row in rows)
    return Membership(
        review_ids=tuple(sorted({row["review_id"] for row in rows})),
        trial_ids=tuple(trial_ids),
        thread_ids=tuple(thread_ids),
        included=included,
        excluded=frozenset(excluded),
        thread_of=thread_of,
        search_end=_dates("reviews", review_rows, "review_id", "search_end"),
        published=_dates("trials", trial_rows, "trial_id", "year"),
        participants=_participants(trial_rows, thread_of, thread_ids),
        completeness=_completeness(rows, review_rows, included),
    )


def records(name: str, table: Any, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows of a frame, of a mapping of columns or of a sequence of mappings.

    Missing cells become ``None``; ids become text.
    """
    if table is None:
        return []
    if hasattr(table, "to_dict") and hasattr(table, "columns"):
        rows = table.to_dict("records")
    elif isinstance(table, Mapping):
        rows = [
            dict(zip(table, values, strict=True)) for values in zip(*table.values(), strict=True)
        ]
    else:
        rows = [dict(row) for row in table]
    made = []
    for row in rows:
        clean = {key: _clean(value) for key, value in row.items()}
        missing = [column for column in needed if clean.get(column) is None]
        if missing:
            raise InputError(name, f"a row lacks {', '.join(missing)}: {row!r}.")
        made.append({**clean, **{column: str(clean[column]) for column in needed}})
    return made


_EMPTY = frozenset({"", "nan", "<NA>", "NaT", "None"})


def _clean(value: Any) -> Any:
    """``None`` for an empty cell of any kind (None, NaN, NA, "")."""
    return None if str(value) in _EMPTY else value


def _dates(name: str, rows: list[dict[str, Any]], key: str, column: str) -> dict[str, Date]:
    dates = {}
    for row in rows:
        value = row.get(column)
        if value is None:
            continue
        year, month = _date(name, column, value)
        given = row.get("month")
        dates[row[key]] = (year, month if given is None else int(given))
    return dates


def _date(name: str, column: str, value: Any) -> Date:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = _DATE.fullmatch(str(value).strip())
    if found is None or not 1 <= int(found[2] or 1) <= 12:
        raise InputError(
            name, f"{column} is {value!r}; give a year, a year-month or a year-month-day."
        )
    return int(found[1]), int(found[2]) if found[2] else None


def _participants(
    rows: list[dict[str, Any]], thread_of: Mapping[str, str], thread_ids: list[str]
) -> FloatArray:
    """The largest number among the papers of a thread."""
    most: dict[str, float] = {}
    for row in rows:
        people = row.get("n_randomised") if row.get("n_randomised") is not None else row.get(
            "n_analysed"
        )  # fmt: skip
        thread = thread_of.get(row["trial_id"])
        if people is not None and thread is not None:
            most[thread] = max(most.get(thread, 0.0), float(people))
    return np.array([most.get(thread, np.nan) for thread in thread_ids], dtype=np.float64)


def _completeness(
    rows: list[dict[str, Any]],
    review_rows: list[dict[str, Any]],
    included: frozenset[tuple[str, str]],
) -> tuple[tuple[str, float], ...]:
    stated: dict[str, list[str]] = {}
    for row in rows:
        stated.setdefault(row["review_id"], []).append(str(row.get("list_complete") or ""))
    total = {row["review_id"]: row.get("n_primary_studies") for row in review_rows}
    shares = []
    for review in sorted(stated):
        seen = sum(member == review for _, member in included)
        number = float(total.get(review) or 0)
        if all(value.lower() in ("yes", "true") for value in stated[review]):
            share = 1.0
        elif not any(stated[review]) and not number:
            share = float("nan")
        else:
            share = seen / number if seen < number else float("nan")
        shares.append((review, share))
    return tuple(shares)
