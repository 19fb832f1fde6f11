"""Which pieces of a large table share groups, and how one piece is pooled."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evisyn.build.scale_parts import (
    Block,
    bucket_count,
    closed_units,
    key_hash,
    parquet_files,
    pool_part,
    runs,
)
from evisyn.errors import InputError
from evisyn.synthesis.frames import pool_table


def blocks(*ranges: tuple[Any, Any] | None, rows: int = 10) -> list[Block]:
    """Blocks with a range of the key ``g``, or none."""
    return [
        Block(place=i, rows=rows, ranges={} if r is None else {"g": r})
        for i, r in enumerate(ranges)
    ]


def made_up(n: int = 3000, groups: int = 200) -> pd.DataFrame:
    """Groups of very unequal size, in mixed order; some effects are missing."""
    rng = np.random.default_rng(3)
    group = np.where(rng.random(n) < 0.3, 0, rng.integers(0, groups, n))
    frame = pd.DataFrame({"g": group, "yi": rng.normal(size=n), "vi": rng.uniform(0.01, 0.3, n)})
    frame.loc[rng.random(n) < 0.05, "yi"] = np.nan
    return frame


def test_blocks_whose_ranges_do_not_touch_are_units() -> None:
    """No group can lie in two of them."""
    assert closed_units(blocks((1, 3), (4, 6), (7, 9)), ["g"], 10) == [[0], [1], [2]]


def test_blocks_that_touch_go_together() -> None:
    """A group at the seam lies in both."""
    assert closed_units(blocks((1, 3), (3, 6), (7, 9)), ["g"], 20) == [[0, 1], [2]]


def test_one_range_inside_another_goes_with_it() -> None:
    """The reach of the whole unit counts, not that of the last block."""
    assert closed_units(blocks((1, 9), (2, 3), (5, 6), (10, 12)), ["g"], 30) == [[0, 1, 2], [3]]


def test_blocks_stay_in_source_order() -> None:
    """Though a unit is found by range, its rows are summed in the order of the source."""
    assert closed_units(blocks((7, 9), (1, 3), (3, 4)), ["g"], 20) == [[0], [1, 2]]


def test_small_neighbours_share_a_task() -> None:
    """A thousand small files are not a thousand tasks."""
    assert closed_units(blocks((1, 1), (2, 2), (3, 3), (4, 4)), ["g"], 20) == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    "ranges",
    [((1, 3), None), ((1, 5), (2, 6), (3, 7)), ((1, 3), ("a", "b"), (4, 5))],
    ids=["range not known", "one chain of all", "values without an order"],
)
def test_no_proof_means_a_shuffle(ranges: tuple[Any, ...]) -> None:
    """Groups are never taken for whole without evidence."""
    assert closed_units(blocks(*ranges), ["g"], 10) is None


def test_any_key_may_show_it() -> None:
    """Rows of one group agree in each key."""
    two = [Block(place=i, rows=10, ranges={"a": (0, 9), "b": (i, i)}) for i in range(3)]
    assert closed_units(two, ["a", "b"], 10) == [[0], [1], [2]]


def test_what_fits_into_one_task_is_one_unit() -> None:
    """Whatever the ranges."""
    assert closed_units(blocks(None, None), ["g"], 20) == [[0, 1]]


def test_table_without_rows_has_no_unit() -> None:
    """And needs no shuffle."""
    assert closed_units([], ["g"], 20) == []


def test_hidden_files_are_no_rows(tmp_path: Path) -> None:
    """Folders named by a key are read whatever their name."""
    names = ("b.parquet", "a/c.parquet", "_k=1/d.parquet", "_tmp/e.parquet", ".f.parquet", "g.csv")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [Path(file).relative_to(tmp_path).as_posix() for file in parquet_files(tmp_path)]
    assert found == ["_k=1/d.parquet", "a/c.parquet", "b.parquet"]


def test_runs_are_consecutive_and_bounded() -> None:
    """A block beyond the limit stays alone."""
    many = [Block(place=i, rows=r, ranges={}) for i, r in enumerate([4, 4, 4, 50, 1])]
    assert runs(many, 10) == [[0, 1], [2], [3], [4]]


def test_there_is_a_bucket_at_least() -> None:
    """And enough of them to stay below the limit."""
    assert bucket_count(0, 10) == 1
    assert bucket_count(1000, 100) == 11


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pd.Series([0.0]), pd.Series([-0.0])),
        (pd.Series([5]), pd.Series([5.0])),
        (pd.Series([5], dtype="Int64"), pd.Series([5], dtype="int8")),
        (pd.Series([None], dtype=object), pd.Series([math.nan])),
        (pd.Series([pd.NA], dtype="Int64"), pd.Series([math.nan])),
        (pd.Series(["a"]), pd.Series(["a"], dtype="category")),
        (pd.Series([True]), pd.Series([True], dtype="boolean")),
    ],
)
def test_equal_keys_have_equal_hashes(one: Any, other: Any) -> None:
    """However the pieces hold them."""
    assert key_hash([one])[0] == key_hash([other])[0]


def test_keys_spread_over_the_buckets() -> None:
    """Two columns of small numbers fill every bucket about evenly."""
    a, b = np.divmod(np.arange(10_000), 100)
    counts = np.bincount((key_hash([pd.Series(a), pd.Series(b)]) % np.uint64(10)).astype(int))
    assert counts.min() > 800
    assert counts.max() < 1200


def test_hash_is_the_same_everywhere() -> None:
    """Workers of another process or machine deal the same."""
    assert key_hash([pd.Series(["pain", "days"])]).tolist() == [
        14150863579136344164,
        10116740392663458904,
    ]


@pytest.mark.parametrize("cells", [1, 64, 2_000_000])
def test_part_gives_the_numbers_of_one_call(cells: int) -> None:
    """To the last bit, whatever the size of a call."""
    frame = made_up()
    part = pool_part(frame[["g"]], frame["yi"], frame["vi"], {}, cells)
    whole = pool_table(frame, by="g")
    pd.testing.assert_frame_equal(part.fields, whole.drop(columns="g"), check_exact=True)
    assert frame["g"].iloc[part.first].tolist() == whole["g"].tolist()


def test_part_without_rows_has_the_columns() -> None:
    """A bucket may be empty."""
    part = pool_part(pd.DataFrame({"g": []}), [], [], {})
    assert len(part.fields) == 0
    assert {"estimate", "k", "tau2"} <= set(part.fields.columns)


def test_missing_keys_are_groups() -> None:
    """Nothing is dropped in silence."""
    keys = pd.DataFrame({"g": ["a", None, "a", None]})
    assert pool_part(keys, [0.1] * 4, [0.1] * 4, {}).fields["k"].tolist() == [2, 2]


def test_options_reach_the_pooling() -> None:
    """Model, test and the others are those of ``pool_many``."""
    frame = made_up()
    part = pool_part(frame[["g"]], frame["yi"], frame["vi"], {"model": "common", "test": "z"})
    assert (part.fields["tau2"] == 0.0).all()


def test_values_are_refused_as_in_one_call() -> None:
    """A variance of 0 is no variance."""
    with pytest.raises(InputError, match="vi"):
        pool_part(pd.DataFrame({"g": [1, 1]}), [0.1, 0.2], [0.1, 0.0], {})
