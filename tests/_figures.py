"""Small inputs for tests of figures: long names, accents, every symbol."""

from __future__ import annotations

from typing import Any

from _rows import limitation

from evisyn.appraisal.agreement import FieldAgreement
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
from evisyn.figures.picture import Picture
from evisyn.figures.strip import StripCell, StripLine, StripSpec, strip_picture
from evisyn.figures.style import CITED, DIRECTIONS, REPORTERS, VERDICTS

SIZES = (1, 2, 20, 65)
NAMES = (
    "Fernández-de-las-Peñas, Cumplido-Trasmonte & Østergård 2021",
    "Krøll 2020",
    "Côté, Vázquez-Justes and the Zürich Collaboration on Very Long Names 2019b",
    "Li 2018",
    "Falsiroli Maistrello 2018",
)
INTERVENTIONS = (
    "spinal manipulation (with or without usual care)",
    "yoga",
    "neck and shoulder strength exercise, electroacupuncture, muscle relaxation",
    "Übungen für den Nacken",
)
LEVELS = ("high", "moderate", "low", "very_low", "")


def entry(id: str = "a2020-e1", **given: Any) -> ForestEntry:
    """A standardised difference that favours the intervention."""
    defaults: dict[str, Any] = {
        "id": id,
        "label": "Li 2020",
        "detail": "Intensity: yoga",
        "group": "Against sham or placebo, end of treatment",
        "measure": "SMD",
        "estimate": -0.5,
        "ci_low": -0.8,
        "ci_high": -0.2,
        "larger_value_favours": "comparator",
    }
    return ForestEntry(**{**defaults, **given})


def entries(n: int) -> list[ForestEntry]:
    """``n`` results of every kind: cut, without interval, set aside, index, listed."""
    out = []
    for i in range(n):
        middle = -1.5 + 0.05 * (i * 7 % 40)
        half = 9.0 if i % 13 == 4 else 0.2 + 0.1 * (i % 5)
        bare = i % 6 == 5
        out.append(
            entry(
                id=f"e{i}",
                label=NAMES[i % len(NAMES)],
                detail=f"Quality of life: {INTERVENTIONS[i % len(INTERVENTIONS)]}",
                group=("Against sham or placebo, end of treatment", "Against mixed comparators")[
                    i * 2 // n
                ],
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
        )
    return out


def forest(n: int) -> Picture:
    """A forest plot of ``n`` results of reviews."""
    options = ForestOptions(title="Pooled effects as reported", notes=("NR, not reported.",))
    return forest_picture(specify_forest(entries(n), options), id=f"forest-{n}")


def trial_forest(n: int) -> Picture:
    """A forest plot of ``n`` weighted trials with a pooled estimate."""
    own = [
        entry(
            id=f"t{i}",
            label=NAMES[i % len(NAMES)],
            detail=INTERVENTIONS[i % len(INTERVENTIONS)],
            estimate=-0.4 + 0.02 * i,
            ci_low=-0.9 + 0.02 * i,
            ci_high=0.1 + 0.02 * i,
            n=40 + i,
            weight=100.0 / n,
        )
        for i in range(n)
    ]
    heads = ForestHeads(label="Trial", k="", certainty="", weight="Weight, %")
    options = ForestOptions(title="Single trials", heads=heads, study_noun="trial")
    return forest_picture(specify_forest(own, options, pooled(k=n)), id=f"trials-{n}")


class _Pooled:
    """What a pooled result of the synthesis room offers."""

    def __init__(self, **values: float) -> None:
        self.__dict__.update(values)


def pooled(**given: float) -> Any:
    """A pooled estimate with its prediction interval."""
    values = {
        "k": 5,
        "estimate": -0.3,
        "ci_low": -0.5,
        "ci_high": -0.1,
        "pi_low": -0.9,
        "pi_high": 0.3,
    }
    return _Pooled(**{**values, **given})


def limitations(n: int) -> Picture:
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
        limitation(
            f"r{i}-l{j}",
            review_id=f"r{i}",
            domain=DOMAINS[(i * 3 + j // 2) % len(DOMAINS)],
            reported_by=who[j % len(who)],
        )
        for i in range(n)
        for j in range(i % 3 * 3)
    ]
    spec = specify_limitations(rows, reviews, title="Limitations", note="None extracted " * 20)
    return limitations_picture(spec, id=f"limitations-{n}")


def evidence_map(n: int) -> Picture:
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
    return map_picture(spec, id=f"map-{n}")


def completeness(n: int) -> Picture:
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
        if i % 11 <= 10
    ]
    return completeness_picture(
        specify_completeness(cells, title="What is reported"), id=f"completeness-{n}"
    )


def field(name: str = "domain", **given: Any) -> FieldAgreement:
    """Agreement on one field."""
    defaults: dict[str, Any] = {
        "field": name,
        "part": "all",
        "pairs": 10,
        "agreed": 8,
        "not_found": 0,
        "percent": 80.0,
        "kappa": 0.62,
    }
    return FieldAgreement(**{**defaults, **given})


def agreement(n: int) -> Picture:
    """``n`` fields, some without kappa, one with a negative kappa."""
    kappas = (0.62, 0.95, None, -0.1)
    fields = [
        field(f"a_field_with_a_name_{i}", percent=100.0 - i, kappa=kappas[i % 4]) for i in range(n)
    ]
    spec = specify_agreement(fields, title="Agreement", weak_below=0.7)
    return agreement_picture(spec, id=f"agreement-{n}")


def line(id: str = "C01", **given: Any) -> BoardLine:
    """One statement with both answers."""
    defaults: dict[str, Any] = {
        "id": id,
        "statement": "It may help",
        "kind": "Effectiveness",
        "cited": "no source named",
        "verdict": "partly supported",
        "certainty": "low",
    }
    return BoardLine(**{**defaults, **given})


def board(n: int) -> Picture:
    """``n`` statements, every answer."""
    lines = [
        line(
            f"C{i:02d}",
            statement=INTERVENTIONS[i % len(INTERVENTIONS)] * (1 + i % 4),
            cited=list(CITED)[i % len(CITED)],
            verdict=list(VERDICTS)[i % len(VERDICTS)],
            certainty=("very_low", "not_rated", "")[i % 3],
        )
        for i in range(n)
    ]
    return board_picture(specify_board(lines, title="Statements"), id=f"board-{n}")


def strip(n: int) -> Picture:
    """``n`` lines of questions, every direction, trials only as well."""
    ways = list(DIRECTIONS)
    outcomes = tuple((f"o{j}", f"Use of medication {j}") for j in range(10))
    lines = tuple(
        StripLine(
            group="Migraine" if i < n / 2 else "Other",
            intervention=INTERVENTIONS[i // 2 % len(INTERVENTIONS)],
            comparator="another active treatment",
            cells=tuple(
                StripCell(
                    outcome=f"o{j}",
                    direction=ways[j % len(ways)] if j % 2 else "",
                    certainty=LEVELS[j % 5],
                    n_reviews=j if j % 2 else 0,
                    n_trials=12,
                )
                for j in range(10)
            ),
        )
        for i in range(n)
    )
    spec = StripSpec(title="Questions", outcomes=outcomes, lines=lines, notes=("A note.",))
    return strip_picture(spec, id=f"strip-{n}")


MAKERS = {
    "limitations": limitations,
    "forest": forest,
    "trials": trial_forest,
    "map": evidence_map,
    "completeness": completeness,
    "agreement": agreement,
    "board": board,
    "strip": strip,
}
