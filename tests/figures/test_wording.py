"""Numbers as words."""

from __future__ import annotations

import math

import pytest

from evisyn.figures.wording import count, digits_for, interval, listing, number, whole


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-0.5, 2, "\u22120.50"),
        (-0.001, 2, "0.00"),
        (1234.5, 0, "1234"),
        (None, 2, "NR"),
        (math.nan, 2, "NR"),
    ],
)
def test_numbers_have_fixed_digits(value: float | None, digits: int, text: str) -> None:
    """Fixed digits, a true minus, no negative zero, NR for what is missing."""
    assert number(value, digits) == text


def test_a_missing_limit_is_said() -> None:
    """A one-sided interval names the missing side."""
    assert interval(-1.4, None) == "\u22121.40 to NR"


def test_no_limit_no_interval() -> None:
    """Without limits there is no interval text."""
    assert interval(None, None) == ""


def test_thousands_are_grouped() -> None:
    """Large counts are easy to read."""
    assert whole(12345) == "12\u202f345"


@pytest.mark.parametrize(
    ("top", "digits"), [(0.3, 2), (9.9, 2), (14.4, 1), (1500.0, 0), (math.inf, 2)]
)
def test_digits_suit_the_size(top: float, digits: int) -> None:
    """The larger the numbers, the fewer digits."""
    assert digits_for([0.1, -top]) == digits


def test_one_is_singular() -> None:
    """One review, two reviews, two classes."""
    words = count(1, "review"), count(2, "review"), count(2, "class", "classes")
    assert words == ("1 review", "2 reviews", "2 classes")


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (list("abc"), "a, b and c")],
)
def test_lists_read_well(items: list[str], text: str) -> None:
    """Commas, then a word."""
    assert listing(items) == text
