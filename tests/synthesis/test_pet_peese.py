"""PET and PEESE."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.egger import egger_test
from evisyn.synthesis.pet_peese import pet_peese

VI = np.array([0.30, 0.20, 0.15, 0.06, 0.04, 0.01])
NOISE = np.array([0.02, -0.03, 0.01, 0.02, -0.01, 0.005])


def test_pet_is_eggers_regression() -> None:
    """PET's intercept is the limit of Egger's test, its slope Egger's slope."""
    yi = 0.4 + np.sqrt(VI) + NOISE
    fit, egger = pet_peese(yi, VI), egger_test(yi, VI)
    assert fit.pet.estimate == egger.limit_estimate
    assert fit.pet.slope_p == egger.p_value
    assert (fit.pet.ci_low, fit.pet.ci_high) == (egger.limit_low, egger.limit_high)


def test_clear_effect_hands_over_to_peese() -> None:
    """A significant PET intercept, in either direction, chooses PEESE."""
    for sign in (1, -1):
        fit = pet_peese(sign * (1.0 + NOISE), VI)
        assert fit.chosen == "peese"
        assert fit.estimate == fit.peese.estimate


def test_no_effect_stays_with_pet() -> None:
    """An intercept near 0 keeps PET."""
    fit = pet_peese(np.sqrt(VI) + NOISE * 10, VI)
    assert fit.chosen == "pet"
    assert fit.se == fit.pet.se


def test_the_rule_is_one_sided() -> None:
    """A two-sided p between alpha and twice alpha chooses PEESE."""
    yi = 0.3 + np.sqrt(VI) + NOISE * 8
    p = pet_peese(yi, VI).pet.p_value
    assert pet_peese(yi, VI, alpha=p / 2 * 1.01).chosen == "peese"
    assert pet_peese(yi, VI, alpha=p / 2 * 0.99).chosen == "pet"


def test_equal_standard_errors_are_refused() -> None:
    """No slope can be told from one standard error."""
    with pytest.raises(NotPoolable, match="no slope"):
        pet_peese(NOISE, np.full(6, 0.1))


def test_two_studies_are_refused() -> None:
    """The minimum is 3."""
    with pytest.raises(NotPoolable, match="at least 3 studies"):
        pet_peese(NOISE[:2], VI[:2])


def test_level_is_checked() -> None:
    """An impossible level is named."""
    with pytest.raises(InputError, match="alpha"):
        pet_peese(NOISE, VI, alpha=5)


def test_frame_has_a_row_for_each_regression() -> None:
    """PET and PEESE are two rows, one of them chosen."""
    frame = pet_peese(1.0 + NOISE, VI).to_frame()
    assert frame["regression"].tolist() == ["pet", "peese"]
    assert frame["chosen"].tolist() == [False, True]
