"""Two states of a project: rows, results, conclusions, in every form."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from _projects import append, make_project, rewrite

from evisyn.build.diff.conclusions import side
from evisyn.build.diff.difference import Difference, diff
from evisyn.build.diff.rows import compare_rows
from evisyn.build.hashing import sha256_bytes
from evisyn.build.paths import Project
from evisyn.errors import UsageError

STRENGTH = "question_id,consistency,certainty,measure,estimate,ci_low,ci_high,statement\n"
CLAIMS = "claim_id,statement,verdict,why,certainty\n"


def state(folder: Path, strength: str, claims: str) -> Path:
    """A tiny project with these answers."""
    project = make_project(folder)
    tables = project.evidence / "tables"
    tables.mkdir(parents=True)
    (tables / "strength_of_evidence.csv").write_text(STRENGTH + strength, encoding="utf-8")
    (tables / "claims.csv").write_text(CLAIMS + claims, encoding="utf-8")
    return folder


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    old = state(
        tmp_path / "old",
        "q1,same direction,low,MD,-1.5,-2.5,-0.5,Less pain\nq2,mixed,low,RR,1.2,0.9,1.6,Same\n",
        "C01,It helps,supported,a review,low\nC02,It lasts,not assessable,no row,\n",
    )
    new = state(
        tmp_path / "new",
        "q1,same direction,low,MD,-0.9,-2.0,0.2,Less pain\nq2,mixed,low,RR,1.25,0.9,1.6,Same\n",
        "C01,It helps,contradicted,another review,low\nC03,New,supported,a review,high\n",
    )
    project = Project.at(new)
    rewrite(project, "effects", {"estimate": "-0.9"})
    append(project, "limitations", {"limitation_id": "ames2020-l2", "review_id": "ames2020"})
    return old, new


def compared(pair: tuple[Path, Path]) -> Difference:
    return diff(str(pair[0]), str(pair[1]))


def test_what_flipped(pair: tuple[Path, Path]) -> None:
    """A verdict that turned, and an interval that now includes no difference."""
    flipped = {answer.id: answer for answer in compared(pair).flipped}
    assert set(flipped) == {"q1", "C01"}
    assert [(c.column, c.old, c.new) for c in flipped["q1"].flips] == [
        ("side of the interval", "below no difference", "includes no difference")
    ]
    assert flipped["C01"].flips[0].new == "contradicted"


def test_what_only_moved(pair: tuple[Path, Path]) -> None:
    """A number that moved without consequence is told apart, with its size."""
    (moved,) = [answer for answer in compared(pair).answers if answer.state == "moved"]
    assert moved.id == "q2"
    assert moved.moves[0].moved == pytest.approx(0.05)


def test_new_and_gone(pair: tuple[Path, Path]) -> None:
    """Answers that only one state has."""
    states = {answer.id: answer.state for answer in compared(pair).answers}
    assert (states["C02"], states["C03"]) == ("gone", "new")


def test_rows_of_data(pair: tuple[Path, Path]) -> None:
    """Rows are matched by the keys of the contract; cells are named."""
    found = {table.path: table for table in compared(pair).data}
    assert found["data/limitations.csv"].added == ("ames2020-l2",)
    (row,) = found["data/effects.csv"].changed
    assert (row.key, str(row.cells[0])) == ("ames2020-e1", "estimate: -1.5 -> -0.9 (+0.6)")


def test_order_of_rows_says_nothing(tmp_path: Path) -> None:
    """The same rows in another order: no row differs."""
    change = compare_rows("t.csv", b"id,x\na,1\nb,2\n", b"id,x\nb,2\na,1\n", ("id",))
    assert change is not None
    assert (change.added, change.removed, change.changed) == ((), (), ())


def test_equal_keys_are_kept_apart() -> None:
    """A broken table with the same key twice loses no row."""
    change = compare_rows("t.csv", b"id,x\na,1\n", b"id,x\na,1\na,2\n", ("id",))
    assert change is not None
    assert change.added == ("a (2)",)


def test_the_same_state(pair: tuple[Path, Path]) -> None:
    """Nothing differs from itself."""
    same = diff(str(pair[0]), str(pair[0]))
    assert same.is_empty
    assert "nothing differs" in str(same)


def test_forms(pair: tuple[Path, Path]) -> None:
    """Text, Markdown, HTML and JSON say the same flips."""
    found = compared(pair)
    assert "2 conclusions flipped" in str(found)
    assert "2 conclusions flipped" in found.page().markdown()
    assert "2 conclusions flipped" in found.page().html()
    assert json.loads(json.dumps(found.to_json()))["flipped"] == ["C01", "q1"]


def test_hostile_cells_are_shown_as_text(pair: tuple[Path, Path]) -> None:
    """A script in a cell is no script in the page, and no code reaches the terminal."""
    project = Project.at(pair[1])
    rewrite(project, "effects", {"notes": "<script>alert(1)</script>\x1b[31m\u202e"})
    found = compared(pair)
    assert "<script>alert" not in found.page().html()
    assert "\x1b" not in str(found) + found.page().markdown()


def test_git_revisions(pair: tuple[Path, Path]) -> None:
    """A revision of the project's repository against the folder as it is."""
    root = pair[0]
    name = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for command in (("init", "-q"), ("add", "."), (*name, "commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)
    rewrite(Project.at(root), "effects", {"estimate": "-0.9"})
    found = diff("HEAD", str(root), root)
    assert [table.path for table in found.data] == ["data/effects.csv"]


@pytest.mark.parametrize("name", ["--help", "no-such-thing", "-x"])
def test_a_state_that_does_not_exist(name: str, pair: tuple[Path, Path]) -> None:
    """Neither folder nor revision: an error that says so, and no git option is passed on."""
    with pytest.raises(UsageError):
        diff(name, str(pair[0]), pair[0])


def test_manifests(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A manifest knows hashes only: it says which files differ."""
    content = (pair[0] / "data" / "effects.csv").read_bytes()
    stored = {"inputs": {"data/effects.csv": sha256_bytes(content)}, "outputs": {}}
    (tmp_path / "m.json").write_text(json.dumps(stored), encoding="utf-8")
    assert diff(str(tmp_path / "m.json"), str(pair[0])).files == {}
    assert diff(str(tmp_path / "m.json"), str(pair[1])).files == {"data/effects.csv": "changed"}


def test_a_state_without_outputs(pair: tuple[Path, Path]) -> None:
    """A project that was never built is compared by its data."""
    shutil.rmtree(pair[0] / "evidence")
    found = compared(pair)
    assert found.answers == ()
    assert found.data


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"measure": "RR", "ci_low": "0.8", "ci_high": "1.0"}, "includes no difference"),
        ({"measure": "RR", "ci_low": "1.1", "ci_high": "2"}, "above no difference"),
        ({"harmonised_low": "-2", "harmonised_high": "-1"}, "favours the intervention"),
        ({"measure": "MD", "ci_low": "", "ci_high": "1"}, "no interval"),
    ],
)
def test_sides(row: dict[str, str], expected: str) -> None:
    """The side of no difference is 1 for ratios and 0 for differences."""
    assert side(row) == expected
