"""One pooled row for each group of a frame."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from evisyn.errors import InputError
from evisyn.synthesis.frames import pool_table
from evisyn.synthesis.pool import pool

FRAME = pd.DataFrame(
    {
        "outcome": ["pain", "pain", "days", "pain", "days", None],
        "arm": ["a", "a", "b", "b", "b", "b"],
        "yi": [0.1, 0.4, 0.3, 0.9, math.nan, 0.5],
        "vi": [0.02, 0.05, 0.03, 0.04, 0.01, 0.02],
    }
)


def test_groups_are_pooled_in_order_of_appearance() -> None:
    """Each as pool would."""
    table = pool_table(FRAME, by=["outcome", "arm"], test="z")
    assert table["outcome"].tolist()[:3] == ["pain", "days", "pain"]
    alone = pool([0.1, 0.4], [0.02, 0.05], test="z")
    for name in ("estimate", "se", "tau2", "ci_low", "q"):
        assert table.loc[0, name] == getattr(alone, name)
    assert table["k"].tolist() == [2, 1, 1, 1]


def test_missing_key_is_a_group_of_its_own() -> None:
    """Nothing is dropped in silence."""
    assert pool_table(FRAME, by="outcome")["k"].sum() == 5


def test_no_key_pools_everything() -> None:
    """One row."""
    table = pool_table(FRAME)
    assert table.shape[0] == 1
    assert table.loc[0, "k"] == 5


def test_group_without_a_usable_study_stays() -> None:
    """With k = 0 and NaN."""
    table = pool_table(FRAME.assign(yi=np.nan), by="arm")
    assert table["k"].tolist() == [0, 0]
    assert table["estimate"].isna().all()


def test_other_column_names_may_be_given() -> None:
    """yi and vi name columns; the frame stays as it was."""
    other = FRAME.rename(columns={"yi": "effect", "vi": "variance"})
    before = other.copy()
    assert pool_table(other, by="arm", yi="effect", vi="variance").shape[0] == 2
    pd.testing.assert_frame_equal(other, before)


def test_frame_without_rows_gives_no_rows() -> None:
    """The columns are there."""
    table = pool_table(FRAME.iloc[:0], by="arm")
    assert table.shape[0] == 0
    assert {"arm", "estimate"} <= set(table.columns)


@pytest.mark.parametrize(
    ("options", "named"),
    [({"by": "nothing"}, "by"), ({"yi": "nothing"}, "yi"), ({"vi": "nothing"}, "vi")],
)
def test_column_that_is_not_there_is_refused(options: dict, named: str) -> None:
    """The error names argument and column."""
    with pytest.raises(InputError, match="nothing") as caught:
        pool_table(FRAME, **options)
    assert caught.value.argument == named


def test_text_in_a_number_column_is_refused() -> None:
    """As in pool."""
    with pytest.raises(InputError, match="yi"):
        pool_table(FRAME.assign(yi="a"), by="arm")
