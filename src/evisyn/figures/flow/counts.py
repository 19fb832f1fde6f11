"""Counts of a flow diagram, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evisyn.errors import InputError

#: Name -> what it counts. Names as in the counts table of the PRISMA 2020 flow diagram tool
#: (Haddaway NR et al. 2022, Campbell Systematic Reviews 18:e1230, doi:10.1002/cl2.1230).
FIELDS: Final[dict[str, str]] = {
    "previous_studies": "studies included in the previous version",
    "previous_reports": "reports of studies included in the previous version",
    "database_results": "records identified from databases",
    "register_results": "records identified from registers",
    "website_results": "records identified from websites",
    "organisation_results": "records identified from organisations",
    "citations_results": "records identified from citation searching",
    "duplicates": "duplicate records removed before screening",
    "excluded_automatic": "records marked as ineligible by automation tools",
    "excluded_other": "records removed for other reasons",
    "records_screened": "records screened",
    "records_excluded": "records excluded",
    "dbr_sought_reports": "reports sought for retrieval",
    "dbr_notretrieved_reports": "reports not retrieved",
    "dbr_assessed": "reports assessed for eligibility",
    "dbr_excluded": "reports excluded",
    "other_sought_reports": "reports from other methods sought for retrieval",
    "other_notretrieved_reports": "reports from other methods not retrieved",
    "other_assessed": "reports from other methods assessed for eligibility",
    "other_excluded": "reports from other methods excluded",
    "new_studies": "new studies included",
    "new_reports": "reports of new included studies",
    "total_studies": "studies included in all",
    "total_reports": "reports of included studies in all",
    "meta_studies": "studies in a meta-analysis",
}
#: Counts that may be given by source or by reason.
DIVIDED: Final = frozenset(
    {"database_results", "register_results", "dbr_excluded", "other_excluded"}
)
#: A count of nothing where it is left out, unlike the others, which are then not known.
_ZERO: Final = frozenset(
    {
        "register_results",
        "duplicates",
        "excluded_automatic",
        "excluded_other",
        "dbr_notretrieved_reports",
        "other_notretrieved_reports",
        "website_results",
        "organisation_results",
        "citations_results",
        "previous_studies",
        "previous_reports",
    }
)
#: Left side = signed sum of the right side; each name with its sign.
_SUMS: Final = (
    (
        "records_screened",
        "+database_results +register_results -duplicates -excluded_automatic -excluded_other",
    ),
    ("dbr_sought_reports", "+records_screened -records_excluded"),
    ("dbr_assessed", "+dbr_sought_reports -dbr_notretrieved_reports"),
    ("other_sought_reports", "+website_results +organisation_results +citations_results"),
    ("other_assessed", "+other_sought_reports -other_notretrieved_reports"),
    ("new_reports", "+dbr_assessed -dbr_excluded +other_assessed -other_excluded"),
    ("total_studies", "+previous_studies +new_studies"),
    ("total_reports", "+previous_reports +new_reports"),
)
_OTHER: Final = tuple(
    n for n in FIELDS if n.startswith(("other_", "website", "organ", "citations"))
)
#: Needed only when there is a previous version.
_TOTALS: Final = ("total_studies", "total_reports")
_NO_MORE_THAN: Final = (
    ("new_studies", "new_reports"),
    ("total_studies", "total_reports"),
    ("meta_studies", "total_studies"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts that were read and checked.

    Parameters
    ----------
    totals
        Name -> number, ``None`` where it is not known.
    parts
        Name -> (source or reason, number), for counts that were given divided.
    has_other, has_previous
        Whether there is an arm of other methods, or a previous version.
    unchecked
        Counts whose sum could not be checked, because a part is not known.
    """

    totals: Mapping[str, int | None]
    parts: Mapping[str, tuple[tuple[str, int], ...]]
    has_other: bool
    has_previous: bool
    unchecked: tuple[str, ...]


def read_counts(counts: Mapping[str, Any]) -> Counts:
    """Read a table of counts and check every sum.

    Parameters
    ----------
    counts
        Name of :data:`FIELDS` -> number; ``None`` or left out where it is not known. Those of
        :data:`DIVIDED` may be a mapping of source or reason to number.

    Raises
    ------
    InputError
        An unknown name, a number that is no count, or counts that do not add up; the message
        gives every discrepancy with both numbers.
    """
    unknown = [name for name in counts if name not in FIELDS]
    if unknown:
        raise InputError("counts", f"holds {', '.join(unknown)}; names are {', '.join(FIELDS)}")
    given = {name: value for name, value in counts.items() if value is not None}
    if not given:
        raise InputError("counts", "is empty; give at least the records identified and included")
    parts = {n: _parts(n, v) for n, v in given.items() if isinstance(v, Mapping)}
    totals: dict[str, int | None] = {}
    has_other = any(name in given for name in _OTHER)
    has_previous = "previous_studies" in given or "previous_reports" in given
    for name in FIELDS:
        if name in parts:
            totals[name] = sum(n for _, n in parts[name])
        elif name in given:
            totals[name] = _count(name, given[name])
        else:
            totals[name] = 0 if name in _ZERO or (name in _OTHER and not has_other) else None
    wrong, unchecked = _check(totals, has_other)
    if wrong:
        raise InputError("counts", f"do not add up: {'; '.join(wrong)}. Correct the table.")
    return Counts(
        totals=totals,
        parts=parts,
        has_other=has_other,
        has_previous=has_previous,
        unchecked=unchecked,
    )


def _parts(name: str, value: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    if name not in DIVIDED:
        allowed = ", ".join(sorted(DIVIDED))
        raise InputError("counts", f"{name} cannot be divided; those that can are {allowed}")
    return tuple((str(part), _count(f"{name} ({part})", n)) for part, n in value.items())


def _count(name: str, value: Any) -> int:
    try:
        number = int(value)
        whole = number == value and number >= 0 and not isinstance(value, bool)
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        raise InputError("counts", f"{name} is {value!r}; give a whole number of 0 or more")
    return number


def _check(totals: Mapping[str, int | None], has_other: bool) -> tuple[list[str], tuple[str, ...]]:
    wrong: list[str] = []
    unchecked: list[str] = []
    for name, terms in _SUMS:
        left_out = totals[name] is None and name in _TOTALS and not totals["previous_studies"]
        if left_out or (name in _OTHER and not has_other):
            continue
        signed = [(term[0], term[1:]) for term in terms.split()]
        found = totals[name]
        values = [totals[term] for _, term in signed]
        if found is None or None in values:
            unchecked.append(name)
            continue
        total = sum(_signed(sign, totals[term]) for sign, term in signed)
        if total != found:
            wrong.append(f"{name} is {found}, but {_sum_words(signed, totals)} = {total}")
    for less, more in _NO_MORE_THAN:
        low, high = totals[less], totals[more]
        if low is not None and high is not None and low > high:
            wrong.append(f"{less} is {low}, more than {more} ({high})")
    return wrong, tuple(unchecked)


def _signed(sign: str, value: int | None) -> int:
    return (1 if sign == "+" else -1) * (value or 0)


def _sum_words(signed: Iterable[tuple[str, str]], totals: Mapping[str, int | None]) -> str:
    text = " ".join(f"{sign} {name} ({totals[name]})" for sign, name in signed if totals[name])
    return text.removeprefix("+ ") or "0"
