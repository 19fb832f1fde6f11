"""Forest plots: panels, directions, what is drawn and what is listed."""

from __future__ import annotations

import math

import pytest
from _figures import entries, entry, pooled

from evisyn.errors import InputError
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import ForestOptions, ForestSpec

OPTIONS = ForestOptions(title="T")


def _spec(*rows: object, **more: object) -> ForestSpec:
    return specify_forest(rows, OPTIONS, **more)  # type: ignore[arg-type]


def test_smd_and_g_share_a_panel() -> None:
    """Standardised differences stand together."""
    spec = _spec(entry("a"), entry("b", measure="g"))
    assert [(p.measure, len(p.rows)) for p in spec.panels] == [("SMD", 2)]


def test_each_unit_has_a_panel() -> None:
    """Mean differences in two units never share an axis."""
    spec = _spec(entry("a", measure="MD", unit="days"), entry("b", measure="MD", unit="hours"))
    assert [p.unit for p in spec.panels] == ["days", "hours"]


def test_a_difference_flips_when_larger_is_better() -> None:
    """Left favours the intervention: sign and limits turn together."""
    row = _spec(
        entry(estimate=0.5, ci_low=0.2, ci_high=0.9, larger_value_favours="intervention")
    ).rows[0]
    assert (row.x, row.low, row.high, row.flipped) == (-0.5, -0.9, -0.2, True)


def test_a_ratio_inverts_when_larger_is_better() -> None:
    """A ratio is turned by inversion, on a log axis with the null at one."""
    spec = _spec(
        entry(
            measure="RR",
            estimate=1.25,
            ci_low=1.0,
            ci_high=2.0,
            larger_value_favours="intervention",
        )
    )
    row = spec.rows[0]
    assert (row.x, row.low, row.high) == pytest.approx((0.8, 0.5, 1.0))
    assert (spec.panels[0].log, spec.panels[0].null) == (True, 1.0)


def test_an_unclear_direction_is_listed() -> None:
    """Without a direction a result is listed with its reason and not drawn."""
    spec = _spec(entry("a"), entry("b", larger_value_favours=""))
    assert [row.entry.id for row in spec.rows] == ["a"]
    assert "direction" in spec.listed[0].reason


def test_a_mean_difference_without_a_unit_is_listed() -> None:
    """A mean difference nobody can read is not drawn."""
    spec = _spec(entry("a", measure="MD"))
    assert not spec.rows
    assert "unit" in spec.listed[0].reason


def test_a_result_without_interval_is_a_point() -> None:
    """No limits: no whiskers, and a mark of its own."""
    row = _spec(entry(ci_low=None, ci_high=None)).rows[0]
    assert (row.has_interval, row.mark) == (False, "solid_point")


def test_one_limit_is_drawn_on_its_side_only() -> None:
    """A missing upper limit stays missing."""
    row = _spec(entry(ci_high=None)).rows[0]
    assert (row.low, row.high, row.has_interval) == (-0.8, None, False)


def test_a_row_set_aside_is_hollow() -> None:
    """Shown, not summarised."""
    assert _spec(entry(set_aside=True)).rows[0].mark == "hollow"


def test_a_row_set_aside_does_not_stretch_the_axis() -> None:
    """An implausible result cannot flatten the others; it is marked as off the axis."""
    plain = _spec(entry("a"))
    both = _spec(entry("a"), entry("b", estimate=-14.5, ci_low=-31.6, ci_high=2.7, set_aside=True))
    assert both.panels[0].bounds == plain.panels[0].bounds
    assert both.rows[1].off == -1


def test_a_long_interval_is_cut_and_says_so() -> None:
    """Both ends of a very wide interval are arrows, the others are whole."""
    rows = [entry(f"e{i}", estimate=-0.5 + 0.1 * i) for i in range(6)]
    spec = _spec(*rows, entry("wide", estimate=-0.4, ci_low=-30.0, ci_high=30.0))
    wide = spec.rows[-1]
    assert (wide.cut_low, wide.cut_high) == (True, True)
    assert not any(row.cut_low or row.cut_high for row in spec.rows[:-1])


def test_groups_keep_their_order() -> None:
    """Groups stand in the order of first appearance."""
    spec = _spec(entry("a", group="x"), entry("b", group="y"), entry("c", group="x"))
    found = [(g.label, [r.entry.id for r in g.rows]) for g in spec.panels[0].groups]
    assert found == [("x", ["a", "c"]), ("y", ["b"])]


@pytest.mark.parametrize("n", [1, 2, 20, 65])
def test_every_entry_is_drawn_or_listed_once(n: int) -> None:
    """No result is lost, none appears twice."""
    own = entries(n)
    spec = specify_forest(own, OPTIONS)
    shown = [r.entry.id for r in spec.rows] + [item.entry.id for item in spec.listed]
    assert sorted(shown) == sorted(e.id for e in own)


@pytest.mark.parametrize("n", [1, 2, 20, 65])
def test_estimates_that_count_lie_within_the_axis(n: int) -> None:
    """Only rows set aside may lie beyond the axis."""
    spec = specify_forest(entries(n), OPTIONS)
    assert all(row.off == 0 for row in spec.rows if not row.entry.set_aside)


def test_the_null_is_always_within_the_axis() -> None:
    """No difference is visible even when every result is far from it."""
    low, high = _spec(entry(estimate=-9.0, ci_low=-9.5, ci_high=-8.5)).panels[0].bounds
    assert low < 0 < high


def test_weights_make_squares_of_proportional_area() -> None:
    """A quarter of the weight has half the side."""
    spec = _spec(entry("a", weight=80.0), entry("b", weight=20.0))
    assert spec.rows[1].size / spec.rows[0].size == pytest.approx(0.5)


def test_a_summary_carries_its_prediction_interval() -> None:
    """Diamond and prediction interval come from the pooled result."""
    summary = _spec(entry(), pooled=pooled(k=8)).panels[0].summary
    assert summary is not None
    assert (summary.x, summary.pi_low, summary.pi_unreliable) == (-0.3, -0.9, False)


@pytest.mark.parametrize(
    ("k", "shown", "doubt"), [(2, False, False), (3, True, True), (4, True, True), (5, True, False)]
)
def test_prediction_intervals_of_few_studies(k: int, shown: bool, doubt: bool) -> None:
    """None below three studies, unreliable below five."""
    summary = _spec(entry(), pooled=pooled(k=k)).panels[0].summary
    assert summary is not None
    assert (summary.pi_low is not None, summary.pi_unreliable) == (shown, doubt)


def test_an_undefined_prediction_interval_is_not_drawn() -> None:
    """NaN is no interval."""
    summary = _spec(entry(), pooled=pooled(pi_low=math.nan, pi_high=math.nan)).panels[0].summary
    assert summary is not None
    assert summary.pi_low is None


def test_a_pooled_ratio_is_shown_as_a_ratio() -> None:
    """The summary of ratios comes on the log scale and is drawn as a ratio."""
    row = entry(measure="OR", estimate=0.7, ci_low=0.5, ci_high=0.98)
    summary = _spec(row, pooled=pooled()).panels[0].summary
    assert summary is not None
    assert summary.x == pytest.approx(math.exp(-0.3))


def test_a_summary_over_two_units_is_refused() -> None:
    """What does not share an axis has no common diamond."""
    rows = entry("a", measure="MD", unit="days"), entry("b", measure="MD", unit="hours")
    with pytest.raises(InputError, match="pooled: 2 panels"):
        _spec(*rows, pooled=pooled())


def test_no_result_is_refused() -> None:
    """An empty forest plot is an error with a message."""
    with pytest.raises(InputError, match="entries"):
        _spec()


def test_a_second_interval_stands_beside_the_first() -> None:
    """The Wald interval is shown below the diamond, to compare."""
    wald = pooled(ci_low=-0.4, ci_high=-0.2)
    summary = _spec(entry(), pooled=pooled(), beside=wald).panels[0].summary
    assert summary is not None
    assert (summary.beside_label, summary.beside_low, summary.beside_high) == (
        "Wald interval",
        -0.4,
        -0.2,
    )
