"""Pinned results of other software: load them, say which must be run, compare, keep the tally.

How a topic's test module uses it::

    from reference._cases import Case, compare, runs

    CASES = runs("pooling", lambda case: case.id.endswith("_DL"))

    @pytest.mark.parametrize("case", CASES, ids=str)
    def test_dersimonian_laird(case: Case) -> None:
        fit = ...
        compare(fit.estimate, case.expected["z"]["beta"], "closed", case=case)

``runs`` notes the ids, so that test_grid_complete.py can tell which cases nobody runs;
``compare`` notes the largest difference, so that report.py can print it.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DATA = Path(__file__).parent / "data"
TOPICS = ("effect_sizes", "pooling", "mh_peto", "multilevel", "bias", "sensitivity", "network")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Largest difference that still counts as the same number: rel * |expected| + abs."""

    rel: float
    abs: float
    why: str


#: Named by kind of quantity. ``compare(..., case=case)`` never loosens these by itself except
#: for ``optimiser``, where the other software's own result is only good to the case's rel_tol.
TOLERANCES = {
    "closed": Tolerance(1e-10, 1e-12, "a formula: only rounding errors of the last digits differ"),
    "iterative": Tolerance(1e-7, 1e-8, "both sides stop at 1e-11 or tighter; roots agree to 1e-7"),
    "quantile": Tolerance(1e-6, 1e-8, "root of a statistic at a chi-square quantile"),
    "optimiser": Tolerance(1e-6, 1e-8, "a general optimiser made it: the case's own rel_tol holds"),
    "count": Tolerance(0.0, 0.0, "counts and labels are exact"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One call of the other software with its input and its full-precision result."""

    topic: str
    id: str
    dataset: str
    call: str
    input: dict[str, Any]
    expected: dict[str, Any]
    software: str
    rel_tol: float
    crosscheck: dict[str, Any] | None = None
    warned: bool = False

    def __str__(self) -> str:
        return self.id

    def array(self, name: str) -> np.ndarray:
        """Input column as floats, null being NaN."""
        return as_array(self.input[name])


@dataclass(slots=True)
class Tally:
    """What ``compare`` saw: number of values and the worst relative difference."""

    values: int = 0
    worst: float = 0.0
    where: str = ""
    cases: set[str] = field(default_factory=set)


#: topic -> ids that some test module runs
RUN: dict[str, set[str]] = {topic: set() for topic in TOPICS}
#: topic -> tally of this session
TALLY: dict[str, Tally] = {topic: Tally() for topic in TOPICS}


#: Rules for cases that need not be run: topic, pattern of the id, why. A rule that matches
#: nothing fails the completeness test. Cases that are run although optional are welcome.
OPTIONAL: tuple[tuple[str, str, str], ...] = (
    ("pooling", r"_(userweights|unweighted)$", "user weights with another estimator than GENQ"),
    ("pooling", r"_ci_genq$", "generalised-Q interval"),
    ("multilevel", r"^berkey_", "bivariate model with a given covariance matrix"),
    ("multilevel", r"_che_|^vcalc_", "given covariance of the sampling errors"),
    ("multilevel", r"_ranef$", "best linear unbiased predictions"),
    ("bias", r"_trimfill_\w+_Q0_", "estimator Q0 of trim and fill"),
    (
        "bias",
        r"^meta_\w+_(begg|deeks|harbord|macaskill|peters|schwarzer|thompson)$",
        "other asymmetry tests of the meta package",
    ),
    ("bias", r"_sel_(beta|halfnorm|logistic|negexp|power)$", "selection models other than step"),
    ("bias", r"_fsn_general$", "general fail-safe N"),
    ("bias", r"_hc$", "interval of Henmi and Copas"),
    ("sensitivity", r"_resid_", "residuals"),
    ("sensitivity", r"_blup_", "best linear unbiased predictions"),
    ("network", r"_hat$", "hat matrix and path lengths"),
    ("network", r"_contrib$", "contribution matrix"),
)


def as_array(values: Any) -> np.ndarray:
    """Numbers of a case as floats: null is NaN, infinities are spelled as strings."""
    return np.array(_floats(values), dtype=float)


def _floats(values: Any) -> Any:
    if isinstance(values, list | tuple):
        return [_floats(value) for value in values]
    if values is None:
        return math.nan
    if isinstance(values, str):
        return {"Inf": math.inf, "-Inf": -math.inf, "NaN": math.nan, "NA": math.nan}.get(
            values, math.nan
        )
    return values


@cache
def cases(topic: str) -> tuple[Case, ...]:
    """All cases of a topic in the order of the file."""
    if topic not in TOPICS:
        raise KeyError(f"no reference topic {topic!r}; there are {', '.join(TOPICS)}")
    with gzip.open(DATA / f"{topic}.json.gz", "rt", encoding="utf-8") as handle:
        stored = json.load(handle)
    return tuple(Case(topic=topic, **entry) for entry in stored["cases"])


def source(topic: str) -> dict[str, Any]:
    """What made the numbers of a topic."""
    with gzip.open(DATA / f"{topic}.json.gz", "rt", encoding="utf-8") as handle:
        return dict(json.load(handle)["source"])


def why_optional(case: Case) -> str | None:
    """Reason why a case need not be run, or None when it must be."""
    for topic, pattern, reason in OPTIONAL:
        if case.topic == topic and re.search(pattern, case.id):
            return reason
    return None


def runs(
    topic: str, where: Callable[[Case], bool] | str | Iterable[str] | None = None
) -> list[Case]:
    """Cases for ``parametrize``; notes that they are run.

    ``where`` is a function of the case, a regular expression searched in the id, a list of ids,
    or None for the whole topic.
    """
    chosen = [case for case in cases(topic) if _matches(case, where)]
    if not chosen:
        raise LookupError(f"no case of {topic} matches {where!r}")
    RUN[topic].update(case.id for case in chosen)
    return chosen


def _matches(case: Case, where: Callable[[Case], bool] | str | Iterable[str] | None) -> bool:
    if where is None:
        return True
    if isinstance(where, str):
        return re.search(where, case.id) is not None
    if callable(where):
        return where(case)
    return case.id in set(where)


def compare(
    actual: Any,
    expected: Any,
    kind: str = "closed",
    *,
    case: Case,
    what: str = "",
    rel: float | None = None,
    abs_: float | None = None,
) -> None:
    """Fail when a value differs by more than its kind allows; shapes and NaNs must agree.

    ``rel`` and ``abs_`` replace the tolerance of the kind where a case needs its own; say why
    beside the call.
    """
    tolerance = TOLERANCES[kind]
    wanted = as_array(expected)
    found = np.asarray(actual, dtype=float)
    label = f"{case.topic}/{case.id} {what}".rstrip()
    assert found.shape == wanted.shape, f"{label}: shape {found.shape}, expected {wanted.shape}"
    allowed_rel = tolerance.rel if rel is None else rel
    if kind == "optimiser" and rel is None:
        allowed_rel = max(tolerance.rel, case.rel_tol)
    allowed_abs = tolerance.abs if abs_ is None else abs_
    _note(case, found, wanted, allowed_abs, label)
    same = np.isclose(found, wanted, rtol=allowed_rel, atol=allowed_abs, equal_nan=True)
    assert same.all(), (
        f"{label} [{kind}, rel {allowed_rel:g}, abs {allowed_abs:g}]\n"
        f"  found    {found[~same] if found.ndim else found}\n"
        f"  expected {wanted[~same] if wanted.ndim else wanted}"
    )


def _note(case: Case, found: np.ndarray, wanted: np.ndarray, floor: float, label: str) -> None:
    """Keep the largest relative difference beyond the absolute floor."""
    tally = TALLY[case.topic]
    tally.cases.add(case.id)
    finite = np.isfinite(found) & np.isfinite(wanted)
    tally.values += int(finite.sum())
    if not finite.any():
        return
    gap = np.abs(found[finite] - wanted[finite])
    scale = np.abs(wanted[finite])
    relative = np.where(gap <= floor, 0.0, gap / np.where(scale > floor, scale, 1.0))
    if relative.max() > tally.worst:
        tally.worst, tally.where = float(relative.max()), label
