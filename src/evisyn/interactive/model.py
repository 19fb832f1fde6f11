"""A what-if as a value: controls, what they give, and how it shows itself with or without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from evisyn.errors import InputError
from evisyn.report.notebook import to_notebook
from evisyn.report.style import TABLE_STYLE

if TYPE_CHECKING:
    from evisyn.figures.picture import Picture
    from evisyn.report.display import DisplayTable

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
HOW = (
    "This is the first choice, and below what each single change gives. To choose, run this cell "
    "in JupyterLab with the package ipywidgets (extra “lab”); without controls, call view(), for "
    "example "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One thing that can be chosen.

    Parameters
    ----------
    key
        Name of the argument of :meth:`WhatIf.view`.
    label
        What a reader sees beside it.
    options
        Words and value of each option; empty for a number.
    start
        First choice: a value, for ``many`` a tuple of values, for ``number`` a number or None.
    kind
        ``one`` of the options, ``many`` of them, or a ``number`` that may be left empty.
    """

    key: str
    label: str
    options: tuple[tuple[str, Any], ...] = ()
    start: Any = None
    kind: Literal["one", "many", "number"] = "one"

    def check(self, value: Any) -> Any:
        """Let a choice pass, or refuse it with what is allowed.

        Raises
        ------
        InputError
            For a value that is no option, or no number above 0.
        """
        if self.kind == "number":
            return self._number(value)
        allowed = [option for _, option in self.options]
        wanted = tuple(value) if self.kind == "many" else (value,)
        for one in wanted:
            if one not in allowed:
                shown = ", ".join(repr(option) for option in allowed)
                raise InputError(self.key, f"is {one!r}; allowed: {shown}.")
        return wanted if self.kind == "many" else value

    def _number(self, value: Any) -> float | None:
        if value is None or value == "":
            return None
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = 0.0
        if not 0.0 < number < float("inf"):
            raise InputError(self.key, f"is {value!r}; give a number above 0, or leave it empty.")
        return number


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one set of choices gives.

    Parameters
    ----------
    status, certainty
        The result and the certainty, a paragraph each.
    picture
        The forest plot.
    rating
        The rating, domain by domain.
    """

    status: str
    certainty: str
    picture: Picture
    rating: DisplayTable

    def to_text(self) -> str:
        """Everything but the picture's pixels."""
        rows = [" | ".join(cell.text for cell in row.cells) for row in self.rating.rows]
        return "\n".join([self.status, self.certainty, self.picture.to_text(), *rows])

    def to_html(self, *, style: bool = True) -> str:
        """The two paragraphs, the picture with its words, and the rating."""
        return "\n".join(
            [
                f"<p>{escape(self.status)}</p>",
                f"<p><strong>{escape(self.certainty)}</strong></p>",
                self.picture.to_html(),
                to_notebook(self.rating, style=style),
            ]
        )

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Choices, and what follows from them.

    With ipywidgets in the kernel and a front end that shows it, this is a panel of controls.
    Everywhere else (a code host, a page, a notebook that was not run) it is the first choice
    with the table of what each single change gives.

    Parameters
    ----------
    title
        What it is about.
    controls
        What can be chosen.
    answer
        Checked choices by key to what they give.
    alternatives
        What each single change gives.
    example
        A call of :meth:`view` to copy.
    """

    title: str
    controls: tuple[Control, ...]
    answer: Callable[[Mapping[str, Any]], View] = field(repr=False)
    alternatives: DisplayTable = field(repr=False)
    example: str = "view()"

    def view(self, **choices: Any) -> View:
        """Give what a set of choices gives; what is not named stays as first chosen.

        Parameters
        ----------
        **choices
            Values by the key of their control.

        Raises
        ------
        InputError
            For a key without a control, or a value that its control does not allow.
        """
        known = {control.key: control for control in self.controls}
        unknown = [key for key in choices if key not in known]
        if unknown:
            raise InputError(unknown[0], f"is no choice here; choices are {', '.join(known)}.")
        chosen = {key: control.start for key, control in known.items()} | choices
        return self.answer({key: known[key].check(value) for key, value in chosen.items()})

    def to_html(self, view: View | None = None) -> str:
        """What readers without a kernel see: the first choice and every single change."""
        shown = self.view() if view is None else view
        how = f"{escape(HOW)}<code>{escape(self.example)}</code>."
        return "\n".join(
            [
                f"<style>{TABLE_STYLE}</style>",
                f"<p><em>{how}</em></p>",
                shown.to_html(style=False),
                to_notebook(self.alternatives, style=False),
            ]
        )

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, Any]:
        first = self.view()
        bundle: dict[str, Any] = {
            "text/html": self.to_html(first),
            "text/plain": f"{self.title}\n{first.to_text()}",
        }
        live = _live(self, first)
        return bundle if live is None else {WIDGET_VIEW: live, **bundle}


def _live(what_if: WhatIf, first: View) -> Any:
    """The reference to the panel of controls; None where ipywidgets is not installed."""
    try:
        from evisyn.interactive.panel import panel
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "ipywidgets":
            raise
        return None
    return panel(what_if, first)
