"""Notebooks run top to bottom in this interpreter, and leave nothing behind that varies."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from _building import contents, make_site, write_notebook, write_numbers

from evisyn.build import notebooks, run
from evisyn.build.catalogue import Catalogue
from evisyn.build.fresh import differences
from evisyn.build.records import BuildResult
from evisyn.errors import BuildError

NOTHING = Catalogue()
COUNT = "print(len(open('../data/numbers.csv').readlines()) - 1)"
PICTURE = """from base64 import b64decode
class Dot:
    def _repr_mimebundle_(self, include=None, exclude=None):
        png = b64decode(
            'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E'
            'rkJggg=='
        )
        return {'image/png': png, 'text/plain': 'one dot'}, {'image/png': {'alt': 'A "dot" <1>'}}
Dot()"""


@pytest.fixture
def site(tmp_path: Path, small_base: list[object]) -> Path:
    return make_site(tmp_path / "site", {"01_count": [COUNT, PICTURE]})


def build(root: Path) -> BuildResult:
    return run.build(root, catalogue=NOTHING)


def stored(root: Path, name: str = "01_count") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
    return found


def test_executed_notebook_is_stored_and_exported(site: Path) -> None:
    """Outputs stand in the notebook itself and in a page; a second build has nothing to do."""
    build(site)
    notebook = stored(site)
    assert notebook["cells"][1]["outputs"][0]["text"] == ["2\n"]
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, 2]
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    page = (site / "evidence" / "notebooks" / "01_count.html").read_text("utf-8")
    assert "<title>How many are there?</title>" in page
    assert "A &quot;dot&quot; &lt;1&gt;" in page or 'A "dot" &lt;1&gt;' in page
    assert "<script" not in page
    assert build(site).made == ()


def test_changed_data_run_the_notebook_again(site: Path) -> None:
    """A stale notebook is found by the data that it may read, and a fresh copy proves it."""
    build(site)
    write_numbers(site, "a,1", "b,2", "c,3")
    stale = {change.path for change in differences(site, catalogue=NOTHING)}
    assert "notebooks/01_count.ipynb" in stale
    build(site)
    assert stored(site)["cells"][1]["outputs"][0]["text"] == ["3\n"]
    assert differences(site, catalogue=NOTHING) == ()


def test_edited_output_is_restored(site: Path) -> None:
    """An output that was changed by hand is computed again."""
    build(site)
    path = site / "notebooks" / "01_count.ipynb"
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"2\\n"', b'"5\\n"'))
    assert build(site).made == ("notebook:01_count",)
    assert path.read_bytes() == good


def test_edited_cell_runs_only_that_notebook(site: Path) -> None:
    """A change in one notebook leaves the other alone."""
    write_notebook(site / "notebooks" / "02_other.ipynb", ["1 + 1"])
    build(site)
    write_notebook(site / "notebooks" / "02_other.ipynb", ["1 + 2"])
    assert build(site).made == ("notebook:02_other",)


def test_only_leaves_other_notebooks_alone(site: Path) -> None:
    """--only one notebook neither touches the other one nor says that it is gone."""
    write_notebook(site / "notebooks" / "02_other.ipynb", ["1 + 1"])
    before = contents(site / "notebooks")["01_count.ipynb"]
    result = run.build(site, run.Options(only=("02_other",)), catalogue=NOTHING)
    assert contents(site / "notebooks")["01_count.ipynb"] == before
    assert [str(change) for change in result.changes] == [
        "new evidence/notebooks/02_other.html",
        "changed notebooks/02_other.ipynb",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("left = 1\nraise ValueError('no such thing')", "ValueError: no such thing"),
        ("import sys\nprint('careful', file=sys.stderr)", "wrote to standard error"),
        ("object()", "memory address"),
    ],
)
def test_bad_cell_stops_the_build(site: Path, source: str, said: str) -> None:
    """A cell that fails, warns or varies is named, and nothing is touched."""
    before = contents(site / "notebooks")
    write_notebook(site / "notebooks" / "02_bad.ipynb", ["fine = 1", source])
    before = contents(site / "notebooks")
    with pytest.raises(BuildError) as caught:
        build(site)
    text = str(caught.value)
    assert "02_bad" in text
    assert "cell 3" in text
    assert said in text
    assert not (site / "evidence").exists()
    assert contents(site / "notebooks") == before


def test_failure_shows_the_source(site: Path) -> None:
    """The message of a failing cell shows what was run."""
    write_notebook(site / "notebooks" / "02_bad.ipynb", ["wanted = 1\nwanted / 0"])
    with pytest.raises(BuildError, match="wanted / 0"):
        build(site)


def test_slow_cell_is_stopped(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that takes too long ends the build."""
    monkeypatch.setattr(notebooks, "CELL_TIMEOUT", 1)
    write_notebook(site / "notebooks" / "02_slow.ipynb", ["import time\ntime.sleep(60)"])
    with pytest.raises(BuildError, match="longer than 1 seconds"):
        build(site)


def test_failure_kills_the_other_kernels(site: Path) -> None:
    """A notebook that still runs when another fails is stopped with its kernel."""
    note = site / "pid"
    slow = f"import os, time\nopen({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(100)"
    wait = f"import os, time\nwhile not os.path.getsize({str(note)!r}):\n    time.sleep(0.05)"
    note.write_text("", encoding="utf-8")
    write_notebook(site / "notebooks" / "02_slow.ipynb", [slow])
    write_notebook(site / "notebooks" / "03_bad.ipynb", [wait, "1 / 0"])
    began = time.monotonic()
    with pytest.raises(BuildError, match="03_bad"):
        run.build(site, run.Options(jobs=3), catalogue=NOTHING)
    assert time.monotonic() - began < 60
    assert not _alive(int(note.read_text("utf-8")))


def test_unreadable_notebook_is_named(site: Path) -> None:
    """A file that is no notebook is named."""
    (site / "notebooks" / "02_odd.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(BuildError, match=r"02_odd\.ipynb is not a readable notebook"):
        build(site)


def _alive(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        time.sleep(0.05)
    return True


def test_a_page_carries_little_besides_the_notebook(site: Path) -> None:
    """One style of its own instead of the front end's, and one place for the content."""
    build(site)
    page = (site / "evidence" / "notebooks" / "01_count.html").read_text("utf-8")
    assert len(page) < 8_000
    assert '<html lang="en">' in page
    assert page.count("<main>") == 1
