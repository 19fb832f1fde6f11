"""Cells of the strength table for questions that this review pools itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.pooled_here import PooledHere, pooled_for
from evisyn.report.display import count_cell, number_cell, text_cell
from evisyn.report.pooled_here import certainty_words, figure_words, sentence, size_words

if TYPE_CHECKING:
    from evisyn.appraisal.strength import Strength
    from evisyn.tables.base import EvidenceBase

OWN_BASIS = "pooled here"
"""Basis of a question whose trials this review pools itself."""


def own_result(base: EvidenceBase, record: Strength) -> PooledHere | None:
    """Give what was pooled here of a question that no review answers; None for nothing."""
    if record.index is not None:
        return None
    rows = evidence_rows(base)
    found = pooled_for(rows, record.question, record.evidence.trial_outcomes)
    return found[0] if found else None


def own_cells(base: EvidenceBase, record: Strength) -> dict[str, object]:
    """Cells of a question that this review pools itself, in place of those of an index result."""
    one = own_result(base, record)
    if one is None:
        return {}
    made, turned, refs = one.pooled, one.turned, one.pooled.outcome_ids
    numbers = map(number_cell, (turned.estimate, turned.ci_low, turned.ci_high) * 2)
    names = ("estimate", "ci_low", "ci_high")
    harmonised = ("harmonised_estimate", "harmonised_low", "harmonised_high")
    return {
        "basis": OWN_BASIS,
        "result": text_cell(f"{figure_words(one)}; {OWN_BASIS}", value=None, refs=refs),
        "measure": made.measure,
        "unit": made.unit,
        **dict(zip((*names, *harmonised), numbers, strict=True)),
        "timepoint_class": one.timepoint_class,
        "index_reason": OWN_BASIS,
        "size": text_cell(size_words(base, one), refs=refs),
        "n_trials": count_cell(made.result.k, refs=refs),
        "n_participants": count_cell(one.n_participants, refs=refs),
        "certainty": text_cell(
            base.topic.worded(certainty_words(one)),
            value=one.certainty,
            refs=(*refs, *one.judgement_ids),
        ),
        "judgements": "; ".join(one.judgement_ids),
        "missing_inputs": "; ".join(one.missing),
        "statement": text_cell(sentence(base, one), refs=refs),
    }
