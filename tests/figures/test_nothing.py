"""A figure without rows says so instead of stopping a build."""

from __future__ import annotations

from pathlib import Path

from _projects import make_project

from evisyn import figures
from evisyn.build import read


def test_a_condition_without_rows_has_its_figure(tmp_path: Path) -> None:
    """Words take the place of the drawing, in the picture and in its text."""
    base = read.load(make_project(tmp_path / "project").root)
    for picture in (figures.forest_of_reviews(base, "tth"), figures.forest_of_trials(base, "tth")):
        assert picture.alt.startswith("Nothing to show.")
        assert b"extracted for this yet" in picture.svg()
