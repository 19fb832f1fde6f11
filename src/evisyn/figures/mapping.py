"""Where evidence is and where there is none: intervention by condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.style import CERTAINTY_STEPS, CERTAINTY_WORDS, DIRECTIONS
from evisyn.figures.wording import count

if TYPE_CHECKING:
    from evisyn.appraisal.strength import Strength

EMPTY: Final = "no row"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """What is known on one intervention in one condition.

    Parameters
    ----------
    row, column
        Keys.
    n_reviews
        Distinct reviews with an eligible pooled result.
    n_trials
        Distinct samples with a between-arm row.
    n_set_aside
        Rows shown and not summarised.
    direction
        Key of :data:`evisyn.figures.style.DIRECTIONS`; empty without a pooled result.
    certainty
        Lowest and highest rating that a review reports; empty when none does.
    """

    row: str
    column: str
    n_reviews: int = 0
    n_trials: int = 0
    n_set_aside: int = 0
    direction: str = ""
    certainty: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is neither a review nor a trial."""
        return not (self.n_reviews or self.n_trials or self.n_set_aside)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSpec:
    """Everything that the drawing needs; ``cells`` holds every row and column, row by row."""

    title: str
    rows: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    cells: tuple[MapCell, ...]
    notes: tuple[str, ...]

    def cell(self, row: str, column: str) -> MapCell:
        """The cell of a row and a column."""
        return next(c for c in self.cells if (c.row, c.column) == (row, column))


def specify_map(
    cells: Sequence[MapCell],
    *,
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    title: str,
    notes: Sequence[str] = (),
) -> MapSpec:
    """Arrange cells; a row and column without one is an empty cell, shown as such.

    Parameters
    ----------
    cells
        At most one for each row and column.
    rows, columns
        (key, words) in order.
    title, notes
        First and last lines.

    Raises
    ------
    InputError
        No rows or columns, two cells in one place, or a direction that is not known.
    """
    if not rows or not columns:
        raise InputError("rows", "rows and columns must hold at least one (key, words) each")
    by_place = {(c.row, c.column): c for c in cells}
    if len(by_place) != len(cells):
        raise InputError("cells", "two cells share one row and column; join them first")
    for cell in cells:
        if cell.direction and cell.direction not in DIRECTIONS:
            allowed = ", ".join(DIRECTIONS)
            raise InputError("cells", f"direction {cell.direction!r}; allowed are {allowed}")
    return MapSpec(
        title=title,
        rows=tuple(rows),
        columns=tuple(columns),
        cells=tuple(
            by_place.get((row, column), MapCell(row=row, column=column))
            for row, _ in rows
            for column, _ in columns
        ),
        notes=tuple(notes),
    )


def map_cells(records: Sequence[Strength]) -> tuple[MapCell, ...]:
    """Join the questions of each condition and intervention into one cell.

    Parameters
    ----------
    records
        One for each question.

    Notes
    -----
    The direction is that of the index results whose intervals are on one side of no difference;
    ``neither`` when all include it, ``mixed`` when questions disagree. Nothing is counted.
    """
    places: dict[tuple[str, str], list[Strength]] = {}
    for record in records:
        place = (record.question.intervention, record.question.condition)
        places.setdefault(place, []).append(record)
    return tuple(_join(place, own) for place, own in sorted(places.items()))


def _join(place: tuple[str, str], records: Sequence[Strength]) -> MapCell:
    reviews = {i for r in records for i in r.evidence.review_ids}
    samples = {i for r in records for i in r.evidence.threads}
    ratings = {r.certainty_reported for r in records if r.certainty_reported in CERTAINTY_STEPS}
    ranked = sorted(ratings, key=lambda level: CERTAINTY_STEPS[level])
    return MapCell(
        row=place[0],
        column=place[1],
        n_reviews=len(reviews),
        n_trials=len(samples),
        n_set_aside=sum(len(r.set_aside_ids) for r in records),
        direction=joint_direction([question_direction(r) for r in records if r.index]),
        certainty=(ranked[0], ranked[-1]) if ranked else (),
    )


def question_direction(record: Strength) -> str:
    """Direction of the result that stands for a question; empty without a pooled result."""
    if record.index is None:
        return ""
    turned = record.harmonised
    if turned is None:
        return "unclear"
    return turned.direction if turned.excludes_null else "neither"


def joint_direction(directions: Sequence[str]) -> str:
    """One direction when all agree, ``mixed`` when they do not, empty when there is none."""
    found = set(directions)
    if not found:
        return ""
    return found.pop() if len(found) == 1 else "mixed"


def map_picture(spec: MapSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`specify_map`.
    id
        Name of the files.
    """
    empty = sum(cell.empty for cell in spec.cells)
    pooled = [cell for cell in spec.cells if cell.n_reviews]
    trials = sum(not c.n_reviews and bool(c.n_trials) for c in spec.cells)
    alt = (
        f"Map of {count(len(spec.rows), 'intervention class', 'intervention classes')} by"
        f" {count(len(spec.columns), 'condition')}: {count(len(pooled), 'cell')} with a pooled"
        f" result that may be summarised, {trials} with trials only, {empty} without any row."
    )
    words = dict(spec.rows)
    heads = dict(spec.columns)
    lines = [f"{words[c.row]}, {heads[c.column]}: {cell_words(c)}." for c in spec.cells]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)


def cell_words(cell: MapCell) -> str:
    """One cell in words."""
    if cell.empty:
        return EMPTY
    facts = [count(cell.n_reviews, "review"), count(cell.n_trials, "trial")]
    if cell.n_set_aside:
        facts.append(f"{count(cell.n_set_aside, 'row')} set aside")
    if cell.direction:
        facts.append(DIRECTIONS[cell.direction].words)
        facts.append(f"certainty {certainty_range(cell.certainty)}")
    return "; ".join(facts)


def certainty_range(levels: Sequence[str]) -> str:
    """``low``, ``very low to moderate`` or ``not reported``."""
    words = list(dict.fromkeys(CERTAINTY_WORDS[level] for level in levels))
    return " to ".join(words) if words else CERTAINTY_WORDS[""]
