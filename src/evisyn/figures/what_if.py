"""Forest plots that follow a choice: studies pooled in one way, or the results on one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from evisyn.appraisal.frames import evidence_rows
from evisyn.figures.estimates import forest_of_estimates
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestOptions
from evisyn.figures.forest_words import forest_picture
from evisyn.figures.makers import AS_REPORTED, scope
from evisyn.figures.naming import review_labels
from evisyn.figures.nothing import nothing_picture
from evisyn.figures.studies import effect_entries
from evisyn.figures.wording import count

if TYPE_CHECKING:
    from evisyn.appraisal.what_if import PooledAnswer, StudySet
    from evisyn.appraisal.what_if_question import QuestionAnswer
    from evisyn.figures.picture import Picture
    from evisyn.tables.base import EvidenceBase

NO_STUDY: Final = "No study is in: tick one or more."
FAVOURS: Final = ("Favours intervention", "Favours comparator")


def pooled_forest(
    studies: StudySet,
    answer: PooledAnswer,
    *,
    id: str,
    title: str,
    favours: tuple[str, str] = FAVOURS,
) -> Picture:
    """Draw the studies that are in, and their pooled result where there is one.

    Parameters
    ----------
    studies
        The studies.
    answer
        What the choices give.
    id, title, favours
        As in :func:`evisyn.figures.estimates.forest_of_estimates`.
    """
    if not answer.kept:
        return nothing_picture(id=id, title=title, reason=NO_STUDY)
    measure = answer.choice.measure
    yi, vi = ([part[i] for i in answer.kept] for part in studies.effects[measure])
    result = answer.result
    same = result is None or answer.choice.test == "z"
    out = len(studies.labels) - len(answer.kept)
    notes = [answer.refusal] if answer.refusal else []
    notes += [f"{count(out, 'study', 'studies')} left out."] if out else []
    return forest_of_estimates(
        yi,
        vi,
        [studies.labels[i] for i in answer.kept],
        id=id,
        title=title,
        measure=measure,
        unit=studies.unit,
        weights=None if result is None else result.weights,
        pooled=result,
        beside=None if same else answer.usual,
        heterogeneity=result is not None,
        favours=favours,
        notes=notes,
    )


def question_forest(base: EvidenceBase, answer: QuestionAnswer, *, id: str, title: str) -> Picture:
    """Draw every pooled result on one question; rows set aside are hollow until they are let in.

    Parameters
    ----------
    base
        The evidence base.
    answer
        What the choices give.
    id, title
        Name of the files and first line.
    """
    item = answer.evidence
    at = scope(base, item.question.condition)
    rows = (*item.effects, *item.umbrella, *item.without_interval, *item.set_aside)
    index_ids = () if answer.index is None else (answer.index.effect.effect_id,)
    entries = effect_entries(
        rows,
        names=review_labels(evidence_rows(base).reviews),
        label=at.label,
        index_ids=frozenset(index_ids),
    )
    if not entries:
        return nothing_picture(id=id, title=title, reason="No result may be drawn.")
    reason = answer.why_not_pooled
    notes = (f"Trials are not pooled: {reason}." if reason else "", AS_REPORTED)
    options = ForestOptions(title=title, notes=tuple(note for note in notes if note))
    return forest_picture(specify_forest(entries, options), id=id)
