"""Laws of judgement: what must not matter does not, and knowing less never helps."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.appraisal.audit import audit_effects
from evisyn.appraisal.credibility import credibility_class
from evisyn.appraisal.grade import grade
from evisyn.appraisal.grade_records import LEVELS
from evisyn.appraisal.raters import gwet_ac1, weighted_kappa
from evisyn.appraisal.tools.overall import amstar2_confidence
from evisyn.synthesis.overlap import overlap

ORDER = {level: place for place, level in enumerate(LEVELS)}
PRESETS = ("evisyn", "metaumbrella", "cinema", "pollock2016")

number = st.floats(-3, 3, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    """A body of evidence, each input there or not."""
    low, estimate, high = sorted(draw(st.tuples(number, number, number)))
    body: dict[str, Any] = {"estimate": estimate, "ci_low": low, "ci_high": high}
    pi = sorted(draw(st.tuples(number, number)))
    body |= {"pi_low": min(pi[0], low), "pi_high": max(pi[1], high)}
    for name, values in {
        "i2": st.floats(0, 100),
        "k": st.integers(1, 30),
        "n_participants": st.integers(1, 3000),
        "threshold": st.floats(0.05, 1.0),
        "rob_low_share": st.floats(2, 100),
        "small_study_p": st.floats(0, 1),
        "indirectness": st.integers(0, 3),
    }.items():
        body[name] = draw(st.one_of(st.none(), values))
    body["review_quality"] = draw(st.sampled_from([None, "high", "low", "critically low"]))
    return body


def _for(preset: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "review_quality": None} if preset == "pollock2016" else body


def _turned(body: dict[str, Any], turn: Any) -> dict[str, Any]:
    names = ("ci_low", "ci_high", "pi_low", "pi_high")
    low, high, pi_low, pi_high = (turn(body[name]) for name in names)
    return {**body, "estimate": turn(body["estimate"]), "ci_low": high, "ci_high": low,
            "pi_low": pi_high, "pi_high": pi_low}  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=60, deadline=None)
@given(body=bodies())
def test_swapping_the_sign_changes_nothing(preset: str, body: dict[str, Any]) -> None:
    """Level, states and rules are the same for the mirrored result and either sign of threshold."""
    body = _for(preset, body)
    one = grade(**body, measure="SMD", preset=preset)
    mirrored = _turned(body, lambda value: -value)
    if body["threshold"] is not None:
        mirrored["threshold"] = -body["threshold"]
    other = grade(**mirrored, measure="SMD", preset=preset)
    assert one.level == other.level
    assert [(d.state, d.rule) for d in one.domains] == [(d.state, d.rule) for d in other.domains]


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=60, deadline=None)
@given(body=bodies())
def test_inverting_a_ratio_changes_nothing(preset: str, body: dict[str, Any]) -> None:
    """A ratio and its inverse are one result; so are thresholds on either side of 1."""
    body = _for(preset, body)
    power = {name: 2.0 ** body[name] for name in
             ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")}  # fmt: skip
    ratio = {**body, **power, "threshold": 1.3 if body["threshold"] else None}
    one = grade(**ratio, measure="OR", preset=preset)
    inverted = _turned(ratio, lambda value: 1.0 / value)
    if ratio["threshold"]:
        inverted["threshold"] = 1.0 / ratio["threshold"]
    other = grade(**inverted, measure="OR", preset=preset)
    assert one.level == other.level
    assert [d.state for d in one.domains] == [d.state for d in other.domains]


@settings(max_examples=100, deadline=None)
@given(body=bodies(), name=st.sampled_from(["rob_low_share", "ci_low", "i2", "review_quality"]))
def test_a_missing_input_never_counts_as_fine(body: dict[str, Any], name: str) -> None:
    """Without an input the worst level still open is no better than with it."""
    known = grade(**body, measure="SMD")
    less = grade(**{**body, name: None}, measure="SMD")
    assert ORDER[less.range[1]] <= ORDER[known.range[0]]


@settings(max_examples=100, deadline=None)
@given(body=bodies())
def test_the_level_lies_in_its_range(body: dict[str, Any]) -> None:
    """Best at or above worst; a rated level is the best, an unrated one names what is missing."""
    result = grade(**body, measure="SMD")
    best, worst = result.range
    assert ORDER[worst] <= ORDER[best]
    assert result.level == best or (result.level == "not_rated" and result.missing)


@settings(max_examples=100, deadline=None)
@given(body=bodies())
def test_one_trial_is_never_above_moderate(body: dict[str, Any]) -> None:
    """Whatever else is known."""
    result = grade(**{**body, "k": 1}, measure="SMD")
    assert result.level != "high"
    assert result.range[0] != "high"


@given(
    p=st.floats(0, 1), cases=st.integers(0, 5000), k=st.integers(1, 20), i2=st.floats(0, 100),
    drop=st.sampled_from(["i2", "n_cases", "egger_p", "excess_p", "pi_low", "largest_ci"]),
)  # fmt: skip
def test_knowing_less_never_raises_a_class(
    p: float, cases: int, k: int, i2: float, drop: str
) -> None:
    """Each condition that lacks its value can only lower the class."""
    order = ("I", "II", "III", "IV", "NS")
    values: dict[str, Any] = {
        "p_value": p**8, "n_cases": cases, "k": k, "i2": i2, "pi_low": 0.1, "pi_high": 0.9,
        "largest_ci": (0.1, 0.5), "egger_p": 0.5, "excess_p": 0.5,
    }  # fmt: skip
    full = credibility_class(**values).label
    less = credibility_class(**{**values, drop: None}).label
    assert order.index(less) >= order.index(full)


answers = st.sampled_from(["yes", "partial yes", "no"])


@given(items=st.fixed_dictionaries(dict.fromkeys(range(1, 17), answers)), worse=st.integers(1, 16))
def test_a_further_flaw_never_raises_confidence(items: dict[int, str], worse: int) -> None:
    """Turning any answer into a no cannot improve the rating."""
    order = ("high", "moderate", "low", "critically low")
    before = amstar2_confidence(items).label
    after = amstar2_confidence({**items, worse: "no"}).label
    assert order.index(after) >= order.index(before)


memberships = st.sets(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("uvwxyz")), min_size=2, max_size=24
)


@given(memberships, st.randoms())
def test_the_order_of_rows_does_not_matter_for_overlap(
    pairs: set[tuple[str, str]], random: Any
) -> None:
    """Same matrix, same figures."""
    rows = [{"review_id": review, "trial_id": trial} for review, trial in sorted(pairs)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = overlap(rows), overlap(shuffled)
    np.testing.assert_array_equal(one.matrix, other.matrix)
    np.testing.assert_equal(one.cca, other.cca)


@given(memberships)
def test_overlap_lies_between_none_and_complete(pairs: set[tuple[str, str]]) -> None:
    """0 to 100 %, undefined for one review; pairs likewise."""
    found = overlap([{"review_id": review, "trial_id": trial} for review, trial in pairs])
    values = [found.cca, *(pair.cca for pair in found.pairwise)]
    assert all(np.isnan(value) or 0.0 <= value <= 100.0 for value in values)
    assert np.isnan(found.cca) == (found.n_reviews < 2)


tables = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=3, max_size=3)


@given(tables)
def test_swapping_the_raters_changes_no_agreement(table: list[list[int]]) -> None:
    """Both coefficients are symmetric in the raters and at most 1."""
    counts = np.array(table)
    if counts.sum() == 0:
        return
    for coefficient in (weighted_kappa, gwet_ac1):
        one, other = coefficient(counts), coefficient(counts.T)
        np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-12, atol=1e-12)
        assert np.isnan(one.estimate) or one.estimate <= 1.0 + 1e-12


@given(number, st.floats(0.05, 2.0), st.sampled_from(["MD", "SMD"]))
def test_a_consistent_row_is_not_faulted(middle: float, half: float, measure: str) -> None:
    """A symmetric interval of moderate width around a moderate estimate gives no finding."""
    estimate, half = round(0.5 * middle, 2), round(half, 2)
    row = {"effect_id": "a-e1", "measure": measure, "unit": "points", "estimate": estimate,
           "ci_low": round(estimate - half, 2), "ci_high": round(estimate + half, 2),
           "larger_value_favours": "comparator"}  # fmt: skip
    kinds = {finding.kind for finding in audit_effects([row])}
    assert kinds <= {"interval_too_narrow"}


@given(number, st.floats(0.05, 1.0), st.floats(0, 1))
def test_the_mirrored_row_has_the_same_findings(middle: float, half: float, skew: float) -> None:
    """Turning the sign of a row and the side it favours changes no kind of finding."""
    low, high = round(middle - half, 2), round(middle + half * (1 + skew), 2)
    row = {"effect_id": "a-e1", "measure": "SMD", "estimate": round(middle, 2), "ci_low": low,
           "ci_high": high, "larger_value_favours": "comparator"}  # fmt: skip
    mirrored = {**row, "estimate": -row["estimate"], "ci_low": -high, "ci_high": -low,  # type: ignore[operator]
                "larger_value_favours": "intervention"}  # fmt: skip
    assert [f.kind for f in audit_effects([row])] == [f.kind for f in audit_effects([mirrored])]
