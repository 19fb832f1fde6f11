"""Two states of a project: rows, results, conclusions, in every form."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from _projects import append, make_project, rewrite

from evisyn.build.diff.conclusions import side
from evisyn.build.diff.difference import Difference, diff, write_page
from evisyn.build.diff.rows import CellChange, compare_rows
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


def evidence(folder: Path, **tables: str) -> str:
    """A folder with these evidence tables."""
    for name, text in tables.items():
        path = folder / "evidence" / "tables" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("name", "head", "was", "now", "id", "said"),
    [
        ("effects", "effect_id,estimate,notes", "e1,-1.5,a", "e1,-1.25,b", "e1",
         "estimate: -1.5 -> -1.25 (+0.25)"),
        ("certainty_domains", "question_id,domain,state,steps", "q,imprecision,serious,-1",
         "q,imprecision,very serious,-2", "q, imprecision", "steps: -1 -> -2 (-1)"),
        ("presets", "question_id,cinema", "q,low", "q,moderate", "q", "cinema: low -> moderate"),
        ("verdicts_under_choices", "claim_id,blended", "C1,supported", "C1,no evidence found",
         "C1", "blended: supported -> no evidence found"),
    ],
)  # fmt: skip
def test_effects_and_ratings_move(
    tmp_path: Path, name: str, head: str, was: str, now: str, id: str, said: str
) -> None:
    """What answers rest on moves with its size, and is no flip."""
    old = evidence(tmp_path / "old", **{name: f"{head}\n{was}\n"})
    new = evidence(tmp_path / "new", **{name: f"{head}\n{now}\nother,{now}\n"})
    (answer,) = diff(old, new).answers
    assert (answer.id, answer.state, answer.flips) == (id, "moved", ())
    assert said in [str(cell) for cell in answer.moves]


def test_an_answer_that_is_gone_is_said_as_a_whole(pair: tuple[Path, Path]) -> None:
    """So that it can be acknowledged like any other flip."""
    (gone,) = [answer for answer in compared(pair).answers if answer.state == "gone"]
    assert [(c.column, c.old, c.new) for c in gone.flips] == [("answer", "given", "gone")]


def test_sizes_in_json(pair: tuple[Path, Path]) -> None:
    """Machines get the difference of two numbers, too."""
    answers = {answer["id"]: answer for answer in compared(pair).to_json()["answers"]}
    assert answers["q2"]["moves"][0]["moved"] == pytest.approx(0.05)
    assert answers["C01"]["flips"][0]["moved"] is None


def test_long_texts_are_cut_to_what_differs() -> None:
    """Of a sentence the words around the change are shown, and no change is hidden."""
    words = [f"w{number}" for number in range(40)]
    now = [*words[:10], "new", *words[11:30], *words[31:]]
    assert CellChange(column="why", old=" ".join(words), new=" ".join(now)).shown == (
        "... w8 w9 w10 w11 w12 ... w28 w29 w30 w31 w32 ...",
        "... w8 w9 new w11 w12 ... w28 w29 w31 w32 ...",
    )


def test_very_long_texts_are_cut_at_both_ends() -> None:
    """Where looking for each difference would take long, the middle is shown whole."""
    words = ["w"] * 5000
    change = CellChange(column="why", old=" ".join(words), new=" ".join([*words, "new", "end"]))
    assert change.shown == ("... w w", "... w w new end")


@pytest.mark.parametrize(("old", "new"), [("a " * 60, "a " * 61), ("", "a " * 60), ("a " * 60, "")])
def test_texts_that_grow_or_go(old: str, new: str) -> None:
    """Repeated words and empty texts are cut without loss."""
    shown = CellChange(column="why", old=old, new=new).shown
    assert shown[0] != shown[1]


def test_the_page_names_each_cell(pair: tuple[Path, Path]) -> None:
    """Row, column, what was, what is, and by how much, as a table."""
    page = compared(pair).page()
    assert "| ames2020-e1 | estimate | -1.5 | -0.9 | +0.6 |" in page.markdown()
    assert "<td>+0.6</td>" in page.html()


def test_the_page_is_cut_at_many_rows() -> None:
    """Very long lists end with a count."""
    rows = "".join(f"{number},1\n" for number in range(1200))
    change = compare_rows("data/t.csv", b"id,x\n", f"id,x\n{rows}".encode(), ("id",))
    assert change is not None
    found = Difference(old="a", new="b", answers=(), data=(change,), evidence=(), files={})
    assert "and 200 more" in found.page().markdown()
    assert "and 1150 more" in str(found)


def test_both_pages_are_written(pair: tuple[Path, Path]) -> None:
    """HTML and Markdown in the ignored folder."""
    path = write_page(compared(pair), pair[1])
    assert path == pair[1] / "build" / "diff.html"
    assert (pair[1] / "build" / "diff.md").is_file()
