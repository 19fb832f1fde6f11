"""Tables in the output of a cell stay readable after JupyterLab has cleaned them."""

from __future__ import annotations

import re

from evisyn.report.display import Column, DisplayTable, table
from evisyn.report.notebook import CENTRE, LEFT, to_notebook, without_alignment


def sample() -> DisplayTable:
    return table(
        id="a",
        title="Title & more",
        columns=[
            Column(key="name", label="Name"),
            Column(key="low", label="Low", align="right", spanner="Limits"),
            Column(key="kind", label="Kind", align="center", spanner="Limits"),
        ],
        records=[{"name": "x", "low": 1, "kind": "y"}],
        groups=["first"],
    )


def test_cells_say_their_alignment() -> None:
    """Left and centred cells carry it; right is what JupyterLab does by itself."""
    html = to_notebook(sample())
    cells = re.findall(r"<t[dh](?: [^>]*)?>", html)
    assert cells
    for cell in cells:
        centred = "ev-center" in cell or "ev-span" in cell
        wanted = CENTRE if centred else LEFT
        assert (wanted in cell) == ("ev-right" not in cell)


def test_the_title_is_shown_once() -> None:
    """The caption is hidden; the table keeps its name."""
    html = to_notebook(sample())
    assert '<caption class="ev-hide" hidden' in html
    assert '<table class="ev-grid" aria-label="Title &amp; more">' in html


def test_it_is_what_a_cell_shows() -> None:
    """Both ways in which a notebook asks for HTML give it."""
    one = sample()
    assert one._repr_html_() == one._repr_mimebundle_()["text/html"] == to_notebook(one)


def test_a_page_with_the_style_sheet_goes_without() -> None:
    """The weight of a page does not grow."""
    assert " style=" not in without_alignment(to_notebook(sample()))


def test_the_style_sheet_may_stay_away() -> None:
    """Several tables in one output share one style sheet."""
    assert "<style>" not in to_notebook(sample(), style=False)
