"""A project of another topic, or with few rows, has all its figures."""

from __future__ import annotations

from pathlib import Path

from _projects import make_project, rewrite

from evisyn import figures
from evisyn.build import read


def test_a_condition_without_results_has_its_forests(tmp_path: Path) -> None:
    """Words take the place of the drawing, in the picture and in its text."""
    base = read.load(make_project(tmp_path / "project").root)
    for picture in (figures.forest_of_reviews(base, "tth"), figures.forest_of_trials(base, "tth")):
        assert picture.alt.startswith("Nothing to show.")
        assert b"extracted for this yet" in picture.svg()


def test_a_condition_without_reviews_has_its_grid(tmp_path: Path) -> None:
    """No review of a condition: words take the place of the grid of limitations."""
    project = make_project(tmp_path / "project")
    rewrite(project, "reviews", {"headache_types": "migraine"})
    rewrite(project, "reviews", {"headache_types": "migraine"}, row=1)
    picture = figures.limitations_matrix(read.load(project.root), "cgh")
    assert picture.alt.startswith("Nothing to show.")


def test_an_outcome_of_another_topic_has_its_column(tmp_path: Path) -> None:
    """Outcomes stand in the order of the project's own contract."""
    project = make_project(tmp_path / "project")
    contract = project.data / "datapackage.json"
    text = contract.read_text(encoding="utf-8").replace('"frequency"', '"sleep"')
    contract.write_text(text, encoding="utf-8")
    rewrite(project, "effects", {"outcome": "sleep"})
    rewrite(project, "effects", {"outcome": "sleep"}, row=1)
    spec = figures.strength_strip(read.load(project.root)).spec
    assert [key for key, _ in spec.outcomes] == ["sleep", "intensity"]
