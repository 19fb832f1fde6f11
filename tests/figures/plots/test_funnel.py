"""Funnel plots."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.plots.funnel import contour_funnel, funnel
from evisyn.figures.plots.spec import PlotPanel, PlotSpec

YI, VI = [-0.4, -0.1, 0.3], [0.04, 0.01, 0.09]


def _panel(picture: Picture) -> PlotPanel:
    assert isinstance(picture.spec, PlotSpec)
    return picture.spec.panels[0]


def test_points_are_effects_and_standard_errors() -> None:
    """Each study stands at its effect and the root of its variance."""
    panel = _panel(funnel(YI, VI, id="f", title="T"))
    wanted = [(-0.4, 0.2), (-0.1, 0.1), (0.3, 0.3)]
    assert np.array(panel.clouds[0].points) == pytest.approx(np.array(wanted))


def test_precise_studies_stand_at_the_top() -> None:
    """The axis of standard errors has 0 at the top."""
    axis = _panel(funnel(YI, VI, id="f", title="T")).y
    assert axis.share(0.0) == 1.0
    assert axis.share(0.3) < 0.1


def test_the_centre_is_the_inverse_variance_mean() -> None:
    """Without a pooled result the funnel stands at the common effect."""
    curve = _panel(funnel(YI, VI, id="f", title="T")).curves[0]
    assert curve.points[0][0] == pytest.approx(np.average(YI, weights=1 / np.array(VI)))


def test_the_sides_are_a_95_percent_interval() -> None:
    """At any standard error the sides are 1.96 of them away from the centre."""
    pooled = SimpleNamespace(estimate=0.5)
    (left, deep), top, (right, _) = (
        _panel(funnel(YI, VI, id="f", title="T", pooled=pooled)).curves[1].points
    )
    assert top == (0.5, 0.0)
    assert (right - 0.5, 0.5 - left) == pytest.approx((1.959964 * deep,) * 2)


def test_contours_end_where_p_is_their_level() -> None:
    """The edge of the zone of p = 0.05 lies at 1.96 standard errors."""
    areas = _panel(contour_funnel(YI, VI, id="f", title="T")).areas
    assert [a.words for a in areas] == ["p < 0.01", "0.01 ≤ p < 0.05", "0.05 ≤ p < 0.1", "p ≥ 0.1"]
    corner = areas[2].points[1]
    assert corner[0] / corner[1] == pytest.approx(1.959964)


def test_zones_differ_in_grey() -> None:
    """Zones side by side are told apart without colour."""
    fills = [a.fill for a in _panel(contour_funnel(YI, VI, id="f", title="T")).areas]
    assert len(set(fills)) == 4


def test_imputed_studies_have_a_mark_of_their_own() -> None:
    """Studies that do not exist are hollow diamonds, and the words count them."""
    filled = SimpleNamespace(estimate=-0.2, filled_yi=[-0.9], filled_vi=[0.09])
    picture = contour_funnel(YI, VI, id="f", title="T", filled=filled)
    own, imputed = _panel(picture).clouds
    assert own.mark.form != imputed.mark.form
    assert imputed.points[0] == pytest.approx((-0.9, 0.3))
    assert "Trim and fill imputes 1 study" in picture.alt


def test_a_study_without_an_estimate_is_named_below() -> None:
    """Nothing is dropped in silence."""
    picture = funnel([*YI, np.nan], [*VI, 0.1], list("ABCD"), id="f", title="T")
    assert "Left out, without a usable estimate: 1 study (D)." in picture.long_description


def test_a_ratio_axis_is_named_in_ratios() -> None:
    """Logarithms are plotted, ratios are written."""
    axis = _panel(funnel(YI, VI, id="f", title="T", measure="RR")).x
    at = dict(zip(axis.texts, axis.ticks, strict=True))
    assert next(tick for text, tick in at.items() if float(text) == 1.0) == 0.0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"yi": [0.1], "vi": [0.1, 0.2]}, "shape"),
        ({"yi": [0.1], "vi": [-0.1]}, "above zero"),
        ({"yi": [np.nan], "vi": [0.1]}, "no finite effect"),
        ({"yi": [0.1], "vi": [0.1], "labels": ["a", "b"]}, "2 names for 1"),
        ({"yi": [0.1], "vi": [0.1], "contours": [5.0]}, "between 0 and 1"),
    ],
)
def test_unusable_input_is_refused(given: dict[str, object], message: str) -> None:
    """The message says what is wrong."""
    with pytest.raises(InputError, match=message):
        funnel(id="f", title="T", **given)  # type: ignore[arg-type]
