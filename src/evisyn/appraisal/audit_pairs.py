"""Audit rules on several rows: printed twice, printed differently, far from the others."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evisyn.appraisal.audit_records import (
    BETWEEN_ARMS,
    CERTAIN,
    LIKELY,
    POSSIBLE,
    AuditFinding,
    Row,
    shown,
)
from evisyn.appraisal.harmonise import STANDARDISED_MEASURES

NEAR = 0.10
"""Two printings of one result: every figure within this share of the width of the interval."""
OUTLIER = 2.5
"""Times the next largest estimate in the same unit: far from the others."""
OUTLIER_FROM = 4
"""Rows that an outlier is looked for among, itself included."""
D_TOLERANCE = 0.15
"""Share by which a printed standardised difference may miss the one of the means."""


def same_result_twice(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """The same figures in two reviews, or one result printed with other figures."""
    complete = [row for row in rows if row.triple is not None and row.text("effect_id")]
    for group in _groups(complete, _same_thing).values():
        for place, first in enumerate(group):
            for second in group[place + 1 :]:
                yield from _compare(first, second)
    for group in _groups(complete, lambda row: (row.text("measure"), row.triple)).values():
        owners = {row.owner for row in group}
        if len(owners) > 1:
            yield from _identical(group)


def _same_thing(row: Row) -> tuple[Any, ...]:
    names = ("intervention", "intervention_class", "comparator_class", "outcome",
             "timepoint_class", "measure", "unit")  # fmt: skip
    return (row.owner, row.condition, *(row.text(name) for name in names))


def _compare(first: Row, second: Row) -> Iterator[AuditFinding]:
    """Two rows of one review on one thing: other figures, other certainty?"""
    one, two = first.triple, second.triple
    if one is None or two is None or not _near(one, two):
        return
    if any(_differ(first, second, name) for name in ("instrument", "timepoint")):
        return
    levels = {first.text("certainty_reported"), second.text("certainty_reported")} - {""}
    differences = []
    if one != two:
        differences.append("figures")
    if len(levels) > 1:
        differences.append("certainty")
    if not differences:
        return
    for row, other in ((first, second), (second, first)):
        said = row.text("certainty_reported") or "no rating"
        yield AuditFinding(
            row_id=row.id, kind="abstract_against_table", sureness=LIKELY,
            what=f"printed twice with other {' and '.join(differences)}, see {other.id}",
            arithmetic=f"{shown(row.triple or ())}, {said}; {shown(other.triple or ())}, "
            f"{other.text('certainty_reported') or 'no rating'}",
        )  # fmt: skip


def _differ(first: Row, second: Row, name: str) -> bool:
    """Whether both name something, and not the same."""
    one, two = first.text(name), second.text(name)
    return bool(one and two and one != two)


def _near(one: tuple[float, float, float], two: tuple[float, float, float]) -> bool:
    width = max(one[2] - one[1], two[2] - two[1])
    return all(abs(a - b) <= NEAR * width for a, b in zip(one, two, strict=True))


def _identical(group: Sequence[Row]) -> Iterator[AuditFinding]:
    for row in group:
        others = ", ".join(other.id for other in group if other.owner != row.owner)
        yield AuditFinding(
            row_id=row.id, kind="duplicate_result", sureness=LIKELY,
            what=f"the same figures to the last digit as {others}: one body of trials, not two",
            arithmetic=shown(row.triple or ()),
        )  # fmt: skip


def size_outlier(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """Far larger than every other result for this condition and outcome in the same unit."""
    usable = [
        row
        for row in rows
        if row.number("estimate") is not None
        and row.text("contrast") in ("", BETWEEN_ARMS)
        and row.text("measure") == "MD"
        and row.text("unit")
        and row.text("effect_id")
    ]
    for group in _groups(usable, _comparable).values():
        sizes = sorted(group, key=lambda row: abs(row.number("estimate") or 0.0))
        if len(sizes) < OUTLIER_FROM:
            continue
        largest, following = (abs(row.number("estimate") or 0.0) for row in (sizes[-1], sizes[-2]))
        if following > 0 and largest >= OUTLIER * following:
            yield AuditFinding(
                row_id=sizes[-1].id, kind="implausible_size", sureness=POSSIBLE,
                what="far larger than any other result for this condition, outcome and unit",
                arithmetic=f"{largest:g} in size; the next largest of {len(sizes)} is "
                f"{following:g}",
            )  # fmt: skip


def _comparable(row: Row) -> tuple[str, str, str]:
    unit = row.text("unit").lower()
    per_month = "month" in unit or "4 weeks" in unit or "28 days" in unit
    return row.condition, row.text("outcome"), "per month" if per_month else unit


def mixed_directions(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """One report that prints benefit with both signs: the rarer sign is worth a look."""
    usable = [row for row in rows if row.text("effect_id") and not row.is_ratio]
    for group in _groups(usable, lambda row: row.owner).values():
        sides = _groups(group, lambda row: row.text("larger_value_favours"))
        sides.pop("", None)
        if len(sides) < 2:
            continue
        few = min(sides.values(), key=len)
        if 2 * len(few) >= sum(len(side) for side in sides.values()):
            continue
        for row in few:
            yield AuditFinding(
                row_id=row.id, kind="direction_unclear", sureness=POSSIBLE,
                what="this report prints benefit with the other sign everywhere else",
                arithmetic=f"{len(few)} of {sum(len(side) for side in sides.values())} rows",
            )  # fmt: skip


def d_against_means(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """A printed standardised difference does not follow from the means of the same report."""
    means = [row for row in rows if _d_of_means(row) is not None]
    for row in rows:
        if row.text("measure") not in STANDARDISED_MEASURES or not row.text("outcome_id"):
            continue
        printed = row.number("estimate")
        for other in means:
            expected = _d_of_means(other)
            same = all(
                row.text(name) == other.text(name)
                for name in ("trial_id", "outcome", "timepoint", "instrument")
            )
            if not same or printed is None or expected is None:
                continue
            if abs(abs(printed) - expected) > D_TOLERANCE * expected:
                yield AuditFinding(
                    row_id=row.id, kind="abstract_against_table", sureness=LIKELY,
                    what=f"does not follow from the means in {other.id}",
                    arithmetic=f"printed {abs(printed):g}; the means give {expected:.2f}",
                )  # fmt: skip


def _d_of_means(row: Row) -> float | None:
    values = [row.number(name) for name in ("mean_i", "mean_c", "sd_i", "sd_c")]
    if any(value is None for value in values):
        return None
    mean_i, mean_c, sd_i, sd_c = (float(value) for value in values if value is not None)
    pooled = math.sqrt((sd_i**2 + sd_c**2) / 2)
    return abs(mean_i - mean_c) / pooled if pooled > 0 else None


def _groups(rows: Sequence[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def duplicate_of(rows: Sequence[Row]) -> Iterator[AuditFinding]:
    """Rows marked as a second printing whose figures or certainty are not those of the first."""
    by_id = {row.id: row for row in rows}
    for row in rows:
        kept = by_id.get(row.text("duplicate_of"))
        if kept is None or row.triple is None or kept.triple is None:
            continue
        same = row.triple == kept.triple
        yield AuditFinding(
            row_id=row.id, kind="duplicate_result", sureness=CERTAIN,
            what=f"a second printing of {kept.id}" + ("" if same else " with other figures"),
            arithmetic=f"{shown(row.triple)}; {shown(kept.triple)}",
        )  # fmt: skip


PAIR_RULES = (same_result_twice, duplicate_of, size_outlier, mixed_directions, d_against_means)
