"""Subgroups, heterogeneity, raw data and lights in forest plots of trials."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from evisyn.errors import InputError
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.estimates import forest_of_estimates
from evisyn.figures.forest_spec import ForestSpec, Light
from evisyn.figures.forest_words import between_line, heterogeneity_line
from evisyn.figures.picture import Picture
from evisyn.synthesis.pool import pool
from evisyn.synthesis.subgroups import subgroups

YI = np.array([-0.8, -0.3, 0.1, -0.5])
VI = np.array([0.04, 0.01, 0.09, 0.02])
NAMES = ["Krøll 2020", "Li 2018", "Ng 2001", "Øst 1999"]
GROUPS = ["Near", "Far", "Near", "Far"]
LOW = Light(fill="#FED98E", sign="+", words="low")


def _picture(**more: Any) -> Picture:
    split = subgroups(YI, VI, GROUPS)
    given: dict[str, Any] = {
        "pooled": pool(YI, VI),
        "groups": GROUPS,
        "group_pooled": dict(zip(split.levels, split.groups, strict=True)),
        "between": between_line(split.q_between, split.q_between_df, split.q_between_p),
        "heterogeneity": True,
        "raw": {"Intervention": ["1/10"] * 4},
        "lights": {"A": [LOW] * 4},
    }
    return forest_of_estimates(YI, VI, NAMES, id="f", title="T", **{**given, **more})


def test_each_group_has_its_own_summary() -> None:
    """The diamond below a group pools its rows alone."""
    spec = _picture().spec
    assert isinstance(spec, ForestSpec)
    near = spec.panels[0].groups[0]
    assert [row.entry.label for row in near.rows] == ["Krøll 2020", "Ng 2001"]
    assert near.summary is not None
    assert near.summary.x == pytest.approx(pool(YI[[0, 2]], VI[[0, 2]]).estimate)


def test_every_number_of_a_row_is_in_the_words() -> None:
    """Raw data and judgements are read out."""
    assert "Intervention 1/10; A low." in _picture().long_description


def test_heterogeneity_and_the_difference_between_groups_are_written() -> None:
    """Q, I2 and tau2 stand below each summary, the test between groups once."""
    text = _picture().long_description
    assert text.count("Heterogeneity: Q = ") == 3
    assert text.count("Difference between groups: Q = ") == 1


def test_one_study_has_no_line_on_heterogeneity() -> None:
    """A single study cannot disagree with itself."""
    assert heterogeneity_line(pool(YI[:1], VI[:1])) == ""


def test_a_pooled_result_without_an_interval_says_so() -> None:
    """One study with a t test has no interval; none is made up."""
    picture = forest_of_estimates(
        YI[:1], VI[:1], NAMES[:1], id="f", title="T", pooled=pool(YI[:1], VI[:1])
    )
    assert "Pooled estimate of 1: \u22120.80 (no interval)" in picture.long_description
    assert text_problems(picture.draw()) == ()


def test_nothing_overlaps() -> None:
    """Columns of raw data and lights have room of their own."""
    assert text_problems(_picture().draw()) == ()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"groups": ["Near"]}, "1 values for 4"),
        ({"raw": {"A": ["1"]}}, "1 values for 4"),
        ({"lights": {"A": [LOW]}}, "1 values for 4"),
        ({"group_pooled": {"Elsewhere": pool(YI, VI)}}, "Elsewhere heads no drawn row"),
    ],
)
def test_what_does_not_match_the_rows_is_refused(more: dict[str, Any], message: str) -> None:
    """One value a study, and summaries of groups that exist."""
    with pytest.raises(InputError, match=message):
        _picture(**more)
