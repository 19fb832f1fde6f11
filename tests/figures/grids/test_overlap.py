"""Overlap as a heat map and as a matrix of citations."""

from __future__ import annotations

from evisyn.figures.grids.overlap import citation_matrix, overlap_heatmap
from evisyn.figures.grids.spec import GridSpec
from evisyn.synthesis.overlap import Overlap, overlap

ROWS = [("A", "t1"), ("A", "t2"), ("B", "t2"), ("B", "t3"), ("C", "t1"), ("C", "t4")]


def _found() -> Overlap:
    return overlap(
        [{"review_id": r, "trial_id": t} for r, t in ROWS],
        reviews=[{"review_id": "A", "search_end": "2005"}],
        trials=[{"trial_id": "t4", "year": 2010}],
    )


def test_pairs_stand_below_and_above_the_diagonal() -> None:
    """The covered area stands below, the shared trials above, the own trials on it."""
    spec = overlap_heatmap(_found(), id="o", title="T").spec
    assert isinstance(spec, GridSpec)
    signs = [[cell.sign for cell in row.cells] for row in spec.rows]
    assert signs[0][:2] == ["2", "1"]
    assert signs[1][0] == "33.3"


def test_the_words_hold_the_covered_area() -> None:
    """Alternative text and note give the number with its category and convention."""
    found = _found()
    picture = overlap_heatmap(found, id="o", title="T")
    assert f"{found.cca:.1f}% ({found.category})" in picture.alt
    assert "no empirical basis" in picture.long_description


def test_a_cell_that_could_not_be_filled_is_crossed() -> None:
    """Not possible is neither included nor missing."""
    spec = citation_matrix(_found(), id="o", title="T").spec
    assert isinstance(spec, GridSpec)
    last = spec.rows[3]
    assert [cell.words for cell in last.cells] == ["not possible", "not included", "included"]
    assert (
        "t4: in C; not possible in A."
        in citation_matrix(_found(), id="o", title="T").long_description
    )


def test_one_review_has_no_covered_area() -> None:
    """The reason stands in place of the number."""
    alone = overlap([{"review_id": "A", "trial_id": "t1"}])
    assert "undefined (overlap needs two reviews)" in overlap_heatmap(alone, id="o", title="T").alt
