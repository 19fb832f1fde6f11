"""Results of the synthesis engine as display tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from evisyn.errors import InputError, NotPoolable
from evisyn.report.display import (
    Column,
    DisplayTable,
    count_cell,
    estimate_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.formats import NOT_APPLICABLE, number, p_value, percent, span
from evisyn.synthesis.egger import egger_test
from evisyn.synthesis.excess import excess_significance
from evisyn.synthesis.fail_safe import fail_safe_n
from evisyn.synthesis.multiverse import multiverse
from evisyn.synthesis.pet_peese import pet_peese
from evisyn.synthesis.rank_test import rank_test
from evisyn.synthesis.trim_fill import trim_and_fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.synthesis.heterogeneity import HeterogeneityInterval
    from evisyn.synthesis.pool import Pooled
    from evisyn.synthesis.regression import MetaRegression

DIGITS = 4
UNRELIABLE_BELOW = 5
SHOWN_FROM = 3


def pooled_table(results: Mapping[str, Pooled]) -> DisplayTable:
    """Show pooled results side by side.

    Parameters
    ----------
    results
        Name -> result; in the unit of the effects (logarithms for ratios).
    """
    return table(
        id="pooled",
        title="Pooled results",
        caption="In the unit of the effects; ratios stand on the log scale.",
        columns=[
            Column(key="model", label="Model"),
            Column(key="k", label="Studies", align="right"),
            Column(key="estimate", label="Estimate (95% CI)", align="right"),
            Column(key="ci_low", label="low", shown=False),
            Column(key="ci_high", label="high", shown=False),
            Column(key="p_value", label="p", align="right"),
            Column(key="prediction", label="Prediction interval", align="right"),
            Column(key="tau2", label="tau²", align="right"),
            Column(key="i2", label="I²", align="right"),
            Column(key="q", label="Q (df)", align="right"),
        ],
        records=[_pooled(name, result) for name, result in results.items()],
        source_notes=(
            f"No prediction interval is shown below {SHOWN_FROM} studies; below "
            f"{UNRELIABLE_BELOW} it is marked unreliable.",
        ),
    )


def _pooled(name: str, result: Pooled) -> dict[str, object]:
    return {
        "model": name,
        "k": count_cell(result.k),
        "estimate": estimate_cell(result.estimate, result.ci_low, result.ci_high, DIGITS),
        "ci_low": result.ci_low,
        "ci_high": result.ci_high,
        "p_value": text_cell(p_value(result.p_value), value=result.p_value),
        "prediction": text_cell(_prediction(result)),
        "tau2": number_cell(result.tau2, DIGITS),
        "i2": text_cell(percent(result.i2, 1), value=result.i2),
        "q": text_cell(f"{number(result.q, 2)} ({result.q_df:g})", value=result.q),
    }


def _prediction(result: Pooled) -> str:
    if result.k < SHOWN_FROM or result.pi_low != result.pi_low:
        return NOT_APPLICABLE
    shown = span(result.pi_low, result.pi_high, DIGITS)
    return f"{shown} (unreliable)" if result.k < UNRELIABLE_BELOW else shown


def heterogeneity_table(intervals: Mapping[str, HeterogeneityInterval]) -> DisplayTable:
    """Show intervals for the heterogeneity side by side.

    Parameters
    ----------
    intervals
        Name of the method -> interval.
    """
    return table(
        id="heterogeneity",
        title="How uncertain the heterogeneity is",
        columns=[
            Column(key="method", label="Method"),
            Column(key="tau2", label="tau²", align="right"),
            Column(key="i2", label="I², %", align="right"),
            Column(key="h2", label="H²", align="right"),
        ],
        records=[
            {
                "method": name,
                "tau2": text_cell(span(ci.tau2_low, ci.tau2_high, DIGITS)),
                "i2": text_cell(span(ci.i2_low, ci.i2_high, 1)),
                "h2": text_cell(span(ci.h2_low, ci.h2_high, 2)),
            }
            for name, ci in intervals.items()
        ],
    )


def regression_table(fit: MetaRegression) -> DisplayTable:
    """Show a meta-regression: coefficients, what remains and what is explained.

    Parameters
    ----------
    fit
        A fitted meta-regression.
    """
    notes = (
        f"tau² that remains: {number(fit.tau2, DIGITS)}; explained share of it (R²): "
        f"{percent(fit.r2, 1)}; I² that remains: {percent(fit.i2, 1)}.",
        f"Test of the moderators: p {p_value(fit.qm_p)}; of the heterogeneity that remains: "
        f"QE {number(fit.qe, 2)} ({fit.qe_df:g} df), p {p_value(fit.qe_p)}.",
    )
    return table(
        id="regression",
        title="Meta-regression",
        columns=[
            Column(key="term", label="Term"),
            Column(key="estimate", label="Coefficient (95% CI)", align="right"),
            Column(key="se", label="Standard error", align="right"),
            Column(key="p_value", label="p", align="right"),
        ],
        records=[
            {
                "term": str(row["term"]),
                "estimate": estimate_cell(row["estimate"], row["ci_low"], row["ci_high"], DIGITS),
                "se": number_cell(row["se"], DIGITS),
                "p_value": text_cell(p_value(row["p_value"]), value=row["p_value"]),
            }
            for row in fit.coefficients.to_dict("records")
        ],
        source_notes=notes,
    )


def small_study_table(yi: Sequence[float], vi: Sequence[float]) -> DisplayTable:
    """Show every test and adjustment for small-study effects on one set of studies.

    Parameters
    ----------
    yi, vi
        Effects and sampling variances, shape (k,).

    Returns
    -------
    DisplayTable
        One row per method; a method that refuses shows its reason.
    """
    return table(
        id="small_study_effects",
        title="Small-study effects",
        caption="A test that finds nothing does not show that nothing is missing.",
        columns=[
            Column(key="method", label="Method"),
            Column(key="result", label="Result"),
        ],
        records=[
            {"method": name, "result": _attempt(make, yi, vi)} for name, make in _METHODS.items()
        ],
    )


def _attempt(make: Callable[[Any, Any], str], yi: Sequence[float], vi: Sequence[float]) -> str:
    try:
        return make(yi, vi)
    except (NotPoolable, InputError) as refusal:
        return f"refused: {refusal}"


def _egger(model: str) -> Callable[[Any, Any], str]:
    def show(yi: Sequence[float], vi: Sequence[float]) -> str:
        found = egger_test(yi, vi, model=model)
        return (
            f"statistic {number(found.statistic, 3)}, p {p_value(found.p_value)}; effect of an "
            f"infinitely large study {number(found.limit_estimate, DIGITS)}"
        )

    return show


def _rank(yi: Sequence[float], vi: Sequence[float]) -> str:
    found = rank_test(yi, vi)
    return f"Kendall's tau {number(found.tau, DIGITS)}, p {p_value(found.p_value)}"


def _trim(yi: Sequence[float], vi: Sequence[float]) -> str:
    found = trim_and_fill(yi, vi)
    return (
        f"{found.k0} studies filled on the {found.side}; estimate then "
        f"{number(found.estimate, DIGITS)} ({span(found.ci_low, found.ci_high, DIGITS)})"
    )


def _pet_peese(yi: Sequence[float], vi: Sequence[float]) -> str:
    found = pet_peese(yi, vi)
    return (
        f"PET {number(found.pet.estimate, DIGITS)}, PEESE {number(found.peese.estimate, DIGITS)}; "
        f"the rule takes {str(found.chosen).upper()}"
    )


def _fail_safe(yi: Sequence[float], vi: Sequence[float]) -> str:
    return f"{fail_safe_n(yi, vi, method='rosenthal').n:g} null results (Rosenthal)"


def _excess(yi: Sequence[float], vi: Sequence[float]) -> str:
    found = excess_significance(yi, vi)
    return (
        f"{found.observed:g} significant results, {number(found.expected, 2)} expected; "
        f"p {p_value(found.p_value)}"
    )


_METHODS: dict[str, Callable[[Any, Any], str]] = {
    "Egger, weighted regression": _egger("lm"),
    "Egger, mixed-effects regression": _egger("rma"),
    "Rank correlation (Begg)": _rank,
    "Trim and fill (L0)": _trim,
    "PET-PEESE": _pet_peese,
    "Fail-safe N": _fail_safe,
    "Excess significance": _excess,
}


def multiverse_table(yi: Sequence[float], vi: Sequence[float]) -> DisplayTable:
    """Show the pooled effect under every estimator of heterogeneity and every test.

    Parameters
    ----------
    yi, vi
        Effects and sampling variances, shape (k,).
    """
    rows = multiverse(yi, vi).to_dict("records")
    low = min(row["estimate"] for row in rows)
    high = max(row["estimate"] for row in rows)
    excluding = sum(row["ci_low"] > 0 or row["ci_high"] < 0 for row in rows)
    return table(
        id="multiverse",
        title="One analysis, many defensible ways",
        caption=f"{len(rows)} combinations: estimates from {number(low, DIGITS)} to "
        f"{number(high, DIGITS)}; {excluding} intervals exclude no difference.",
        columns=[
            Column(key="tau2_method", label="Heterogeneity"),
            Column(key="test", label="Test"),
            Column(key="estimate", label="Estimate (95% CI)", align="right"),
            Column(key="p_value", label="p", align="right"),
            Column(key="tau2", label="tau²", align="right"),
            Column(key="i2", label="I²", align="right"),
        ],
        records=[
            {
                "tau2_method": row["tau2_method"],
                "test": row["test"],
                "estimate": estimate_cell(row["estimate"], row["ci_low"], row["ci_high"], DIGITS),
                "p_value": text_cell(p_value(row["p_value"]), value=row["p_value"]),
                "tau2": number_cell(row["tau2"], DIGITS),
                "i2": text_cell(percent(row["i2"], 1), value=row["i2"]),
            }
            for row in rows
        ],
    )
