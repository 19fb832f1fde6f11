"""The controls of a what-if in ipywidgets; the only module that knows them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets

from evisyn.errors import EvisynError
from evisyn.report.notebook import to_notebook
from evisyn.report.style import TABLE_STYLE

if TYPE_CHECKING:
    from evisyn.interactive.model import Control, View, WhatIf

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
DELAY = 0.15
"""Seconds without a further change before anything is drawn: holding an arrow key draws once."""
LABEL_WIDTH = "10.5rem"
CONTROLS_WIDTH = "26rem"
LIST_HEIGHT = "15rem"
KEYS = "By keyboard: Tab to a control; Space opens a list, arrows and Enter choose; Space ticks."
"""A list must be open before arrow keys move in it: JupyterLab takes them for its cells."""


def panel(what_if: WhatIf, first: View) -> Any:
    """Make the panel and give the reference by which a front end shows it."""
    bundle = Panel(what_if, first).box._repr_mimebundle_()
    return bundle[WIDGET_VIEW]


class Panel:
    """Controls beside the answer and its forest; the rating below.

    Parameters
    ----------
    what_if
        The choices and what follows from them.
    first
        What the first choice gives, shown until something is chosen.
    """

    def __init__(self, what_if: WhatIf, first: View) -> None:
        self._what_if = what_if
        self._waiting: asyncio.TimerHandle | None = None
        self.inputs = {control.key: _Input(control, self._changed) for control in what_if.controls}
        self.status = ipywidgets.HTML()
        self.figure = ipywidgets.HTML()
        self.rating = ipywidgets.HTML()
        reset = ipywidgets.Button(description="As at first", tooltip="Undo every choice")
        reset.on_click(self._reset)
        keys = ipywidgets.HTML(f'<p style="line-height:1.4">{KEYS}</p>')
        choices = ipywidgets.VBox(
            [*(one.box for one in self.inputs.values()), reset, keys],
            layout=ipywidgets.Layout(flex=f"0 0 {CONTROLS_WIDTH}", max_width="100%"),
        )
        answer = ipywidgets.VBox(
            [self.status, self.figure],
            layout=ipywidgets.Layout(flex="1 1 30rem", min_width="0"),
        )
        beside = ipywidgets.HBox(
            [choices, answer], layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="1rem")
        )
        self.box = ipywidgets.VBox([beside, self.rating])
        self._show(first)

    def choices(self) -> Mapping[str, Any]:
        """What stands in the controls."""
        return {key: one.value for key, one in self.inputs.items()}

    def draw(self) -> None:
        """Show what the controls say now; a choice that cannot be used says so."""
        self._waiting = None
        try:
            self._show(self._what_if.view(**self.choices()))
        except EvisynError as problem:
            self.status.value = _announced(f"{problem} What is shown below is the choice before.")

    def _changed(self, _: Any) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # outside of a kernel there is nothing to wait for
            self.draw()
        else:
            self._waiting = loop.call_later(DELAY, self.draw)

    def _reset(self, _: Any) -> None:
        for one in self.inputs.values():
            one.reset()

    def _show(self, view: View) -> None:
        self.figure.value = view.picture.to_html()
        self.rating.value = f"<style>{TABLE_STYLE}</style>{to_notebook(view.rating, style=False)}"
        self.status.value = _announced(view.status, view.certainty)


class _Input:
    """One control with its label, whatever its kind."""

    def __init__(self, control: Control, changed: Any) -> None:
        self._control = control
        self._ticks: dict[Any, Any] = {}
        if control.kind == "many":
            self.box = self._many(changed)
            return
        style = {"description_width": LABEL_WIDTH}
        layout = ipywidgets.Layout(width="auto")
        if control.kind == "one":
            # by place: a dropdown shows the value None as no choice at all
            names = [(words, place) for place, (words, _) in enumerate(control.options)]
            self.box = ipywidgets.Dropdown(
                options=names, value=self._place(), description=control.label,
                style=style, layout=layout,
            )  # fmt: skip
        else:
            self.box = ipywidgets.Text(
                value=_text(control.start), description=control.label, placeholder="none",
                continuous_update=False, style=style, layout=layout,
            )  # fmt: skip
        self.box.observe(changed, names="value")

    @property
    def value(self) -> Any:
        """What is chosen."""
        if self._control.kind == "many":
            return tuple(value for value, tick in self._ticks.items() if tick.value)
        chosen = self.box.value
        return self._control.options[chosen][1] if self._control.kind == "one" else chosen

    def reset(self) -> None:
        """Choose as at first."""
        for value, tick in self._ticks.items():
            tick.value = value in self._control.start
        if self._control.kind == "one":
            self.box.value = self._place()
        elif self._control.kind == "number":
            self.box.value = _text(self._control.start)

    def _place(self) -> int:
        values = [value for _, value in self._control.options]
        return values.index(self._control.start)

    def _many(self, changed: Any) -> Any:
        for words, value in self._control.options:
            tick = ipywidgets.Checkbox(
                value=value in self._control.start, description=words, indent=False,
                layout=ipywidgets.Layout(width="auto", min_height="1.75rem"),
            )  # fmt: skip
            tick.observe(changed, names="value")
            self._ticks[value] = tick
        head = ipywidgets.HTML(f"<strong>{escape(self._control.label)}</strong>")
        layout = ipywidgets.Layout(max_height=LIST_HEIGHT, overflow="auto", display="block")
        return ipywidgets.VBox([head, ipywidgets.VBox(list(self._ticks.values()), layout=layout)])


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _announced(text: str, strong: str = "") -> str:
    """The answer in words. The element is made anew each time, which an alert announces."""
    return (
        f'<div role="alert" style="line-height:1.5"><p>{escape(text)}</p>'
        f"<p><strong>{escape(strong)}</strong></p></div>"
    )
