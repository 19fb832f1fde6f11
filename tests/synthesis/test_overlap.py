"""Overlap of primary studies across reviews."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evisyn.errors import InputError
from evisyn.synthesis.overlap import CONVENTION, category_of, covered_area, overlap


def _rows(**lists: str) -> list[dict[str, str]]:
    """One keyword per review, its trials as letters."""
    return [{"review_id": r, "trial_id": t} for r, trials in lists.items() for t in trials]


def test_no_shared_trial_is_zero_and_the_same_list_is_a_hundred() -> None:
    """Both ends of the scale."""
    assert overlap(_rows(A="xy", B="uv")).cca == 0.0
    assert overlap(_rows(A="xy", B="xy")).cca == 100.0


def test_formula() -> None:
    """N = 5, r = 3, c = 2: (5 - 3) / (6 - 3)."""
    found = overlap(_rows(A="xyz", B="xy"))
    assert (found.n_inclusions, found.n_trials, found.n_reviews) == (5, 3, 2)
    assert found.cca == pytest.approx(200 / 3)


def test_a_trial_in_two_lists_of_one_review_counts_once() -> None:
    """Lists of different scope repeat a trial."""
    rows = [*_rows(A="xy", B="xy"), {"review_id": "A", "trial_id": "x", "list_scope": "other"}]
    assert overlap(rows).n_inclusions == 4


@pytest.mark.parametrize(
    ("search_end", "year", "month", "structural"),
    [
        ("2015", 2016, None, 1),
        ("2015", 2015, None, 0),
        ("2015-06", 2015, 7, 1),
        ("2015-06", 2015, 6, 0),
        ("2015-06-30", 2015, None, 0),
        ("2015", 2015, 12, 0),
        (None, 2030, None, 0),
        ("2015", None, None, 0),
    ],
)
def test_structural_zeros_need_both_dates(
    search_end: str | None, year: int | None, month: int | None, structural: int
) -> None:
    """A later year is impossible, the same year possible unless both months are known."""
    found = overlap(
        _rows(A="x", B="xy"),
        reviews=[{"review_id": "A", "search_end": search_end}],
        trials=[{"trial_id": "y", "year": year, "month": month}],
    )
    assert found.structural == structural
    assert np.isnan(found.matrix).sum() == structural


def test_structural_zeros_leave_the_denominator() -> None:
    """(N - r) / (r c - r - X): one of two trials was possible, and both reviews have it."""
    given: dict[str, Any] = {
        "reviews": [{"review_id": "A", "search_end": "2010"}],
        "trials": [{"trial_id": "y", "year": 2012}],
    }
    rows = _rows(A="x", B="xy")
    assert overlap(rows, **given).cca == 100.0
    assert overlap(rows, **given, structural_zeros=False).cca == 50.0


def test_scope_can_rule_a_trial_out() -> None:
    """A pair that the scope of the review excludes is no zero."""
    assert overlap(_rows(A="x", B="xy"), excluded=[("A", "y")]).structural == 1


def test_an_impossible_inclusion_is_reported() -> None:
    """It stays an inclusion; one of the dates is wrong."""
    found = overlap(
        _rows(A="x", B="x"),
        reviews=[{"review_id": "A", "search_end": "2010"}],
        trials=[{"trial_id": "x", "year": 2012}],
    )
    assert found.impossible_inclusions == (("x", "A"),)
    assert found.cca == 100.0


def test_threads_become_one_row() -> None:
    """Two papers on one sample are one trial, dated by the earlier."""
    rows = _rows(A="x", B="y")
    found = overlap(
        rows,
        threads={"x": "x", "y": "x"},
        reviews=[{"review_id": "A", "search_end": "2010"}],
        trials=[{"trial_id": "x", "year": 2009}, {"trial_id": "y", "year": 2012}],
    )
    assert (overlap(rows).cca, found.cca, found.n_trials) == (0.0, 100.0, 1)


def test_the_range_over_matrix_choices() -> None:
    """Structural zeros and threads, on and off."""
    found = overlap(
        _rows(A="xu", B="yvw"),
        threads={"x": "x", "y": "x"},
        reviews=[{"review_id": "A", "search_end": "2010"}],
        trials=[{"trial_id": "w", "year": 2012}],
    )
    assert len(found.choices) == 4
    assert (found.cca_low, found.cca_high) == (0.0, pytest.approx(100 / 3))


def test_pairs() -> None:
    """Shared, union and cca of each pair, and the same in a matrix."""
    found = overlap(_rows(A="xyz", B="xy", C="u"))
    first = found.pairwise[0]
    assert (first.review_a, first.review_b, first.shared, first.union) == ("A", "B", 2, 3)
    assert first.cca == pytest.approx(200 / 3)
    assert found.pairwise_matrix[0, 1] == found.pairwise_matrix[1, 0] == first.cca
    assert np.isnan(np.diag(found.pairwise_matrix)).all()
    assert dict(found.nodes) == {"slight": 2, "moderate": 0, "high": 0, "very high": 1}


@pytest.mark.parametrize(
    ("cca", "category"),
    [(0, "slight"), (4.99, "slight"), (5, "moderate"), (5.5, "moderate"), (10, "high"),
     (15, "very high"), (math.nan, "")],
)  # fmt: skip
def test_categories_are_half_open(cca: float, category: str) -> None:
    """The lower edge belongs to the bin; nothing falls between bins."""
    assert category_of(cca) == category
    assert "lower edge included" in CONVENTION


def test_weights_by_participants() -> None:
    """A large shared trial weighs more than a small one; without numbers there is no value."""
    rows = _rows(A="xy", B="x")
    trials = [{"trial_id": "x", "n_randomised": 400}, {"trial_id": "y", "n_analysed": 100}]
    assert overlap(rows, trials=trials).wcca == pytest.approx(100 * 20 / 30)
    assert math.isnan(overlap(rows).wcca)


def test_incomplete_lists_give_a_lower_bound() -> None:
    """Shared trials are at least so many; the share seen is reported."""
    rows = [dict(row, list_complete="yes") for row in _rows(A="xy")]
    rows += [dict(row, list_complete="no") for row in _rows(B="xy")]
    found = overlap(rows, reviews=[{"review_id": "B", "n_primary_studies": 8}])
    assert found.lower_bound
    assert found.completeness == (("A", 1.0), ("B", 0.25))
    assert not found.pairwise[0].complete


def test_too_little_seen_is_refused_with_a_reason() -> None:
    """Below the completeness asked for there is no figure."""
    rows = [dict(row, list_complete="no") for row in _rows(A="xy", B="xy")]
    found = overlap(rows, min_completeness=0.8)
    assert math.isnan(found.cca)
    assert found.category == ""
    assert "80 %" in found.reason


def test_one_review_has_no_overlap() -> None:
    """Undefined, not zero."""
    found = overlap(_rows(A="xy"))
    assert math.isnan(found.cca)
    assert found.reason


def test_frames_columns_and_records_are_read_alike() -> None:
    """Also with missing integers in a frame."""
    rows = _rows(A="xyz", B="xy")
    frame = pd.DataFrame(rows)
    trials = pd.DataFrame({"trial_id": ["x", "y"], "year": pd.array([2001, None], dtype="Int64")})
    reviews = pd.DataFrame({"review_id": ["A"], "search_end": [None]}, dtype="str")
    values = {
        overlap(rows).cca,
        overlap(frame, trials=trials, reviews=reviews).cca,
        overlap({name: list(frame[name]) for name in frame}).cca,
    }
    assert len(values) == 1


def test_arguments_are_not_changed() -> None:
    """The frame that was handed in stays as it was."""
    frame = pd.DataFrame(_rows(A="xyz", B="xy"))
    before = frame.copy()
    overlap(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_to_frame_is_one_row() -> None:
    """The numbers of the whole matrix."""
    frame = overlap(_rows(A="xyz", B="xy")).to_frame()
    assert len(frame) == 1
    assert {"cca", "category", "n_inclusions", "structural"} <= set(frame.columns)


def test_covered_area_without_a_trial_is_undefined() -> None:
    """An empty matrix has no overlap."""
    assert math.isnan(covered_area(np.zeros((2, 2))))


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([], {}),
        ([{"review_id": "A"}], {}),
        (_rows(A="x", B="x"), {"reviews": [{"review_id": "A", "search_end": "spring"}]}),
        (_rows(A="x", B="x"), {"min_completeness": 2}),
    ],
)
def test_unusable_input_is_refused(rows: list[dict[str, str]], more: dict[str, Any]) -> None:
    """Empty tables, rows without an id, unreadable dates, a share above 1."""
    with pytest.raises(InputError):
        overlap(rows, **more)
