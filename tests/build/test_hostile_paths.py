"""Paths that lead out of a project: nothing there is read, shown, written or removed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _building import contents, make_site, write_notebook
from _projects import make_project

from evisyn import cli
from evisyn.build import read
from evisyn.build.catalogue import Catalogue
from evisyn.build.intake.mapping import from_file
from evisyn.build.intake.records import IntakeError
from evisyn.build.lock import only_build
from evisyn.build.paths import Project, find_project
from evisyn.build.run import build
from evisyn.build.stage import Stage
from evisyn.errors import BuildError, EvidenceError, UsageError

SECRET = "secret,of,mine\n1,2,3\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path / "project")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A file that is not the project's."""
    path = tmp_path / "outside" / "secret.csv"
    path.parent.mkdir()
    path.write_text(SECRET, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["reviews.csv", "references.bib", "datapackage.json"])
def test_a_link_out_of_the_project_is_not_read(
    name: str, project: Project, outside: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of data/ that leads elsewhere is refused, and nothing of it is shown."""
    (project.data / name).unlink()
    (project.data / name).symlink_to(outside)
    assert cli.main(["check", str(project.root)]) == 2
    said = capsys.readouterr()
    assert "is a link to a file outside the project" in said.err
    assert "secret,of" not in said.out + said.err


def test_a_link_inside_the_project_is_read(project: Project) -> None:
    """A file may have its content elsewhere in the same project."""
    kept = project.root / "kept.csv"
    (project.data / "reviews.csv").rename(kept)
    (project.data / "reviews.csv").symlink_to(kept)
    assert not [finding for finding in read.check(project.root) if finding.severity == "error"]


def test_a_folder_that_is_a_link_is_its_owners_choice(project: Project, tmp_path: Path) -> None:
    """The whole of data/ may stand on another disk."""
    moved = tmp_path / "elsewhere"
    project.data.rename(moved)
    project.data.symlink_to(moved)
    assert len(read.load(project.root).reviews) == 2


def test_a_notebook_that_is_a_link_is_not_run(
    tmp_path: Path, small_base: list[object], outside: Path
) -> None:
    """Neither run, nor stored back over the file that it leads to."""
    root = make_site(tmp_path / "site")
    other = outside.parent / "other.ipynb"
    write_notebook(other, ["1 + 1"])
    before = contents(outside.parent)
    (root / "notebooks" / "01.ipynb").symlink_to(other)
    with pytest.raises(UsageError, match="outside the project"):
        build(root, catalogue=Catalogue())
    assert contents(outside.parent) == before


@pytest.mark.parametrize("name", ["evidence", "build", "build/stage", "build/previous"])
def test_folders_that_are_links_are_not_replaced(
    name: str, tmp_path: Path, small_base: list[object], outside: Path
) -> None:
    """A build removes and replaces folders, so none of them may lead elsewhere."""
    root = make_site(tmp_path / "site")
    before = contents(outside.parent)
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(outside.parent)
    with pytest.raises(BuildError, match="is a link"):
        build(root, catalogue=Catalogue())
    left = contents(outside.parent)
    left.pop("build.lock", None)
    assert left == before


def test_a_lock_that_is_a_link_empties_nothing(tmp_path: Path, outside: Path) -> None:
    """The file of the lock is written to, so it may not be another file."""
    (tmp_path / "build.lock").symlink_to(outside)
    with pytest.raises(BuildError, match="is a link"), only_build(tmp_path):
        pass
    assert outside.read_text("utf-8") == SECRET


@pytest.mark.parametrize(
    "path", ["../x.csv", "evidence/../../x", "/x.csv", "evidence/tables/../../../x"]
)
def test_no_output_leaves_the_project(path: str, tmp_path: Path) -> None:
    """An id that became part of a path cannot lead out."""
    stage = Stage(find_project(make_site(tmp_path / "site")))
    stage.open()
    with pytest.raises(BuildError, match="outside the project"):
        stage.put(path, b"x")


NAMES = ["../../x", "a/b", "a\\b", "..", ".", "", "/x", "C:x", "a\x1b", "-x", "~x"]


def change(project: Project, part: str, name: str) -> None:
    """Give a part of the contract a name."""
    path = project.data / "datapackage.json"
    contract = json.loads(path.read_text("utf-8"))
    if part == "condition":
        contract["evisyn"]["topic"]["conditions"][0]["id"] = name
    elif part == "bibliography":
        contract["evisyn"]["bibliography"] = name
    else:
        contract["resources"][0][part] = name
    path.write_text(json.dumps(contract), encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["name", "path", "condition", "bibliography"])
def test_a_contract_names_no_path(part: str, name: str, project: Project) -> None:
    """Names of tables, files and conditions are names of files, and nothing else."""
    change(project, part, name)
    with pytest.raises(EvidenceError, match="contract of the tables"):
        read.load(project.root)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "table:../x"])
def test_only_takes_names_of_outputs(name: str, site: Path) -> None:
    """--only is looked up among the outputs and never opened."""
    from _building import CATALOGUE

    from evisyn.build.run import Options

    with pytest.raises(UsageError, match="no output is named"):
        build(site, Options(only=(name,)), catalogue=CATALOGUE)
    assert not (site / "evidence").exists()


@pytest.mark.parametrize("content", ["", "root:x:0:0", '{"columns": "x"}', "[" * 5000, "{" * 5000])
@pytest.mark.parametrize("ending", [".json", ".toml"])
def test_a_file_that_is_no_mapping(content: str, ending: str, tmp_path: Path) -> None:
    """Whatever --mapping names, its content is not shown beyond a reason."""
    path = tmp_path / f"mapping{ending}"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(IntakeError, match="mapping"):
        from_file(path)


def test_nothing_that_a_terminal_obeys_is_printed(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """check, explain and diff show control and direction characters as their code."""
    hostile = "\x1b[2J\x9b31m\u202eMassage"
    for name in ("sources", "reviews"):
        path = project.data / f"{name}.csv"
        text = path.read_text("utf-8").replace("Massage for headache", hostile)
        path.write_text(text, encoding="utf-8")
    path.write_text(text.replace("meta_analysis", "meta\x1b]0;x\x07"), encoding="utf-8")
    cli.main(["check", str(project.root)])
    cli.main(["check", "--json", str(project.root)])
    path.write_text(text, encoding="utf-8")
    cli.main(["explain", "ames2020", str(project.root)])
    cli.main(["explain", "--json", "ames2020", str(project.root)])
    said = capsys.readouterr()
    shown = said.out + said.err
    assert "\\u001b[2J" in shown
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(shown)
