"""A step selection model as a display table: corrected beside uncorrected, and the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    count_cell,
    estimate_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.formats import NOT_APPLICABLE, number, p_value, plural

if TYPE_CHECKING:
    from evisyn.synthesis.selection import SelectionModel

DIGITS = 4
_FAVOURS = {"greater": "larger", "less": "smaller"}


def selection_table(result: SelectionModel) -> DisplayTable:
    """Show the mean with and without selection, and how probable each p-value interval is seen.

    Parameters
    ----------
    result
        From :func:`evisyn.selection_model`.
    """
    return table(
        id="selection_model",
        title="Step selection model",
        caption="A sensitivity analysis: what the mean would be if studies were seen or not by "
        "their p values as the weights say. It proves no selection.",
        columns=[
            Column(key="what", label="What"),
            Column(key="k", label="Studies", align="right"),
            Column(key="estimate", label="Estimate (CI)", align="right"),
            Column(key="se", label="Standard error", align="right"),
        ],
        records=[
            {
                "what": "mean, no selection",
                "k": count_cell(result.k),
                "estimate": number_cell(result.unadjusted, DIGITS),
                "se": Cell(text=NOT_APPLICABLE),
            },
            {
                "what": "mean, corrected for selection",
                "k": count_cell(result.k),
                "estimate": estimate_cell(result.estimate, result.ci_low, result.ci_high, DIGITS),
                "se": number_cell(result.se, DIGITS),
            },
            *_weights(result),
        ],
        source_notes=_notes(result),
    )


def _weights(result: SelectionModel) -> list[dict[str, object]]:
    ends = [0.0, *result.steps]
    rows: list[dict[str, object]] = []
    for place, count in enumerate(result.counts.tolist()):
        se = float(result.delta_se[place])
        fixed = place == 0
        rows.append(
            {
                "what": f"weight, one-sided p from {ends[place]:g} to {ends[place + 1]:g}",
                "k": count_cell(count),
                "estimate": text_cell("1 (by definition)", value=1.0)
                if fixed
                else number_cell(float(result.delta[place]), DIGITS),
                "se": number_cell(se, DIGITS) if se == se else Cell(text=NOT_APPLICABLE),
            }
        )
    return rows


def _notes(result: SelectionModel) -> tuple[str, ...]:
    notes = [
        f"tau² {number(result.tau2, DIGITS)} ({number(result.unadjusted_tau2, DIGITS)} without "
        f"selection); maximum likelihood, selection favours "
        f"{_FAVOURS[result.alternative]} effects.",
        f"Test of no selection: likelihood ratio {number(result.lrt, 3)} ({result.lrt_df} df), p "
        f"{p_value(result.lrt_p)}.",
    ]
    if result.other_maxima:
        best = result.other_maxima[0]
        notes.append(
            f"{plural(len(result.other_maxima), 'other local maximum', 'other local maxima')}; the "
            f"highest has the mean {number(best.estimate, DIGITS)} and a log-likelihood lower by "
            f"{number(result.loglik - best.loglik, 3)}."
        )
    if not result.converged:
        notes.append("The fit did not converge: do not use these numbers.")
    return tuple(notes)
