"""A new project: it is valid, it knows its own topic, and nothing is overwritten."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from evisyn.build import read, run
from evisyn.build.derive import TEMPLATES, derive, shipped_contract, template
from evisyn.build.start import init, write_docs
from evisyn.errors import UsageError
from evisyn.tables.schema import contract_from


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_new_project_is_valid(kind: str, tmp_path: Path) -> None:
    """No error and no warning about any of its rows."""
    assert read.check(init(tmp_path / "new", kind=kind).root) == []


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_table_has_one_row_that_is_marked_fictional(kind: str, tmp_path: Path) -> None:
    """A worked example in each table; no reader can take it for evidence."""
    project = init(tmp_path / "new", kind=kind)
    for path in (project.root / "data").glob("*.csv"):
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        assert rows, path.name
    text = (project.root / "data" / "reviews.csv").read_text(encoding="utf-8")
    assert "FICTIONAL EXAMPLE" in text


@pytest.mark.parametrize("kind", TEMPLATES)
def test_nothing_of_the_shipped_topic_is_left(kind: str, tmp_path: Path) -> None:
    """No file of a new project speaks of the topic that the package was made for."""
    project = init(tmp_path / "new", kind=kind)
    for name in project.files:
        text = (project.root / name).read_text(encoding="utf-8").lower()
        for word in ("headache", "migraine", "tth", "cgh", "spinal"):
            assert word not in text.replace("strength", ""), name


def test_the_condition_column_has_a_general_name() -> None:
    """Columns, keys and rules follow the new name, and the contract reads."""
    descriptor = derive(shipped_contract(), template("interventions"), "Any", "any")
    contract = contract_from(descriptor)
    assert contract.topic.question_columns[0] == "condition"
    assert "conditions" in contract.table("reviews").names
    assert "question_condition" in contract.table("claims").names


def test_the_shipped_contract_is_not_changed() -> None:
    """Deriving works on a copy."""
    shipped = shipped_contract()
    before = json.dumps(shipped)
    derive(shipped, template("associations"), "Any", "any")
    assert json.dumps(shipped) == before


def test_a_title_with_any_characters(tmp_path: Path) -> None:
    """Quotes, tags, dollars and line ends in a title stay text."""
    title = 'Do <b>"herbs"</b> help? $5\n{x}'
    project = init(tmp_path / "new", title=title)
    assert read.load(project.root).topic.title == 'Do <b>"herbs"</b> help? $5 {x}'
    page = (project.root / "docs" / "coding_manual.html").read_text(encoding="utf-8")
    assert "<b>" not in page


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    """Nothing is overwritten, not even beside a hidden file."""
    (tmp_path / ".keep").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="not empty"):
        init(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".keep"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    """A file in the place of the folder stays."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is a file"):
        init(tmp_path / "file")


def test_an_unknown_template_is_refused(tmp_path: Path) -> None:
    """The message lists the templates."""
    with pytest.raises(UsageError, match="associations"):
        init(tmp_path / "new", kind="opinions")


def test_the_manual_follows_the_contract(tmp_path: Path) -> None:
    """A column that was added to the contract is in both pages after evisyn docs."""
    project = init(tmp_path / "new")
    path = project.root / "data" / "datapackage.json"
    contract = json.loads(path.read_text(encoding="utf-8"))
    field = {"name": "dose", "type": "number", "description": "Hours a week.", "unit": "hours"}
    contract["resources"][3]["schema"]["fields"].append(field)
    path.write_text(json.dumps(contract), encoding="utf-8")
    write_docs(project.root)
    for name in ("coding_manual.md", "data_dictionary.html"):
        assert "Hours a week." in (project.root / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_new_project_builds_at_once(kind: str, tmp_path: Path) -> None:
    """Every table, figure and notebook of a new project is made."""
    project = init(tmp_path / "new", kind=kind)
    result = run.build(project.root)
    assert "table:strength_of_evidence" in result.made
    assert "notebook:02_strength_of_evidence" in result.made
    assert not result.warnings
