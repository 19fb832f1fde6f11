"""What pooled results say on one condition without counting them: the best rated, and ranges.

A count of results in favour would say neither how large nor how sure an effect is.

References
----------
McKenzie JE, Brennan SE. Chapter 12: Synthesizing and presenting findings using other methods.
Cochrane Handbook for Systematic Reviews of Interventions, section 12.2.2: votes by direction are
for effects without a usable size, votes by significance are never acceptable.
https://training.cochrane.org/handbook/current/chapter-12
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.report.formats import estimate, plural, span
from evisyn.report.sentences import CERTAINTY_WORDS

if TYPE_CHECKING:
    from evisyn.appraisal.strength import Strength
    from evisyn.tables.base import EvidenceBase

MOST = 3
"""Results and ranges that a sentence holds."""


def best_rated(base: EvidenceBase, records: Sequence[Strength]) -> str:
    """Say the results of the best rating, with benefit below zero or below one; empty for none.

    Parameters
    ----------
    base
        The evidence base.
    records
        Questions of one condition.
    """
    rated = [r for r in records if r.certainty != NOT_RATED and r.index and r.harmonised]
    levels = [level for level in CERTAINTY_WORDS if any(r.certainty == level for r in rated)]
    if not levels:
        return ""
    best = [record for record in rated if record.certainty == levels[0]]
    shown = "; ".join(_result(base, record) for record in best[:MOST])
    rest = len(best) - MOST
    more = f"; {rest} more" if rest > 0 else ""
    side = "" if base.topic.as_printed else _side(best[:MOST])
    return f"Best rated ({CERTAINTY_WORDS[levels[0]]} certainty): {shown}{more}.{side}"


def _result(base: EvidenceBase, record: Strength) -> str:
    label, question, turned = base.topic.label, record.question, record.harmonised
    if turned is None or record.index is None:  # pragma: no cover - best_rated keeps them away
        return ""
    effect = record.index.effect
    unit = f" {effect.unit}" if effect.unit else ""
    size = estimate(turned.estimate, turned.ci_low, turned.ci_high)
    return (
        f"{label('intervention_class', question.intervention).lower()} against "
        f"{label('comparator_class', question.comparator_class).lower()}, "
        f"{label('outcome', question.outcome).lower()}: {effect.measure} {size}{unit}"
    )


def _side(records: Sequence[Strength]) -> str:
    kinds = {r.index.effect.measure in RATIO_MEASURES for r in records if r.index}
    where = {True: "below 1", False: "below zero"}
    return f" Turned where needed: benefit lies {' or '.join(where[k] for k in sorted(kinds))}."


def ranges(base: EvidenceBase, records: Sequence[Strength]) -> str:
    """Say how far apart the index results of one outcome lie; empty where none has two.

    Parameters
    ----------
    base
        The evidence base.
    records
        Questions of one condition with a pooled result.

    Notes
    -----
    Only results of one measure and unit are put side by side, those of most questions first.
    """
    found: dict[tuple[str, str, str], list[float]] = {}
    for record in records:
        if record.index is None or record.harmonised is None:
            continue
        effect = record.index.effect
        measure = "SMD" if effect.measure == "g" else effect.measure
        key = (record.question.outcome, measure, effect.unit)
        found.setdefault(key, []).append(record.harmonised.estimate)
    several = sorted(
        ((key, values) for key, values in found.items() if len(values) > 1),
        key=lambda item: -len(item[1]),
    )
    parts = [
        f"{base.topic.label('outcome', outcome).lower()}: {measure} "
        f"{span(min(values), max(values))}{f' {unit}' if unit else ''} "
        f"({plural(len(values), 'question')})"
        for (outcome, measure, unit), values in several[:MOST]
    ]
    return "; ".join(parts)
