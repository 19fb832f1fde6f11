"""A network meta-analysis as display tables: league, split of the evidence, ranking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
from evisyn.report.formats import NOT_APPLICABLE, number, p_value, percent, plural, span

if TYPE_CHECKING:
    from evisyn.synthesis.network.analysis import Network

DIGITS = 2
#: Above the diagonal, where no trial compares the two.
NO_TRIAL = "no trial"
_NEGATIVE_ZERO = re.compile(r"-(0(?:\.0+)?)(?![\d.])")


def league_table(result: Network, *, digits: int = DIGITS) -> DisplayTable:
    """Show every pair of treatments, the best treatment first.

    Below the diagonal stands the network estimate, above it the direct one, each the row's
    treatment against the column's.

    Parameters
    ----------
    result
        From :func:`evisyn.network`.
    digits
        Decimals of the cells.
    """
    league = result.league(digits=digits)
    names = [str(name) for name in league.index]
    records = []
    for place, name in enumerate(names):
        row: dict[str, object] = {"treatment": name}
        for other, text in enumerate(league.iloc[place].tolist()):
            key = f"t{other}"
            row[key] = _pair(text)
        records.append(row)
    return table(
        id="league",
        title="Every treatment against every other",
        caption="Row against column with interval; below the diagonal from the whole network, "
        "above it from direct comparisons only. Best P-score first.",
        columns=[
            Column(key="treatment", label="Treatment"),
            *(Column(key=f"t{i}", label=name, align="center") for i, name in enumerate(names)),
        ],
        records=records,
        source_notes=(_counts(result), _scale()),
    )


def _pair(text: str) -> Cell:
    shown = _NEGATIVE_ZERO.sub(r"\1", text)
    if not shown:
        return Cell(text=NO_TRIAL)
    return Cell(text=shown.replace("-", "−"), value=shown)


def splits_table(result: Network) -> DisplayTable:
    """Show direct beside indirect evidence of each pair that has direct evidence.

    Parameters
    ----------
    result
        From :func:`evisyn.network`.
    """
    splits = result.splits()
    rows = splits[splits["k"] > 0].to_dict("records")
    hidden = len(splits) - len(rows)
    return table(
        id="network_splits",
        title="Direct against indirect evidence",
        caption="A large difference says that the two kinds of evidence disagree. A p value that "
        "is not small says little where few trials compare directly.",
        columns=[
            Column(key="pair", label="Comparison"),
            Column(key="k", label="Trials", align="right"),
            Column(key="share", label="Direct share, %", align="right"),
            Column(key="direct", label="Direct", align="right"),
            Column(key="indirect", label="Indirect", align="right"),
            Column(key="network", label="Network", align="right"),
            Column(key="difference", label="Difference", align="right"),
            Column(key="p_value", label="p", align="right"),
        ],
        records=[_split(row) for row in rows],
        source_notes=(
            f"Not shown: {plural(hidden, 'pair')} that no trial compares.",
            f"Test of consistency: Q between designs {number(result.q_between, DIGITS)} "
            f"({result.q_between_df} df), p {_p(result.q_between_p)}.",
        ),
    )


def _split(row: dict[Any, Any]) -> dict[str, object]:
    shown: dict[str, object] = {
        "pair": f"{row['treatment1']} against {row['treatment2']}",
        "k": count_cell(row["k"]),
        "share": number_cell(100.0 * row["prop_direct"], 0),
        "p_value": _p_cell(row["p_value"]),
    }
    for name in ("direct", "indirect", "network", "difference"):
        shown[name] = _with_se(row[name], row[f"{name}_se"])
    return shown


def _with_se(value: float, se: float) -> object:
    if value != value:
        return Cell(text=NOT_APPLICABLE)
    return text_cell(f"{number(value, DIGITS)} (SE {number(se, DIGITS)})", value=value)


def ranking_table(result: Network) -> DisplayTable:
    """Show treatments by P-score, each against the reference.

    Parameters
    ----------
    result
        From :func:`evisyn.network`.
    """
    effects = {row["treatment"]: row for row in result.effects.to_dict("records")}
    return table(
        id="network_ranking",
        title="Treatments by P-score",
        caption="The P-score is the mean certainty that a treatment is better than another, from "
        "0 to 1. It says nothing of how much better, or how sure the evidence is.",
        columns=[
            Column(key="treatment", label="Treatment"),
            Column(key="p_score", label="P-score", align="right"),
            Column(key="estimate", label=f"Against {result.reference} (CI)", align="right"),
            Column(key="prediction", label="Prediction interval", align="right"),
            Column(key="p_value", label="p", align="right"),
        ],
        records=[
            _rank(str(name), float(score), effects.get(name))
            for name, score in result.p_scores.items()
        ],
        source_notes=(_counts(result), _spread(result), _scale()),
    )


def _rank(name: str, score: float, row: dict[Any, Any] | None) -> dict[str, object]:
    shown: dict[str, object] = {"treatment": name, "p_score": number_cell(score, 3)}
    if row is None:
        nothing = Cell(text=NOT_APPLICABLE)
        return {**shown, **dict.fromkeys(("estimate", "prediction", "p_value"), nothing)}
    known = row["pi_low"] == row["pi_low"]
    return {
        **shown,
        "estimate": estimate_cell(row["estimate"], row["ci_low"], row["ci_high"], DIGITS),
        "prediction": text_cell(span(row["pi_low"], row["pi_high"], DIGITS))
        if known
        else Cell(text=NOT_APPLICABLE),
        "p_value": _p_cell(row["p_value"]),
    }


def _p(value: float) -> str:
    return NOT_APPLICABLE if value != value else p_value(value)


def _p_cell(value: float) -> object:
    if value != value:
        return Cell(text=NOT_APPLICABLE)
    return text_cell(_p(value), value=value)


def _counts(result: Network) -> str:
    return (
        f"{plural(result.n_studies, 'trial')}, {len(result.treatments)} treatments, "
        f"{plural(result.n_designs, 'design')}."
    )


def _spread(result: Network) -> str:
    return (
        f"tau² {number(result.tau2, 4)}, common to all comparisons; I² {percent(result.i2, 1)}; Q "
        f"{number(result.q_total, DIGITS)} ({result.q_df} df), p {_p(result.q_p)}."
    )


def _scale() -> str:
    return "In the unit of the effects; ratios stand on the log scale."
