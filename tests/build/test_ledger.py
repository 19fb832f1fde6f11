"""The ledger of a build on the tiny project: counts, what is shown, and the refusal to publish."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _projects import append, make_project

from evisyn.build import ledger, read, run
from evisyn.build.catalogue import TABLES, Catalogue
from evisyn.build.ledger import Ledger, draw_up
from evisyn.build.paths import Project
from evisyn.build.run import Options
from evisyn.errors import BuildError

NAMES = ("strength_of_evidence", "indirect_evidence", "effects", "trials", "set_aside", "counts")
CATALOGUE = Catalogue(tuple(spec for spec in TABLES if spec.name in NAMES))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = make_project(tmp_path_factory.mktemp("ledger") / "project")
    run.build(project.root, Options(), catalogue=CATALOGUE)
    return project


def written(project: Project) -> dict[str, bytes]:
    files = sorted((project.evidence / "tables").glob("*.json"))
    return {path.stem: path.read_bytes() for path in files}


def drawn_up(project: Project, **replaced: bytes) -> Ledger:
    return draw_up(read.load(project.root), written(project) | replaced)


def without_rows(content: bytes) -> bytes:
    table = json.loads(content)
    table["rows"] = []
    return json.dumps(table).encode()


def test_rows_are_followed_to_where_they_went(built: Project) -> None:
    """Of two pooled results one is eligible and one is printed twice; both stand in a question."""
    line = next(line for line in drawn_up(built).lines if line.table == "effects")
    assert (line.read, line.accepted, line.set_aside, line.in_questions) == (2, 1, 1, 2)
    assert line.fates == {
        "eligible, in a question": 1,
        "printed a second time, listed in its question": 1,
    }
    assert line.shown["effects"] == 2


def test_every_table_has_a_line(built: Project) -> None:
    """Tables that hold no results are counted as read."""
    base = read.load(built.root)
    assert {line.table: line.read for line in drawn_up(built).lines} == {
        name: len(base.table(name)) for name in base.names
    }


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("effects", "and not shown in effects"),
        ("trials", "trials cole2018: read, and not shown in trials"),
        ("set_aside", "set aside, and not listed in set_aside"),
        ("strength_of_evidence", "strength_of_evidence: "),
        ("strength_of_evidence", "eligible, and named by no answer"),
    ],
)
def test_a_row_that_an_output_lost_is_named(built: Project, name: str, said: str) -> None:
    """A table that shows fewer rows than there are is a problem, with the row."""
    assert drawn_up(built).problems == ()
    shorter = {name: without_rows(written(built)[name])}
    assert any(said in problem for problem in drawn_up(built, **shorter).problems)


def test_a_count_that_does_not_add_up_stops_the_build(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is put in place, and the message names the row."""
    before = written(built)
    append(built, "limitations", {
        "limitation_id": "ames2020-l9", "review_id": "ames2020", "domain": "imprecision",
        "statement": "Few", "reported_by": "review_authors", "source_id": "s0001",
        "locator": "abstract",
    })  # fmt: skip
    monkeypatch.setattr(ledger, "_sums", lambda lines: ["effects: 2 rows read, 1 accounted for"])
    with pytest.raises(BuildError, match="2 rows read, 1 accounted for"):
        run.build(built.root, Options(force=True), catalogue=CATALOGUE)
    assert written(built) == before


def test_long_lists_of_problems_are_cut() -> None:
    """The first are named and the rest is counted."""
    many = tuple(f"row {number}" for number in range(25))
    with pytest.raises(BuildError, match=r"\.\.\. and 15 more"):
        Ledger(lines=(), n_questions=0, problems=many).refuse()


def test_a_part_of_the_outputs_is_not_held_against_the_whole(built: Project) -> None:
    """Without outputs the sorting alone is reckoned, so that --only works on changed data."""
    assert draw_up(read.load(built.root), {}).problems == ()


def test_the_log_has_the_counts(built: Project) -> None:
    """One JSON object a line: the build, its tasks, every table, and that it adds up."""
    text = (built.build / "log.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[0]["event"] == "build"
    assert {"made", "counted", "reconciled", "changed"} <= {line["event"] for line in lines}
    counted = {line["table"]: line["read"] for line in lines if line["event"] == "counted"}
    assert counted["effects"] == 2


def test_the_summary_has_one_line(built: Project) -> None:
    """For the end of a build."""
    said = drawn_up(built).summary
    assert said.startswith("counts add up: ")
    assert "2 effects (2 in questions, 0 left out with a reason)" in said
    assert "\n" not in said


def test_the_table_of_counts_sums_to_what_was_read(built: Project) -> None:
    """The evidence table says the same numbers."""
    table = json.loads(written(built)["counts"])
    effects = [row for row in table["rows"] if row["cells"]["table"]["value"] == "effects"]
    assert sum(row["cells"]["rows"]["value"] for row in effects) == 2
    assert effects[0]["group"] == "Pooled results: 2 rows read"


def test_the_shipped_rows_add_up() -> None:
    """Every row of the headache review goes somewhere."""
    base = read.load(Path(__file__).parents[2])
    assert draw_up(base, {}).problems == ()
