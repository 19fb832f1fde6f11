"""Leave-one-out and cumulative meta-analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis.inputs import as_numbers
from evisyn.synthesis.observed import Observed, observed
from evisyn.synthesis.refits import Request, refit, request, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.columns import PoolColumns
    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

#: One study has to remain.
MINIMUM_LEFT_OUT = 2
#: Fields of ``Pooled`` that a row holds, in the order of the columns.
ROW_FIELDS = (
    "k", "estimate", "se", "statistic", "df", "p_value", "ci_low", "ci_high",
    "pi_low", "pi_high", "pi_df", "tau2", "tau2_se", "i2", "h2", "q", "q_df", "q_p", "converged",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Refits(Shown):
    """Fits of subsets, one row per study.

    Parameters
    ----------
    labels
        Name of the study of each row (its number, counted from 1, when no labels were given).
    rows
        Position of that study in the arrays that were passed, shape (n,).
    columns
        Fields of ``Pooled``, each of shape (n,), NaN in the row of an absent study.
    settings
        How each fit was made.
    """

    labels: tuple[str, ...]
    rows: NDArray[np.intp]
    columns: Mapping[str, FloatArray]
    settings: Mapping[str, Any]

    def to_frame(self) -> Frame:
        """One row per study, columns named like the fields of ``Pooled``."""
        from evisyn.synthesis.frames import refits_frame

        return refits_frame(self)


def leave_one_out(yi: ArrayLike, vi: ArrayLike, **pool: Any) -> Frame:
    """Pool without each study in turn.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    **pool
        Arguments of :func:`evisyn.synthesis.pool.pool`; ``labels`` name the rows.

    Returns
    -------
    DataFrame
        Row i is the fit without study i, in the order given; column ``study`` holds the
        labels. The row of an absent study is NaN.

    Raises
    ------
    InputError
        Unusable values or pooling arguments.
    NotPoolable
        Fewer than 2 studies.

    References
    ----------
    Viechtbauer W, Cheung MWL (2010). Outlier and influence diagnostics for meta-analysis.
    Research Synthesis Methods 1:112-125. https://doi.org/10.1002/jrsm.11
    """
    return leave_one_out_fits(yi, vi, **pool).to_frame()


def leave_one_out_fits(yi: ArrayLike, vi: ArrayLike, **pool: Any) -> Refits:
    """The numbers of :func:`leave_one_out` as arrays."""
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_LEFT_OUT,
        method="Leave-one-out",
        why="a study has to remain when one is left out",
    )
    asked = request(studies.length, **pool)
    out = refit(studies, ~np.eye(studies.k, dtype=bool), asked)
    return _refits(out, studies, asked, np.arange(studies.length))


def cumulative(yi: ArrayLike, vi: ArrayLike, order: ArrayLike | None = None, **pool: Any) -> Frame:
    """Pool the first study, the first two, and so on.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    order
        Values to sort the studies by, such as the year, shape (n,); equal values keep the order
        given. None keeps the order given.
    **pool
        Arguments of :func:`evisyn.synthesis.pool.pool`; ``labels`` name the rows.

    Returns
    -------
    DataFrame
        Row i is the fit of the first i + 1 studies in that order; column ``study`` holds the
        label of the study that came in. Absent studies have no row.

    Raises
    ------
    InputError
        Unusable values, order or pooling arguments.
    NotPoolable
        No study.

    References
    ----------
    Lau J, Antman EM, Jimenez-Silva J, et al. (1992). Cumulative meta-analysis of therapeutic
    trials for myocardial infarction. New England Journal of Medicine 327:248-254.
    https://doi.org/10.1056/NEJM199207233270406
    """
    return cumulative_fits(yi, vi, order, **pool).to_frame()


def cumulative_fits(
    yi: ArrayLike, vi: ArrayLike, order: ArrayLike | None = None, **pool: Any
) -> Refits:
    """The numbers of :func:`cumulative` as arrays."""
    studies = observed(
        yi, vi, minimum=1, method="A cumulative meta-analysis", why="there is nothing to add up"
    )
    asked = request(studies.length, **pool)
    keys = np.arange(studies.length, dtype=np.float64)
    if order is not None:
        keys = as_numbers("order", order)
        if keys.size != studies.length:
            raise InputError("order", f"has {keys.size} values for {studies.length} studies.")
        if np.isnan(keys[studies.rows]).any():
            raise InputError("order", "is NaN for a study; give a value to sort every study by.")
    places = np.argsort(keys[studies.rows], kind="stable")
    present = np.zeros((studies.k, studies.k), dtype=bool)
    present[places] = np.triu(np.ones((studies.k, studies.k), dtype=bool))
    out = refit(studies, present, asked)
    return _refits(out, studies, asked, studies.rows[places], spread=False)


def _refits(
    out: PoolColumns,
    studies: Observed,
    asked: Request,
    rows: NDArray[np.intp],
    spread: bool = True,
) -> Refits:
    names = asked.labels or tuple(str(row + 1) for row in range(studies.length))
    values = {name: np.asarray(getattr(out, name), dtype=np.float64) for name in ROW_FIELDS}
    if spread:
        values = {name: studies.spread(column) for name, column in values.items()}
    return Refits(
        labels=tuple(names[row] for row in rows),
        rows=rows,
        columns=values,
        settings=settings(asked),
    )
