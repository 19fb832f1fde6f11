"""What is exported comes back as the same tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from _projects import make_project

from evisyn.build import outtake, read
from evisyn.build.derive import TEMPLATES
from evisyn.build.intake.project import contents, take_in
from evisyn.build.intake.propose import Wish
from evisyn.build.intake.tables import csv_text
from evisyn.build.intake.whole import take_in_whole
from evisyn.build.paths import Project
from evisyn.build.start import init
from evisyn.errors import UsageError

LONG = pytest.mark.long
#: What other tables point to comes first.
FIRST = {"sources": 0, "reviews": 1, "trials": 1, "instruments": 1, "claims": 2, "oddities": 10,
         "agreement": 11, "corrections": 12}  # fmt: skip


def emptied(project: Project, folder: Path) -> Path:
    """The same project with the headers of its tables only."""
    shutil.copytree(project.root, folder)
    found = contents(folder)
    for name in found.contract.tables:
        path = folder / "data" / found.schema(name).path
        path.write_text(csv_text(found.stored(name).header, []), encoding="utf-8", newline="")
    return folder


def project_of(kind: str, folder: Path) -> Project:
    """A project that init makes, or the shipped review."""
    if kind == "shipped":
        shutil.copytree(Path(__file__).resolve().parents[3] / "data", folder / "data")
        return Project.at(folder)
    return Project.at(init(folder, kind=kind).root)


def same(first: Path, second: Path) -> None:
    """Both projects hold the same tables, cell by cell."""
    before, after = read.load(first), read.load(second)
    for name in before.names:
        assert before.table(name).equals(after.table(name)), name


@pytest.mark.parametrize("ending", [".xlsx", ".json", ".zip"])
def test_every_table_comes_back(ending: str, tmp_path: Path) -> None:
    """Export, import table by table into an empty project, compare cell by cell."""
    project = make_project(tmp_path / "project")
    file, rows = outtake.export(project.root, tmp_path / f"all{ending}")
    target = emptied(project, tmp_path / "copy")
    taken = 0
    for name in sorted(contents(target).contract.tables, key=lambda n: FIRST.get(n, 9)):
        proposal = take_in(target, Wish(file=file, table=name), write=True)
        assert proposal.refused == ()
        taken += len(proposal.additions)
    assert taken == rows
    same(project.root, target)


@pytest.mark.parametrize("ending", [".xlsx", ".json", ".zip"])
@pytest.mark.parametrize("kind", [*TEMPLATES, pytest.param("shipped", marks=LONG)])
def test_a_whole_project_comes_back(kind: str, ending: str, tmp_path: Path) -> None:
    """Both templates and the shipped review, in one import, bibliography entries included."""
    project = project_of(kind, tmp_path / "project")
    file, rows = outtake.export(project.root, tmp_path / f"all{ending}")
    target = emptied(project, tmp_path / "copy")
    whole = take_in_whole(target, Wish(file=file, table="all"), write=True)
    assert (whole.refused, len(whole.additions)) == ((), rows)
    same(project.root, target)


def test_a_whole_import_is_all_or_nothing(tmp_path: Path) -> None:
    """One row that is not allowed keeps all of them out, and is named."""
    project = make_project(tmp_path / "project")
    file, _ = outtake.export(project.root, tmp_path / "all.json")
    text = file.read_text(encoding="utf-8").replace('"between_arms"', '"sideways"', 1)
    file.write_text(text, encoding="utf-8")
    target = emptied(project, tmp_path / "copy")
    whole = take_in_whole(target, Wish(file=file, table="all"), write=True)
    assert whole.additions == ()
    assert "sideways" in str(whole.refused[0])
    assert contents(target).stored("reviews").rows == ()


def test_rows_that_are_there_stay(tmp_path: Path) -> None:
    """A second import of the same export adds nothing."""
    project = make_project(tmp_path / "project")
    file, rows = outtake.export(project.root, tmp_path / "all.json")
    whole = take_in_whole(project.root, Wish(file=file, table="all"), write=True)
    assert (len(whole.additions), sum(len(part.known) for part in whole.parts)) == (0, rows)


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    """A file that is there stays."""
    project = make_project(tmp_path / "project")
    (tmp_path / "x.json").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="overwritten"):
        outtake.export(project.root, tmp_path / "x.json")


def test_a_workbook_holds_text_only() -> None:
    """A cell that looks like a formula or a date is text in the workbook, too."""
    import io

    import openpyxl

    rows = ({"a": "=1+1", "b": "2-5"},)
    content = outtake.to_workbook({"t": (("a", "b"), rows)})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["t"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [("=1+1", "s"), ("2-5", "s")]
