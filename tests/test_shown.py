"""Every result shows itself in a notebook: names, rounded numbers, settings."""

from __future__ import annotations

import dataclasses
import importlib
import inspect

import pytest
from _layers import modules
from IPython.core.formatters import DisplayFormatter

import evisyn as ev
from evisyn.errors import EvidenceError
from evisyn.records import Finding
from evisyn.shown import MOST_ROWS, Shown, as_text, grid, number

ROOMS = ("effects.", "synthesis.", "appraisal.")
YI, VI = [0.1, 0.3, 0.2, 0.5], [0.01, 0.02, 0.03, 0.02]


class Printer:
    """What IPython hands over, as far as it is used."""

    def __init__(self) -> None:
        self.said = ""

    def text(self, text: str) -> None:
        self.said += text


def results() -> list[type]:
    """Every record with a frame in the rooms of computing."""
    names = [name for name in modules() if name.startswith(ROOMS) and "_numba" not in name]
    found = {
        item
        for name in names
        for item in vars(importlib.import_module(f"evisyn.{name}")).values()
        if inspect.isclass(item) and item.__module__ == f"evisyn.{name}"
    }
    kept = [item for item in found if dataclasses.is_dataclass(item) and hasattr(item, "to_frame")]
    return sorted(kept, key=lambda item: item.__qualname__)


@pytest.mark.parametrize("record", results(), ids=lambda item: item.__qualname__)
def test_every_result_shows_itself(record: type) -> None:
    """A record that gives a frame shows itself, too, in the one manner of all."""
    assert issubclass(record, Shown) or record.__qualname__ in ("Rating", "Condition")


def test_pooled_shows_names_numbers_and_settings() -> None:
    """The field's names, four digits, limits on one line, weights by study, and how it was made."""
    shown = ev.pool(YI, VI, labels=["Ali", "B<ö>", "C", "D"])._repr_html_()
    for part in ("Pooled", "estimate", "0.2628", "ci_low, ci_high", "−0.01819 to 0.5437",
                 "Ali", "B&lt;ö&gt;", "33.23 %", "tau2_method REML"):  # fmt: skip
        assert part in shown


def test_plain_text_says_the_same() -> None:
    """A terminal, and a comparison of outputs, see the numbers without the markup."""
    record = ev.egger_test(YI, VI)
    said = DisplayFormatter().format(record)[0]["text/plain"]
    assert said == as_text(record)
    assert "limit_low, limit_high  −2.087 to 1.721" in said
    assert "tau2                   undefined" in said
    assert not any(line != line.rstrip() for line in said.splitlines())


def test_repr_stays_complete() -> None:
    """Rounding is for showing: the representation keeps every digit."""
    pooled = ev.pool(YI, VI)
    assert repr(pooled.estimate) in repr(pooled)


def test_records_inside_a_record_are_a_table() -> None:
    """A rating shows its domains row by row."""
    shown = ev.grade(estimate=-1, ci_low=-2, ci_high=-0.5, k=3, measure="MD")._repr_html_()
    assert "<caption" in shown
    assert "imprecision.precise" in shown


def test_long_columns_are_cut_and_say_so() -> None:
    """A record of many values shows the first and counts the rest."""
    many = ev.gosh([*YI, 0.2], [*VI, 0.03])
    assert as_text(many).count("\n") < MOST_ROWS + 12
    assert "and 1 more" in as_text(many)


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        (float("nan"), "se", "undefined"),
        (float("-inf"), "statistic", "−∞"),
        (True, "converged", "yes"),
        (-1234567, "k", "−1234567"),
        (1e-9, "p_value", "< 0.0001"),
        (45.678, "i2", "45.68 %"),
    ],
)
def test_numbers_are_said_in_one_way(value: float, name: str, text: str) -> None:
    """Rounded, undefined, without end, and in percent where the field is."""
    assert number(value, name) == text


def test_a_grid_escapes_what_it_shows() -> None:
    """Text from the data is text on the page."""
    assert "<b>" not in grid("<b>", ("<b>",), [("<b>",)], "<b>")


def test_a_base_is_short() -> None:
    """A base at the end of a cell says what it is and counts its rows, table by table."""
    base = ev.load()
    assert repr(base).startswith("EvidenceBase(")
    assert len(repr(base)) < 200
    assert ">effects<" in base._repr_html_()


def test_errors_in_tables_are_a_table() -> None:
    """A caught error at the end of a cell shows every problem with what to do."""
    finding = Finding(file="data/a.csv", line=3, code="x", message="is <odd>", fix="Do this.")
    error, printer = EvidenceError([finding, finding]), Printer()
    error._repr_pretty_(printer, False)
    assert error._repr_html_().count("is &lt;odd&gt;") == 2
    assert printer.said.count("data/a.csv:3") == 2
    finding._repr_pretty_(printer, False)
    assert printer.said.count("data/a.csv:3") == 3
