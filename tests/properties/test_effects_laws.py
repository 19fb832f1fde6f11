"""Laws of effect sizes and conversions on generated data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.effects import convert
from evisyn.effects.calculate import MEASURES, effect_size
from evisyn.errors import InputError

SETTINGS = settings(deadline=None, max_examples=40)
COUNTS = st.integers(1, 400)
SPREADS = st.floats(0.1, 50)
SIZES = st.integers(3, 500)
LEVELS = st.floats(1, 100)


def columns(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, list[Any]]]:
    """Columns of one to six studies."""
    row = st.fixed_dictionaries(fields)
    return st.lists(row, min_size=1, max_size=6).map(
        lambda rows: {name: [row[name] for row in rows] for name in fields}
    )


TABLES = columns(ai=COUNTS, bi=COUNTS, ci=COUNTS, di=COUNTS)
RATES = columns(x1i=COUNTS, t1i=LEVELS, x2i=COUNTS, t2i=LEVELS)
GROUPS = columns(m1i=LEVELS, sd1i=SPREADS, n1i=SIZES, m2i=LEVELS, sd2i=SPREADS, n2i=SIZES)
SWAPS = {
    "table": {"ai": "ci", "bi": "di", "ci": "ai", "di": "bi"},
    "rates": {"x1i": "x2i", "t1i": "t2i", "x2i": "x1i", "t2i": "t1i"},
    "means": {
        "m1i": "m2i",
        "sd1i": "sd2i",
        "n1i": "n2i",
        "m2i": "m1i",
        "sd2i": "sd1i",
        "n2i": "n1i",
    },
}


def swap(data: dict[str, list[Any]], names: dict[str, str]) -> dict[str, list[Any]]:
    return {name: data[names[name]] for name in data}


def assert_mirrored(measure: str, data: dict[str, list[Any]], names: dict[str, str]) -> None:
    one, other = effect_size(measure, **data), effect_size(measure, **swap(data, names))
    np.testing.assert_allclose(one.yi, -other.yi, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(one.vi, other.vi, rtol=1e-9, atol=1e-12)


@SETTINGS
@given(data=TABLES)
@pytest.mark.parametrize(
    "measure", ["RR", "OR", "RD", "AS", "PETO", "PHI", "YUQ", "YUY", "RTET", "PBIT", "OR2DL"]
)
def test_swapping_arms_of_a_table_flips_the_sign(measure: str, data: dict[str, Any]) -> None:
    """Group 2 against group 1 is minus group 1 against group 2, with the same variance."""
    assert_mirrored(measure, data, SWAPS["table"])


@SETTINGS
@given(data=RATES)
@pytest.mark.parametrize("measure", ["IRR", "IRD", "IRSD"])
def test_swapping_arms_of_rates_flips_the_sign(measure: str, data: dict[str, Any]) -> None:
    """The same for events over person-time."""
    assert_mirrored(measure, data, SWAPS["rates"])


@SETTINGS
@given(data=GROUPS)
@pytest.mark.parametrize(
    "measure", ["MD", "SMD", "SMDH", "ROM", "CVR", "VR", "D2ORL", "RPB", "RBIS"]
)
def test_swapping_arms_of_means_flips_the_sign(measure: str, data: dict[str, Any]) -> None:
    """The same for means."""
    assert_mirrored(measure, data, SWAPS["means"])


@SETTINGS
@given(data=GROUPS, factor=st.floats(0.01, 100))
def test_units_scale_the_mean_difference(data: dict[str, Any], factor: float) -> None:
    """Other units scale the difference and its SE, and leave standardised measures alone."""
    scaled = {
        name: [v * factor for v in values] if name[0] in "ms" else values
        for name, values in data.items()
    }
    one, other = effect_size("MD", **data), effect_size("MD", **scaled)
    np.testing.assert_allclose(other.yi, one.yi * factor, rtol=1e-9, atol=1e-10 * factor)
    np.testing.assert_allclose(other.sei, one.sei * factor, rtol=1e-9)
    for measure in ("SMD", "ROM", "VR"):
        one, other = effect_size(measure, **data), effect_size(measure, **scaled)
        np.testing.assert_allclose(other.yi, one.yi, rtol=1e-8, atol=1e-10)
        np.testing.assert_allclose(other.vi, one.vi, rtol=1e-8)


@SETTINGS
@given(data=TABLES, seed=st.integers(0, 999))
def test_order_of_studies_does_not_matter(data: dict[str, Any], seed: int) -> None:
    """Permuted studies give permuted effects."""
    order = np.random.default_rng(seed).permutation(len(data["ai"]))
    moved = {name: np.array(values)[order] for name, values in data.items()}
    for measure in ("OR", "RD", "PETO"):
        one, other = effect_size(measure, **data), effect_size(measure, **moved)
        np.testing.assert_array_equal(one.yi[order], other.yi)
        np.testing.assert_array_equal(one.vi[order], other.vi)


@SETTINGS
@given(data=TABLES)
def test_studies_do_not_touch_each_other(data: dict[str, Any]) -> None:
    """A study's own result is the same alone and in company."""
    together = effect_size("OR", **data)
    for i in range(together.k):
        alone = effect_size("OR", **{name: values[i] for name, values in data.items()})
        assert alone.yi[0] == together.yi[i]


@SETTINGS
@given(data=TABLES)
def test_totals_stand_for_the_second_cells(data: dict[str, Any]) -> None:
    """Group sizes in place of non-events give the same effects."""
    a, b, c, d = (np.array(data[name]) for name in ("ai", "bi", "ci", "di"))
    one = effect_size("RR", **data)
    other = effect_size("RR", ai=a, ci=c, n1i=a + b, n2i=c + d)
    np.testing.assert_array_equal(one.yi, other.yi)


@SETTINGS
@given(data=TABLES)
def test_events_and_non_events_mirror_the_odds_ratio(data: dict[str, Any]) -> None:
    """Counting non-events flips odds ratio and risk difference, not their variance."""
    flipped = {"ai": data["bi"], "bi": data["ai"], "ci": data["di"], "di": data["ci"]}
    for measure in ("OR", "RD", "PHI", "AS"):
        one, other = effect_size(measure, **data), effect_size(measure, **flipped)
        np.testing.assert_allclose(one.yi, -other.yi, rtol=1e-9, atol=1e-12)


@SETTINGS
@given(
    estimate=st.floats(-50, 50),
    se=st.floats(1e-3, 20),
    level=st.sampled_from([0.8, 0.9, 0.95, 0.99]),
)
def test_interval_round_trip(estimate: float, se: float, level: float) -> None:
    """The SE that made an interval comes back from it, on both scales."""
    from scipy.special import ndtri

    half = -ndtri((1 - level) / 2) * se
    found = convert.se_from_ci(estimate - half, estimate + half, level)
    assert found.sei[0] == pytest.approx(se, rel=1e-9, abs=1e-12)
    small = half / 100
    ratio = convert.se_from_ci(
        np.exp(estimate / 100 - small), np.exp(estimate / 100 + small), level, "log"
    )
    assert ratio.sei[0] == pytest.approx(se / 100, rel=1e-8, abs=1e-12)


@SETTINGS
@given(d=st.floats(-5, 5), v=st.floats(0, 9))
def test_smd_and_odds_ratio_round_trip(d: float, v: float) -> None:
    """There and back changes nothing."""
    there = convert.smd_to_lnor(d, v)
    back = convert.lnor_to_smd(there.yi, there.vi)
    np.testing.assert_allclose([back.yi[0], back.vi[0]], [d, v], rtol=1e-13)


HOSTILE = st.sampled_from(
    [
        np.nan,
        np.inf,
        -np.inf,
        1e300,
        1e-300,
        -1.0,
        0.0,
        1.0,
        2.5,
        12.0,
        "7",
        "",
        None,
        1j,
        [1, 2],
        {},
    ]
)
ARGUMENTS = sorted({name for measure in MEASURES.values() for name in measure.family.kinds})


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_hostile_input_is_refused_or_survived(data: st.DataObject) -> None:
    """Whatever comes in: an InputError, or finite numbers and NaN of one shape."""
    measure = data.draw(st.sampled_from(sorted(MEASURES)))
    source = data.draw(st.sampled_from(MEASURES[measure].sources))
    arguments = {name: data.draw(HOSTILE) for name in source}
    try:
        result = effect_size(measure, **arguments)
    except InputError as error:
        named = error.argument in ARGUMENTS
    else:
        named = True
        assert result.yi.shape == result.vi.shape == result.sei.shape
        assert not np.isinf(result.yi).any()
        assert not np.isinf(result.vi).any()
        assert not (result.vi < 0).any()
    assert named
