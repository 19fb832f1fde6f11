"""Published appraisals read again: printed ratings beside the ones that follow from the items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evisyn.appraisal.tools.engine import compare_published
from evisyn.appraisal.tools.overall import amstar2_confidence
from evisyn.report.display import Cell, Column, DisplayTable, table, text_cell
from evisyn.report.formats import percent, plural
from evisyn.synthesis.overlap import overlap

if TYPE_CHECKING:
    import pandas as pd

ITEMS = 16
NONE = "none"

AMSTAR_COLUMNS = (
    Column(key="review", label="Review"),
    Column(key="critical", label="Critical flaws (items)"),
    Column(key="other", label="Other weaknesses (items)"),
    Column(key="dropped", label="Items that drop out"),
    Column(key="printed", label="Printed"),
    Column(key="by_rule", label="By the rule of the tool"),
    Column(key="agrees", label="Agree"),
)


def amstar2_table(appraisals: pd.DataFrame, *, partial_yes_counts: bool = False) -> DisplayTable:
    """Recompute AMSTAR 2 ratings from their items and set them beside the printed ones.

    Parameters
    ----------
    appraisals
        One row per review: ``review``, ``printed``, ``item_1`` to ``item_16``.
    partial_yes_counts
        Whether a partial yes is a weakness; by default it is not.

    Notes
    -----
    The rule is that of Shea et al. 2017, doi:10.1136/bmj.j4008.
    """
    records = [_appraisal(row, partial_yes_counts) for row in appraisals.to_dict("records")]
    agree = sum(record["agrees"] == "yes" for record in records)
    partial = "counts as a weakness" if partial_yes_counts else "does not count as a weakness"
    return table(
        id="amstar2",
        title="AMSTAR 2, printed and by the rule",
        caption=f"{plural(len(records), 'review')}; {agree} of the printed ratings follow from the "
        "items.",
        columns=AMSTAR_COLUMNS,
        records=records,
        source_notes=(
            f"A partial yes {partial}; items on a meta-analysis drop out where none was done.",
        ),
    )


def _appraisal(row: dict[Any, Any], partial: bool) -> dict[str, object]:
    items = {number: str(row[f"item_{number}"]) for number in range(1, ITEMS + 1)}
    made = amstar2_confidence(items, partial_yes_counts=partial)
    compared = compare_published(row["printed"], made)
    return {
        "review": row["review"],
        "critical": _listed(made.critical_flaws),
        "other": _listed(made.other_flaws),
        "dropped": _listed(made.dropped),
        "printed": str(row["printed"]).lower(),
        "by_rule": made.label,
        "agrees": "yes" if compared.agrees else "no",
    }


def _listed(numbers: tuple[Any, ...]) -> Cell:
    text = ", ".join(str(number) for number in numbers)
    return text_cell(text) if text else Cell(text=NONE, value="")


def overlap_of_lists(membership: pd.DataFrame) -> DisplayTable:
    """Show the overlap of reviews whose lists of trials are complete.

    Parameters
    ----------
    membership
        One row per inclusion: ``review_id``, ``trial_id``.

    Notes
    -----
    Corrected covered area: Pieper et al. 2014, doi:10.1016/j.jclinepi.2013.11.007.
    """
    found = overlap(membership)
    return table(
        id="overlap_of_lists",
        title="Overlap, overall and pair by pair",
        caption=f"{found.n_reviews} reviews, {found.n_trials} trials, {found.n_inclusions} "
        f"inclusions: corrected covered area {percent(found.cca, 1)} ({found.category}).",
        columns=[
            Column(key="pair", label="Reviews"),
            Column(key="shared", label="Shared", align="right"),
            Column(key="union", label="In either", align="right"),
            Column(key="cca", label="Corrected covered area", align="right"),
            Column(key="category", label="Category"),
        ],
        records=[
            {
                "pair": f"{pair.review_a}, {pair.review_b}",
                "shared": pair.shared,
                "union": pair.union,
                "cca": text_cell(percent(pair.cca, 1), value=pair.cca),
                "category": pair.category,
            }
            for pair in found.pairwise
        ],
        source_notes=(f"Categories: {found.convention}.",),
    )
