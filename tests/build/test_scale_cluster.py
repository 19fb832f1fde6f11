"""Pooling with worker processes equals pooling in memory, also when a worker is lost.

Needs ``requirements-scale.txt``; without it every test fails and says so (``make test-long``
installs it into a folder of its own).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from evisyn.build.scale import main, pool_parquet, require
from evisyn.errors import InputError
from evisyn.synthesis.frames import pool_table

pytestmark = [
    pytest.mark.long,
    # what the engine leaves open when one of its processes is killed
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
KEYS = ["question", "outcome"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes of one thread."""
    require()
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as found:
        yield found


@pytest.fixture
def client(cluster: Any) -> Iterator[Any]:
    """Connected to the two workers."""
    from distributed import Client

    with Client(cluster) as found:
        found.wait_for_workers(2, timeout=60)
        yield found


def effects(n: int = 24_000) -> pd.DataFrame:
    """Scattered groups of unequal size; keys and effects with gaps."""
    rng = np.random.default_rng(8)
    outcome = np.array(["pain", "days", None], dtype=object)[rng.integers(0, 3, n)]
    question = np.where(rng.random(n) < 0.2, 7, rng.integers(0, 2000, n))
    frame = pd.DataFrame({"question": pd.array(question, dtype="Int64"), "outcome": outcome})
    frame.loc[5, "question"] = pd.NA
    frame["yi"], frame["vi"] = rng.normal(size=n), rng.uniform(0.01, 0.3, n)
    frame.loc[rng.random(n) < 0.02, "yi"] = np.nan
    return frame


def stored(frame: pd.DataFrame, folder: Path, files: int = 4) -> Path:
    """The frame in files of several row groups."""
    folder.mkdir()
    for place, part in enumerate(np.array_split(np.arange(len(frame)), files)):
        frame.iloc[part].to_parquet(folder / f"{place}.parquet", row_group_size=1500)
    return folder


def plain(keys: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Keys as Python values; files keep whole numbers whole where memory makes them floats."""
    rows = keys.astype(object).where(keys.notna(), None).to_numpy().tolist()
    return [tuple(float(one) if isinstance(one, int) else one for one in row) for row in rows]


def assert_same(folder: Path, frame: pd.DataFrame, by: list[str]) -> None:
    """The files hold what one call gives, to the last bit."""
    got = pd.read_parquet(folder).sort_values(by, ignore_index=True)
    expected = pool_table(frame, by=by).sort_values(by, ignore_index=True)
    assert plain(got[by]) == plain(expected[by])
    pd.testing.assert_frame_equal(got.drop(columns=by), expected.drop(columns=by), check_exact=True)


def test_scattered_groups_are_shuffled(client: Any, tmp_path: Path) -> None:
    """Results equal those of one machine."""
    frame = effects()
    source = stored(frame, tmp_path / "source")
    run = pool_parquet(source, tmp_path / "out", by=KEYS, client=client, rows_per_task=4000)
    assert run.shuffled
    assert run.rows == len(frame)
    assert_same(tmp_path / "out", frame, KEYS)


def test_whole_groups_need_no_shuffle(client: Any, tmp_path: Path) -> None:
    """The footers of sorted files show it."""
    frame = effects().dropna(subset=["question"]).sort_values("question", kind="stable")
    frame["file"] = frame["question"] // 500
    for number, part in frame.groupby("file"):
        (tmp_path / "source").mkdir(exist_ok=True)
        part.to_parquet(tmp_path / "source" / f"{number}.parquet")
    run = pool_parquet(
        tmp_path / "source", tmp_path / "out", by=KEYS, client=client, rows_per_task=11_000
    )
    assert not run.shuffled
    assert run.parts > 1
    assert_same(tmp_path / "out", frame, KEYS)


def test_folders_named_by_a_key_are_pieces(client: Any, tmp_path: Path) -> None:
    """``question=...`` folders hold whole groups."""
    frame = effects().dropna(subset=["question"]).query("question < 3 or question == 7")
    frame["question"] = frame["question"].astype("int64")
    frame.to_parquet(tmp_path / "source", partition_cols=["question"])
    run = pool_parquet(
        tmp_path / "source", tmp_path / "out", by=KEYS, client=client, rows_per_task=5000
    )
    assert not run.shuffled
    assert_same(tmp_path / "out", frame, KEYS)


def test_files_that_come_later_change_nothing(client: Any, tmp_path: Path) -> None:
    """What was listed at the start is read, hidden files are not."""
    frame = effects(6000)
    source = stored(frame, tmp_path / "source")
    (source / "_temporary").mkdir()
    frame.iloc[:10].to_parquet(source / "_temporary" / "x.parquet")

    def add(stage: str, done: int, total: int) -> None:
        frame.iloc[:10].to_parquet(source / f"0-{stage}-{done}.parquet")

    run = pool_parquet(
        source, tmp_path / "out", by=KEYS, client=client, rows_per_task=2000, progress=add
    )
    assert run.rows == len(frame)
    assert_same(tmp_path / "out", frame, KEYS)


def test_killed_worker_costs_nothing_but_time(cluster: Any, client: Any, tmp_path: Path) -> None:
    """SIGKILL in each stage: another worker repeats what was in hand, the result is the same."""
    frame = effects()
    source = stored(frame, tmp_path / "source", files=8)
    killed: dict[str, int] = {}

    def kill_once(stage: str, done: int, total: int) -> None:
        if done >= 1 and stage not in killed:
            pids = client.run(os.getpid)
            killed[stage] = next(iter(pids.values()))
            os.kill(killed[stage], signal.SIGKILL)

    pool_parquet(
        source, tmp_path / "out", by=KEYS, client=client, rows_per_task=2000, progress=kill_once
    )
    assert set(killed) == {"shuffle", "pool"}
    assert_same(tmp_path / "out", frame, KEYS)
    assert sorted(tmp_path.iterdir()) == [tmp_path / "out", source]


def test_refusal_of_a_worker_reaches_the_caller(client: Any, tmp_path: Path) -> None:
    """With its argument, and without a target."""
    frame = effects(3000)
    frame.loc[77, "vi"] = 0.0
    source = stored(frame, tmp_path / "source")
    with pytest.raises(InputError, match="vi"):
        pool_parquet(source, tmp_path / "out", by=KEYS, client=client)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("argument", "name"), [("by", "no"), ("yi", "no"), ("vi", "outcome")])
def test_wrong_column_is_named(tmp_path: Path, argument: str, name: str) -> None:
    """Before a cluster is started."""
    require()
    source = stored(effects(100), tmp_path / "source")
    with pytest.raises(InputError, match=name) as caught:
        pool_parquet(source, tmp_path / "out", **{"by": KEYS, argument: name})
    assert caught.value.argument == argument


def test_command_connects_by_address(
    cluster: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Progress on the error stream, one line of summary on the other."""
    frame = effects(3000)
    source = stored(frame, tmp_path / "source")
    given = [str(source), str(tmp_path / "out"), "--by", *KEYS, "--test", "hksj"]
    assert main([*given, "--address", cluster.scheduler_address, "--shuffle"]) == 0
    said = capsys.readouterr()
    assert "shuffle 1 of 1" in said.err
    assert "groups of 3,000 effects" in said.out
    assert_same(tmp_path / "out", frame, KEYS)


def test_command_starts_its_own_workers(tmp_path: Path) -> None:
    """Two local processes, gone at the end."""
    require()
    frame = effects(3000)
    source = stored(frame, tmp_path / "source")
    given = [str(source), str(tmp_path / "out"), "--by", *KEYS, "--test", "hksj", "--quiet"]
    assert main([*given, "--workers", "2"]) == 0
    assert_same(tmp_path / "out", frame, KEYS)
