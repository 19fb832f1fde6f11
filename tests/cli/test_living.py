"""Commands for a review that grows: init, docs, import, export, compare, diff."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from evisyn.cli import main

RIS = "TY  - JOUR\nAU  - Smith, A\nTI  - A review of walking and rest\nPY  - 2019\nER  -\n"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path, capsys: Capture) -> Path:
    assert main(["init", str(tmp_path / "new"), "--title", "Walking"]) == 0
    capsys.readouterr()
    return tmp_path / "new"


def test_init_and_check(root: Path, capsys: Capture) -> None:
    """A new project passes its check; a second init there is wrong use."""
    assert main(["check", str(root)]) == 0
    assert "0 errors, 0 warnings" in capsys.readouterr().err
    assert main(["init", str(root)]) == 2
    assert "not empty" in capsys.readouterr().err


def test_init_with_an_unknown_template(tmp_path: Path, capsys: Capture) -> None:
    """Status 2, the templates, and no folder."""
    assert main(["init", str(tmp_path / "x"), "--template", "opinions"]) == 2
    assert "associations" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_docs(root: Path, capsys: Capture) -> None:
    """The pages made from the contract can be made again."""
    (root / "docs" / "coding_manual.md").unlink()
    assert main(["docs", str(root), "--json"]) == 0
    assert "docs/coding_manual.md" in json.loads(capsys.readouterr().out)["files"]
    assert (root / "docs" / "coding_manual.md").is_file()


def test_import_previews_then_writes(root: Path, tmp_path: Path, capsys: Capture) -> None:
    """Without --write nothing is added; with it the review is there."""
    (tmp_path / "in.ris").write_text(RIS, encoding="utf-8")
    command = ["import", str(tmp_path / "in.ris"), str(root), "--to", "reviews"]
    assert main([*command, "--set", "conditions=condition_a"]) == 0
    assert "would add smith2019" in capsys.readouterr().out
    assert "smith2019" not in (root / "data" / "reviews.csv").read_text(encoding="utf-8")
    assert main([*command, "--set", "conditions=condition_a", "--write", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["written"] is True
    assert main(["check", str(root)]) == 0


def test_import_of_nothing_that_fits(root: Path, tmp_path: Path, capsys: Capture) -> None:
    """Status 1 when no record can be taken, with the reason."""
    (tmp_path / "in.ris").write_text(RIS, encoding="utf-8")
    assert main(["import", str(tmp_path / "in.ris"), str(root), "--to", "reviews"]) == 1
    assert "conditions is empty" in capsys.readouterr().out


@pytest.mark.parametrize(
    "more", [["--to", "opinions"], ["--to", "reviews", "--format", "pdf"]], ids=["table", "format"]
)
def test_import_into_nowhere(root: Path, tmp_path: Path, capsys: Capture, more: list[str]) -> None:
    """An unknown table or format: status 1 and the known ones."""
    (tmp_path / "in.ris").write_text(RIS, encoding="utf-8")
    assert main(["import", str(tmp_path / "in.ris"), str(root), *more]) == 1
    assert "known:" in capsys.readouterr().err.replace("the tables are", "known:")


def test_export(root: Path, tmp_path: Path, capsys: Capture) -> None:
    """All rows go into one file, which is not overwritten."""
    assert main(["export", str(tmp_path / "all.json"), str(root)]) == 0
    assert "27 rows" in capsys.readouterr().err or (tmp_path / "all.json").is_file()
    assert main(["export", str(tmp_path / "all.json"), str(root)]) == 2


def test_compare_and_apply(root: Path, tmp_path: Path, capsys: Capture) -> None:
    """Agreement, the sheet of differences, and the agreed table."""
    first = root / "data" / "limitations.csv"
    second = tmp_path / "second.csv"
    text = first.read_text(encoding="utf-8").replace("imprecision", "reporting")
    second.write_text(text, encoding="utf-8")
    pair = ["compare", str(first), str(second), "--project", str(root)]
    assert main([*pair, "--sheet", str(tmp_path / "sheet.csv")]) == 0
    assert "imprecision | reporting" in capsys.readouterr().out
    rows = list(csv.DictReader((tmp_path / "sheet.csv").read_text(encoding="utf-8").splitlines()))
    rows[0] |= {"decision": "second", "decided_by": "Ada"}
    with (tmp_path / "done.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    done = ["--apply", str(tmp_path / "done.csv")]
    assert main([*pair, *done]) == 2
    assert main([*pair, *done, "--out", str(tmp_path / "agreed.csv")]) == 0
    assert "reporting" in (tmp_path / "agreed.csv").read_text(encoding="utf-8")
    assert "Ada" in capsys.readouterr().out


def test_diff(root: Path, tmp_path: Path, capsys: Capture) -> None:
    """Two folders: rows that differ as text, Markdown, JSON and a page in build/."""
    assert main(["init", str(tmp_path / "old")]) == 0
    path = root / "data" / "effects.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("-4.0", "-2.0"), encoding="utf-8")
    command = ["diff", str(tmp_path / "old"), str(root), "--project", str(root)]
    capsys.readouterr()
    assert main(command) == 0
    assert "estimate: -4.0 -> -2.0 (+2)" in capsys.readouterr().out
    assert main([*command, "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("# What changed")
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["flipped"] == []
    assert (root / "build" / "diff.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert main(["diff", "no-such-thing", str(root), "--project", str(root)]) == 2


@pytest.mark.long
def test_verify_on_a_clone_of_a_new_project(root: Path, tmp_path: Path, capsys: Capture) -> None:
    """What init made and build built is verified elsewhere, without its caches; then it is not."""
    assert main(["build", str(root), "--quiet"]) == 0
    clone = tmp_path / "clone"
    shutil.copytree(root, clone, ignore=shutil.ignore_patterns("build"))
    assert main(["verify", str(clone), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["ok"], plain["remade"]) == (True, True)
    assert not (clone / "build").exists()
    page = clone / "evidence" / "site" / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert main(["verify", str(clone), "--quick"]) == 1
    assert "edited by hand" in capsys.readouterr().out
