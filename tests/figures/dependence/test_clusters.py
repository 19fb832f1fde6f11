"""Forests of three-level models: blocks of studies, their means, two intervals of the whole."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.build.examples import example
from evisyn.errors import InputError
from evisyn.figures.dependence.clusters import cluster_forest
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.picture import Picture
from evisyn.synthesis.multilevel.pool import pool_multilevel

DATA = example("konstantopoulos2011")
FIT = pool_multilevel(DATA["yi"], DATA["vi"], study=DATA["district"])


@pytest.fixture(scope="module")
def picture() -> Picture:
    """The calendars by district."""
    return cluster_forest(
        DATA["yi"], DATA["vi"], DATA["district"], FIT, id="c", title="x", study_words="District"
    )


def test_each_study_is_a_block(picture: Picture) -> None:
    """With all its effects, in order."""
    groups = picture.spec.panels[0].groups
    assert [group.label for group in groups] == [f"District {d}" for d in DATA["district"].unique()]
    assert [len(group.rows) for group in groups] == DATA["district"].value_counts(
        sort=False
    ).tolist()


def test_robust_interval_stands_beside_the_model(picture: Picture) -> None:
    """The diamond is the model's."""
    summary = picture.spec.panels[0].summary
    robust = FIT.robust(kind="CR2")
    assert (summary.low, summary.high) == (FIT.ci_low, FIT.ci_high)
    assert (summary.beside_low, summary.beside_high) == (robust.ci_low, robust.ci_high)
    assert "CR2" in summary.beside_label


def test_blocks_have_no_prediction_interval(picture: Picture) -> None:
    """Only the model predicts."""
    assert all(group.summary.pi_low is None for group in picture.spec.panels[0].groups)


def test_single_effect_has_no_mean_of_its_own() -> None:
    """It would repeat the row."""
    study = ["a", "a", "b", "c"]
    y, v = np.array([0.1, 0.3, 0.2, 0.5]), np.full(4, 0.04)
    fit = pool_multilevel(y, v, study=study)
    groups = cluster_forest(y, v, study, fit, id="c", title="x").spec.panels[0].groups
    assert [group.summary is None for group in groups] == [False, True, True]


def test_words_say_both_intervals(picture: Picture) -> None:
    """And the variances below the figure."""
    assert picture.alt.startswith("Forest plot of 56 effects in 11 blocks, one a district")
    assert "0.18 (0.02 to 0.35" in picture.alt
    assert "between studies 0.065" in picture.spec.notes[0]


def test_names_and_effects_must_match() -> None:
    """One study name each."""
    with pytest.raises(InputError, match="study"):
        cluster_forest(DATA["yi"], DATA["vi"], ["a"], FIT, id="c", title="x")


def test_no_text_overlaps(picture: Picture) -> None:
    """On a long sheet."""
    assert text_problems(picture.draw()) == ()
