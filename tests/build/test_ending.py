"""A build ends with what changed, in short, as a page and as JSON, and keeps what it read."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from _answers import CATALOGUE, FILE, LOW, MODERATE, OTHER, TWO, write_answers
from _building import contents

from evisyn.build import run
from evisyn.build.diff import baseline
from evisyn.build.diff.brief import MOST_ANSWERS, MOST_TABLES, brief
from evisyn.build.diff.conclusions import Answer
from evisyn.build.diff.difference import Difference
from evisyn.build.ending import FIRST
from evisyn.build.records import BuildResult
from evisyn.build.run import Options
from evisyn.errors import UsageError

NAME = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def build(root: Path, **options: object) -> BuildResult:
    return run.build(root, Options(**options), catalogue=CATALOGUE)  # type: ignore[arg-type]


def commit(root: Path) -> None:
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    for command in (("init", "-q"), ("add", "."), (*NAME, "commit", "-q", "-m", "x")):
        subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)


@pytest.fixture
def built(site: Path) -> Path:
    write_answers(site, LOW, OTHER)
    build(site)
    return site


def test_the_first_build_has_nothing_to_compare_with(site: Path) -> None:
    """It says so, and no page is written."""
    write_answers(site, LOW)
    result = build(site)
    assert (result.difference, result.notes) == (None, (FIRST,))
    assert not (site / "build" / "diff.html").exists()


def test_a_flip_is_said_with_its_cause(built: Path) -> None:
    """The conclusion, from what to what, and the row of the data that changed."""
    write_answers(built, MODERATE, OTHER)
    found = build(built).difference
    assert found is not None
    assert [answer.id for answer in found.flipped] == ["q1"]
    (table,) = found.data
    assert [str(cell) for row in table.changed for cell in row.cells] == [
        "certainty: low -> moderate"
    ]


def test_the_summary_ends_with_the_difference(built: Path) -> None:
    """Flip, tables and where the whole can be read, before the lines of counts."""
    write_answers(built, MODERATE, OTHER)
    lines = str(build(built)).splitlines()
    start = lines.index(
        "since the last build: 1 conclusion flipped, 1 data table changed, 1 evidence table changed"
    )
    assert lines[start + 1].split() == ["flipped", "q1"]
    assert "  in full: build/diff.html" in lines[start + 1 :]


def test_the_page_is_in_the_ignored_folder(built: Path) -> None:
    """HTML and Markdown in build/, nothing in evidence/."""
    before = set(contents(built / "evidence"))
    write_answers(built, MODERATE, OTHER)
    build(built)
    for name in ("diff.html", "diff.md"):
        assert "certainty" in (built / "build" / name).read_text(encoding="utf-8")
    assert set(contents(built / "evidence")) == before


def test_the_difference_is_part_of_the_json(built: Path) -> None:
    """Flips and sizes for machines."""
    write_answers(built, LOW, "q2,low,MD,0.75,-1,2,Same")
    plain = json.loads(json.dumps(build(built).to_json()))
    (answer,) = plain["difference"]["answers"]
    assert (answer["state"], answer["moves"][0]["moved"]) == ("moved", 0.25)


def test_a_build_that_makes_nothing_has_no_difference(built: Path) -> None:
    """The page of the last change stays as it is."""
    result = build(built)
    assert result.difference is None
    assert "since" not in str(result)


def test_rows_of_the_data_are_found_in_the_last_commit(built: Path) -> None:
    """A fresh clone has no copies of the last build; git has."""
    commit(built)
    shutil.rmtree(built / "build")
    write_answers(built, MODERATE, OTHER)
    found = build(built).difference
    assert found is not None
    assert [table.path for table in found.data] == ["data/numbers.csv"]


def test_rows_that_nobody_kept_are_named_by_file(built: Path) -> None:
    """Neither copy nor commit: the table is named as changed, and no row is made up."""
    shutil.rmtree(built / "build")
    write_answers(built, MODERATE, OTHER)
    found = build(built).difference
    assert found is not None
    assert (found.data, found.files) == ((), {"data/numbers.csv": "changed"})


def test_parts_are_compared_with_parts(site: Path) -> None:
    """Where only parts were ever built, rows are compared with those of the last part."""
    write_answers(site, LOW, OTHER)
    run.build(site, Options(only=("strength_of_evidence",)), catalogue=TWO)
    write_answers(site, MODERATE, OTHER)
    found = run.build(site, Options(only=("strength_of_evidence",)), catalogue=TWO).difference
    assert found is not None
    assert not (site / "evidence" / "manifest.json").exists()
    assert [table.path for table in found.data] == ["data/numbers.csv"]
    assert found.files == {}


def test_a_part_does_not_forget_the_whole(site: Path) -> None:
    """After a whole build each part says what changed since then, not since the last part."""
    write_answers(site, LOW, OTHER)
    run.build(site, Options(), catalogue=TWO)
    for value in ("0.6", "0.7"):
        write_answers(site, LOW, f"q2,low,MD,{value},-1,2,Same")
        found = run.build(site, Options(only=("twin",)), catalogue=TWO).difference
        assert found is not None
        assert [str(c) for t in found.data for row in t.changed for c in row.cells] == [
            f"estimate: 0.5 -> {value} ({float(value) - 0.5:+.4g})"
        ]


def test_copies_of_another_state_are_not_used(built: Path) -> None:
    """Copies count only where their hash is the one that the manifest in place names."""
    (built / "build" / "last" / "data" / "numbers.csv").write_text("id\nx\n", encoding="utf-8")
    write_answers(built, MODERATE, OTHER)
    found = build(built).difference
    assert found is not None
    assert found.data == ()


def test_a_table_too_large_to_keep_is_named_by_file(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Large tables are neither copied nor read row by row."""
    monkeypatch.setattr(baseline, "MOST_KEPT", 5)
    write_answers(built, MODERATE, OTHER)
    found = build(built).difference
    assert found is not None
    assert found.files == {"data/numbers.csv": "changed"}


def test_copies_of_tables_that_are_gone_go(built: Path) -> None:
    """build/last holds what the last build read, and no more."""
    extra = built / "data" / "extra.csv"
    extra.write_text("id\n1\n", encoding="utf-8")
    build(built)
    kept = built / "build" / "last" / "data"
    assert (kept / "extra.csv").is_file()
    extra.unlink()
    build(built)
    assert [path.name for path in kept.iterdir()] == ["numbers.csv"]


def test_since_a_revision(built: Path) -> None:
    """Also where everything is up to date, the difference from a named state is said."""
    commit(built)
    write_answers(built, MODERATE, OTHER)
    build(built)
    result = build(built, since="HEAD")
    assert result.made == ()
    assert result.difference is not None
    assert [answer.id for answer in result.difference.flipped] == ["q1"]
    assert [table.path for table in result.difference.data] == ["data/numbers.csv"]
    assert result.difference.files == {}


def test_since_nothing_that_exists(built: Path) -> None:
    """A state that is none is wrong use."""
    with pytest.raises(UsageError, match="neither a folder"):
        build(built, since="no-such-state")


def test_an_answer_table_that_left_takes_its_answers_along(built: Path) -> None:
    """Answers of a table that is made no longer are gone, not forgotten."""
    assert (built / FILE).is_file()
    from _building import CATALOGUE as OTHERS

    (built / "data" / "numbers.csv").write_text("id,value\na,1\n", encoding="utf-8")
    result = run.build(built, Options(), catalogue=OTHERS)
    assert result.difference is not None
    assert [(a.id, a.state) for a in result.difference.answers] == [("q1", "gone"), ("q2", "gone")]


def test_long_lists_are_cut() -> None:
    """What a person sees stays short, however much changed, and says how much more there is."""
    many = tuple(Answer(path=FILE, id=f"q{i}", state="new") for i in range(50))
    files = {f"data/{i}.md": "changed" for i in range(50)}
    found = Difference(old="a", new="b", answers=many, data=(), evidence=(), files=files)
    lines = brief(found, "build/diff.html")
    assert len(lines) == 1 + MOST_ANSWERS + 1 + MOST_TABLES + 1 + 1
    assert f"  ... and {50 - MOST_ANSWERS} more answers" in lines
