"""Overlap of primary studies across reviews: the corrected covered area and what it hides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis.overlap_matrix import Membership, read_membership

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

CUT_OFFS = ((5.0, "slight"), (10.0, "moderate"), (15.0, "high"))
"""Upper edges in percent. They have no empirical basis (doi:10.1017/rsm.2025.10056)."""
HIGHEST = "very high"
CONVENTION = (
    "half-open bins, lower edge included: below 5 % slight, 5 to below 10 % moderate, 10 to below "
    "15 % high, 15 % and more very high; the cut-offs have no empirical basis"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairOverlap:
    """Overlap of two reviews.

    Parameters
    ----------
    review_a, review_b
        The reviews, in the order of the matrix.
    shared, union
        Trials in both, and in at least one.
    structural
        Trials of one that the other could not have included.
    cca
        In percent; NaN where it is undefined.
    category
        slight, moderate, high, very high, or empty.
    complete
        Whether both lists are known to be complete.
    """

    review_a: str
    review_b: str
    shared: int
    union: int
    structural: int
    cca: float
    category: str
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixChoice:
    """The overlap under one way of building the matrix."""

    structural_zeros: bool
    threads_merged: bool
    cca: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap(Shown):
    """Overlap of trials across reviews.

    Parameters
    ----------
    cca
        Corrected covered area in percent: (N - r) / (r c - r - X). NaN where it is undefined or
        refused; ``reason`` then says why.
    category
        By :data:`CONVENTION`; empty where there is no ``cca``.
    n_inclusions, n_trials, n_reviews
        N, r and c: inclusions, distinct trials (threads merged), reviews.
    structural
        X: cells that could not have been filled.
    matrix
        (r, c) array: 1 included, 0 not, NaN structurally impossible.
    trial_ids, review_ids
        Rows and columns of the matrix, sorted.
    pairwise
        One record per pair of reviews.
    pairwise_matrix
        (c, c) array of pairwise cca in percent, NaN on the diagonal.
    nodes
        Number of pairs in each category.
    wcca
        cca with each trial weighted by the square root of its participants, in percent; NaN
        where participants of a trial are not known.
    choices, cca_low, cca_high
        The overlap under every choice of structural zeros and threads, and its range.
    lower_bound
        Whether a list is not known to be complete: shared trials are then at least so many, and
        ``cca`` describes the lists that were seen.
    completeness
        Share of each review's trials that was seen, NaN where it is not known.
    impossible_inclusions
        Inclusions that the dates rule out (trial, review): one of the two dates is wrong.
    reason
        Why there is no ``cca``, or empty.
    convention
        How categories are cut.
    """

    cca: float
    category: str
    n_inclusions: int
    n_trials: int
    n_reviews: int
    structural: int
    matrix: FloatArray
    trial_ids: tuple[str, ...]
    review_ids: tuple[str, ...]
    pairwise: tuple[PairOverlap, ...]
    pairwise_matrix: FloatArray
    nodes: tuple[tuple[str, int], ...]
    wcca: float
    choices: tuple[MatrixChoice, ...]
    cca_low: float
    cca_high: float
    lower_bound: bool
    completeness: tuple[tuple[str, float], ...]
    impossible_inclusions: tuple[tuple[str, str], ...]
    reason: str
    convention: str = CONVENTION

    def to_frame(self) -> Frame:
        """One row with the numbers of the whole matrix."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def overlap(
    membership: Any,
    *,
    reviews: Any = None,
    trials: Any = None,
    structural_zeros: bool = True,
    threads: Mapping[str, str] | None = None,
    excluded: Iterable[tuple[str, str]] = (),
    min_completeness: float = 0.0,
) -> Overlap:
    """Measure how far reviews include the same trials.

    Parameters
    ----------
    membership
        Rows with ``review_id`` and ``trial_id``: a frame, a sequence of mappings, or a mapping of
        columns. ``list_complete`` (yes, no) is read where it is there. The same trial in several
        lists of one review counts once.
    reviews
        Rows with ``review_id``, ``search_end`` (year, year-month or year-month-day) and, where
        known, ``n_primary_studies``.
    trials
        Rows with ``trial_id``, ``year`` and, where known, ``month`` and ``n_randomised`` or
        ``n_analysed``.
    structural_zeros
        Leave cells out that could not have been filled: the trial appeared after the search
        ended. In the same year an inclusion counts as possible unless both months are known.
    threads
        Id of the sample by trial id; papers on one sample become one row, dated by the earliest.
    excluded
        Pairs (review, trial) that the scope of the review rules out.
    min_completeness
        Refuse (NaN with a reason) where less than this share, 0 to 1, of a review's trials was
        seen, or where the share is not known and more than 0 is asked for.

    Returns
    -------
    Overlap

    Raises
    ------
    InputError
        For rows without the two ids, an empty table, or an unreadable date.

    References
    ----------
    Pieper et al. 2014, doi:10.1016/j.jclinepi.2013.11.007 (corrected covered area); Perez-
    Bracchiglione et al. 2022, doi:10.1002/jrsm.1557 (structural zeros, pairs); Ying et al. 2025,
    Research Synthesis Methods, core id E41BD8EC61447E3E559C43AB95F7964A (weights).
    """
    if not 0.0 <= min_completeness <= 1.0:
        raise InputError("min_completeness", f"is {min_completeness!r}; give a share, 0 to 1.")
    read = read_membership(membership, reviews, trials, threads or {}, excluded)
    matrix = read.matrix(structural_zeros=structural_zeros, merged=True)
    pairs = _pairs(matrix, read)
    reason = _why_not(matrix, read, min_completeness)
    cca = float("nan") if reason else covered_area(matrix)
    choices = _choices(read)
    known = [choice.cca for choice in choices if not np.isnan(choice.cca)]
    return Overlap(
        cca=cca,
        category=category_of(cca),
        n_inclusions=int(np.nansum(matrix)),
        n_trials=matrix.shape[0],
        n_reviews=matrix.shape[1],
        structural=int(np.isnan(matrix).sum()),
        matrix=matrix,
        trial_ids=read.thread_ids,
        review_ids=read.review_ids,
        pairwise=pairs,
        pairwise_matrix=_pair_matrix(pairs, read.review_ids),
        nodes=_nodes(pairs),
        wcca=float("nan") if reason else covered_area(matrix, np.sqrt(read.participants)),
        choices=choices,
        cca_low=min(known, default=float("nan")),
        cca_high=max(known, default=float("nan")),
        lower_bound=not all(share == 1.0 for _, share in read.completeness),
        completeness=read.completeness,
        impossible_inclusions=read.impossible_inclusions,
        reason=reason,
    )


def covered_area(matrix: FloatArray, weights: FloatArray | None = None) -> float:
    """Corrected covered area of an inclusion matrix, in percent.

    Parameters
    ----------
    matrix
        (r, c) array of 1, 0 and NaN (structurally impossible); rows without an inclusion are left
        out.
    weights
        (r,) weights of the trials; all 1 by default.

    Returns
    -------
    float
        NaN for fewer than two reviews, no trial, or where no further inclusion was possible.
    """
    included = np.nansum(matrix, axis=1)
    kept = included > 0
    if matrix.shape[1] < 2 or not kept.any():
        return float("nan")
    weight = np.ones(kept.sum()) if weights is None else weights[kept]
    possible = (~np.isnan(matrix[kept])).sum(axis=1)
    repeated = float(np.sum(weight * (included[kept] - 1)))
    room = float(np.sum(weight * (possible - 1)))
    return 100.0 * repeated / room if room > 0 else float("nan")


def category_of(cca: float) -> str:
    """Category of a corrected covered area in percent; empty for NaN."""
    if np.isnan(cca):
        return ""
    return next((name for edge, name in CUT_OFFS if cca < edge), HIGHEST)


def _pairs(matrix: FloatArray, read: Membership) -> tuple[PairOverlap, ...]:
    complete = {review: share == 1.0 for review, share in read.completeness}
    made = []
    for first, second in combinations(range(matrix.shape[1]), 2):
        pair = matrix[:, [first, second]]
        total = np.nansum(pair, axis=1)
        in_union = total > 0
        cca = covered_area(pair)
        names = read.review_ids[first], read.review_ids[second]
        made.append(
            PairOverlap(
                review_a=names[0],
                review_b=names[1],
                shared=int((total == 2).sum()),
                union=int(in_union.sum()),
                structural=int(np.isnan(pair[in_union]).sum()),
                cca=cca,
                category=category_of(cca),
                complete=complete[names[0]] and complete[names[1]],
            )
        )
    return tuple(made)


def _pair_matrix(pairs: tuple[PairOverlap, ...], review_ids: tuple[str, ...]) -> FloatArray:
    place = {review: index for index, review in enumerate(review_ids)}
    matrix = np.full((len(review_ids), len(review_ids)), np.nan)
    for pair in pairs:
        first, second = place[pair.review_a], place[pair.review_b]
        matrix[first, second] = matrix[second, first] = pair.cca
    return matrix


def _nodes(pairs: tuple[PairOverlap, ...]) -> tuple[tuple[str, int], ...]:
    names = (*(name for _, name in CUT_OFFS), HIGHEST)
    return tuple((name, sum(pair.category == name for pair in pairs)) for name in names)


def _choices(read: Membership) -> tuple[MatrixChoice, ...]:
    return tuple(
        MatrixChoice(
            structural_zeros=zeros,
            threads_merged=merged,
            cca=covered_area(read.matrix(structural_zeros=zeros, merged=merged)),
        )
        for zeros in (True, False)
        for merged in (True, False)
    )


def _why_not(matrix: FloatArray, read: Membership, min_completeness: float) -> str:
    if matrix.shape[1] < 2:
        return "overlap needs two reviews"
    if min_completeness > 0:
        thin = [
            review
            for review, share in read.completeness
            if np.isnan(share) or share < min_completeness
        ]
        if thin:
            return (
                f"less than {100 * min_completeness:g} % of the trials, or an unknown share, was "
                f"seen of {', '.join(thin)}"
            )
    if np.isnan(covered_area(matrix)):
        return "no further inclusion was possible: every other cell is structurally impossible"
    return ""
