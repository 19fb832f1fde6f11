from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evisyn.report import formats


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(-0.35, 2, "−0.35"), (-0.0, 2, "0.00"), (-0.001, 2, "0.00"), (1234.5, 1, "1234.5")],
)
def test_a_number_has_fixed_digits_and_a_true_minus(value: float, digits: int, shown: str) -> None:
    """Shown numbers have fixed decimals, U+2212 and no negative zero."""
    assert formats.number(value, digits) == shown


@pytest.mark.parametrize("value", [None, float("nan"), pd.NA, ""])
def test_absence_looks_the_same_everywhere(value: object) -> None:
    """Every kind of missing value is shown by the one constant."""
    shown = {
        formats.number(value),  # type: ignore[arg-type]
        formats.integer(value),  # type: ignore[arg-type]
        formats.percent(value),  # type: ignore[arg-type]
        formats.p_value(value),  # type: ignore[arg-type]
        formats.estimate(value),  # type: ignore[arg-type]
    }
    assert shown == {formats.NOT_REPORTED}


def test_an_interval_reads_low_to_high() -> None:
    """An estimate stands before its limits, with as many decimals as the most exact of them."""
    assert formats.estimate(-0.35, -0.53, -0.16) == "−0.35 (−0.53 to −0.16)"
    assert formats.estimate(-1.97, -2.75, -1.2) == "−1.97 (−2.75 to −1.20)"


def test_a_missing_interval_is_said() -> None:
    """An estimate without limits says so; one missing limit is named in its place."""
    assert formats.estimate(1.41) == "1.41 (interval not reported)"
    assert formats.estimate(1.5, 0.5, None) == "1.5 (0.5 to not reported)"


@pytest.mark.parametrize(
    ("value", "relation", "shown"),
    [(0.001, "<", "< 0.001"), (0.03, "=", "0.03"), (0.0004, None, "< 0.001"), (0.5, None, "0.500")],
)
def test_a_p_value_keeps_its_relation(value: float, relation: str | None, shown: str) -> None:
    """A reported p is shown as printed; a computed one has three decimals."""
    assert formats.p_value(value, relation) == shown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-0.35, "-0.35"),
        (-0.0, "0"),
        (2024.0, "2024"),
        (np.float64(0.1) + 0.2, "0.3"),
        (None, ""),
        (True, "yes"),
        (np.int64(7), "7"),
        (123456.789, "123456.79"),
        (1e-7, "1e-07"),
    ],
)
def test_machine_values_are_plain(value: object, written: str) -> None:
    """Machine values have an ASCII minus, fixed significant digits and nothing for missing."""
    assert formats.plain(value) == written


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_machine_values_read_back(value: float) -> None:
    """Reading a machine value back gives the number to six significant digits."""
    assert float(formats.plain(value)) == pytest.approx(value, rel=1e-5, abs=1e-300)


def test_marks_go_on_after_z() -> None:
    """Footnote letters run a to z, then aa."""
    assert [formats.letters(i) for i in (0, 25, 26, 52)] == ["a", "z", "aa", "ba"]
