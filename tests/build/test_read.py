"""Reading a project from disk: load, check, and what lies around the tables."""

from __future__ import annotations

import pytest
from _projects import make_project, rewrite

from evisyn.build.read import check, load
from evisyn.errors import EvidenceError, UsageError
from evisyn.vocab import FindingCode as Code


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "project")


def test_a_sound_project_loads(project):
    """Tables, bibliography and hashes are read."""
    base = load(project.root)
    assert base.effects["effect_id"].tolist() == ["ames2020-e1", "ames2020-e2"]
    assert "@article{ames2020" in base.bibtex


def test_the_data_folder_will_do(project):
    """A project root and its data folder mean the same."""
    assert load(project.data).effects.equals(load(project.root).effects)


def test_no_path_means_the_project_around_the_working_folder(project, monkeypatch):
    """A notebook in a folder of the project needs no path."""
    project.notebooks.mkdir()
    monkeypatch.chdir(project.notebooks)
    assert load().names == load(project.root).names


def test_a_broken_project_raises_with_all_findings(project):
    """The error lists every problem, in text and as findings."""
    rewrite(project, "effects", {"k": "0", "tau2": "NA"})
    rewrite(project, "trials", {"design": "rct"})
    with pytest.raises(EvidenceError, match="3 problems in the evidence tables") as caught:
        load(project.root)
    assert [f.column for f in caught.value.findings] == ["k", "tau2", "design"]
    assert "data/effects.csv:2, row ames2020-e1, column tau2" in str(caught.value)


def test_check_lists_without_raising(project):
    """Errors and warnings come as a list."""
    rewrite(project, "trials", {"n_analysed": "61"})
    rewrite(project, "effects", {"k": "0"})
    assert [f.severity for f in check(project.root)] == ["error", "warning"]


def test_a_warning_does_not_raise(project):
    """A project with warnings loads."""
    rewrite(project, "trials", {"n_analysed": "61"})
    assert load(project.root).trials["n_analysed"].iloc[0] == 61


def test_the_hash_is_that_of_the_bytes(project):
    """A changed byte changes the hash of its file and of no other."""
    before = load(project.root).sha256
    rewrite(project, "effects", {"notes": "x"})
    after = load(project.root).sha256
    assert {name for name in before if before[name] != after[name]} == {"effects.csv"}


def test_loading_changes_no_file(project):
    """The data folder is only read."""
    before = {p.name: p.read_bytes() for p in project.data.iterdir()}
    load(project.root)
    assert {p.name: p.read_bytes() for p in project.data.iterdir()} == before


BIBLIOGRAPHIES = {
    "repeated key": (
        lambda text: text + "\n\n@misc{cole2018,\n title = {Again}\n}",
        Code.BIBLIOGRAPHY_INVALID,
        25,
        "given twice",
    ),
    "unclosed entry": (
        lambda text: text[:-1],
        Code.BIBLIOGRAPHY_INVALID,
        None,
        "",
    ),
    "orphan": (
        lambda text: text + "\n\n@misc{dune2000,\n title = {Of nothing}\n}",
        Code.BIBLIOGRAPHY_ORPHAN,
        25,
        "belongs to no review",
    ),
    "no entry": (
        lambda text: text.replace("cole2018", "cole2081"),
        Code.BIBLIOGRAPHY_MISSING,
        2,
        "has no entry for this row",
    ),
}


@pytest.mark.parametrize("kind", BIBLIOGRAPHIES)
def test_a_broken_bibliography_is_found(project, kind):
    """Repeated keys, bad syntax, orphans and missing entries are findings with lines."""
    change, code, line, message = BIBLIOGRAPHIES[kind]
    path = project.data / "references.bib"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = [f for f in check(project.root) if f.code == code]
    assert len(found) == 1
    assert line is None or found[0].line == line
    assert message in found[0].message


def test_a_missing_bibliography_is_found(project):
    """The file of the bibliography is required."""
    (project.data / "references.bib").unlink()
    (found,) = check(project.root)
    assert (found.code, found.file) == (Code.MISSING_FILE, "data/references.bib")


def test_a_latin1_bibliography_is_found(project):
    """The bibliography is UTF-8 like the tables."""
    path = project.data / "references.bib"
    path.write_bytes(path.read_bytes().replace(b"Ames", "Amès".encode("latin-1"), 1))
    (found,) = check(project.root)
    assert (found.code, found.line) == (Code.WRONG_ENCODING, 2)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b'{"a": 1,\n "b" 2}', 2, "not JSON"),
        (b"[]", 1, "not an object"),
        (b"{}", None, "cannot be used"),
    ],
)
def test_a_broken_contract_is_found(project, content, line, message):
    """A contract that cannot be read is one finding."""
    (project.data / "datapackage.json").write_bytes(content)
    (found,) = check(project.root)
    assert (found.code, found.line) == (Code.INVALID_CONTRACT, line)
    assert message in found.message


def test_a_contract_with_a_byte_order_mark_is_read(project):
    """An editor that adds a mark does no harm."""
    path = project.data / "datapackage.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check(project.root) == []


def test_there_must_be_a_project(tmp_path):
    """A folder without a contract is wrong use, not a wrong table."""
    with pytest.raises(UsageError, match="is not a project"):
        load(tmp_path)
