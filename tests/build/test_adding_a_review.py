"""The shipped review grows: rows of one more review in five tables, and what the build says of it.

The review is made up for this test and named so in every row; it stands in a copy of the data.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from evisyn.build import run
from evisyn.build.catalogue import TABLES, Catalogue
from evisyn.build.diff.rows import table
from evisyn.build.paths import Project
from evisyn.build.records import BuildResult
from evisyn.build.run import Options
from evisyn.errors import FlipError

ROOT = Path(__file__).parents[2]
NAMES = (
    "strength_of_evidence", "certainty_domains", "presets", "claims", "effects", "reviews",
    "limitations",
)  # fmt: skip
CATALOGUE = Catalogue(tuple(spec for spec in TABLES if spec.name in NAMES))
SUMMARY = "evidence/tables/strength_of_evidence.csv"
QUESTION = "migraine.soft_tissue.medication.responders"
READ = {"source_id": "s9999", "locator": "made up for a test"}
REVIEW: dict[str, Mapping[str, str]] = {
    "sources": {
        "source_id": "s9999", "url": "https://example.org/fixture", "kind": "abstract",
        "title_seen": "TEST FIXTURE: a review that does not exist", "accessed": "2026-11-26",
        "reader_link": "no",
    },
    "reviews": {
        "review_id": "fixture2026", "title": "TEST FIXTURE: a review that does not exist",
        "first_author": "Fixture T", "authors": "Fixture T", "year": "2026",
        "design": "meta_analysis", "headache_types": "migraine", "search_end": "2026-01",
        "n_primary_studies": "6", "source_kind": "abstract", **READ,
    },
    "effects": {
        "effect_id": "fixture2026-e1", "review_id": "fixture2026", "headache_type": "migraine",
        "intervention": "massage", "intervention_class": "soft_tissue",
        "comparator": "drugs", "comparator_class": "medication", "contrast": "between_arms",
        "outcome": "responders", "timepoint_class": "unclear", "measure": "RR",
        "estimate": "1.05", "ci_low": "0.9", "ci_high": "1.22", "ci_level": "95",
        "interval_kind": "confidence", "larger_value_favours": "intervention", "k": "6",
        "n_participants": "600", "model_kind": "pairwise", "favours": "neither", **READ,
    },
    "limitations": {
        "limitation_id": "fixture2026-l1", "review_id": "fixture2026", "domain": "imprecision",
        "statement": "TEST FIXTURE", "reported_by": "review_authors", **READ,
    },
    "membership": {
        "review_id": "fixture2026", "trial_id": "bodespardo2013", "list_scope": "whole review",
        "list_complete": "no", **READ,
    },
}  # fmt: skip
BIBTEX = """
@article{fixture2026,
  author = {Fixture, T},
  title = {{TEST FIXTURE: a review that does not exist}},
  year = {2026}
}
"""


def add_review(project: Project) -> None:
    for name, row in REVIEW.items():
        path = project.data / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        header = next(csv.reader(io.StringIO(text)))
        assert set(row) <= set(header)
        line = io.StringIO(newline="")
        csv.DictWriter(line, header, restval="", lineterminator="\n").writerow(row)
        path.write_text(text + line.getvalue(), encoding="utf-8")
    bibliography = project.data / "references.bib"
    bibliography.write_text(bibliography.read_text(encoding="utf-8") + BIBTEX, encoding="utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, bytes, BuildResult]:
    """The project, its summary before, and what the build with the review says."""
    root = tmp_path_factory.mktemp("grown") / "headache"
    shutil.copytree(ROOT / "data", root / "data")
    project = Project.at(root)
    run.build(root, Options(), catalogue=CATALOGUE)
    before = (root / SUMMARY).read_bytes()
    add_review(project)
    with pytest.raises(FlipError) as caught:
        run.build(root, Options(strict=True), catalogue=CATALOGUE)
    assert (root / SUMMARY).read_bytes() == before
    assert any(QUESTION in row for row in caught.value.rows)
    return project, before, run.build(root, Options(), catalogue=CATALOGUE)


pytestmark = pytest.mark.long


def test_five_tables_grew_by_one_row_each(grown: tuple[Project, bytes, BuildResult]) -> None:
    """The diff names each new row of the data, and nothing else of it but the bibliography."""
    found = grown[2].difference
    assert found is not None
    assert {t.path: t.added for t in found.data} == {
        "data/sources.csv": ("s9999",),
        "data/reviews.csv": ("fixture2026",),
        "data/effects.csv": ("fixture2026-e1",),
        "data/limitations.csv": ("fixture2026-l1",),
        "data/membership.csv": ("fixture2026 + bodespardo2013 + whole review",),
    }
    assert not any(t.removed or t.changed for t in found.data)
    # evisyn itself may be edited while its tests run
    files = {path: state for path, state in found.files.items() if not path.startswith("evisyn/")}
    assert files == {"data/references.bib": "changed"}


def test_each_changed_cell_of_the_summary_is_named(
    grown: tuple[Project, bytes, BuildResult],
) -> None:
    """Counted by hand from the two files: the diff has exactly these cells, old and new."""
    project, before, result = grown
    was = {row["question_id"]: row for row in table(before)[1]}
    now = {row["question_id"]: row for row in table((project.root / SUMMARY).read_bytes())[1]}
    assert was.keys() == now.keys()
    expected = {
        (id, column, was[id][column], now[id][column])
        for id in was
        for column in was[id]
        if was[id][column] != now[id][column]
    }
    assert {cell[0] for cell in expected} == {QUESTION}
    assert result.difference is not None
    (summary,) = [t for t in result.difference.evidence if t.path == SUMMARY]
    assert {
        (row.key, cell.column, cell.old, cell.new) for row in summary.changed for cell in row.cells
    } == expected
    page = (project.build / "diff.md").read_text(encoding="utf-8")
    for _, column, _, _ in expected:
        assert (
            f"| {QUESTION.replace('_', chr(92) + '_')} | {column.replace('_', chr(92) + '_')} |"
            in page
        )


def test_the_answer_flipped_with_its_numbers(grown: tuple[Project, bytes, BuildResult]) -> None:
    """Which way it points, how many reviews agree, and by how much the result moved."""
    assert grown[2].difference is not None
    (answer,) = [a for a in grown[2].difference.answers if a.id == QUESTION and a.flips]
    flips = {cell.column: (cell.old, cell.new) for cell in answer.flips}
    assert flips["side of the interval"] == ("favours the intervention", "includes no difference")
    moves = {cell.column: cell.moved for cell in answer.moves}
    assert moves["estimate"] == pytest.approx(1.05 - 1.25)
    assert moves["n_reviews"] == 1
    assert answer.statement is not None


def test_the_summary_on_the_screen_is_short(grown: tuple[Project, bytes, BuildResult]) -> None:
    """A screen holds it, the flip first, and the page is named."""
    lines = str(grown[2]).splitlines()
    assert len(lines) <= 60
    assert any("flipped" in line and "since the last build" in line for line in lines)
    assert "  in full: build/diff.html" in lines
