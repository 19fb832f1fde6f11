"""Conversions: formulas by hand, marks, and refusals."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.effects import convert, transforms
from evisyn.effects.aggregate import aggregate
from evisyn.errors import InputError

Z = 1.959963984540054


@pytest.mark.parametrize(
    "record",
    [
        convert.se_from_ci(1, 3),
        convert.se_from_p(1.0, 0.04),
        convert.se_from_t(1.0, 2.0),
        convert.se_from_f(1.0, 4.0),
        convert.sd_from_se(1.0, 25),
        convert.sd_from_ci(1, 3, 25),
        convert.sd_from_md_se(1.0, 20, 30),
        convert.sd_change(2.0, 3.0, 0.5),
        convert.combine_groups(10, 1.0, 2.0, 20, 2.0, 3.0),
        convert.md_from_arm_cis(5, 4, 6, 3, 2, 4),
        convert.mean_sd_from_quantiles(25, q1=5, median=8, q3=11),
        convert.smd_to_lnor(0.5, 0.04),
        convert.lnor_to_smd(0.5, sei=0.2),
        aggregate([1.0, 2.0], [0.1, 0.2], ["a", "a"]),
    ],
    ids=lambda record: record.method,
)
def test_every_conversion_says_that_it_is_one(record: convert.Converted) -> None:
    """The record is marked, names its method, and makes a frame that keeps both."""
    assert record.converted is True
    assert record.method
    frame = record.to_frame()
    assert frame["converted"].all()
    assert len(frame) == 1
    assert np.isfinite(float(record))


def test_se_from_ci_of_a_difference() -> None:
    """(high - low) / 3.92."""
    assert convert.se_from_ci(-1.0, 2.92).sei[0] == pytest.approx(3.92 / (2 * Z), rel=1e-15)


def test_se_from_ci_of_a_ratio() -> None:
    """With scale "log" the SE is that of the log."""
    expected = (np.log(2.18) - np.log(0.9)) / (2 * Z)
    assert convert.se_from_ci(0.9, 2.18, 0.95, "log").se[0] == pytest.approx(expected, rel=1e-15)


def test_se_from_ci_by_the_t_distribution() -> None:
    """With df the quantile is that of t: 2.2281 for 10."""
    assert convert.se_from_ci(0, 4.456278, df=10).sei[0] == pytest.approx(1.0, rel=1e-6)


def test_uneven_interval_is_flagged() -> None:
    """An estimate off the middle by more than 10 % is a sign of an error in the report."""
    record = convert.se_from_ci([1, 1], [3, 3], estimate=[2.0, 2.2])
    assert record.asymmetric.tolist() == [False, True]


def test_se_from_p_with_and_without_df() -> None:
    """|estimate| / z, or / t with n1 + n2 - 2 df; Handbook 7.7.3.3: MD 3.8, t 2.78 -> 1.37."""
    assert convert.se_from_p(-2.0, 0.05).sei[0] == pytest.approx(2 / Z, rel=1e-14)
    assert convert.se_from_p(3.8, 0.008, df=25 + 22 - 2).sei[0] == pytest.approx(1.37, abs=0.005)


def test_p_of_one_tells_nothing() -> None:
    """p = 1, or no effect at all, has no standard error to find."""
    assert np.isnan(convert.se_from_p([1.0, 0.0], [1.0, 0.5]).sei).all()


def test_sd_from_ci_small_and_large_groups() -> None:
    """Below 60 persons the t distribution, from 60 on the normal one."""
    small, large = convert.sd_from_ci([0, 0], [2, 2], [25, 100]).sd
    assert small == pytest.approx(5 * 2 / (2 * 2.0638985616), rel=1e-9)
    assert large == pytest.approx(10 * 2 / (2 * Z), rel=1e-14)


def test_sd_change_worked_example() -> None:
    """SDs 2.38 and 2.21, r 0.68, n 10: SE 0.583."""
    sd = convert.sd_change(2.38, 2.21, 0.68).sd[0]
    assert sd / np.sqrt(10) == pytest.approx(0.583, abs=0.0005)


def test_combined_groups_are_the_pooled_persons() -> None:
    """Mean and SD of two groups together are those of all their members."""
    rng = np.random.default_rng(20140514)
    one, two = rng.normal(1, 2, 15), rng.normal(3, 1, 22)
    both = np.concatenate([one, two])
    record = convert.combine_groups(
        15, one.mean(), one.std(ddof=1), 22, two.mean(), two.std(ddof=1)
    )
    assert record.n[0] == 37
    assert record.mean[0] == pytest.approx(both.mean(), rel=1e-13)
    assert record.sd[0] == pytest.approx(both.std(ddof=1), rel=1e-13)


def test_difference_of_arms_from_their_intervals() -> None:
    """The squares of both standard errors add up."""
    record = convert.md_from_arm_cis(10, 9, 11, 7, 5, 9)
    assert record.yi[0] == 3
    assert record.sei[0] == pytest.approx(np.hypot(1 / Z, 2 / Z), rel=1e-14)


def test_smd_and_log_odds_ratio() -> None:
    """ln OR = 1.81 d, SE likewise, and back."""
    there = convert.smd_to_lnor(0.5, sei=0.2)
    assert there.yi[0] == pytest.approx(1.8138 * 0.5, abs=1e-4)
    back = convert.lnor_to_smd(there.yi, there.vi)
    assert back.yi[0] == pytest.approx(0.5, rel=1e-15)
    assert back.sei[0] == pytest.approx(0.2, rel=1e-14)


def test_quantiles_flag_skewed_groups() -> None:
    """A symmetric group passes the test of symmetry, a lopsided one does not."""
    record = convert.mean_sd_from_quantiles(
        [100, 100], min=[0, 0], q1=[4, 1], median=[5, 2], q3=[6, 8], max=[10, 40]
    )
    assert record.skewed.tolist() == [False, True]


def test_quantiles_by_layout() -> None:
    """Each study is converted by what it reports; too little, or n below 5, gives NaN."""
    record = convert.mean_sd_from_quantiles(
        [25, 25, 25, 4, 25],
        min=[2, np.nan, 2, 2, 2],
        q1=[5, 5, np.nan, 5, np.nan],
        median=[8, 8, 8, 8, 8],
        q3=[11, 11, np.nan, 11, 11],
        max=[19, np.nan, 19, 19, np.nan],
    )
    assert np.isnan(record.mean).tolist() == [False, False, False, True, True]
    assert record.mean[1] == 8


def test_quantiles_by_wan() -> None:
    """(a + 2m + b)/4, (q1 + m + q3)/3, (a + 2 q1 + 2m + 2 q3 + b)/8."""
    ask = convert.mean_sd_from_quantiles
    assert ask(25, min=2, median=8, max=19, method="wan").mean[0] == (2 + 16 + 19) / 4
    assert ask(25, q1=5, median=8, q3=11, method="wan").mean[0] == 8
    assert ask(25, 2, 5, 8, 11, 19, "wan").mean[0] == (2 + 10 + 16 + 22 + 19) / 8


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: convert.se_from_ci(3, 1), "low"),
        (lambda: convert.se_from_ci(0, 1, scale="log"), "low"),
        (lambda: convert.se_from_ci(1, 3, level=95), "level"),
        (lambda: convert.se_from_ci(1, 3, level=np.nan), "level"),
        (lambda: convert.se_from_ci(1, 3, scale="cube"), "scale"),
        (lambda: convert.se_from_ci("1", "3"), "low"),
        (lambda: convert.se_from_p(1, 0), "p"),
        (lambda: convert.se_from_p(1, 1.5), "p"),
        (lambda: convert.se_from_p(1, 0.5, df=0), "df"),
        (lambda: convert.sd_from_se(-1, 3), "se"),
        (lambda: convert.sd_from_se(1, 0), "n"),
        (lambda: convert.sd_from_ci(1, 3, 9, distribution="flat"), "distribution"),
        (lambda: convert.sd_change(1, 2, 1.5), "r"),
        (lambda: convert.smd_to_lnor(1, 0.1, sei=0.2), "sei"),
        (lambda: convert.mean_sd_from_quantiles(25, min=2, max=3), "median"),
        (lambda: convert.mean_sd_from_quantiles(25, q1=5, median=4, q3=6), "q1"),
        (lambda: convert.mean_sd_from_quantiles(25, q1=3, median=4, q3=6, method="x"), "method"),
        (lambda: transforms.logit(1.2), "p"),
        (lambda: transforms.freeman_tukey(5, 4), "x"),
        (lambda: aggregate([1, 2], [0.1, 0.1], ["a"]), "cluster"),
        (lambda: aggregate([1, 2], [0.1, 0.1], ["a", "a"], rho=1.0), "rho"),
        (lambda: aggregate([1, 2], [0.1, 0.1], ["a", "a"], weighting="x"), "weighting"),
    ],
)
def test_bad_arguments(call: object, argument: str) -> None:
    """A refusal names the argument."""
    with pytest.raises(InputError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.argument == argument


def test_double_arcsine_there_and_back() -> None:
    """Miller's inverse undoes the transformation, at 0 and n too."""
    x, n = np.array([0, 3, 10, 7]), np.array([12, 15, 10, 40])
    back = transforms.freeman_tukey_back(transforms.freeman_tukey(x, n), n)
    np.testing.assert_allclose(back, x / n, atol=1e-12)


def test_equal_weights_average() -> None:
    """The plain mean of two effects has a quarter of the sum of the covariance matrix."""
    record = aggregate([1.0, 3.0], [0.04, 0.09], ["a", "a"], rho=0.5, weighting="equal")
    assert record.yi[0] == 2.0
    assert record.vi[0] == pytest.approx((0.04 + 0.09 + 2 * 0.5 * 0.06) / 4, rel=1e-14)


def test_aggregate_keeps_order_and_missing() -> None:
    """Clusters come in the order of their first effect; a missing effect makes NaN."""
    record = aggregate([1.0, 5.0, np.nan], [0.1, 0.1, 0.1], ["b", "a", "b"])
    assert np.isnan(record.yi[0])
    assert record.yi[1] == 5.0
