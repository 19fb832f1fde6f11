"""Made-up records for the figures of a project's own tables: long names, accents, every symbol."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from evisyn.appraisal.agreement import FieldAgreement
from evisyn.appraisal.rows import LimitationRow
from evisyn.build.gallery_rows import NAMES
from evisyn.figures.agreement import agreement_picture, specify_agreement
from evisyn.figures.board import BoardLine, board_picture, specify_board
from evisyn.figures.filling import Filled, completeness_picture, specify_completeness
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestEntry, ForestHeads, ForestOptions
from evisyn.figures.forest_words import forest_picture
from evisyn.figures.limitations import (
    DOMAINS,
    ReviewLine,
    limitations_picture,
    specify_limitations,
)
from evisyn.figures.mapping import MapCell, map_picture, specify_map
from evisyn.figures.strip import StripCell, StripLine, StripSpec, strip_picture
from evisyn.figures.style import CITED, DIRECTIONS, REPORTERS, VERDICTS

if TYPE_CHECKING:
    from evisyn.figures.picture import Picture

INTERVENTIONS: Final = (
    "spinal manipulation (with or without usual care)",
    "yoga",
    "neck and shoulder strength exercise, electroacupuncture, muscle relaxation",
    "Übungen für den Nacken",
)
LEVELS: Final = ("high", "moderate", "low", "very_low", "")
_GROUPS: Final = ("Against sham or placebo, end of treatment", "Against mixed comparators")
NOTE: Final = "Made up for the gallery."


def _name(i: int) -> str:
    return f"{NAMES[i % len(NAMES)]} {2000 + i % 25}"


def entries(n: int) -> list[ForestEntry]:
    """``n`` results of every kind: cut, without interval, set aside, index, listed."""
    return [_result(i, n) for i in range(n)]


def _result(i: int, n: int) -> ForestEntry:
    middle = -1.5 + 0.05 * (i * 7 % 40)
    half = 9.0 if i % 13 == 4 else 0.2 + 0.1 * (i % 5)
    bare = i % 6 == 5
    return ForestEntry(
        id=f"e{i}",
        label=_name(i),
        detail=f"Quality of life: {INTERVENTIONS[i % len(INTERVENTIONS)]}",
        group=_GROUPS[i * 2 // n],
        measure=("SMD", "g", "MD")[i % 3],
        unit="headache days per 4 weeks" if i % 3 == 2 and i % 9 != 8 else "",
        estimate=middle,
        ci_low=None if bare else middle - half,
        ci_high=None if bare else middle + half,
        larger_value_favours="" if i % 17 == 16 else "comparator",
        k=None if i % 4 == 0 else i,
        n=None if i % 5 == 0 else 1234 * i,
        certainty=LEVELS[i % 5],
        set_aside=i % 7 == 6,
        index=i % 10 == 1,
        note="an implausibly narrow interval, from small and unlike trials",
        interval_words="90% CrI" if i % 11 == 3 else "",
    )


def forest_of_reviews(n: int, id: str) -> Picture:
    """A forest plot of ``n`` results of reviews."""
    options = ForestOptions(title="Pooled effects as reported by reviews", notes=(NOTE,))
    return forest_picture(specify_forest(entries(n), options), id=id)


def forest_of_trials(n: int, id: str) -> Picture:
    """A forest plot of ``n`` weighted trials with what was compared and a pooled estimate."""
    own = [
        ForestEntry(
            id=f"t{i}",
            label=_name(i),
            detail=INTERVENTIONS[i % len(INTERVENTIONS)],
            measure="SMD",
            estimate=-0.4 + 0.02 * (i % 40),
            ci_low=-0.9 + 0.02 * (i % 40),
            ci_high=0.1 + 0.02 * (i % 40),
            larger_value_favours="comparator",
            n=40 + i,
            weight=100.0 / n,
        )
        for i in range(n)
    ]
    heads = ForestHeads(label="Trial", k="", certainty="", weight="Weight, %")
    options = ForestOptions(title="Results of trials", heads=heads, study_noun="trial")
    pooled: Any = SimpleNamespace(
        k=n, estimate=-0.3, ci_low=-0.5, ci_high=-0.1, pi_low=-0.9, pi_high=0.3
    )
    return forest_picture(specify_forest(own, options, pooled), id=id)


def limitations(n: int, id: str) -> Picture:
    """``n`` reviews; every third has no limitation in the table."""
    reviews = [
        ReviewLine(
            review_id=f"r{i}",
            label=f"{NAMES[i % len(NAMES)]} ({i})",
            group="Reviews with meta-analysis" if i < n / 2 else "Others",
        )
        for i in range(n)
    ]
    who = list(REPORTERS)
    rows = [
        LimitationRow(
            limitation_id=f"r{i}-l{j}",
            review_id=f"r{i}",
            domain=DOMAINS[(i * 3 + j // 2) % len(DOMAINS)],
            statement="few good trials",
            reported_by=who[j % len(who)],
        )
        for i in range(n)
        for j in range(i % 3 * 3)
    ]
    spec = specify_limitations(rows, reviews, title="Limitations by domain", note=NOTE)
    return limitations_picture(spec, id=id)


def evidence_map(n: int, id: str) -> Picture:
    """``n`` interventions by three conditions, every direction and an empty cell."""
    ways = list(DIRECTIONS)
    cells = [
        MapCell(
            row=f"c{i}",
            column=f"k{j}",
            n_reviews=i % 7,
            n_trials=i * j,
            n_set_aside=j,
            direction=ways[(i + j) % len(ways)] if i % 7 else "",
            certainty=("very_low", "moderate") if i % 2 else (),
        )
        for i in range(n)
        for j in range(2)
    ]
    spec = specify_map(
        cells,
        rows=[(f"c{i}", INTERVENTIONS[i % len(INTERVENTIONS)]) for i in range(n)],
        columns=[(f"k{j}", f"Condition with a rather long name {j}") for j in range(3)],
        title="Where the evidence is",
    )
    return map_picture(spec, id=id)


def completeness(n: int, id: str) -> Picture:
    """``n`` columns in two tables."""
    cells = [
        Filled(
            table="trial_outcomes" if i < n / 2 else "effects",
            column=f"a_column_with_a_very_long_name_{i}",
            filled=i % 11,
            rows=10,
            required=i % 4 == 0,
        )
        for i in range(n)
    ]
    return completeness_picture(specify_completeness(cells, title="What is reported"), id=id)


def agreement(n: int, id: str) -> Picture:
    """``n`` fields, some without kappa, one with a negative kappa."""
    kappas = (0.62, 0.95, None, -0.1)
    fields = [
        FieldAgreement(
            field=f"a_field_with_a_name_{i}",
            part="all",
            pairs=10,
            agreed=8,
            not_found=0,
            percent=100.0 - i % 60,
            kappa=kappas[i % 4],
        )
        for i in range(n)
    ]
    spec = specify_agreement(fields, title="Agreement of two readings", weak_below=0.7)
    return agreement_picture(spec, id=id)


def board(n: int, id: str) -> Picture:
    """``n`` statements, every answer."""
    lines = [
        BoardLine(
            id=f"C{i:02d}",
            statement=INTERVENTIONS[i % len(INTERVENTIONS)] * (1 + i % 4),
            kind="Effectiveness",
            cited=list(CITED)[i % len(CITED)],
            verdict=list(VERDICTS)[i % len(VERDICTS)],
            certainty=("very_low", "not_rated", "")[i % 3],
        )
        for i in range(n)
    ]
    return board_picture(specify_board(lines, title="What is said and what is known"), id=id)


def strip(n: int, id: str) -> Picture:
    """``n`` lines of questions, every direction, trials only as well."""
    outcomes = tuple((f"o{j}", f"Use of medication {j}") for j in range(10))
    lines = tuple(
        StripLine(
            group="Migraine" if i < n / 2 else "Other",
            intervention=INTERVENTIONS[i // 2 % len(INTERVENTIONS)],
            comparator="another active treatment",
            cells=tuple(_cell(j) for j in range(10)),
        )
        for i in range(n)
    )
    spec = StripSpec(title="Questions at a glance", outcomes=outcomes, lines=lines, notes=(NOTE,))
    return strip_picture(spec, id=id)


def _cell(j: int) -> StripCell:
    ways = list(DIRECTIONS)
    return StripCell(
        outcome=f"o{j}",
        direction=ways[j % len(ways)] if j % 2 else "",
        certainty=LEVELS[j % 5],
        n_reviews=j if j % 2 else 0,
        n_trials=12,
    )


OF_TABLES: Final[dict[str, Callable[[int, str], Picture]]] = {
    "forest-of-reviews": forest_of_reviews,
    "forest-of-trials": forest_of_trials,
    "limitations": limitations,
    "evidence-map": evidence_map,
    "strength-strip": strip,
    "claims-board": board,
    "completeness": completeness,
    "agreement": agreement,
}
