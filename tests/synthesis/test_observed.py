"""What the methods for small studies accept as studies."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.observed import as_level, observed


def _take(yi: object, vi: object, minimum: int = 1):
    return observed(yi, vi, minimum=minimum, method="The test", why="it counts pairs")


def test_absent_studies_keep_their_rows() -> None:
    """A NaN effect or variance is absent; results go back to the rows that were passed."""
    studies = _take([1.0, np.nan, 3.0, 4.0], [1.0, 1.0, np.nan, 2.0])
    assert studies.rows.tolist() == [0, 3]
    assert studies.k == 2
    np.testing.assert_array_equal(studies.spread(np.array([5.0, 6.0])), [5, np.nan, np.nan, 6])


def test_another_column_follows_the_studies() -> None:
    """A column of the same length loses the absent rows."""
    studies = _take([1.0, np.nan, 3.0], [1.0, 1.0, 1.0])
    assert studies.column([10, 20, 30], "ni").tolist() == [10, 30]


def test_too_short_column_is_refused() -> None:
    """A column of another length is named."""
    with pytest.raises(InputError, match=r"ni: has 2 values for 3 studies"):
        _take([1.0, 2.0, 3.0], [1.0, 1.0, 1.0]).column([1, 2], "ni")


def test_too_few_studies_say_how_many_and_why() -> None:
    """The message names the minimum, what was found and the reason."""
    with pytest.raises(NotPoolable, match=r"at least 3 studies, found 1 usable study: it counts"):
        _take([1.0, np.nan], [1.0, 1.0], minimum=3)


@pytest.mark.parametrize(
    ("yi", "vi", "argument"),
    [
        ([1.0, np.inf], [1.0, 1.0], "yi"),
        ([1.0, 2.0], [1.0, 0.0], "vi"),
        ([1.0, 2.0], [1.0, -1.0], "vi"),
        ([1.0, 2.0], [1.0, np.inf], "vi"),
        ([1.0, 2.0], [1.0], "vi"),
        (["a", "b"], [1.0, 1.0], "yi"),
        ([[1.0, 2.0]], [[1.0, 1.0]], "yi"),
    ],
)
def test_unusable_values_name_the_argument(yi: object, vi: object, argument: str) -> None:
    """Infinite, negative, ragged and non-numeric input is refused by name."""
    with pytest.raises(InputError) as caught:
        _take(yi, vi)
    assert caught.value.argument == argument


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, float("nan")])
def test_a_level_lies_between_0_and_1(value: float) -> None:
    """The limits themselves are not levels."""
    with pytest.raises(InputError, match="alpha"):
        as_level(value, "alpha")
