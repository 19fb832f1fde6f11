"""Every question at a glance: direction, certainty and number of reviews, by outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evisyn.errors import InputError
from evisyn.figures.mapping import question_direction
from evisyn.figures.picture import Picture
from evisyn.figures.studies import COMPARATORS
from evisyn.figures.style import CERTAINTY_WORDS, DIRECTIONS
from evisyn.figures.wording import count

if TYPE_CHECKING:
    from evisyn.appraisal.strength import Strength

TRIALS_ONLY: Final = "trials only"


@dataclass(frozen=True, slots=True, kw_only=True)
class StripCell:
    """One question.

    Parameters
    ----------
    outcome
        Column.
    direction
        Key of :data:`evisyn.figures.style.DIRECTIONS`; empty without a pooled result.
    certainty
        As the review that stands for the question reports it; empty when it does not.
    n_reviews, n_trials
        Distinct reviews with an eligible result, distinct samples with a between-arm row.
    """

    outcome: str
    direction: str
    certainty: str
    n_reviews: int
    n_trials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StripLine:
    """One intervention against one comparator, under the heading of its condition."""

    group: str
    intervention: str
    comparator: str
    cells: tuple[StripCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StripSpec:
    """Everything that the drawing needs; ``outcomes`` holds (key, words) of each column."""

    title: str
    outcomes: tuple[tuple[str, str], ...]
    lines: tuple[StripLine, ...]
    notes: tuple[str, ...]

    @property
    def cells(self) -> tuple[StripCell, ...]:
        """Cells of all lines."""
        return tuple(cell for line in self.lines for cell in line.cells)


def specify_strip(
    records: Sequence[Strength],
    *,
    label: Callable[[str, str], str],
    title: str,
    notes: Sequence[str] = (),
    outcomes: Sequence[str] = (),
) -> StripSpec:
    """Arrange questions: lines by intervention and comparator, columns by outcome.

    Parameters
    ----------
    records
        One for each question, conditions one after another.
    label
        Vocabulary and value -> words.
    title, notes
        First and last lines.
    outcomes
        Order of the columns; outcomes not named come last, by their ids.

    Raises
    ------
    InputError
        No question.
    """
    if not records:
        raise InputError("records", "empty; no question has a row that may be summarised")
    places: dict[tuple[str, str, str], list[Strength]] = {}
    for record in records:
        q = record.question
        places.setdefault((q.condition, q.intervention, q.comparator_class), []).append(record)
    conditions = list(dict.fromkeys(r.question.condition for r in records))
    found = {r.question.outcome for r in records}
    order = [*outcomes, *sorted(found - set(outcomes))]
    keys = sorted(
        places,
        key=lambda k: (conditions.index(k[0]), label("intervention_class", k[1]), _comparator(k)),
    )
    return StripSpec(
        title=title,
        outcomes=tuple((key, _capital(label("outcome", key))) for key in order if key in found),
        lines=tuple(_line(key, places[key], label, len(conditions) > 1) for key in keys),
        notes=tuple(notes),
    )


def _comparator(key: tuple[str, str, str]) -> int:
    return COMPARATORS.index(key[2]) if key[2] in COMPARATORS else len(COMPARATORS)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _line(
    key: tuple[str, str, str],
    records: Sequence[Strength],
    label: Callable[[str, str], str],
    several: bool,
) -> StripLine:
    cells = [
        StripCell(
            outcome=r.question.outcome,
            direction=question_direction(r),
            certainty=r.certainty_reported,
            n_reviews=len(r.evidence.review_ids),
            n_trials=len(r.evidence.threads),
        )
        for r in records
    ]
    return StripLine(
        group=_capital(label("condition", key[0])) if several else "",
        intervention=_capital(label("intervention_class", key[1])),
        comparator=label("comparator_class", key[2]),
        cells=tuple(sorted(cells, key=lambda c: c.outcome)),
    )


def strip_picture(spec: StripSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`specify_strip`.
    id
        Name of the files.
    """
    pooled = [c for c in spec.cells if c.n_reviews]
    rated = sum(bool(c.certainty) for c in pooled)
    alt = (
        f"Grid of {count(len(spec.cells), 'question')} by outcome: {len(pooled)} with a pooled"
        f" result (certainty reported for {rated}),"
        f" {len(spec.cells) - len(pooled)} with trials only."
    )
    heads = dict(spec.outcomes)
    lines = []
    for line in spec.lines:
        where = f"{line.group}, " if line.group else ""
        cells = "; ".join(f"{heads[c.outcome].lower()} {_words(c)}" for c in line.cells)
        lines.append(f"{where}{line.intervention} against {line.comparator}: {cells}.")
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)


def _words(cell: StripCell) -> str:
    trials = count(cell.n_trials, "trial")
    if not cell.n_reviews:
        return f"({TRIALS_ONLY}, {trials})"
    sure = CERTAINTY_WORDS.get(cell.certainty, cell.certainty)
    reviews = count(cell.n_reviews, "review")
    return f"({DIRECTIONS[cell.direction].words}, certainty {sure}, {reviews}, {trials})"
