"""One call a figure, on the tables of the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import evisyn.figures as figures
from evisyn.build.read import load
from evisyn.errors import InputError
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.picture import Picture
from evisyn.tables.base import EvidenceBase

ROOT = Path(__file__).parents[2]
NAMES = [
    name
    for name in figures.__all__
    if getattr(figures, name).__module__.startswith("evisyn.figures.makers")
]
WITH_CONDITION = [name for name in NAMES if name != "agreement_plot"]


@pytest.fixture(scope="module")
def base() -> EvidenceBase:
    """The tables of the project."""
    return load(ROOT)


def _make(base: EvidenceBase, name: str, condition: str | None = None) -> Picture:
    maker = getattr(figures, name)
    found = maker(base) if condition is None else maker(base, condition)
    assert isinstance(found, Picture)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_the_whole_base_fits(base: EvidenceBase, name: str) -> None:
    """On all rows no text overlaps or leaves the sheet."""
    assert text_problems(_make(base, name).draw()) == ()


@pytest.mark.parametrize("name", WITH_CONDITION)
def test_every_figure_of_every_condition_fits(base: EvidenceBase, name: str) -> None:
    """For each condition no text overlaps or leaves the sheet."""
    for term in base.topic.conditions:
        assert text_problems(_make(base, name, term.id).draw()) == ()


def test_ids_are_unique(base: EvidenceBase) -> None:
    """No two figures share a file name."""
    ids = [_make(base, name).id for name in NAMES]
    ids += [_make(base, n, t.id).id for n in WITH_CONDITION for t in base.topic.conditions]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["limitations_matrix", "forest_of_reviews", "evidence_map"])
def test_an_unknown_condition_is_refused(base: EvidenceBase, name: str) -> None:
    """The message lists the conditions that exist."""
    allowed = base.topic.conditions[0].id
    with pytest.raises(InputError, match=f"allowed are {allowed}"):
        getattr(figures, name)(base, "backache")


def test_an_unknown_part_of_the_reading_is_refused(base: EvidenceBase) -> None:
    """The message lists the parts that exist."""
    with pytest.raises(InputError, match="sample"):
        figures.agreement_plot(base, part="half")


def test_every_review_of_a_condition_is_in_its_grid(base: EvidenceBase) -> None:
    """Reviews without a limitation are there, too."""
    column = f"{base.topic.question_columns[0]}s"
    condition = base.topic.conditions[0].id
    held = base.reviews[column].dropna()
    wanted = sum(condition in value.split("; ") for value in held)
    spec = figures.limitations_matrix(base, condition).spec
    assert spec.n_reviews == wanted


def test_every_limitation_is_in_the_whole_grid(base: EvidenceBase) -> None:
    """No limitation is lost on the way into the figure."""
    assert figures.limitations_matrix(base).spec.n_limitations == len(base.limitations)


def test_an_outcome_can_be_chosen(base: EvidenceBase) -> None:
    """One outcome gives a smaller figure with a name of its own."""
    condition = base.topic.conditions[0].id
    whole = figures.forest_of_reviews(base, condition)
    part = figures.forest_of_reviews(base, condition, outcome="frequency")
    assert part.id == f"{whole.id}-frequency"
    assert 0 < len(part.spec.rows) < len(whole.spec.rows)


def test_a_name_that_does_not_exist_is_refused() -> None:
    """A wrong name is an AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="pie_chart"):
        _ = figures.pie_chart


def test_making_a_picture_does_not_load_the_drawing_library() -> None:
    """Words and specification come without the drawing library."""
    code = (
        "import sys; from evisyn.figures import Picture, evidence_map;"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
