"""Forest plots of three-level models: effects in blocks of their study, each with its own mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.errors import InputError
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestEntry, ForestHeads, ForestOptions
from evisyn.figures.forest_words import forest_picture
from evisyn.figures.plots.axes import shown
from evisyn.figures.plots.inputs import read_effects
from evisyn.figures.wording import count, number
from evisyn.records import Z95
from evisyn.synthesis.pool import pool

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from evisyn.figures.forest_spec import PooledLike
    from evisyn.figures.picture import Picture
    from evisyn.synthesis.multilevel.pool import PooledMultilevel


def cluster_forest(
    yi: ArrayLike,
    vi: ArrayLike,
    study: Sequence[object],
    pooled: PooledMultilevel,
    *,
    id: str,
    title: str,
    labels: Sequence[str] | None = None,
    measure: str = "SMD",
    unit: str = "",
    kind: str = "CR2",
    study_words: str = "Study",
    favours: tuple[str, str] = ("Favours intervention", "Favours comparator"),
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the effects of each study together, and the mean of the three-level model.

    Parameters
    ----------
    yi, vi
        Shape (k,): effects (logarithms for ratios) and sampling variances; nothing is turned.
    study
        k names of studies (clusters).
    pooled
        Result of :func:`evisyn.pool_multilevel` on the same rows; its cluster-robust interval
        stands below the diamond.
    id, title, notes
        Name of the files, first and last lines.
    labels
        k names of effects; their numbers by default.
    measure, unit
        Decide the axis.
    kind
        Of the robust interval.
    study_words
        What a block is called, such as ``District``.
    favours
        Words at the left and right end.

    Raises
    ------
    InputError
        Lengths that differ, or no usable effect.
    NotPoolable
        One study only.
    """
    own = [f"Effect {i + 1}" for i in range(np.size(yi))] if labels is None else labels
    data = read_effects(yi, vi, own)
    names = _blocks(study, np.size(yi), np.isfinite(np.asarray(yi) + np.asarray(vi)), study_words)
    rows = zip(data.names, data.yi.tolist(), data.vi.tolist(), names, strict=True)
    entries = [_entry(i, *row, (measure, unit)) for i, row in enumerate(rows)]
    options = ForestOptions(
        title=title,
        heads=ForestHeads(label="Effect", detail="", k="", n="", certainty=""),
        favours=favours,
        notes=(*_words(pooled), *data.notes, *notes),
        study_noun="study",
        summary_label="Three-level model",
        beside_label=f"Cluster-robust interval ({kind})",
    )
    beside: PooledLike = pooled.robust(kind=kind)  # type: ignore[assignment]
    spec = specify_forest(entries, options, pooled, beside, _means(data.yi, data.vi, names))
    return replace(forest_picture(spec, id=id), alt=_alt(pooled, beside, measure, study_words))


def _alt(pooled: PooledMultilevel, robust: PooledLike, measure: str, words: str) -> str:
    mean, low, high, robust_low, robust_high = (
        number(shown(value, measure))
        for value in (pooled.estimate, pooled.ci_low, pooled.ci_high, robust.ci_low, robust.ci_high)
    )
    return (
        f"Forest plot of {count(pooled.k, 'effect')} in {pooled.n_studies} blocks, one a"
        f" {words.lower()}; mean of the three-level model {mean} ({low} to {high}, cluster-robust"
        f" {robust_low} to {robust_high})."
    )


def _blocks(study: Sequence[object], k: int, usable: np.ndarray, words: str) -> list[str]:
    named = [str(one) for one in study]
    if len(named) != k:
        raise InputError("study", f"{len(named)} names for {k} effects; one each")
    return [f"{words} {name}" for name, keep in zip(named, usable, strict=True) if keep]


def _means(yi: np.ndarray, vi: np.ndarray, names: Sequence[str]) -> dict[str, PooledLike]:
    """The effects of one study pooled alone, with the normal interval; none for a single one."""
    column = np.array(names)
    found: dict[str, PooledLike] = {}
    for name in dict.fromkeys(names):
        rows = column == name
        if rows.sum() > 1:
            # whether a block has a prediction interval is a question of another model
            alone = pool(yi[rows], vi[rows], test="z")
            found[name] = replace(alone, pi_low=math.nan, pi_high=math.nan)
    return found


def _entry(
    place: int, label: str, y: float, v: float, block: str, kind: tuple[str, str]
) -> ForestEntry:
    back = math.exp if kind[0] in RATIO_MEASURES else float
    half = Z95 * math.sqrt(v)
    return ForestEntry(
        id=f"effect-{place + 1}",
        label=label,
        group=block,
        measure=kind[0],
        unit=kind[1],
        estimate=back(y),
        ci_low=back(y - half),
        ci_high=back(y + half),
        larger_value_favours="comparator",
    )


def _words(pooled: PooledMultilevel) -> tuple[str, ...]:
    between, within = (float(value) for value in pooled.sigma2)
    return (
        f"{count(pooled.k, 'effect')} of {count(pooled.n_studies, 'study', 'studies')}; variance"
        f" between studies {number(between, 3)}, between effects of a study {number(within, 3)}."
        " Subtotals pool the effects of one study alone (REML, normal interval).",
    )
