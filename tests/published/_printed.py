"""Compare with figures as they were printed: the same to the last digit shown."""

from __future__ import annotations

from typing import Any

import numpy as np

#: A printed figure is right to half a unit of its last digit; a little more for figures that
#: lie between two digits.
HALF_UNIT = 0.5 + 1e-6


def assert_printed(value: Any, text: str, *, units: float = HALF_UNIT) -> None:
    """Each number of ``text`` is ``value`` rounded to the digits shown.

    ``units`` loosens it in units of the last digit, for software whose iterations stopped early;
    say why beside the call.
    """
    found = np.atleast_1d(np.asarray(value, dtype=float))
    words = text.split()
    assert found.size == len(words), f"{found.size} values for {len(words)} printed figures"
    for number, word in zip(found, words, strict=True):
        last_digit = 10.0 ** -len(word.partition(".")[2])
        assert abs(number - float(word)) <= units * last_digit, f"{number!r} is not {word}"
