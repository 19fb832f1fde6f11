"""An import: preview, duplicates, mapping, writing only at the end of the files, log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _projects import append

from evisyn.build import read
from evisyn.build.hashing import sha256_bytes
from evisyn.build.intake.match import Papers
from evisyn.build.intake.project import take_in
from evisyn.build.intake.proposal import Proposal
from evisyn.build.intake.propose import Wish
from evisyn.build.intake.records import IntakeError
from evisyn.build.paths import Project
from evisyn.build.start import init

RIS = """TY  - JOUR
AU  - Smith, Anna
TI  - A review of walking for condition A
PY  - 2019
JO  - Lancet
IS  - Suppl 1
DO  - 10.1000/walking
ER  -
"""
CONDITION = {"conditions": "condition_a"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.at(init(tmp_path / "project").root)


def wish(folder: Path, text: str, name: str = "in.ris", **more: object) -> Wish:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    options = {"table": "reviews", "constants": CONDITION} | more
    return Wish(file=file, **options)  # type: ignore[arg-type]


def snapshot(project: Project) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in project.data.iterdir()}


def test_a_preview_writes_nothing(project: Project, tmp_path: Path) -> None:
    """What would be added is said, and every file is as it was."""
    before = snapshot(project)
    proposal = take_in(project.root, wish(tmp_path, RIS))
    assert [row.row_id for row in proposal.additions] == ["smith2019"]
    assert "would add smith2019" in str(proposal)
    assert snapshot(project) == before


def test_what_is_written_is_valid(project: Project, tmp_path: Path) -> None:
    """Review, page read and bibliography entry are added together."""
    take_in(project.root, wish(tmp_path, RIS), write=True)
    assert read.check(project.root) == []
    base = read.load(project.root)
    assert base.locate("smith2019")[0].locator == "line 1"
    assert "@article{smith2019," in base.bibtex


def test_rows_that_are_there_keep_their_bytes(project: Project, tmp_path: Path) -> None:
    """Every changed file begins with exactly what it was."""
    before = snapshot(project)
    take_in(project.root, wish(tmp_path, RIS), write=True)
    after = snapshot(project)
    assert all(after[name].startswith(content) for name, content in before.items())
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"reviews.csv", "sources.csv", "references.bib", "imports.json"}


def test_a_file_with_windows_line_ends_keeps_them(project: Project, tmp_path: Path) -> None:
    """New rows end as the old ones do, also behind a last line without an end."""
    path = project.data / "reviews.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    take_in(project.root, wish(tmp_path, RIS), write=True)
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert not [f for f in read.check(project.root) if f.severity == "error"]


def test_the_second_import_adds_nothing(project: Project, tmp_path: Path) -> None:
    """The same DOI is the same paper; the log knows the file."""
    take_in(project.root, wish(tmp_path, RIS), write=True)
    again = take_in(project.root, wish(tmp_path, RIS), write=True)
    assert again.additions == ()
    assert again.known[0].how == "same DOI"
    assert again.earlier
    assert not again.written


def test_the_log_keeps_name_and_hash(project: Project, tmp_path: Path) -> None:
    """Which file, which bytes, which rows."""
    take_in(project.root, wish(tmp_path, RIS), write=True)
    (entry,) = json.loads((project.data / "imports.json").read_text(encoding="utf-8"))
    assert entry["file"] == "in.ris"
    assert entry["sha256"] == sha256_bytes(RIS.encode())
    assert entry["rows"] == ["smith2019"]


def test_a_title_alone_can_tell(project: Project, tmp_path: Path) -> None:
    """Nearly the same title and year: not added, unless asked for."""
    text = RIS.replace("A review of walking", "FICTIONAL EXAMPLE: A review of an invented")
    text = text.replace("for condition A", "treatment.").replace("2019", "2001")
    proposal = take_in(project.root, wish(tmp_path, text))
    assert proposal.known[0].row_id == "example2001"
    assert not proposal.known[0].certain
    assert take_in(project.root, wish(tmp_path, text, similar=True)).additions


def test_a_cell_that_does_not_fit_is_left_out_and_said(project: Project, tmp_path: Path) -> None:
    """An odd issue number does not cost the whole reference."""
    proposal = take_in(project.root, wish(tmp_path, RIS))
    assert proposal.additions[0].cells["issue"] == ""
    assert "issue 'Suppl 1' left empty" in proposal.left_out[0].text


def test_what_a_row_lacks_is_said(project: Project, tmp_path: Path) -> None:
    """A review without a condition is not taken; the reason names the column."""
    proposal = take_in(project.root, wish(tmp_path, RIS, constants={}))
    assert proposal.additions == ()
    assert "conditions is empty" in proposal.refused[0].text


def test_a_wide_table_is_melted(project: Project, tmp_path: Path) -> None:
    """One row a study with columns by domain becomes one row a judgement."""
    text = "Study,D1,D2,D3,D4,D5,Overall\nSample et al. (2000),Low,High,Low,,Low,Some concerns\n"
    found = wish(
        tmp_path, text, "rob.csv", table="risk_of_bias", constants={"assessed_by": "this review"}
    )
    rows = [row.cells for row in take_in(project.root, found).additions]
    assert {row["trial_id"] for row in rows} == {"sample2000"}
    assert [row["domain"] for row in rows] == [
        "randomisation", "deviations", "missing", "reporting", "overall",
    ]  # fmt: skip
    assert rows[-1]["judgement"] == "some_concerns"


MAPPING = {
    "columns": {"review_id": "review", "domain": "type", "statement": "text"},
    "values": {"domain": {"Small": "imprecision"}},
    "constants": {"reported_by": "extractor"},
    "ignore": ["page"],
}
TOML = """
[columns]
review_id = "review"
domain = "type"
statement = "text"
[values.domain]
Small = "imprecision"
[constants]
reported_by = "extractor"
"""


@pytest.mark.parametrize("name", ["map.json", "map.toml"])
def test_a_mapping_file(name: str, project: Project, tmp_path: Path) -> None:
    """Columns and words of the file become those of the table; JSON and TOML say the same."""
    mapping = tmp_path / name
    mapping.write_text(json.dumps(MAPPING) if name.endswith("json") else TOML, encoding="utf-8")
    text = "review,type,text,page\nexample2001,SMALL,Few people,3\n"
    found = wish(tmp_path, text, "l.csv", table="limitations", mapping=mapping, constants={})
    (row,) = take_in(project.root, found).additions
    assert row.row_id == "example2001-l2"
    assert row.cells["domain"] == "imprecision"


@pytest.mark.parametrize(
    "item", [[], {}, {"columns": {"x": "y"}}, {"columns": {}, "code": "1"}, {"columns": {"k": 1}}]
)
def test_a_broken_mapping_is_refused(item: object, project: Project, tmp_path: Path) -> None:
    """Unknown parts, unknown columns and other shapes are named."""
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps(item), encoding="utf-8")
    found = wish(tmp_path, "a\n1\n", "l.csv", table="limitations", mapping=mapping, constants={})
    with pytest.raises(IntakeError):
        take_in(project.root, found)


def test_unknown_columns_are_said(project: Project, tmp_path: Path) -> None:
    """A column that the table has no place for is named, not dropped in silence."""
    text = "limitation_id,review_id,domain,statement,reported_by,mood\n"
    text += "example2001-l5,example2001,imprecision,Few,extractor,good\n"
    proposal = take_in(
        project.root, wish(tmp_path, text, "l.csv", table="limitations", constants={})
    )
    assert proposal.unused == ("mood",)
    assert proposal.additions[0].row_id == "example2001-l5"


def test_a_row_that_is_there_is_never_changed(project: Project, tmp_path: Path) -> None:
    """The same key with other content is left out and said."""
    text = "limitation_id,review_id,domain,statement,reported_by\n"
    text += "example2001-l1,example2001,reporting,Other,extractor\n"
    proposal: Proposal = take_in(
        project.root, wish(tmp_path, text, "l.csv", table="limitations", constants={}), write=True
    )
    assert proposal.known[0].how == "same key"
    assert "Other" not in (project.data / "limitations.csv").read_text(encoding="utf-8")


def test_errors_of_old_rows_do_not_stop_an_import(project: Project, tmp_path: Path) -> None:
    """Only what is wrong with the new rows counts."""
    append(project, "limitations", {"limitation_id": "bad"})
    assert take_in(project.root, wish(tmp_path, RIS)).additions


def test_titles_are_compared_without_case_accents_and_tags() -> None:
    """Trivial differences do not make another paper; another year does."""
    papers = Papers()
    papers.add("a", {"title": "Effets de l'<i>exercice</i> régulier: essai", "year": "2010"})
    title = "EFFETS DE L'EXERCICE REGULIER - ESSAI."
    found = papers.find({"title": title, "year": "2011"})
    assert found is not None
    assert found.row_id == "a"
    assert papers.find({"title": title, "year": "2015"}) is None
    assert papers.find({"title": "Editorial", "year": "2010"}) is None
