"""Names beside points."""

from __future__ import annotations

from evisyn.figures.drawing.placing import place_names

FRAME = (0.0, 0.0, 200.0, 100.0)


def test_a_lone_name_stands_at_the_right() -> None:
    """With room everywhere a name follows its point."""
    ((which, x, y),) = place_names([(50, 50, 6)], ["Krøll"], [], FRAME, 7.0)
    assert (which, x > 53, y) == (0, True, 50.0)


def test_a_name_at_the_edge_turns_inward() -> None:
    """A name never leaves the frame."""
    ((_, x, _),) = place_names([(198, 50, 4)], ["Krøll"], [], FRAME, 7.0)
    assert x < 198


def test_a_name_without_room_is_left_out() -> None:
    """Names never lie over one another."""
    crowd = [(50.0 + i * 0.5, 50.0, 6.0) for i in range(30)]
    assert len(place_names(crowd, ["Krøll 2020"] * 30, [], FRAME, 7.0)) < 10


def test_a_name_keeps_off_a_line_where_it_can() -> None:
    """A line at the right sends the name to the left."""
    line = [(60.0, float(y), 61.0, y + 1.0) for y in range(0, 100, 4)]
    ((_, x, _),) = place_names([(50, 50, 6)], ["Krøll"], [], FRAME, 7.0, line)
    assert x < 50
