"""Arguments that cannot be used are refused with their name, the value and what is allowed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from evisyn.effects.calculate import MEASURES, effect_size
from evisyn.errors import InputError

TABLE = {"ai": [4, 6], "bi": [16, 14], "ci": [7, 5], "di": [13, 15]}
MEANS = {"m1i": 5.0, "sd1i": 2.0, "n1i": 10, "m2i": 4.0, "sd2i": 2.5, "n2i": 12}


@pytest.mark.parametrize(
    ("measure", "arguments", "argument", "says"),
    [
        ("XX", TABLE, "measure", "one of RR, OR"),
        (3, TABLE, "measure", "one of"),
        ("RR", {**TABLE, "ai": [-1, 2]}, "ai", "-1 \\(study 1 of 2\\).*zero or more"),
        ("RR", {**TABLE, "ai": ["4", "6"]}, "ai", "give numbers"),
        ("RR", {**TABLE, "ai": np.array(["a", "b"])}, "ai", "give numbers"),
        ("RR", {**TABLE, "ai": [4, np.inf]}, "ai", "finite"),
        ("RR", {**TABLE, "ai": [1 + 2j, 3]}, "ai", "give numbers"),
        ("RR", {**TABLE, "ai": [[4, 6]]}, "ai", "shape \\(1, 2\\)"),
        ("RR", {**TABLE, "ai": [[4], [6, 7]]}, "ai", "numbers"),
        ("RR", {**TABLE, "ai": [1, 2, 3]}, "bi", "2 values but ai has 3"),
        ("RR", {"ai": 3, "ci": 2, "n1i": 0, "n2i": 5}, "n1i", "more than zero"),
        ("RR", {"ai": 30, "ci": 2, "n1i": 10, "n2i": 5}, "ai", "more than n1i"),
        ("RR", {"ai": 3, "ci": 2, "n1i": 10}, "n2i", "is missing"),
        ("RR", {**TABLE, "ri": 0.5}, "ri", "not used by measure RR"),
        ("RR", {**TABLE, "vtype": "UB"}, "vtype", "RR has LS"),
        ("RD", {**TABLE, "vtype": ["UB", "AV", "LS"]}, "vtype", "3 values for 2 studies"),
        ("RD", {**TABLE, "vtype": 3}, "vtype", "LS, UB, AV"),
        ("RR", {**TABLE, "to": "some"}, "to", "only0, all, if0all, none"),
        ("RR", {**TABLE, "add": -0.5}, "add", "zero or more"),
        ("RR", {**TABLE, "add": [0.5, 1]}, "add", "one number"),
        ("RR", {**TABLE, "add": np.nan}, "add", "one number"),
        ("RR", {**TABLE, "drop00": "yes"}, "drop00", "True or False"),
        ("RR", {**TABLE, "correct": True}, "correct", "no bias correction"),
        ("SMD", {**MEANS, "correct": 1}, "correct", "True or False"),
        ("SMD", {**MEANS, "sd1i": -1.0}, "sd1i", "zero or more"),
        ("SMD", {"m1i": 1.0}, "sd1i", "is missing"),
        ("MD", {**MEANS, "di": 0.3}, "di", "not used by measure MD"),
        ("COR", {"ri": 1.2, "ni": 10}, "ri", "between -1 and 1"),
        ("IRR", {"x1i": 3, "t1i": 0, "x2i": 2, "t2i": 5}, "t1i", "more than zero"),
        ("PR", {"xi": 11, "ni": 10}, "xi", "more than ni"),
    ],
)
def test_bad_arguments(measure: Any, arguments: dict[str, Any], argument: str, says: str) -> None:
    """The error names the argument and says what is allowed."""
    with pytest.raises(InputError, match=says) as caught:
        effect_size(measure, **arguments)
    assert caught.value.argument == argument


def test_no_arguments_at_all() -> None:
    """Without data the first missing argument is named, with all ways to give it."""
    with pytest.raises(InputError, match="ai, bi, ci, di or ai, ci, n1i, n2i"):
        effect_size("OR")


def test_single_numbers_are_repeated() -> None:
    """One number stands for every study."""
    result = effect_size("MD", **{**MEANS, "m1i": [5.0, 6.0, 7.0]})
    assert result.yi.tolist() == [1.0, 2.0, 3.0]
    assert result.k == 3


@pytest.mark.parametrize("missing", [np.nan, None, pd.NA])
def test_missing_values_give_nan(missing: Any) -> None:
    """NaN, None and NA leave the study without a value and the others untouched."""
    full = effect_size("RR", **TABLE)
    holed = effect_size("RR", **{**TABLE, "ai": [missing, 6]})
    assert np.isnan([holed.yi[0], holed.vi[0], holed.sei[0]]).all()
    assert holed.yi[1] == full.yi[1]


def test_pandas_columns_are_taken() -> None:
    """Series of numbers and nullable integers are columns like any other."""
    frame = pd.DataFrame(TABLE)
    result = effect_size("OR", **{name: frame[name].astype("Int64") for name in frame})
    np.testing.assert_array_equal(result.yi, effect_size("OR", **TABLE).yi)


def test_no_studies_give_no_effects() -> None:
    """Empty columns give empty results."""
    result = effect_size("OR", ai=[], bi=[], ci=[], di=[])
    assert result.yi.shape == (0,)
    assert result.to_frame().empty


def test_arguments_are_not_changed() -> None:
    """The caller's arrays stay as they were."""
    ai = np.array([0.0, 3.0])
    effect_size("OR", ai=ai, bi=[5, 5], ci=[2, 2], di=[5, 5])
    assert ai.tolist() == [0.0, 3.0]


def test_results_cannot_be_changed() -> None:
    """Records are frozen, their arrays read-only."""
    result = effect_size("OR", **TABLE)
    with pytest.raises(ValueError, match="read-only"):
        result.yi[0] = 0.0


def test_frame_has_one_row_per_study() -> None:
    """to_frame gives measure, yi, vi and sei."""
    frame = effect_size("OR", **TABLE).to_frame()
    assert list(frame.columns) == ["measure", "yi", "vi", "sei"]
    assert len(frame) == 2


NAMED = {
    "two groups": {"RR", "OR", "RD", "AS", "PETO", "PHI", "YUQ", "YUY", "RTET", "PBIT"},
    "across": {"OR2DN", "OR2DL", "D2ORN", "D2ORL", "RPB", "RBIS"},
    "rates": {"IRR", "IRD", "IRSD", "IR", "IRLN", "IRS", "IRFT"},
    "means": {"MD", "SMD", "SMDH", "SMD1", "SMD1H", "ROM", "CVR", "VR"},
    "correlations": {"COR", "UCOR", "ZCOR"},
    "one group": {"PR", "PLN", "PLO", "PAS", "PFT", "MN", "MNLN", "CVLN", "SDLN"},
    "change": {"MC", "SMCC", "SMCR", "SMCRH", "ROMC"},
}


@pytest.mark.parametrize("room", NAMED)
def test_every_named_measure_exists(room: str) -> None:
    """All codes of the public interface are there."""
    assert NAMED[room] <= set(MEASURES)
