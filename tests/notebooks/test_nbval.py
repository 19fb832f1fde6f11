"""nbval in its comparing mode notices a changed number."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from _building import write_notebook
from _projects import make_project, rewrite

from evisyn.build import run
from evisyn.build.catalogue import Catalogue

CELLS = ["import evisyn as ev\nbase = ev.load()", 'base.effects["estimate"].tolist()']


SANITIZE = Path(__file__).with_name("sanitize.cfg")
FIGURE = """import evisyn as ev
ev.figures.forest_of_estimates([0.25, 0.5], [0.1, 0.2], ["A", "B"], id="two", title="Two")"""


def nbval(notebooks: Path, runtime: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(notebooks)]
    command += ["-p", "no:cacheprovider", "--nbval", "--nbval-current-env"]
    command += ["--nbval-sanitize-with", str(SANITIZE), "."]
    places = {"IPYTHONDIR": str(runtime), "JUPYTER_RUNTIME_DIR": str(runtime)}
    return subprocess.run(
        command, cwd=notebooks, env=os.environ | places, capture_output=True, text=True
    )


def test_changed_number_is_noticed(tmp_path: Path) -> None:
    """A notebook passes on the data it was built from, and fails when one cell of them changes."""
    project = make_project(tmp_path / "project")
    project.notebooks.mkdir(exist_ok=True)
    write_notebook(project.notebooks / "01_effects.ipynb", CELLS)
    run.build(project.root, catalogue=Catalogue())
    assert nbval(project.notebooks, tmp_path / "runtime").returncode == 0
    rewrite(project, "effects", {"estimate": "-1.25", "ci_low": "-2", "ci_high": "-0.5"})
    failed = nbval(project.notebooks, tmp_path / "runtime")
    assert failed.returncode == 1
    assert "-1.25" in failed.stdout


def test_pixels_may_differ_and_words_may_not(tmp_path: Path) -> None:
    """Another drawing library may draw other pixels; another number in the words fails."""
    project = make_project(tmp_path / "project")
    project.notebooks.mkdir(exist_ok=True)
    stored = project.notebooks / "01_figure.ipynb"
    write_notebook(stored, [FIGURE])
    run.build(project.root, catalogue=Catalogue())
    text = stored.read_text(encoding="utf-8")
    assert text.count("iVBORw0KGgo") == 2
    text = text.replace("iVBORw0KGgo", "iVBORw0KGgp")
    stored.write_text(text, encoding="utf-8")
    assert nbval(project.notebooks, tmp_path / "runtime").returncode == 0
    stored.write_text(text.replace("0.25", "0.26"), encoding="utf-8")
    assert nbval(project.notebooks, tmp_path / "runtime").returncode == 1
