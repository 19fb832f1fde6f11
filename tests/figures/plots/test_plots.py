"""Plots of meta-analyses: what stands where."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.axes import count_axis, effect_axis, even_axis
from evisyn.figures.plots.baujat import baujat, contributions
from evisyn.figures.plots.bubble import bubble
from evisyn.figures.plots.drapery import drapery, p_curve
from evisyn.figures.plots.gosh import gosh_density
from evisyn.figures.plots.influence import InfluenceSpec, influence_panel
from evisyn.figures.plots.inputs import read_effects
from evisyn.figures.plots.labbe import labbe
from evisyn.figures.plots.radial import radial
from evisyn.figures.plots.refits import cumulative_forest, leave_one_out_forest
from evisyn.figures.plots.spec import PlotPanel, PlotSpec
from evisyn.synthesis.deletion import cumulative_fits, leave_one_out_fits
from evisyn.synthesis.gosh import gosh
from evisyn.synthesis.influence import influence_measures
from evisyn.synthesis.pool import pool
from evisyn.synthesis.regression import meta_regression

YI = np.array([-0.8, -0.3, 0.1, -0.5, 0.4])
VI = np.array([0.04, 0.01, 0.09, 0.02, 0.05])
NAMES = ["Krøll 2020", "Li 2018", "Ng 2001", "Øst 1999", "Zür 2011"]


def _panels(picture: Picture) -> tuple[PlotPanel, ...]:
    assert isinstance(picture.spec, PlotSpec)
    return picture.spec.panels


def test_contributions_add_up_to_q() -> None:
    """The horizontal values of a Baujat plot are the parts of Cochran's Q."""
    share, _ = contributions(read_effects(YI, VI))
    assert share.sum() == pytest.approx(pool(YI, VI, model="common").q)


def test_influence_is_what_the_mean_moves() -> None:
    """The vertical values are squared moves over the variance without the study."""
    _, moved = contributions(read_effects(YI, VI))
    rest = pool(YI[1:], VI[1:], model="common", test="z")
    whole = pool(YI, VI, model="common", test="z")
    assert moved[0] == pytest.approx((whole.estimate - rest.estimate) ** 2 / rest.se**2)


def test_one_study_has_no_influence_to_show() -> None:
    """A Baujat plot needs two studies."""
    with pytest.raises(InputError, match="at least two"):
        baujat([0.1], [0.1], id="b", title="T")


def test_a_radial_point_is_z_against_precision() -> None:
    """Effects over standard errors stand against their inverse."""
    panel = _panels(radial(YI, VI, NAMES, id="r", title="T"))[0]
    assert panel.clouds[0].points[1] == pytest.approx((10.0, -3.0))


def test_the_radial_scale_reads_effects() -> None:
    """A tick at the right edge stands where the line of that effect ends."""
    panel = _panels(radial(YI, VI, id="r", title="T"))[0]
    for place, text in panel.marks_right:
        assert place / panel.x.high == pytest.approx(float(text.replace("\u2212", "-")))


def test_labbe_shows_risks_in_percent() -> None:
    """The control group is on the horizontal axis."""
    panel = _panels(labbe([10], [100], [20], [80], id="l", title="T"))[0]
    assert panel.clouds[0].points == ((25.0, 10.0),)


@pytest.mark.parametrize(("measure", "effect"), [("RR", np.log(0.5)), ("RD", -0.2)])
def test_the_pooled_curve_of_labbe_passes_through_its_risks(measure: str, effect: float) -> None:
    """Where the control risk is 40 %, half the risk and 20 points less are 20 %."""
    picture = labbe([9], [30], [12], [30], id="l", title="T", measure=measure, estimate=effect)
    curve = dict(_panels(picture)[0].curves[1].points)
    assert curve[40.0] == pytest.approx(20.0)


def test_labbe_refuses_impossible_counts() -> None:
    """More events than people are no counts."""
    with pytest.raises(InputError, match="outside 0 to n"):
        labbe([11], [10], [1], [10], id="l", title="T")


def test_the_bubble_line_is_the_regression() -> None:
    """The line passes through the predicted effects, inside its band."""
    x = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    fit = meta_regression(YI, VI, x)
    panel = _panels(bubble(YI, VI, x, NAMES, id="b", title="T", moderator_label="X", fit=fit))[0]
    at, value = panel.curves[1].points[7]
    assert value == pytest.approx(fit.predict([at]).estimate)
    assert panel.areas[0].words == "95% confidence band"


def test_bubble_areas_follow_the_weights() -> None:
    """A quarter of the weight has half the width."""
    panel = _panels(
        bubble([0.1, 0.2], [0.01, 0.04], [1, 2], id="b", title="T", moderator_label="X")
    )
    assert panel[0].clouds[0].sizes[1] / panel[0].clouds[0].sizes[0] == pytest.approx(0.5)


def test_a_p_curve_peaks_at_its_estimate_and_crosses_at_its_limits() -> None:
    """p is 1 at the estimate and 0.05 at the limits of the 95 % interval."""
    low = 0.3 - 1.959963984540054 * 0.1
    curve = dict(p_curve(np.array([low]), 0.3, 0.1))
    assert curve[0.3] == pytest.approx(1.0)
    assert curve[low] == pytest.approx(0.05)


def test_the_pooled_p_curve_uses_the_pools_own_test() -> None:
    """With a t test, p is 0.05 at the limits of the t interval."""
    found = pool(YI, VI, test="hksj")
    curve = dict(p_curve(np.array([found.ci_low]), found.estimate, found.se, found.df))
    assert curve[found.ci_low] == pytest.approx(0.05)


def test_drapery_has_a_curve_for_every_study() -> None:
    """One thin curve a study, one thick curve for the pool."""
    curves = _panels(drapery(YI, VI, id="d", title="T", pooled=pool(YI, VI)))[0].curves
    assert sum(c.words == "single study" for c in curves) == 5
    assert max(curves, key=lambda c: c.thick).words == "pooled effect"


def test_gosh_shares_add_up_with_and_without_a_study() -> None:
    """Both lines above the cloud hold all subsets of their kind."""
    picture = gosh_density(gosh(YI, VI), NAMES, id="g", title="T", study=2)
    margin, cloud = _panels(picture)
    assert [c.words for c in margin.curves] == ["with Ng 2001", "without Ng 2001"]
    for curve in margin.curves:
        assert sum(y for _, y in curve.points[2::2]) == pytest.approx(100.0)
    assert "26 subsets" in picture.alt
    assert cloud.areas


def test_gosh_needs_a_subset_of_two() -> None:
    """A study that was never passed cannot be followed."""
    with pytest.raises(InputError, match="is in no subset"):
        gosh_density(gosh(YI, VI), id="g", title="T", study=9)


def test_influence_has_eight_measures_and_flags() -> None:
    """Every measure of every study is in the specification, flags beside them."""
    measures = influence_measures(YI, VI, labels=NAMES)
    spec = influence_panel(measures, id="i", title="T").spec
    assert isinstance(spec, InfluenceSpec)
    assert len(spec.columns) == 8
    assert spec.columns[1].values == pytest.approx(measures.dffits)
    assert spec.flagged == tuple(measures.is_influential)


def test_leave_one_out_rows_are_the_fits() -> None:
    """Row i is the pooled effect without study i."""
    picture = leave_one_out_forest(leave_one_out_fits(YI, VI, labels=NAMES), id="l", title="T")
    row = picture.spec.rows[1]  # type: ignore[attr-defined]
    kept = [0, 2, 3, 4]
    assert row.entry.label == "Without Li 2018"
    assert row.x == pytest.approx(pool(YI[kept], VI[kept]).estimate)


def test_cumulative_rows_grow() -> None:
    """Each row has one study more, and the last is the pool of all."""
    rows = cumulative_forest(cumulative_fits(YI, VI, labels=NAMES), id="c", title="T").spec.rows  # type: ignore[attr-defined]
    assert [row.entry.k for row in rows] == [1, 2, 3, 4, 5]
    assert rows[-1].x == pytest.approx(pool(YI, VI).estimate)


@pytest.mark.parametrize(
    "axis",
    [even_axis("x", [3.0]), effect_axis([-5.0, 5.0], "OR"), count_axis("n", 0.0)],
    ids=["one value", "wide ratio", "nothing"],
)
def test_an_axis_has_length_and_ticks(axis: object) -> None:
    """Also one value, very wide ratios and nothing at all make an axis."""
    assert axis.high > axis.low  # type: ignore[attr-defined]
    assert len(axis.ticks) == len(axis.texts) >= 2  # type: ignore[attr-defined]
