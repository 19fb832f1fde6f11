"""Certainty by domain, under several presets, and over many defensible choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.grade_records import (
    LEVELS,
    NO_CONCERN,
    NOT_ASSESSABLE,
    NOT_RATED,
    SERIOUS,
    VERY_SERIOUS,
)
from evisyn.errors import InputError
from evisyn.figures.grids.spec import (
    BarRow,
    GridCell,
    GridColumn,
    GridRow,
    GridSpec,
    Segment,
    StackSpec,
)
from evisyn.figures.picture import Picture
from evisyn.figures.style import CERTAINTY_WORDS
from evisyn.figures.wording import count, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.appraisal.grade_records import Certainty, DomainRating
    from evisyn.appraisal.multiverse import Multiverse

#: State -> fill, sign.
_STATES: Final[dict[str, tuple[str, str]]] = {
    NO_CONCERN: ("#ffffff", "0"),
    SERIOUS: ("#fe9929", "\u22121"),
    VERY_SERIOUS: ("#993404", "\u22122"),
    NOT_ASSESSABLE: ("#dddddd", "?"),
}
#: Level -> fill, from the certain to the uncertain.
_FILLS: Final[dict[str, str]] = {
    "high": "#123552",
    "moderate": "#41729c",
    "low": "#95b8d4",
    "very_low": "#d8e4ee",
    NOT_RATED: "#ffffff",
}
_NAMES: Final[dict[str, str]] = {"few_studies": "number of studies"}
_FRAGILE: Final = "\u2260"


def grade_domains(
    ratings: Mapping[str, Certainty], *, id: str, title: str, notes: Sequence[str] = ()
) -> Picture:
    """Draw the state of each domain and the certainty that follows.

    Parameters
    ----------
    ratings
        Question -> rating of :func:`evisyn.appraisal.grade.grade`; presets may differ.
    id, title, notes
        Name of the files, first and last lines.

    Raises
    ------
    InputError
        No rating.
    """
    _some(ratings)
    domains = list(dict.fromkeys(d.name for r in ratings.values() for d in r.domains))
    rows = tuple(_domain_row(q, r, domains) for q, r in ratings.items())
    overridden = any(d.overridden_by for r in ratings.values() for d in r.domains)
    columns = tuple(GridColumn(head=_plain(name), wide=34.0) for name in domains)
    spec = GridSpec(
        title=title,
        columns=(*columns, GridColumn(head="Certainty", wide=134.0, level=True)),
        rows=rows,
        key=_state_key(rows, overridden),
        label_head="Question",
        row_tall=22.0,
        notes=tuple(notes),
    )
    alt = (
        f"Domains of certainty for {count(len(rows), 'question')}:"
        f" {_level_counts([r.level for r in ratings.values()])}."
    )
    lines = [_domain_words(question, rating) for question, rating in ratings.items()]
    return _picture(id, spec, alt, lines)


def presets_side_by_side(
    ratings: Mapping[str, Mapping[str, Certainty]],
    *,
    id: str,
    title: str,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the certainty of each question under each preset; rows that differ are marked.

    Parameters
    ----------
    ratings
        Question -> preset -> rating.
    id, title, notes
        Name of the files, first and last lines.

    Raises
    ------
    InputError
        No rating, or a question without any.
    """
    _some(ratings)
    presets = list(dict.fromkeys(p for own in ratings.values() for p in own))
    if not presets:
        raise InputError("ratings", "hold no preset; rate each question under at least one")
    rows = tuple(_preset_row(question, own, presets) for question, own in ratings.items())
    differ = [row.label for row in rows if row.mark]
    spec = GridSpec(
        title=title,
        columns=tuple(GridColumn(head=p, wide=104.0, level=True) for p in presets),
        rows=rows,
        label_head=f"Question ({_FRAGILE}: the presets differ)",
        row_tall=20.0,
        notes=(*notes, "Boxes: certainty, of four. Presets are sets of rules."),
    )
    alt = (
        f"Certainty of {count(len(rows), 'question')} under {count(len(presets), 'preset')}:"
        f" the presets differ on {len(differ)}."
    )
    lines = [
        f"{question}: {'; '.join(f'{p} {_level_words(r)}' for p, r in own.items())}."
        for question, own in ratings.items()
    ]
    return _picture(id, spec, alt, lines)


def judgement_multiverse(
    ratings: Mapping[str, Multiverse], *, id: str, title: str, notes: Sequence[str] = ()
) -> Picture:
    """Draw how often each level comes out over many defensible choices; fragile ones are marked.

    Parameters
    ----------
    ratings
        Question -> result of :func:`evisyn.appraisal.multiverse.grade_multiverse`.
    id, title, notes
        Name of the files, first and last lines.

    Raises
    ------
    InputError
        No rating.

    References
    ----------
    Steegen S et al. (2016). Perspectives on Psychological Science 11:702-712.
    https://doi.org/10.1177/1745691616658637
    """
    _some(ratings)
    rows = tuple(_multiverse_row(question, own) for question, own in ratings.items())
    used = {key for own in ratings.values() for key, _ in own.counts}
    spec = StackSpec(
        title=title,
        rows=rows,
        key=tuple(_level_look(level) for level in (*reversed(LEVELS), NOT_RATED) if level in used),
        axis="% of the ratings",
        remark_wide=150.0,
        notes=(f"{_FRAGILE} fragile: the level depends on the choices named.", *notes),
    )
    fragile = sum(own.fragile for own in ratings.values())
    made = max(len(own.ratings) for own in ratings.values())
    alt = (
        f"Where ratings of {count(len(rows), 'question')} land over up to"
        f" {count(made, 'choice of rules', 'choices of rules')} each: {fragile} fragile,"
        f" {len(rows) - fragile} not."
    )
    lines = [_multiverse_words(question, own) for question, own in ratings.items()]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _some(ratings: Mapping[str, object]) -> None:
    if not ratings:
        raise InputError("ratings", "empty; give at least one question")


def _picture(id: str, spec: GridSpec, alt: str, lines: list[str]) -> Picture:
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)


def _plain(name: str) -> str:
    words = _NAMES.get(name, name).replace("_", " ")
    return words[:1].upper() + words[1:]


def _domain_row(question: str, rating: Certainty, domains: list[str]) -> GridRow:
    by_name = {domain.name: domain for domain in rating.domains}
    cells = [_state(by_name[name]) if name in by_name else GridCell() for name in domains]
    words = _level_words(rating)
    last = GridCell(level=rating.level, text=words, words=f"certainty {words}")
    return GridRow(label=question, cells=(*cells, last))


def _state(domain: DomainRating) -> GridCell:
    fill, sign = _STATES[domain.state]
    by_hand = domain.overridden_by is not None
    return GridCell(shape="disc", fill=fill, sign=sign, strong=by_hand, words=domain.state)


def _state_key(rows: tuple[GridRow, ...], overridden: bool) -> tuple[GridCell, ...]:
    found = {cell.words for row in rows for cell in row.cells if cell.shape == "disc"}
    key = [
        GridCell(shape="disc", fill=fill, sign=sign, words=state)
        for state, (fill, sign) in _STATES.items()
        if state in found
    ]
    if overridden:
        key.append(GridCell(shape="disc", strong=True, words="heavy edge: judged by a person"))
    return tuple(key)


def _level_words(rating: Certainty) -> str:
    words = CERTAINTY_WORDS.get(rating.level, rating.level)
    if rating.level != NOT_RATED:
        return words
    best, worst = (CERTAINTY_WORDS.get(level, level) for level in rating.range)
    return words if best == worst else f"{words} ({worst} to {best})"


def _domain_words(question: str, rating: Certainty) -> str:
    parts = []
    for domain in rating.domains:
        hand = f" (judged by {domain.overridden_by.author})" if domain.overridden_by else ""
        parts.append(f"{_plain(domain.name).lower()} {domain.state}{hand}")
    return f"{question}: certainty {_level_words(rating)}; {', '.join(parts)}."


def _level_counts(levels: list[str]) -> str:
    order = (*reversed(LEVELS), NOT_RATED)
    return listing(f"{levels.count(k)} {CERTAINTY_WORDS[k]}" for k in order if k in levels)


def _preset_row(question: str, own: Mapping[str, Certainty], presets: list[str]) -> GridRow:
    levels = {rating.level for rating in own.values() if rating.level != NOT_RATED}
    cells = [
        GridCell(level=own[p].level, text=CERTAINTY_WORDS.get(own[p].level, own[p].level))
        if p in own
        else GridCell(text="not used", words="not used")
        for p in presets
    ]
    return GridRow(label=question, cells=tuple(cells), mark=_FRAGILE if len(levels) > 1 else "")


def _level_look(level: str) -> GridCell:
    sign = "" if level == NOT_RATED else str(LEVELS.index(level) + 1)
    return GridCell(shape="box", fill=_FILLS[level], sign=sign, words=CERTAINTY_WORDS[level])


def _multiverse_row(question: str, own: Multiverse) -> BarRow:
    total = len(own.ratings)
    segments = tuple(
        Segment(share=n / total, look=_level_look(level), text=f"{CERTAINTY_WORDS[level]} {n}")
        for level, n in own.counts
    )
    reasons = ", ".join(name.replace("_", " ") for name in own.decisive)
    house = f"house rules: {CERTAINTY_WORDS[own.reference.level]}"
    remark = f"{_FRAGILE} {house}; depends on {reasons or 'several'}" if own.fragile else house
    return BarRow(label=question, segments=segments, remark=remark, strong=own.fragile)


def _multiverse_words(question: str, own: Multiverse) -> str:
    total = len(own.ratings)
    parts = [f"{CERTAINTY_WORDS[level]} {n} of {total}" for level, n in own.counts]
    reasons = listing(name.replace("_", " ") for name in own.decisive)
    tail = f"; fragile, depends on {reasons}" if own.fragile else "; not fragile"
    house = CERTAINTY_WORDS[own.reference.level]
    return f"{question}: {', '.join(parts)}; house rules {house}{tail}."
