"""Forest plots of pooled effects that were computed again: study by study, or one study less."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestEntry, ForestHeads, ForestOptions, PooledLike
from evisyn.figures.forest_words import forest_picture
from evisyn.figures.plots.axes import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evisyn.figures.picture import Picture


class RefitsLike(Protocol):
    """What ``leave_one_out_fits`` and ``cumulative_fits`` return."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Name of the study of each row."""

    @property
    def columns(self) -> Mapping[str, Any]:
        """Arrays: estimate, ci_low, ci_high, k, tau2."""


def leave_one_out_forest(
    fits: RefitsLike,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    pooled: PooledLike | None = None,
    favours: tuple[str, str] = ("Favours intervention", "Favours comparator"),
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the pooled effect without each study in turn.

    Parameters
    ----------
    fits
        Result of :func:`evisyn.synthesis.deletion.leave_one_out_fits`.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Decide axis and heading.
    pooled
        The effect of all studies, a diamond below.
    favours
        Words at the left and right end.

    Raises
    ------
    InputError
        No row.

    References
    ----------
    Viechtbauer W, Cheung MWL (2010). Research Synthesis Methods 1:112-125.
    https://doi.org/10.1002/jrsm.11
    """
    words = {"label": "Left out", "prefix": "Without ", "summary": "All studies"}
    return _forest(fits, (id, title), (measure, unit), pooled, favours, notes, words)


def cumulative_forest(
    fits: RefitsLike,
    *,
    id: str,
    title: str,
    measure: str = "SMD",
    unit: str = "",
    favours: tuple[str, str] = ("Favours intervention", "Favours comparator"),
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the pooled effect as studies come in, one after another.

    Parameters
    ----------
    fits
        Result of :func:`evisyn.synthesis.deletion.cumulative_fits`.
    id, title, notes
        Name of the files, first and last lines.
    measure, unit
        Decide axis and heading.
    favours
        Words at the left and right end.

    Raises
    ------
    InputError
        No row.

    References
    ----------
    Lau J, Antman EM, Jimenez-Silva J, et al. (1992). New England Journal of Medicine 327:248-254.
    https://doi.org/10.1056/NEJM199207233270406
    """
    words = {"label": "Study that came in", "prefix": "+ ", "summary": ""}
    return _forest(fits, (id, title), (measure, unit), None, favours, notes, words)


def _forest(
    fits: RefitsLike,
    names: tuple[str, str],
    scale: tuple[str, str],
    pooled: PooledLike | None,
    favours: tuple[str, str],
    notes: Sequence[str],
    words: Mapping[str, str],
) -> Picture:
    if not fits.labels:
        raise InputError("fits", "hold no row; pass the result of at least one study")
    fields = [np.asarray(fits.columns[n], dtype=float).tolist() for n in _FIELDS]
    rows = zip(fits.labels, *fields, strict=True)
    entries = [_entry(i, words["prefix"], scale, *row) for i, row in enumerate(rows)]
    heads = ForestHeads(
        label=words["label"], detail="", k="k", n="", certainty="", estimate="Pooled (95% CI)"
    )
    options = ForestOptions(
        title=names[1],
        heads=heads,
        favours=favours,
        notes=tuple(notes),
        study_noun="fit",
        summary_label=words["summary"],
    )
    return forest_picture(specify_forest(entries, options, pooled), id=names[0])


_FIELDS = ("estimate", "ci_low", "ci_high", "k")


def _entry(
    place: int,
    prefix: str,
    scale: tuple[str, str],
    label: str,
    estimate: float,
    low: float,
    high: float,
    k: float,
) -> ForestEntry:
    known = math.isfinite(estimate)
    return ForestEntry(
        id=f"fit-{place + 1}",
        label=f"{prefix}{label}",
        measure=scale[0],
        unit=scale[1],
        estimate=shown(estimate, scale[0]) if known else None,
        ci_low=shown(low, scale[0]) if known and math.isfinite(low) else None,
        ci_high=shown(high, scale[0]) if known and math.isfinite(high) else None,
        larger_value_favours="comparator",
        k=int(k) if math.isfinite(k) else None,
    )
