"""What if studies were pooled in another way?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.appraisal.what_if import (
    HOUSE,
    PoolChoice,
    PooledAnswer,
    RatingChoice,
    StudySet,
    pooled_answer,
    study_set,
)
from evisyn.errors import InputError
from evisyn.figures.what_if import FAVOURS, pooled_forest
from evisyn.interactive.model import Control, View, WhatIf
from evisyn.report.what_if import (
    certainty_status,
    pooled_alternatives,
    pooled_status,
    rating_table,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.effects.calculate import EffectSizes

MODELS = (("random effects", "random"), ("one common effect", "common"))
ESTIMATORS = tuple(
    (words, name)
    for name, words in {
        "REML": "REML: restricted likelihood",
        "ML": "ML: likelihood",
        "DL": "DL: DerSimonian and Laird",
        "PM": "PM: Paule and Mandel",
        "SJ": "SJ: Sidik and Jonkman",
        "HE": "HE: Hedges",
    }.items()
)
TESTS = (
    ("Hartung-Knapp, ad hoc", "hksj-adhoc"),
    ("Hartung-Knapp", "hksj"),
    ("t, k − 1 df", "t"),
    ("normal (Wald)", "z"),
)
PREDICTION = (("t, k − 1 df", "t-k1"), ("t, k − 2 df", "t-k2"), ("normal", "z"))
PRESETS = (
    ("evisyn (house rules)", HOUSE),
    ("pollock2016", "pollock2016"),
    ("cinema", "cinema"),
    ("metaumbrella", "metaumbrella"),
)
SIZES = (
    ("as the rules say", None),
    ("300", 300.0),
    ("400", 400.0),
    ("800", 800.0),
    ("2000", 2000.0),
)
NOTHING = "nothing assumed"
RISK = (
    (NOTHING, None),
    ("75 % of participants", 75.0),
    ("50 % of participants", 50.0),
    ("no participant", 0.0),
)
PARTS = ((NOTHING, None), ("no part", 0), ("one part", 1), ("two parts", 2))
UNREAD = " The difference that matters was given for another kind of measure and is not read."
RATING = (
    Control(key="preset", label="Rules of the rating", options=PRESETS, start=HOUSE),
    Control(key="threshold", label="Difference that matters", kind="number"),
    Control(key="ois", label="Enough participants", options=SIZES),
    Control(key="rob_low_share", label="At low risk of bias", options=RISK),
    Control(key="indirectness", label="Question not met in", options=PARTS),
)


def what_if(
    effects: EffectSizes | Sequence[EffectSizes] | Mapping[str, tuple[ArrayLike, ArrayLike]],
    labels: Sequence[str],
    *,
    participants: ArrayLike | None = None,
    title: str = "What if",
    id: str = "what-if",
    unit: str = "",
    favours: tuple[str, str] = FAVOURS,
    threshold: float | None = None,
) -> WhatIf:
    """Choose how studies are pooled and rated; forest plot and certainty follow.

    Parameters
    ----------
    effects
        Result of :func:`evisyn.effect_size`, or several on the same k studies, of which the first
        measure is the first choice; or measure to ``(yi, vi)``, shape (k,) each, log scale for
        ratios. Benefit of the intervention is below zero (below 1 for ratios).
    labels
        k names.
    participants
        People in each study, shape (k,); or shape (k, cells), whose cells are added.
    title, id, favours
        Heading, name of the figure, words at its left and right end.
    unit
        Unit of mean differences.
    threshold
        Smallest difference that matters as the first choice, in the unit of the estimate; for
        ratios on either side of 1.

    Returns
    -------
    WhatIf
        At the end of a cell it shows controls; without them, or without a kernel, the first
        choice and the table of what each single change gives. ``.view(test="z")`` gives one set
        of choices.

    Raises
    ------
    InputError
        Lengths that differ, a measure twice, or no measure.

    Notes
    -----
    A rating reads what the studies give: result, intervals, I2, number of studies and people, and
    Egger's test from ten studies on. Risk of bias and directness are not in the numbers; they stay
    unknown until something is assumed, and what is assumed is said.
    """
    studies = study_set(_by_measure(effects), labels, participants=participants, unit=unit)
    return pooling(studies, title=title, id=id, favours=favours, threshold=threshold)


def pooling(
    studies: StudySet,
    *,
    title: str,
    id: str,
    favours: tuple[str, str] = FAVOURS,
    threshold: float | None = None,
) -> WhatIf:
    """Make the panel for a set of studies; see :func:`what_if`."""
    controls = _controls(studies, threshold)

    def answer(choices: Mapping[str, Any]) -> View:
        made = pooled_answer(studies, *_read(studies, choices))
        unread = choices["threshold"] is not None and made.rules.threshold is None
        return View(
            status=f"{pooled_status(studies, made)}{UNREAD if unread else ''}",
            picture=pooled_forest(studies, made, id=id, title=title, favours=favours),
            certainty=certainty_status(
                made.rating.level if made.rating else NOT_RATED, made.rating, made.rules
            ),
            rating=rating_table(made.rating, id=f"{id}-rating", assumed=made.rules.assumed),
        )

    first = {control.key: control.start for control in controls}
    changes = _changes(studies, *_read(studies, first))
    return WhatIf(
        title=title,
        controls=controls,
        answer=answer,
        alternatives=pooled_alternatives(changes, id=f"{id}-alternatives"),
        example='view(tau2_method="DL", test="z")',
    )


def _by_measure(effects: Any) -> dict[str, tuple[Any, Any]]:
    if isinstance(effects, Mapping):
        return dict(effects)
    several = [effects] if hasattr(effects, "measure") else list(effects)
    found = {one.measure: (one.yi, one.vi) for one in several}
    if len(found) != len(several):
        raise InputError("effects", "has a measure twice; give each measure once.")
    return found


def _controls(studies: StudySet, threshold: float | None) -> tuple[Control, ...]:
    measures = tuple((name, name) for name in studies.effects)
    places = tuple((label, place) for place, label in enumerate(studies.labels))
    rating = tuple(
        replace(control, start=control.check(threshold)) if control.key == "threshold" else control
        for control in RATING
    )
    return (
        *(
            (Control(key="measure", label="Measure", options=measures, start=measures[0][1]),)
            if len(measures) > 1
            else ()
        ),
        Control(key="model", label="Model", options=MODELS, start="random"),
        Control(key="tau2_method", label="Heterogeneity", options=ESTIMATORS, start="REML"),
        Control(key="test", label="Interval", options=TESTS, start="hksj-adhoc"),
        Control(key="pi_method", label="Prediction interval", options=PREDICTION, start="t-k1"),
        *rating,
        Control(
            key="studies",
            label="Studies that are in",
            options=places,
            start=tuple(range(len(places))),
            kind="many",
        ),
    )


def _read(studies: StudySet, choices: Mapping[str, Any]) -> tuple[PoolChoice, RatingChoice]:
    out = tuple(i for i in range(len(studies.labels)) if i not in choices["studies"])
    pool = PoolChoice(
        measure=choices.get("measure", next(iter(studies.effects))),
        left_out=out,
        **{key: choices[key] for key in ("model", "tau2_method", "test", "pi_method")},
    )
    rules = RatingChoice(**{control.key: choices[control.key] for control in RATING})
    return pool, rules if _same_kind(studies, pool.measure) else replace(rules, threshold=None)


def _same_kind(studies: StudySet, measure: str) -> bool:
    """A ratio that matters says nothing about a difference: it belongs to the first measure."""
    first = next(iter(studies.effects))
    ratio = (first in RATIO_MEASURES, measure in RATIO_MEASURES)
    return measure == first or ratio == (True, True)


def _changes(
    studies: StudySet, pool: PoolChoice, rules: RatingChoice
) -> list[tuple[str, str, PooledAnswer]]:
    """Every change of one choice, the first choice first."""
    unread = replace(rules, threshold=None)
    out = [("First choice", "as at first", pooled_answer(studies, pool, rules))]
    by_pool: list[tuple[str, str, tuple[tuple[str, Any], ...]]] = [
        ("Measure", "measure", tuple((name, name) for name in studies.effects)),
        ("Model", "model", MODELS),
        ("Heterogeneity", "tau2_method", ESTIMATORS),
        ("Interval", "test", TESTS),
        ("Prediction interval", "pi_method", PREDICTION),
    ]
    for group, key, options in by_pool:
        for words, value in options:
            changed = replace(pool, **{key: value})
            fitting = rules if _same_kind(studies, changed.measure) else unread
            if changed != pool:
                out.append((group, words, pooled_answer(studies, changed, fitting)))
    for control in RATING:
        for words, value in control.options:
            other = replace(rules, **{control.key: value})
            if other != rules:
                out.append((control.label, words, pooled_answer(studies, pool, other)))
    for place, label in enumerate(studies.labels):
        changed = replace(pool, left_out=(place,))
        out.append(("One study left out", label, pooled_answer(studies, changed, rules)))
    return out
