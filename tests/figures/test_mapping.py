"""Where evidence is and where there is none."""

from __future__ import annotations

import pytest
from _rows import effect, evidence, outcome

from evisyn.appraisal.strength import strength_of_evidence
from evisyn.errors import InputError
from evisyn.figures.mapping import (
    MapCell,
    MapSpec,
    certainty_range,
    joint_direction,
    map_cells,
    map_picture,
    specify_map,
)

ROWS = (("soft_tissue", "Soft tissue"), ("education", "Education"))
COLUMNS = (("migraine", "Migraine"), ("tth", "Tension-type headache"))


def _cells(**rows: object) -> tuple[MapCell, ...]:
    return map_cells(strength_of_evidence(evidence(**rows), ("migraine",)))


def _spec(*cells: MapCell) -> MapSpec:
    return specify_map(cells, rows=ROWS, columns=COLUMNS, title="T")


def test_empty_cells_are_there() -> None:
    """Every row and column has a cell, also where nothing is known."""
    spec = _spec(MapCell(row="soft_tissue", column="migraine", n_reviews=1))
    assert [cell.empty for cell in spec.cells] == [False, True, True, True]


def test_the_words_count_empty_cells() -> None:
    """The alternative text says how much is missing."""
    alt = map_picture(_spec(MapCell(row="soft_tissue", column="tth", n_trials=2)), id="m").alt
    assert "0 cells with a pooled result" in alt
    assert "1 with trials only, 3 without any row" in alt


def test_reviews_are_counted_once() -> None:
    """Two results of one review are one review."""
    found = _cells(effects=(effect("a2020-e1"), effect("a2020-e2", outcome="disability")))
    assert found[0].n_reviews == 1


def test_papers_on_one_sample_are_counted_once() -> None:
    """Two trial rows of one sample are one trial."""
    rows = (outcome("t1-o1", thread="t1"), outcome("t2-o1", thread="t1"))
    assert _cells(trial_outcomes=rows)[0].n_trials == 1


def test_rows_set_aside_give_no_direction() -> None:
    """A cell with set-aside rows and a trial has no direction."""
    found = _cells(effects=(effect(set_aside=True),), trial_outcomes=(outcome(),))
    assert (found[0].direction, found[0].n_reviews, found[0].n_set_aside) == ("", 0, 1)


def test_questions_that_disagree_are_not_averaged() -> None:
    """One question favours, another includes no difference: it differs by question."""
    unsure = effect("b2020-e1", outcome="disability", estimate=-0.1, ci_low=-0.5, ci_high=0.3)
    assert _cells(effects=(effect(), unsure))[0].direction == "mixed"


@pytest.mark.parametrize(
    ("given", "joint"),
    [
        ([], ""),
        (["neither"], "neither"),
        (["neither", "neither"], "neither"),
        (["neither"] * 9 + ["intervention"], "mixed"),
    ],
)
def test_nothing_is_counted(given: list[str], joint: str) -> None:
    """Nine against one is not a majority: directions agree or they differ."""
    assert joint_direction(given) == joint


@pytest.mark.parametrize(
    ("levels", "words"),
    [((), "not reported"), (("low", "low"), "low"), (("very_low", "high"), "very low to high")],
)
def test_certainty_is_a_range(levels: tuple[str, ...], words: str) -> None:
    """Lowest to highest, one word when they agree."""
    assert certainty_range(levels) == words


def test_two_cells_in_one_place_are_refused() -> None:
    """A place holds one cell."""
    cell = MapCell(row="soft_tissue", column="tth")
    with pytest.raises(InputError, match="cells"):
        _spec(cell, cell)


def test_an_unknown_direction_is_refused() -> None:
    """A direction without a symbol cannot be drawn."""
    with pytest.raises(InputError, match="'up'"):
        _spec(MapCell(row="soft_tissue", column="tth", direction="up"))


def test_a_map_without_rows_is_refused() -> None:
    """Rows and columns are needed."""
    with pytest.raises(InputError, match="rows"):
        specify_map([], rows=[], columns=COLUMNS, title="T")
