"""Overlap of trials across reviews: pairs as a heat map, inclusions as a matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from evisyn.figures.grids.spec import GridCell, GridColumn, GridRow, GridSpec
from evisyn.figures.picture import Picture
from evisyn.figures.wording import count, number, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.synthesis.overlap import Overlap, PairOverlap

#: Category -> fill, sign; darker with more overlap.
_FILLS: Final[dict[str, tuple[str, str]]] = {
    "slight": ("#ffffff", "s"),
    "moderate": ("#c9dbe9", "m"),
    "high": ("#7ba3c4", "h"),
    "very high": ("#1f4e79", "v"),
    "": ("#eeeeee", "\u2013"),
}
_INCLUDED: Final = GridCell(shape="box", fill="#1f4e79", sign="\u2022", words="included")
_IMPOSSIBLE: Final = GridCell(shape="box", fill="#e0e0e0", sign="\u00d7", words="not possible")
_ABSENT: Final = GridCell(words="not included")
#: More reviews than this: cells carry a letter for the category, not the number.
_MOST_NUMBERS: Final = 16


def overlap_heatmap(
    found: Overlap,
    *,
    id: str,
    title: str,
    names: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the corrected covered area of each pair of reviews.

    Parameters
    ----------
    found
        Result of :func:`evisyn.synthesis.overlap.overlap`.
    id, title, notes
        Name of the files, first and last lines.
    names
        Review -> what to call it.

    Notes
    -----
    Below the diagonal stands the corrected covered area in percent, above it the number of shared
    trials; the diagonal holds the trials of each review. With many reviews the cells carry the
    first letter of the category instead.

    References
    ----------
    Perez-Bracchiglione J et al. (2022). Research Synthesis Methods 13:381-388.
    https://doi.org/10.1002/jrsm.1557
    """
    pairs = {(p.review_a, p.review_b): p for p in found.pairwise}
    many = found.n_reviews > _MOST_NUMBERS
    wide = 15.0 if many else 34.0
    called = names or {}
    own = np.nansum(found.matrix, axis=0).astype(int).tolist()
    rows = tuple(
        GridRow(
            label=f"{i + 1}  {called.get(review, review)}",
            cells=tuple(
                _pair_cell(found, pairs, (i, j), own[i], many) for j in range(found.n_reviews)
            ),
        )
        for i, review in enumerate(found.review_ids)
    )
    used = {p.category for p in found.pairwise}
    spec = GridSpec(
        title=title,
        columns=tuple(GridColumn(head=str(j + 1), wide=wide, level=True) for j in range(len(rows))),
        rows=rows,
        key=tuple(
            GridCell(shape="box", fill=fill, sign=sign if many else "", words=name or "undefined")
            for name, (fill, sign) in _FILLS.items()
            if name in used
        ),
        label_head="Review",
        row_tall=15.0 if many else 22.0,
        notes=(*_heat_notes(found, many), *notes),
    )
    alt = (
        f"Overlap of {count(found.n_trials, 'trial')} over {count(found.n_reviews, 'review')}:"
        f" corrected covered area {_percent(found)}. Pairs: {_nodes(found)}."
    )
    lines = [_pair_words(p, called) for p in found.pairwise]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def citation_matrix(
    found: Overlap,
    *,
    id: str,
    title: str,
    names: Mapping[str, str] | None = None,
    trial_names: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw which review includes which trial, and where it could not have.

    Parameters
    ----------
    found
        Result of :func:`evisyn.synthesis.overlap.overlap`.
    id, title, notes
        Name of the files, first and last lines.
    names, trial_names
        Review or trial -> what to call it.

    References
    ----------
    Pieper D et al. (2014). Journal of Clinical Epidemiology 67:368-375.
    https://doi.org/10.1016/j.jclinepi.2013.11.007
    """
    reviews, trials = names or {}, trial_names or {}
    rows = tuple(
        GridRow(label=trials.get(trial, trial), cells=tuple(_inclusion(v) for v in line.tolist()))
        for trial, line in zip(found.trial_ids, found.matrix, strict=True)
    )
    totals = np.nansum(found.matrix, axis=1).astype(int)
    spec = GridSpec(
        title=title,
        columns=tuple(GridColumn(head=reviews.get(r, r), wide=17.0) for r in found.review_ids),
        rows=rows,
        key=(_INCLUDED, _IMPOSSIBLE) if found.structural else (_INCLUDED,),
        label_head="Trial",
        row_tall=14.0,
        notes=(f"Corrected covered area {_percent(found)}.", *notes),
    )
    repeated = int(np.sum(totals > 1))
    alt = (
        f"Citation matrix of {count(found.n_trials, 'trial')} by"
        f" {count(found.n_reviews, 'review')}: {whole(found.n_inclusions)} inclusions,"
        f" {repeated} trials in more than one review, {whole(found.structural)} cells not possible."
    )
    lines = [_trial_words(spec, row) for row in rows]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _pair_cell(
    found: Overlap,
    pairs: Mapping[tuple[str, str], PairOverlap],
    place: tuple[int, int],
    own: int,
    many: bool,
) -> GridCell:
    i, j = place
    if i == j:
        return GridCell(sign="" if many else str(own), words=f"{own} trials")
    first, second = sorted(place)
    pair = pairs[found.review_ids[first], found.review_ids[second]]
    fill, letter = _FILLS[pair.category]
    text = str(pair.shared) if i < j else number(pair.cca, 1)
    if math.isnan(pair.cca) and i > j:
        text = "\u2013"
    return GridCell(shape="box", fill=fill, sign=letter if many else text, words=pair.category)


def _heat_notes(found: Overlap, many: bool) -> tuple[str, ...]:
    how = (
        "Letters: first letter of the category."
        if many
        else "Below the diagonal: corrected covered area, %; above: shared trials; on it: trials of"
        " the review."
    )
    bound = ("Lists are not known to be complete: lower bounds.",) if found.lower_bound else ()
    return (f"Whole matrix: {_percent(found)}. {how}", f"Categories: {found.convention}.", *bound)


def _percent(found: Overlap) -> str:
    if math.isnan(found.cca):
        return f"undefined ({found.reason})"
    return f"{number(found.cca, 1)}% ({found.category})"


def _nodes(found: Overlap) -> str:
    return ", ".join(f"{n} {name}" for name, n in found.nodes)


def _pair_words(pair: PairOverlap, called: Mapping[str, str]) -> str:
    first, second = (called.get(r, r) for r in (pair.review_a, pair.review_b))
    share = "undefined" if math.isnan(pair.cca) else f"{number(pair.cca, 1)}%, {pair.category}"
    return f"{first} and {second}: {pair.shared} of {pair.union} trials shared; {share}."


def _inclusion(value: float) -> GridCell:
    if math.isnan(value):
        return _IMPOSSIBLE
    return _INCLUDED if value else _ABSENT


def _trial_words(spec: GridSpec, row: GridRow) -> str:
    pairs = list(zip(spec.columns, row.cells, strict=True))
    inside = [c.head for c, cell in pairs if cell.words == _INCLUDED.words]
    never = [c.head for c, cell in pairs if cell.words == _IMPOSSIBLE.words]
    tail = f"; not possible in {', '.join(never)}" if never else ""
    return f"{row.label}: in {', '.join(inside) or 'none'}{tail}."
