"""One set of studies under other choices: what is pooled, and what the rating then says.

Everything is computed anew for each set of choices. What is assumed and not known is named as
assumed; what cannot be pooled is refused with the reason.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_presets import GradePreset
from evisyn.appraisal.grade_records import INDIRECTNESS, REVIEW_PROCESS, RISK_OF_BIAS, Certainty
from evisyn.appraisal.harmonise import from_scale, to_scale
from evisyn.appraisal.pool_again import TEST
from evisyn.appraisal.pooled_here import PooledHere, own_rules, participants_of, pooled_inputs
from evisyn.appraisal.rows import EvidenceRows
from evisyn.errors import ConvergenceWarning, InputError, NotPoolable
from evisyn.records import Z95
from evisyn.synthesis.egger import egger_test
from evisyn.synthesis.eligibility import FEWEST_TRIALS
from evisyn.synthesis.pool import Pooled, pool

HOUSE = "evisyn"
Known = Callable[[tuple[int, ...], str, Pooled], dict[str, Any]]
"""Places of the studies that are in, the measure and the result, to arguments of a rating."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolChoice:
    """How studies are pooled; the defaults are those of every pooled figure of the evidence."""

    measure: str
    left_out: tuple[int, ...] = ()
    model: str = "random"
    tau2_method: str = "REML"
    test: str = TEST
    pi_method: str = "t-k1"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingChoice:
    """How certainty is rated; ``None`` is what the rows say.

    Parameters
    ----------
    preset
        Name of the rules.
    threshold
        Smallest difference that matters, in the unit of the estimate.
    ois
        Participants that are enough.
    rob_low_share
        Assumed share (percent) of participants in trials at low risk of bias.
    indirectness
        Assumed number of parts of the question that differ.
    review_quality
        Assumed AMSTAR 2 confidence in the review; read by the house rules only.
    """

    preset: str = HOUSE
    threshold: float | None = None
    ois: float | None = None
    rob_low_share: float | None = None
    indirectness: int | None = None
    review_quality: str | None = None

    def arguments(self) -> dict[str, Any]:
        """Arguments of :func:`evisyn.appraisal.grade.grade` that are set here."""
        named = ("threshold", "ois", "rob_low_share", "indirectness", "review_quality")
        found = {name: getattr(self, name) for name in named}
        if self.preset != HOUSE:
            found["review_quality"] = None
        return {name: value for name, value in found.items() if value is not None}

    @property
    def assumed(self) -> tuple[str, ...]:
        """Domains in which something is assumed."""
        domains = {
            "rob_low_share": RISK_OF_BIAS,
            "indirectness": INDIRECTNESS,
            "review_quality": REVIEW_PROCESS,
        }
        return tuple(domains[name] for name in self.arguments() if name in domains)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySet:
    """Studies that answer one question, in one or more measures.

    Parameters
    ----------
    labels
        Names of the k studies.
    effects
        Measure to effects and variances, each of k values, log scale for ratios; benefit of the
        intervention below zero.
    known
        What a rating may read besides the pooled result.
    unit
        Unit of mean differences.
    own_review
        Whether there is no review to appraise, so that the rule on its making is left out.
    """

    labels: tuple[str, ...]
    effects: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]
    known: Known
    unit: str = ""
    own_review: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledAnswer:
    """What one set of choices gives.

    Parameters
    ----------
    choice, rules
        The choices.
    kept
        Places of the studies that are in and have an effect.
    result, usual
        The pooled result and the same with the normal interval; ``None`` where refused.
    rating
        The certainty; ``None`` where refused.
    refusal
        Why nothing is pooled; empty where it is.
    """

    choice: PoolChoice
    rules: RatingChoice
    kept: tuple[int, ...]
    result: Pooled | None = None
    usual: Pooled | None = None
    rating: Certainty | None = None
    refusal: str = ""

    def shown(self, name: str) -> float:
        """A field of the result on the scale of the measure."""
        return from_scale(self.choice.measure, float(getattr(self.result, name)))


def study_set(
    effects: Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike]],
    labels: Sequence[str],
    *,
    participants: npt.ArrayLike | None = None,
    unit: str = "",
) -> StudySet:
    """Put effects of k studies together for :func:`pooled_answer`.

    Parameters
    ----------
    effects
        Measure to effects and variances, shape (k,) each.
    labels
        k names.
    participants
        Shape (k,), or (k, cells) whose cells are added; people in each study.
    unit
        Unit of mean differences.

    Raises
    ------
    InputError
        Lengths that differ, or no measure.
    """
    k = len(labels)
    if not effects:
        raise InputError("effects", "is empty; give one measure or more.")
    arrays = {name: [np.asarray(part, dtype=np.float64) for part in pair]
              for name, pair in effects.items()}  # fmt: skip
    for name, pair in arrays.items():
        if any(part.shape != (k,) for part in pair):
            shapes = " and ".join(str(part.shape) for part in pair)
            raise InputError("effects", f"of {name} have the shapes {shapes}, labels are {k}.")
    people = None if participants is None else np.asarray(participants, dtype=np.float64)
    if people is not None and people.shape[:1] != (k,):
        raise InputError("participants", f"has shape {people.shape}, labels are {k}.")
    counts = None if people is None else people.reshape(k, -1).sum(axis=1)
    pairs = {name: (_numbers(y), _numbers(v)) for name, (y, v) in arrays.items()}

    def known(kept: tuple[int, ...], measure: str, result: Pooled) -> dict[str, Any]:
        y, v = (np.asarray(part)[list(kept)] for part in pairs[measure])
        total = None if counts is None else float(counts[list(kept)].sum())
        return _of_arrays(measure, y, v, result, total)

    return StudySet(labels=tuple(map(str, labels)), effects=pairs, known=known, unit=unit)


def study_set_of(here: PooledHere, rows: EvidenceRows, labels: Sequence[str]) -> StudySet:
    """Put the trials of a question together whose rows may be pooled.

    Parameters
    ----------
    here
        The result pooled from the rows.
    rows
        The evidence base as records.
    labels
        Names of the trials, in the order of ``here.pooled.effects``.
    """
    made = here.pooled
    values = [e.harmonised.estimate for e in made.effects if e.harmonised is not None]
    yi = tuple(to_scale(made.measure, value) for value in values)
    vi = tuple(effect.se**2 for effect in made.effects)

    def known(kept: tuple[int, ...], measure: str, result: Pooled) -> dict[str, Any]:
        part = replace(
            made,
            effects=tuple(made.effects[place] for place in kept),
            result=result,
            estimate=from_scale(measure, result.estimate),
            ci_low=from_scale(measure, result.ci_low),
            ci_high=from_scale(measure, result.ci_high),
        )
        return pooled_inputs(rows, here.question, part, participants_of(part.effects))

    return StudySet(
        labels=tuple(labels), effects={made.measure: (yi, vi)}, known=known, unit=made.unit
    )


def pooled_answer(studies: StudySet, choice: PoolChoice, rules: RatingChoice) -> PooledAnswer:
    """Pool and rate under one set of choices.

    Returns
    -------
    PooledAnswer
        With a refusal where fewer than two studies are in.

    Raises
    ------
    InputError
        For a measure that the studies do not have, or a choice that the engine refuses.
    """
    if choice.measure not in studies.effects:
        known = ", ".join(studies.effects)
        raise InputError("measure", f"is {choice.measure!r}; the studies have {known}.")
    yi, vi = studies.effects[choice.measure]
    usable = [math.isfinite(y) and math.isfinite(v) for y, v in zip(yi, vi, strict=True)]
    kept = tuple(i for i, fine in enumerate(usable) if fine and i not in choice.left_out)
    if len(kept) < FEWEST_TRIALS:
        why = f"Not pooled: pooling needs {FEWEST_TRIALS} studies, {len(kept)} in."
        return PooledAnswer(choice=choice, rules=rules, kept=kept, refusal=why)
    y, v, names = ([part[i] for i in kept] for part in (yi, vi, studies.labels))
    asked = {"model": choice.model, "tau2_method": choice.tau2_method, "labels": names}
    with warnings.catch_warnings():
        # the record says so, and the sentence on it
        warnings.simplefilter("ignore", ConvergenceWarning)
        result = pool(y, v, test=choice.test, pi_method=choice.pi_method, **asked)  # type: ignore[arg-type]
        usual = pool(y, v, test="z", pi_method="z", **asked)  # type: ignore[arg-type]
    inputs = {**studies.known(kept, choice.measure, result), **rules.arguments()}
    rating = grade(**inputs, preset=_rules(studies, rules))
    return PooledAnswer(
        choice=choice, rules=rules, kept=kept, result=result, usual=usual, rating=rating
    )


def _rules(studies: StudySet, rules: RatingChoice) -> str | GradePreset:
    return own_rules() if studies.own_review and rules.preset == HOUSE else rules.preset


def _numbers(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(values.tolist())


def _of_arrays(
    measure: str,
    y: npt.NDArray[np.float64],
    v: npt.NDArray[np.float64],
    result: Pooled,
    participants: float | None,
) -> dict[str, Any]:
    """What effects and their pooled result tell a rating; the rest is missing and says so."""
    half = Z95 * np.sqrt(v)
    inputs: dict[str, Any] = {
        name: from_scale(measure, getattr(result, name))
        for name in ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")
        if math.isfinite(getattr(result, name))
    }
    inputs |= {"i2": result.i2, "k": result.k, "measure": measure, "n_participants": participants}
    limits = zip((y - half).tolist(), (y + half).tolist(), strict=True)
    inputs["study_cis"] = [
        (from_scale(measure, low), from_scale(measure, high)) for low, high in limits
    ]
    try:
        inputs["small_study_p"] = float(egger_test(y, v).p_value)
    except (InputError, NotPoolable):  # too few studies, or studies of one size
        inputs["small_study_p"] = None
    return inputs
