"""Lines and shapes are cut at the frame."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evisyn.figures.plots.clip import clip_line, clip_shape

POINT = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def test_a_line_is_cut_at_both_edges() -> None:
    """What leaves on both sides ends at the edges."""
    assert clip_line([(-1.0, 0.5), (2.0, 0.5)]) == [[(0.0, 0.5), (1.0, 0.5)]]


def test_a_line_that_leaves_and_returns_is_in_two_parts() -> None:
    """The part outside is not drawn."""
    assert len(clip_line([(0.2, 0.5), (0.2, 2.0), (0.8, 2.0), (0.8, 0.5)])) == 2


def test_a_shape_around_the_frame_becomes_the_frame() -> None:
    """A band wider than the panel fills it."""
    found = clip_shape([(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)])
    assert set(found) == {(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)}


@given(st.lists(POINT, min_size=3, max_size=6))
def test_nothing_is_left_outside(points: list[tuple[float, float]]) -> None:
    """Every corner that is kept lies within the frame."""
    kept = [p for part in clip_line(points) for p in part] + clip_shape(points)
    assert all(-1e-9 <= v <= 1 + 1e-9 for p in kept for v in p)
