"""The controls ask the what-if and show what it answers."""

from __future__ import annotations

import asyncio

import pytest

import evisyn as ev
from evisyn.interactive.model import WhatIf
from evisyn.interactive.panel import DELAY, Panel


@pytest.fixture
def what_if() -> WhatIf:
    return ev.what_if({"SMD": ([-0.3, -0.5, -0.1], [0.02, 0.03, 0.02])}, ["A", "B", "C"])


@pytest.fixture
def panel(what_if: WhatIf) -> Panel:
    return Panel(what_if, what_if.view())


def test_the_panel_opens_on_the_first_choice(what_if: WhatIf, panel: Panel) -> None:
    """Controls stand where the first choice is, and ask for nothing else."""
    assert dict(panel.choices()) == {one.key: one.start if one.kind != "number" else ""
                                     for one in what_if.controls}  # fmt: skip
    assert "3 of 3 studies" in panel.status.value
    assert "<img alt=" in panel.figure.value


def test_every_control_has_a_label(what_if: WhatIf, panel: Panel) -> None:
    """What a reader hears is what stands beside the control."""
    for control in what_if.controls:
        box = panel.inputs[control.key].box
        words = getattr(box, "description", "") or box.children[0].value
        assert control.label in words


def test_a_choice_changes_forest_words_and_rating(panel: Panel) -> None:
    """One tick less: the forest, the paragraph and the rating follow."""
    before = panel.figure.value, panel.status.value
    panel.inputs["studies"]._ticks[0].value = False
    assert "2 of 3 studies" in panel.status.value
    assert panel.figure.value != before[0]
    panel.inputs["rob_low_share"].box.value = 1
    assert "Assumed, not known" in panel.status.value
    assert "assumed: " in panel.rating.value


def test_what_cannot_be_used_is_said_and_nothing_else_changes(panel: Panel) -> None:
    """A word where a number belongs leaves the last answer in place."""
    before = panel.figure.value
    panel.inputs["threshold"].box.value = "<much>"
    assert "give a number above 0" in panel.status.value
    assert "&lt;much&gt;" in panel.status.value
    assert panel.figure.value == before


def test_the_answer_is_announced(panel: Panel) -> None:
    """A screen reader hears what followed from a choice."""
    assert 'role="alert"' in panel.status.value


def test_reset_goes_back_to_the_first_choice(panel: Panel) -> None:
    """The button undoes every choice."""
    first = panel.figure.value
    panel.inputs["model"].box.value = 1
    panel.inputs["studies"]._ticks[1].value = False
    panel.inputs["threshold"].box.value = "0.2"
    assert panel.figure.value != first
    panel._reset(None)
    assert panel.figure.value == first
    assert panel.inputs["threshold"].box.value == ""


def test_many_changes_at_once_draw_once(what_if: WhatIf) -> None:
    """In a running kernel a held key draws when it rests."""
    asked = []

    class Counted(Panel):
        def draw(self) -> None:
            asked.append(1)
            super().draw()

    async def hold() -> None:
        panel = Counted(what_if, what_if.view())
        for place in (1, 2, 3, 0, 1):
            panel.inputs["tau2_method"].box.value = place
        await asyncio.sleep(3 * DELAY)

    asyncio.run(hold())
    assert len(asked) == 1
