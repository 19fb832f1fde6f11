"""A changed row makes again what it reaches, and leaves the rest; nothing is stale."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from _building import write_notebook
from _projects import make_project, rewrite

from evisyn.build import inputs
from evisyn.build.catalogue import Catalogue, FigureSpec, TableSpec
from evisyn.build.fresh import differences
from evisyn.build.notebooks import Runner
from evisyn.build.paths import Project
from evisyn.build.probe import POSSIBLE
from evisyn.build.run import Options, build

CATALOGUE = Catalogue(
    (
        TableSpec("effects", "evisyn.report.effects:effects_table", more=("docx",)),
        TableSpec("extraction_agreement", "evisyn.report.extraction:extraction_agreement"),
        TableSpec("recommendations", "evisyn.report.guidelines:recommendations_table"),
    ),
    (FigureSpec("completeness", "evisyn.figures.makers_base:completeness"),),
)
LOAD = "import evisyn as ev\nbase = ev.load()\n"
NOTEBOOKS = {
    "01_effects": [f"{LOAD}ev.report.effects_table(base)"],
    "02_agreement": [f"{LOAD}ev.report.extraction_agreement(base)"],
    "03_filled": [f"{LOAD}ev.figures.completeness(base)"],
    "04_none": ["import evisyn as ev\nev.example('colditz1994').shape"],
}


@pytest.fixture(scope="module", autouse=True)
def _measured_once() -> Iterator[None]:
    """Hash the package once for all tests of this file, so that they stay quick."""
    package = inputs._package({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "_package", lambda known: package)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with four notebooks, built once."""
    project = make_project(tmp_path_factory.mktemp("incremental") / "review")
    project.notebooks.mkdir()
    for name, cells in NOTEBOOKS.items():
        write_notebook(project.notebooks / f"{name}.ipynb", cells)
    build(project.root, catalogue=CATALOGUE)
    return project


def test_a_changed_cell_reaches_what_reads_its_table(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One estimate: other tables are left, no kernel starts, and a new build gives the same."""
    ran: list[str] = []
    run = Runner.run
    monkeypatch.setattr(Runner, "run", lambda self, task: ran.append(task.name) or run(self, task))
    rewrite(built, "effects", {"estimate": "-1.49"})
    result = build(built.root, catalogue=CATALOGUE)
    assert set(result.made) >= {"check:data", "table:effects", "notebook:01_effects"}
    left = {"table:extraction_agreement", "table:recommendations", "notebook:02_agreement"}
    assert not left & set(result.made)
    assert "notebook:04_none" not in result.made
    assert ran == [] or not POSSIBLE
    shown = json.loads((built.notebooks / "01_effects.ipynb").read_text("utf-8"))
    assert "1.49" in json.dumps(shown, ensure_ascii=False)
    monkeypatch.undo()
    assert differences(built.root, catalogue=CATALOGUE) == ()


def test_no_change_makes_nothing(built: Project) -> None:
    """What was kept without a run counts as up to date later, too."""
    assert build(built.root, catalogue=CATALOGUE).made == ()


def test_only_part_by_part(built: Project) -> None:
    """What a build with ``only`` left out is still due in the next."""
    rewrite(built, "recommendations", {"locator": "page 9"})
    first = build(built.root, Options(only=("effects",)), catalogue=CATALOGUE)
    assert first.stale == ("table:recommendations",)
    second = build(built.root, catalogue=CATALOGUE)
    assert second.made == ("table:recommendations",)


def test_force_runs_kernels(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for by force comes from a kernel and from no shelf."""
    ran: list[str] = []
    run = Runner.run
    monkeypatch.setattr(Runner, "run", lambda self, task: ran.append(task.name) or run(self, task))
    options = Options(only=("04_none",), force=True)
    assert "notebook:04_none" in build(built.root, options, catalogue=CATALOGUE).made
    assert ran == ["04_none"]
