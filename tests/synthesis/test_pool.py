"""Pooling one data set."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest

from evisyn.errors import ConvergenceWarning, InputError
from evisyn.synthesis import _scalar
from evisyn.synthesis.pool import pool

Y = [0.10, 0.30, -0.20, 0.55, 0.20]
V = [0.020, 0.050, 0.030, 0.010, 0.080]
#: The restricted likelihood falls at 0 and has its maximum near 0.09.
TWO_OPTIMA = (
    [-0.12, -0.01, 0.91, -0.05, 0.06, -0.36],
    [0.039, 0.006, 0.072, 0.006, 0.104, 0.067],
)
#: The restricted likelihood has a maximum above 0, and a higher one at 0.
ZERO_WINS = ([0.33, 0.6, -0.04, 0.45, 0.1, 1.77], [1.096, 0.245, 0.021, 0.132, 0.007, 0.441])


def test_common_effect_is_the_inverse_variance_mean() -> None:
    """Estimate and standard error by hand."""
    w = 1.0 / np.array(V)
    fit = pool(Y, V, model="common", test="z")
    assert fit.estimate == pytest.approx(float((w * Y).sum() / w.sum()), rel=1e-14)
    assert fit.se == pytest.approx(float(w.sum() ** -0.5), rel=1e-14)
    assert (fit.tau2, fit.settings.tau2_method) == (0.0, "")


def test_dersimonian_laird_by_hand() -> None:
    """tau2 = (Q - df) / C of the paper's equation 8."""
    w, y = 1.0 / np.array(V), np.array(Y)
    q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
    c = w.sum() - (w**2).sum() / w.sum()
    assert pool(Y, V, tau2_method="DL").tau2 == pytest.approx((q - 4.0) / c, rel=1e-13)


def test_standard_errors_may_stand_for_variances() -> None:
    """sei squared is vi."""
    assert pool(Y, sei=np.sqrt(V)).estimate == pytest.approx(pool(Y, V).estimate, rel=1e-13)


def test_record_with_effects_can_be_given() -> None:
    """A record with yi and vi stands for both arguments."""

    @dataclass
    class Sizes:
        yi: list[float]
        vi: list[float]

    assert pool(Sizes(Y, V)).estimate == pool(Y, V).estimate


def test_study_without_a_value_is_left_out() -> None:
    """NaN in yi or vi: k counts the rest, the weight is NaN."""
    fit = pool([*Y, math.nan, 0.3], [*V, 0.02, math.nan])
    assert fit.k == 5
    assert fit.estimate == pool(Y, V).estimate
    assert np.isnan(fit.weights).tolist() == [False] * 5 + [True] * 2


def test_settings_say_how_it_was_made() -> None:
    """Every choice can be read off the result."""
    settings = pool(Y, V, tau2_method="PM", test="t", level=0.9, pi_method="t-k2").settings
    assert (settings.model, settings.tau2_method, settings.test) == ("random", "PM", "t")
    assert (settings.level, settings.tau2, settings.pi_method) == (0.9, None, "t-k2")


def test_weights_are_percent() -> None:
    """They sum to 100."""
    assert pool(Y, V).weights.sum() == pytest.approx(100.0, rel=1e-13)


def test_adhoc_variance_is_never_below_the_model_based_one() -> None:
    """Homogeneous effects: plain HKSJ is narrower than z, the ad-hoc one is not."""
    y = [0.20, 0.21, 0.19, 0.20]
    z, plain, floor = (pool(y, V[:4], test=test) for test in ("z", "hksj", "hksj-adhoc"))
    assert plain.se < z.se
    assert floor.se == z.se


@pytest.mark.parametrize(
    ("rule", "df"), [("t-k1", 4.0), ("t-k2", 3.0), ("z", math.nan)], ids=["t-k1", "t-k2", "z"]
)
def test_prediction_rule_records_its_df(rule: str, df: float) -> None:
    """pi_df is what the quantile used."""
    assert pool(Y, V, pi_method=rule).pi_df == pytest.approx(df, nan_ok=True)


@pytest.mark.parametrize(("k", "rule"), [(1, "t-k1"), (2, "t-k2")])
def test_prediction_interval_without_df_is_undefined(k: int, rule: str) -> None:
    """Below one degree of freedom there is no interval."""
    fit = pool(Y[:k], V[:k], pi_method=rule)
    assert math.isnan(fit.pi_low)
    assert math.isnan(fit.pi_high)


def test_common_effect_has_no_prediction_interval() -> None:
    """One true effect: a new study has the same."""
    assert math.isnan(pool(Y, V, model="common").pi_low)


def test_single_study_is_itself() -> None:
    """k = 1: own effect and standard error, no heterogeneity, no t interval."""
    fit = pool([0.4], [0.09], test="z")
    assert (fit.estimate, fit.se, fit.tau2, fit.q, fit.q_p) == (0.4, 0.3, 0.0, 0.0, 1.0)
    assert math.isnan(pool([0.4], [0.09]).ci_low)


def test_equal_effects_have_no_width_with_plain_hksj() -> None:
    """Defined as the formula has it; the ad-hoc variant keeps a width."""
    fit = pool([0.3, 0.3, 0.3], [0.02, 0.03, 0.05])
    assert (fit.tau2, fit.se, fit.ci_low, fit.ci_high) == (0.0, 0.0, 0.3, 0.3)
    assert math.isinf(fit.statistic)
    assert pool([0.3, 0.3, 0.3], [0.02, 0.03, 0.05], test="hksj-adhoc").se > 0.0


def test_fixed_tau2_is_not_counted_as_estimated() -> None:
    """AIC counts one parameter less."""
    fit = pool(Y, V, tau2=0.05, tau2_method="ML")
    assert fit.tau2 == 0.05
    assert math.isnan(fit.tau2_se)
    assert fit.aic == pytest.approx(-2.0 * fit.loglik + 2.0, rel=1e-14)


def test_two_optima_the_higher_one_is_taken() -> None:
    """A likelihood with a local optimum at 0 and a better one above."""
    y, v = TWO_OPTIMA
    grid = np.linspace(0.0, 1.0, 2001)
    heights = [pool(y, v, tau2=t, test="z").loglik for t in grid]
    fit = pool(y, v, test="z")
    best = float(grid[int(np.argmax(heights))])
    assert heights[0] > heights[1]
    assert fit.loglik >= max(heights)
    assert fit.tau2 == pytest.approx(best, abs=1e-3)
    assert fit.tau2 > 0.0


def test_two_optima_zero_may_win() -> None:
    """A local optimum above 0 does not hide a higher likelihood at 0."""
    heights = [pool(*ZERO_WINS, tau2=t, test="z").loglik for t in np.linspace(0.0, 1.0, 1001)]
    rises = np.diff(heights) > 0.0
    assert rises.any()
    assert not rises[0]
    assert pool(*ZERO_WINS).tau2 == 0.0


def test_unfinished_iteration_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """converged is False and a warning is given."""
    monkeypatch.setattr(_scalar, "MAX_STEPS", 1)
    with pytest.warns(ConvergenceWarning, match="REML"):
        assert not pool(Y, V).converged


def test_result_is_frozen() -> None:
    """Nobody edits a result."""
    with pytest.raises(FrozenInstanceError):
        pool(Y, V).estimate = 1.0  # type: ignore[misc]


def test_to_frame_is_one_row() -> None:
    """Columns are the scalar fields."""
    frame = pool(Y, V).to_frame()
    assert frame.shape[0] == 1
    assert {"k", "estimate", "ci_low", "pi_high", "tau2", "i2", "q_p", "converged"} <= set(frame)


def test_input_is_not_changed() -> None:
    """Arrays come back as they were given."""
    y, v = np.array(Y), np.array(V)
    pool(y, v)
    assert y.tolist() == Y
    assert v.tolist() == V


@pytest.mark.parametrize(
    ("arguments", "options", "named"),
    [
        (([], []), {}, "yi"),
        (([0.1, 0.2], [0.1]), {}, "vi"),
        (([[0.1]], [[0.1]]), {}, "yi"),
        ((["a", "b"], [0.1, 0.1]), {}, "yi"),
        (([0.1, 0.2], ["a", "b"]), {}, "vi"),
        (([0.1, math.inf], [0.1, 0.1]), {}, "yi"),
        (([0.1, 0.2], [0.1, math.inf]), {}, "vi"),
        (([0.1, 0.2], [0.1, 0.0]), {}, "vi"),
        (([0.1, 0.2], [0.1, -0.1]), {}, "vi"),
        (([0.1, 0.2],), {"sei": [0.1, 0.0]}, "sei"),
        (([0.1, 0.2],), {}, "vi"),
        (([math.nan], [0.1]), {}, "yi"),
        (([0.0, 1e200], [1.0, 1.0]), {}, "yi"),
        (([0.0, 1e90], [1.0, 1.0]), {}, "yi"),
        (([0.1, 0.2], [1e-20, 1.0]), {}, "vi"),
        ((Y, V), {"level": 95}, "level"),
        ((Y, V), {"level": "0.95"}, "level"),
        ((Y, V), {"tau2": -1.0}, "tau2"),
        ((Y, V), {"tau2": math.nan}, "tau2"),
        ((Y, V), {"tau2": 0.1, "model": "common"}, "tau2"),
        ((Y, V), {"tau2_method": "BEST"}, "tau2_method"),
        ((Y, V), {"test": None}, "test"),
        ((Y, V), {"test": "kr", "tau2_method": "DL"}, "test"),
        ((Y, V), {"model": "fixed"}, "model"),
        ((Y, V), {"pi_method": "t"}, "pi_method"),
        ((Y, V), {"tau2_method": "GENQ"}, "weights"),
        ((Y, V), {"weights": V}, "weights"),
        ((Y, V), {"tau2_method": "GENQ", "weights": [1.0]}, "weights"),
        ((Y, V), {"tau2_method": "GENQ", "weights": [0.0, 1, 1, 1, 1]}, "weights"),
        ((Y, V), {"labels": ["one"]}, "labels"),
    ],
)
def test_bad_input_is_refused_by_name(arguments: tuple, options: dict, named: str) -> None:
    """The error says which argument."""
    with pytest.raises(InputError) as caught:
        pool(*arguments, **options)
    assert caught.value.argument == named


def test_pooling_needs_neither_pandas_nor_statsmodels() -> None:
    """Both take long to import."""
    code = (
        "import sys; import evisyn.synthesis.pool, evisyn.synthesis.batch;"
        "print([m for m in ('pandas', 'statsmodels', 'scipy.stats', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
