"""Made-up rows for the gallery of figures, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.appraisal.grade import grade
from evisyn.appraisal.multiverse import Multiverse, grade_multiverse
from evisyn.appraisal.tools.model import StoredRule
from evisyn.synthesis.network.analysis import Network, network
from evisyn.synthesis.overlap import Overlap, overlap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from evisyn.appraisal.grade_records import Certainty
    from evisyn.appraisal.tools.model import Key, Tool

    FloatArray = NDArray[np.float64]

SEED = 1948
NAMES = (
    "Fernández-de-las-Peñas, Cumplido-Trasmonte & Østergård",
    "Krøll",
    "Côté, Vázquez-Justes and the Zürich Collaboration on Very Long Names",
    "Li",
    "Falsiroli Maistrello",
)
QUESTIONS = (
    "Manual therapy against sham: headache days",
    "Übungen für den Nacken",
    "Neck and shoulder strength exercise, electroacupuncture and muscle relaxation against usual"
    " care: quality of life",
    "Yoga: pain intensity",
)
PRESETS = ("evisyn", "pollock2016", "cinema", "metaumbrella")
_GRID = {"ois": (300, 400, 800), "low_risk_share": (60.0, 75.0, 90.0), "bias_p": (0.05, 0.10)}
_ROB = ("randomisation", "deviations", "missing", "measurement", "reporting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Two-arm trials.

    Parameters
    ----------
    names
        k names.
    yi, vi
        Shape (k,): effects and sampling variances; log risk ratios when there are counts.
    events_i, n_i, events_c, n_c
        Shape (k,): people with the event, and all.
    moderator, year
        Shape (k,).
    measure
        Of the effects.
    """

    names: tuple[str, ...]
    yi: FloatArray
    vi: FloatArray
    events_i: FloatArray
    n_i: FloatArray
    events_c: FloatArray
    n_c: FloatArray
    moderator: FloatArray
    year: FloatArray
    measure: str = "RR"


def made_trials(n: int) -> Trials:
    """``n`` trials with heterogeneity and small-study effects, names long and short."""
    draw = np.random.default_rng(SEED + n)
    n_c = np.round(np.exp(draw.normal(4.6, 0.9, n))) + 12
    n_i = n_c + draw.integers(0, 8, n)
    moderator = np.round(draw.uniform(10, 60, n))
    risk_c = np.clip(draw.beta(3, 6, n), 0.08, 0.8)
    effect = 0.1 - 0.012 * moderator + draw.normal(0, 0.25, n) - 1.5 / np.sqrt(n_c)
    events_c = np.clip(draw.binomial(n_c.astype(int), risk_c), 1, n_c - 1).astype(float)
    risk_i = np.clip(risk_c * np.exp(effect), 0.02, 0.95)
    events_i = np.clip(draw.binomial(n_i.astype(int), risk_i), 1, n_i - 1).astype(float)
    year = 1960.0 + np.arange(n) % 60
    return Trials(
        names=tuple(f"{NAMES[i % len(NAMES)]} {int(year[i])}" for i in range(n)),
        yi=np.log((events_i / n_i) / (events_c / n_c)),
        vi=1 / events_i - 1 / n_i + 1 / events_c - 1 / n_c,
        events_i=events_i,
        n_i=n_i.astype(np.float64),
        events_c=events_c,
        n_c=n_c.astype(np.float64),
        moderator=moderator,
        year=year.astype(np.float64),
    )


def bcg_trials() -> Trials:
    """The 13 trials of BCG vaccination, doi:10.1001/jama.1994.03510330076038."""
    from evisyn.build.examples import example

    rows = example("colditz1994").to_dict("list")
    column = {name: np.asarray(rows[name], dtype=np.float64) for name in _COUNTS}
    n_i = column["tpos"] + column["tneg"]
    n_c = column["cpos"] + column["cneg"]
    return Trials(
        names=tuple(f"{a} {y}" for a, y in zip(rows["author"], rows["year"], strict=True)),
        yi=np.log((column["tpos"] / n_i) / (column["cpos"] / n_c)),
        vi=1 / column["tpos"] - 1 / n_i + 1 / column["cpos"] - 1 / n_c,
        events_i=column["tpos"],
        n_i=n_i.astype(np.float64),
        events_c=column["cpos"],
        n_c=n_c.astype(np.float64),
        moderator=column["ablat"],
        year=column["year"],
    )


_COUNTS = ("tpos", "tneg", "cpos", "cneg", "ablat", "year")


def made_assessments(names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Risk of bias (RoB 2) of studies by name, one answer in twelve missing."""
    draw = np.random.default_rng(SEED)
    levels = ("low", "low", "some concerns", "high")
    return {
        name: {key: levels[draw.integers(4)] for key in _ROB if draw.random() > 1 / 12}
        for name in names
    }


def made_reviews(n: int) -> dict[str, dict[int, str]]:
    """AMSTAR 2 answers of ``n`` reviews."""
    draw = np.random.default_rng(SEED + n)
    partly = ("yes", "partial yes", "no")
    return {
        f"{NAMES[i % len(NAMES)]} {1990 + i}": {
            key: partly[draw.integers(3)]
            if key in (2, 4, 7, 8, 9)
            else partly[::2][draw.integers(2)]
            for key in range(1, 17)
        }
        for i in range(n)
    }


def questions(n: int) -> dict[str, dict[str, Any]]:
    """Arguments of a rating for ``n`` questions, some inputs missing."""
    draw = np.random.default_rng(SEED + n)
    out = {}
    for i in range(n):
        middle, half = -draw.uniform(0.05, 0.8), draw.uniform(0.1, 0.5)
        out[f"{i + 1} {QUESTIONS[i % len(QUESTIONS)]}"] = {
            "estimate": middle,
            "ci_low": middle - half,
            "ci_high": middle + half,
            "pi_low": middle - 2 * half,
            "pi_high": middle + 2 * half,
            "i2": float(draw.uniform(0, 95)),
            "k": int(draw.integers(1, 14)),
            "n_participants": float(draw.integers(40, 1500)),
            "measure": "SMD",
            "threshold": 0.2,
            "rob_low_share": None if i % 7 == 6 else float(draw.uniform(30, 100)),
            "indirectness": [["comparator"], [], []][i % 3],
        }
    return out


def made_ratings(n: int) -> dict[str, Certainty]:
    """Ratings of ``n`` questions by the house rules, every fourth with a person's judgement."""
    by_hand = {
        "domain": "imprecision",
        "state": "serious",
        "author": "A. Person",
        "date": "2024-05-01",
        "reason": "made up for the gallery",
    }
    return {
        name: grade(**given, overrides=[by_hand] if i % 4 == 3 else [])
        for i, (name, given) in enumerate(questions(n).items())
    }


def made_presets(n: int) -> dict[str, dict[str, Certainty]]:
    """Ratings of ``n`` questions under every preset with rules."""
    return {
        name: {preset: grade(**given, preset=preset) for preset in PRESETS}
        for name, given in questions(n).items()
    }


def made_multiverses(n: int) -> dict[str, Multiverse]:
    """Ratings of ``n`` questions over a small grid of choices."""
    return {name: grade_multiverse(given, grid=_GRID) for name, given in questions(n).items()}


def made_overlap(reviews: int, trials: int) -> Overlap:
    """Inclusions of ``trials`` trials in ``reviews`` reviews, some not possible."""
    draw = np.random.default_rng(SEED + reviews * 1000 + trials)
    who = [f"{NAMES[i % len(NAMES)]} ({i + 1})" for i in range(reviews)]
    rows = [
        {"review_id": who[r], "trial_id": f"Trial {t + 1:03d}"}
        for r in range(reviews)
        for t in range(trials)
        if t % reviews == r or draw.random() < 0.12
    ]
    return overlap(
        [*rows, *({"review_id": name, "trial_id": "Trial 001"} for name in who)],
        reviews=[{"review_id": who[r], "search_end": str(2000 + r % 20)} for r in range(reviews)],
        trials=[{"trial_id": f"Trial {t + 1:03d}", "year": 1995 + t % 25} for t in range(trials)],
    )


def made_network(n: int) -> Network:
    """A ring of treatments, each also against the first; at least two, at most 24."""
    n = min(max(n, 2), 24)
    names = [f"{QUESTIONS[i % len(QUESTIONS)].split(':')[0]} ({i + 1})" for i in range(n)]
    pairs = [(i, (i + 1) % n) for i in range(n if n > 2 else 1)]
    pairs += [(0, i) for i in range(2, n - 1)]
    rows = {
        "study": [f"s{i}" for i in range(len(pairs))],
        "treat1": [names[i] for i, _ in pairs],
        "treat2": [names[j] for _, j in pairs],
        "te": [0.1] * len(pairs),
        "se_te": [0.2] * len(pairs),
    }
    treat1, treat2, te, se_te, study = "treat1", "treat2", "te", "se_te", "study"
    return network(
        rows, reference=names[0], treat1=treat1, treat2=treat2, te=te, se_te=se_te, study=study
    )


def made_answers(tool: Tool, n: int) -> tuple[dict[str, dict[Key, str]], dict[str, str] | None]:
    """Answers of ``n`` studies to a tool; published judgements where the tool has no rule."""
    draw = np.random.default_rng(SEED + n)
    names = [f"{NAMES[i % len(NAMES)]} {1990 + i}" for i in range(n)]
    answers = {
        name: {item.key: item.answers[draw.integers(len(item.answers))] for item in tool.items}
        for name in names
    }
    if not isinstance(tool.rule, StoredRule):
        return answers, None
    levels = tool.rule.levels
    return answers, {name: levels[draw.integers(len(levels))] for name in names}


def made_counts(reasons: int) -> dict[str, Any]:
    """Counts of a flow diagram that add up, with so many reasons of exclusion."""
    out = {f"Reason {i + 1}: {QUESTIONS[i % len(QUESTIONS)]}": 1 + i % 5 for i in range(reasons)}
    excluded = sum(out.values())
    return {
        "database_results": {"MEDLINE": 4000 + excluded, "Embase": 3000, "CENTRAL": 500},
        "register_results": 120,
        "duplicates": 2620,
        "records_screened": 5000 + excluded,
        "records_excluded": 4900,
        "dbr_sought_reports": 100 + excluded,
        "dbr_notretrieved_reports": 4,
        "dbr_assessed": 96 + excluded,
        "dbr_excluded": out,
        "website_results": 5,
        "citations_results": 12,
        "other_sought_reports": 17,
        "other_assessed": 17,
        "other_excluded": {"Not randomised": 7},
        "new_studies": 90,
        "new_reports": 106,
        "previous_studies": 10,
        "previous_reports": 12,
        "total_studies": 100,
        "total_reports": 118,
        "meta_studies": 64,
    }
