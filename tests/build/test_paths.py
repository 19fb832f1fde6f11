"""Finding a project."""

from __future__ import annotations

import pytest

from evisyn.build.paths import Project, find_project
from evisyn.errors import UsageError


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "project"
    (root / "data").mkdir(parents=True)
    (root / "data" / "datapackage.json").write_text("{}")
    return root


def test_a_root_is_a_project(root):
    """All folders hang under the root."""
    project = find_project(root)
    assert project == Project.at(root)
    assert (project.data, project.evidence) == (root / "data", root / "evidence")
    assert (project.notebooks, project.build) == (root / "notebooks", root / "build")


def test_a_data_folder_leads_to_its_project(root):
    """The data folder is accepted too, as a text as well."""
    assert find_project(str(root / "data")) == Project.at(root)


def test_a_relative_path_becomes_absolute(root, monkeypatch):
    """A project does not depend on the working folder."""
    monkeypatch.chdir(root.parent)
    assert find_project("project") == Project.at(root)


@pytest.mark.parametrize("inside", [".", "notebooks", "data", "notebooks/deep"])
def test_without_a_path_the_folders_above_are_searched(root, monkeypatch, inside):
    """The nearest folder with a contract wins, from anywhere inside the project."""
    (root / inside).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(root / inside)
    assert find_project() == Project.at(root)


def test_without_a_project_the_message_says_where_it_looked(tmp_path, monkeypatch):
    """No project around the working folder is wrong use."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"no project found: neither .* has data/datapackage"):
        find_project()


@pytest.mark.parametrize(
    ("name", "message"),
    [("nothing", "does not exist"), ("a.txt", "is a file"), ("folder", "is not a project")],
)
def test_a_path_that_is_no_project_is_refused(tmp_path, name, message):
    """The message says what is wrong with the path and what to give."""
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=message):
        find_project(tmp_path / name)


def test_a_path_is_not_searched_upwards(root):
    """A path that is given is meant: a folder inside a project is not the project."""
    (root / "notebooks").mkdir()
    with pytest.raises(UsageError, match="is not a project"):
        find_project(root / "notebooks")
