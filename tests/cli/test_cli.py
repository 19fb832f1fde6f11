"""The command: exit status, streams, and help that lists only what works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from _building import make_site
from _projects import make_project, rewrite

from evisyn.build import run, verify
from evisyn.build.catalogue import Catalogue, TableSpec
from evisyn.build.paths import Project
from evisyn.cli import main
from evisyn.errors import FlipError

OVERVIEW = Catalogue((TableSpec("overview", "evisyn.report.overview:overview_table"),))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    for function in (run.build, verify.verify):
        monkeypatch.setitem(function.__kwdefaults__, "catalogue", OVERVIEW)
    return make_project(tmp_path / "project")


def test_check_of_good_data(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Valid data: status 0 and a count."""
    assert main(["check", str(project.root)]) == 0
    assert "0 errors" in capsys.readouterr().err


def test_check_of_broken_data(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Broken data: status 1, each problem on standard output with file and line."""
    rewrite(project, "effects", {"estimate": "high", "ci_low": "low"})
    assert main(["check", str(project.root)]) == 1
    shown = capsys.readouterr()
    assert shown.out.count("data/effects.csv:2") >= 2
    assert "errors" in shown.err


def test_check_for_machines(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """--json gives every field of a finding."""
    rewrite(project, "effects", {"estimate": "high"})
    assert main(["check", str(project.root), "--json"]) == 1
    (first, *_) = json.loads(capsys.readouterr().out)
    assert {"file", "line", "row_id", "column", "value", "code", "message", "fix"} <= set(first)


def test_build_and_build_again(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A build says what it made; the next one has nothing to do."""
    assert main(["build", str(project.root)]) == 0
    shown = capsys.readouterr()
    assert "new evidence/tables/overview.{csv,html,json,md}" in shown.out
    assert "table:overview" in shown.err
    assert main(["build", str(project.root), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["made"] == []


def test_build_of_broken_data(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Broken data: status 1, all findings, evidence/ as it was."""
    assert main(["build", str(project.root), "--quiet"]) == 0
    manifest = (project.evidence / "manifest.json").read_bytes()
    rewrite(project, "effects", {"estimate": "high", "ci_low": "low"})
    assert main(["build", str(project.root), "--quiet"]) == 1
    shown = capsys.readouterr()
    assert shown.out.count("data/effects.csv:2") >= 2
    assert "evidence/ was left as it was" in shown.err
    assert (project.evidence / "manifest.json").read_bytes() == manifest


def test_fresh_check(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """--check says whether evidence/ is what the data give, and writes nothing."""
    assert main(["build", str(project.root), "--check", "--quiet"]) == 1
    assert "evidence/tables/overview" in capsys.readouterr().out
    assert not project.evidence.exists()
    assert main(["build", str(project.root), "--quiet"]) == 0
    assert main(["build", str(project.root), "--check"]) == 0
    assert "is what the inputs give" in capsys.readouterr().out


def test_verify(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 when evidence/ is what the inputs give, and 1 with words and next step if not."""
    assert main(["build", str(project.root), "--quiet"]) == 0
    assert main(["verify", str(project.root), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    (project.evidence / "tables" / "overview.csv").write_text("x\n", encoding="utf-8")
    assert main(["verify", str(project.root), "--quick"]) == 1
    shown = capsys.readouterr().out
    assert "edited by hand" in shown
    assert "Run evisyn build" in shown


def test_verify_for_machines(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """--json gives the verdict, also when it is no."""
    assert main(["verify", str(project.root), "--quick", "--json"]) == 1
    plain = json.loads(capsys.readouterr().out)
    assert (plain["ok"], plain["doubts"][0]["kind"]) == (False, "no_manifest")


def test_strict_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A flip that nobody acknowledged: status 1, the rows to add, evidence/ as it was."""

    def refuse(*arguments: object, **more: object) -> None:
        raise FlipError("1 conclusion flipped", ["q,certainty,low,high,,,"])

    monkeypatch.setattr(run, "build", refuse)
    assert main(["build", str(tmp_path), "--strict", "--json"]) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["add"] == ["q,certainty,low,high,,,"]
    assert "evidence/ was left as it was" in shown.err


def test_the_first_build_says_so(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """Without outputs before there is nothing to compare with; --quiet says nothing at all."""
    assert main(["build", str(project.root)]) == 0
    assert "nothing to compare with" in capsys.readouterr().out
    rewrite(project, "effects", {"estimate": "-1.6"})
    assert main(["build", str(project.root), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_explain_a_row(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """A row id leads to table, source and place."""
    assert main(["explain", "ames2020", str(project.root)]) == 0
    shown = capsys.readouterr().out
    assert "data/reviews.csv" in shown
    assert "s0001" in shown
    assert main(["explain", "ames2020", str(project.root), "--json"]) == 0
    assert "s0001" in json.loads(capsys.readouterr().out)["below"][0]["text"]


def test_explain_an_unknown_row(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    """An id that no row has: status 1 and near ids."""
    assert main(["explain", "ames2021", str(project.root)]) == 1
    assert "ames2020" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["build", "--jobs", "0"],
        ["build", "--jobs", "many"],
        ["check", "--only", "x"],
    ],
)
def test_wrong_use_is_status_2(arguments: list[str]) -> None:
    """A command that cannot be read: status 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize("command", ["check", "build"])
def test_folder_that_is_no_project(command: str, tmp_path: Path) -> None:
    """A folder without data is wrong use."""
    assert main([command, str(tmp_path)]) == 2


@pytest.mark.parametrize(
    "more", [["--only", "overview"], ["--force"], ["--strict"], ["--since", "HEAD"]]
)
def test_fresh_check_takes_no_choice(project: Project, more: list[str]) -> None:
    """--check is about everything."""
    assert main(["build", str(project.root), "--check", *more]) == 2


def test_data_folder_without_tables_is_refused(tmp_path: Path) -> None:
    """A project whose description describes nothing is broken data, not a crash."""
    assert main(["check", str(make_site(tmp_path / "site"))]) == 1


def test_module_form() -> None:
    """``python -m evisyn`` is the command."""
    command = [sys.executable, "-m", "evisyn", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("evisyn 0.")


def test_help_shows_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Help names every command, and each command shows examples and exit status."""
    for arguments in (["--help"], ["build", "--help"], ["verify", "--help"], ["explain", "--help"]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
        shown = capsys.readouterr().out
        assert "examples:" in shown
        assert "exit status:" in shown


def test_what_was_printed_comes_before_the_count(project: Project) -> None:
    """Also into one file: findings first, then how many, whatever is buffered."""
    rewrite(project, "effects", {"estimate": "high"})
    done = subprocess.run(
        [sys.executable, "-m", "evisyn", "check", str(project.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
        check=False,
    )
    assert "1 error" in done.stdout.splitlines()[-1]
