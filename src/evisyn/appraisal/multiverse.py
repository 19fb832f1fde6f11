"""One body of evidence under every preset and every contestable choice: where does it land?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_presets import GradePreset
from evisyn.appraisal.grade_records import LEVELS, NOT_RATED, Certainty, GradeSettings
from evisyn.errors import InputError
from evisyn.shown import Shown

if TYPE_CHECKING:
    from evisyn.appraisal.frames import Frame

DEFAULT_GRID: Mapping[str, tuple[Any, ...]] = MappingProxyType({
    "ois": (300, 400, 800),
    "low_risk_share": (60.0, 75.0, 90.0),
    "i2_serious": (50.0, 75.0),
    "interval_from_k": (3, 5, 10),
    "bias_p": (0.05, 0.10),
})  # fmt: skip
"""Limits on which reviews differ: size 300 or 400 (rules of thumb) or a power calculation for a
small difference, I2 50 or 75, p 0.05 or 0.10; shares and numbers of trials around the house
value."""
DEFAULT_PRESETS = ("evisyn",)
_SETTINGS = frozenset(field.name for field in fields(GradeSettings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One rating of the many: the preset, the choices and the level."""

    preset: str
    choices: tuple[tuple[str, Any], ...]
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiverse(Shown):
    """Ratings of one body of evidence under many rules.

    Parameters
    ----------
    ratings
        Every rating.
    counts
        How often each level came out, best first, ``not_rated`` last; levels that never came out
        are left out.
    fragile
        Whether more than one level came out among the ratings that gave one.
    reference
        The rating with the house rules as they are.
    decisive
        Choices whose change alone, all else equal, changes the level somewhere.
    """

    ratings: tuple[Rating, ...]
    counts: tuple[tuple[str, int], ...]
    fragile: bool
    reference: Certainty
    decisive: tuple[str, ...]

    @property
    def agreement(self) -> float:
        """Share of the ratings, in percent, that give the level of the reference."""
        same = sum(rating.level == self.reference.level for rating in self.ratings)
        return 100.0 * same / len(self.ratings)

    def to_frame(self) -> Frame:
        """One row per rating."""
        from evisyn.appraisal.frames import rows_frame

        return rows_frame(self.ratings)


def grade_multiverse(
    inputs: Mapping[str, Any],
    *,
    presets: Iterable[str | GradePreset] = DEFAULT_PRESETS,
    grid: Mapping[str, Sequence[Any]] | None = None,
) -> Multiverse:
    """Rate one set of inputs under several presets and over a grid of contestable choices.

    Parameters
    ----------
    inputs
        Arguments of :func:`evisyn.appraisal.grade.grade`, without ``preset``.
    presets
        Presets to rate under; choices that a preset does not read leave it as it is and are
        counted once.
    grid
        Values by name: fields of ``GradeSettings``, or arguments of ``grade`` (for example
        several thresholds that matter). :data:`DEFAULT_GRID` by default; empty for none.

    Returns
    -------
    Multiverse
        ``fragile`` where the level depends on a choice.

    Raises
    ------
    InputError
        For a choice without values, or inputs that ``grade`` refuses.
    """
    choices = DEFAULT_GRID if grid is None else grid
    for name, values in choices.items():
        if not len(values):
            raise InputError("grid", f"{name} has no values; give at least one or leave it out.")
    ratings = [rating for preset in presets for rating in _ratings(inputs, preset, choices)]
    if not ratings:
        raise InputError("presets", "is empty; give at least one.")
    counted = Counter(rating.level for rating in ratings)
    order = (*reversed(LEVELS), NOT_RATED)
    return Multiverse(
        ratings=tuple(ratings),
        counts=tuple((level, counted[level]) for level in order if counted[level]),
        fragile=len({level for level in counted if level != NOT_RATED}) > 1,
        reference=grade(**inputs),
        decisive=_decisive(ratings, tuple(choices)),
    )


def _ratings(
    inputs: Mapping[str, Any], preset: str | GradePreset, grid: Mapping[str, Sequence[Any]]
) -> list[Rating]:
    """Every combination for the house rules; one rating for a preset with fixed limits."""
    name = preset if isinstance(preset, str) else preset.name
    read = grid if name == "evisyn" else {k: v for k, v in grid.items() if k not in _SETTINGS}
    made = []
    for values in product(*read.values()):
        chosen = dict(zip(read, values, strict=True))
        level = grade(**_arguments(inputs, chosen), preset=preset).level
        made.append(Rating(preset=name, choices=tuple(chosen.items()), level=level))
    return made


def _arguments(inputs: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    limits = {name: value for name, value in chosen.items() if name in _SETTINGS}
    others = {name: value for name, value in chosen.items() if name not in _SETTINGS}
    settings = replace(inputs.get("settings") or GradeSettings(), **limits)
    return {**inputs, **others, "settings": settings}


def _decisive(ratings: Sequence[Rating], names: tuple[str, ...]) -> tuple[str, ...]:
    found = ["preset"] if _changes(ratings, lambda r: r.choices) else []
    for name in names:
        rest = [r for r in ratings if name in dict(r.choices)]
        if _changes(rest, lambda r, name=name: (r.preset, _without(r, name))):
            found.append(name)
    return tuple(found)


def _without(rating: Rating, name: str) -> tuple[tuple[str, Any], ...]:
    return tuple(choice for choice in rating.choices if choice[0] != name)


def _changes(ratings: Sequence[Rating], key: Any) -> bool:
    """Whether ratings that share all but one choice differ in level."""
    groups: dict[Any, set[str]] = {}
    for rating in ratings:
        groups.setdefault(key(rating), set()).add(rating.level)
    return any(len(levels) > 1 for levels in groups.values())
