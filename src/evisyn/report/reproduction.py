"""A published analysis beside our figures, number by number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evisyn.effects.calculate import effect_size
from evisyn.records import Z95
from evisyn.report.display import Cell, Column, DisplayTable, cell, table, text_cell
from evisyn.report.formats import number
from evisyn.synthesis.pool import pool
from evisyn.synthesis.regression import meta_regression

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "common_or": "Common effect: odds ratio",
    "common_or_low": "Common effect: lower limit",
    "common_or_high": "Common effect: upper limit",
    "random_or": "Random effects, ML: odds ratio",
    "random_or_low": "Random effects, ML: lower limit",
    "random_or_high": "Random effects, ML: upper limit",
    "random_tau2": "Random effects, ML: tau²",
    "spread_low": "Where 95% of true log odds ratios lie: from",
    "spread_high": "Where 95% of true log odds ratios lie: to",
    "latitude_intercept": "Regression on latitude: intercept",
    "latitude_intercept_se": "Regression on latitude: standard error of the intercept",
    "latitude_slope": "Regression on latitude: slope per degree",
    "latitude_slope_se": "Regression on latitude: standard error of the slope",
    "latitude_tau2": "Regression on latitude: tau² that remains",
}

COLUMNS = (
    Column(key="quantity", label="Quantity"),
    Column(key="page", label="Page", align="right"),
    Column(key="printed", label="Printed", align="right"),
    Column(key="ours", label="Here", align="right"),
    Column(key="agrees", label="To the digits printed"),
    Column(key="note", label="Note"),
)


def reproduction_table(trials: pd.DataFrame, printed: pd.DataFrame) -> DisplayTable:
    """Compute what a paper prints from its trials and set both side by side.

    Parameters
    ----------
    trials
        One row per trial: tpos, tneg, cpos, cneg (people) and ablat (degrees).
    printed
        One row per figure: quantity, printed, decimals, page, note.

    Returns
    -------
    DisplayTable
        One row per figure; a figure that differs is shown as it comes, with the note.

    Notes
    -----
    van Houwelingen HC, Arends LR, Stijnen T (2002), doi:10.1002/sim.1040.
    """
    ours = reproduced(trials)
    return table(
        id="reproduction",
        title="A published analysis, number by number",
        caption="Printed figures and ours, to the decimals that the paper prints.",
        columns=COLUMNS,
        records=[_record(row, ours) for row in printed.to_dict("records")],
        source_notes=(
            "van Houwelingen HC, Arends LR, Stijnen T. Advanced methods in meta-analysis: "
            "multivariate approach and meta-regression. Stat Med 2002;21:589-624. "
            "doi:10.1002/sim.1040. Trials: Colditz GA et al. JAMA 1994;271:698-702.",
        ),
    )


def reproduced(trials: pd.DataFrame) -> dict[str, float]:
    """Compute every quantity of the paper from its trials.

    Parameters
    ----------
    trials
        One row per trial, as for :func:`reproduction_table`.
    """
    effects = effect_size(
        "OR", ai=trials["tpos"], bi=trials["tneg"], ci=trials["cpos"], di=trials["cneg"]
    )
    common = pool(effects.yi, effects.vi, model="common", test="z")
    random = pool(effects.yi, effects.vi, tau2_method="ML", test="z")
    latitude = meta_regression(
        effects.yi, effects.vi, trials[["ablat"]].to_numpy(), tau2_method="ML", test="z"
    )
    spread = Z95 * math.sqrt(random.tau2)
    intercept, slope = latitude.coefficients.to_dict("records")
    return {
        "common_or": math.exp(common.estimate),
        "common_or_low": math.exp(common.ci_low),
        "common_or_high": math.exp(common.ci_high),
        "random_or": math.exp(random.estimate),
        "random_or_low": math.exp(random.ci_low),
        "random_or_high": math.exp(random.ci_high),
        "random_tau2": random.tau2,
        "spread_low": random.estimate - spread,
        "spread_high": random.estimate + spread,
        "latitude_intercept": intercept["estimate"],
        "latitude_intercept_se": intercept["se"],
        "latitude_slope": slope["estimate"],
        "latitude_slope_se": slope["se"],
        "latitude_tau2": latitude.tau2,
    }


def _record(row: Mapping[Any, Any], ours: dict[str, float]) -> dict[str, object]:
    decimals, printed = int(str(row["decimals"])), float(str(row["printed"]))
    value = ours[str(row["quantity"])]
    agrees = round(value, decimals) == round(printed, decimals)
    note = row["note"] if isinstance(row["note"], str) else ""
    return {
        "quantity": text_cell(NAMES[str(row["quantity"])], value=row["quantity"]),
        "page": cell(row["page"]),
        "printed": text_cell(number(printed, decimals), value=printed),
        "ours": text_cell(number(value, decimals), value=value),
        "agrees": "yes" if agrees else "no",
        "note": text_cell(note) if note else Cell(text="", value=None),
    }
