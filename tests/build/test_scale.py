"""Pooling beyond one machine: what it says before any engine is started."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from evisyn.build import scale
from evisyn.errors import InputError, UsageError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder that looks like a table."""
    folder = tmp_path / "effects"
    folder.mkdir()
    (folder / "a.parquet").touch()
    return folder


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""

    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(scale, "import_module", missing)


@pytest.mark.usefixtures("without_extra")
def test_missing_extra_is_named(source: Path, tmp_path: Path) -> None:
    """With the packages and the command that installs them."""
    with pytest.raises(UsageError, match=r"distributed and pyarrow.*evisyn\[scale\]"):
        scale.pool_parquet(source, tmp_path / "out", by="g")
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("without_extra")
def test_command_says_it_and_exits_with_2(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong use, not bad data."""
    assert scale.main([str(source), str(tmp_path / "out"), "--by", "g"]) == 2
    assert "evisyn[scale]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"by": ()}, "by"),
        ({"source": "nowhere"}, "source"),
        ({"target": "."}, "target"),
        ({"rows_per_task": 0}, "rows_per_task"),
    ],
)
def test_wrong_argument_is_named(
    source: Path, tmp_path: Path, change: dict[str, Any], named: str
) -> None:
    """Before anything is read or started."""
    given = {"source": source, "target": tmp_path / "out", "by": "g", **change}
    with pytest.raises(InputError) as caught:
        scale.pool_parquet(**given)
    assert caught.value.argument == named


def test_target_inside_the_source_is_refused(source: Path) -> None:
    """Results must not become rows."""
    with pytest.raises(InputError, match="lies in the source"):
        scale.pool_parquet(source, source / "pooled", by="g")


def test_folder_without_parquet_is_refused(tmp_path: Path) -> None:
    """An empty folder is no table."""
    with pytest.raises(InputError, match=r"\*\.parquet"):
        scale.pool_parquet(tmp_path, tmp_path / "out", by="g")


def test_command_exits_with_1_on_bad_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says why."""
    assert scale.main([str(tmp_path / "no"), str(tmp_path / "out"), "--by", "g"]) == 1
    assert "does not exist" in capsys.readouterr().err


def test_help_tells_how_to_use_many_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """Scheduler, workers, address."""
    with pytest.raises(SystemExit) as stopped:
        scale.main(["--help"])
    said = capsys.readouterr().out
    assert stopped.value.code == 0
    assert all(word in said for word in ("dask scheduler", "dask worker", "--address", "--by"))


def test_error_travels_between_processes() -> None:
    """A worker's refusal reaches the caller with its argument."""
    error = pickle.loads(pickle.dumps(InputError("vi", "holds 0.")))
    assert error.argument == "vi"
    assert str(error) == "vi: holds 0."


def test_progress_is_plain_lines_outside_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """About ten of them a stage."""
    for done in range(101):
        scale._line("pool", done, 100)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[-1] == "pool 100 of 100"


def test_folder_vanishes_when_a_run_fails(tmp_path: Path) -> None:
    """Nobody takes half a result for a whole one."""

    def fail() -> None:
        with scale._folder(tmp_path / "out") as folder:
            (folder / "part").touch()
            raise RuntimeError("lost")

    with pytest.raises(RuntimeError, match="lost"):
        fail()
    assert list(tmp_path.iterdir()) == []
