"""A specification finds its drawing."""

from __future__ import annotations

import pytest
from _figures import MAKERS

from evisyn.errors import InputError
from evisyn.figures.drawing import draw


def test_an_unknown_record_is_refused() -> None:
    """What is not a specification cannot be drawn, and the message lists what can."""
    with pytest.raises(InputError, match="ForestSpec"):
        draw(object())


@pytest.mark.parametrize("name", MAKERS)
def test_a_drawing_takes_the_specification_only(name: str) -> None:
    """The specification alone makes a figure."""
    assert draw(MAKERS[name](2).spec).get_size_inches().min() > 0
