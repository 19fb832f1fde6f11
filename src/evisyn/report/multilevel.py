"""A three-level meta-analysis as a display table: model-based inference beside a robust one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.report.display import (
    Cell,
    Column,
    DisplayTable,
    estimate_cell,
    number_cell,
    table,
    text_cell,
)
from evisyn.report.formats import NOT_APPLICABLE, number, p_value, percent, plural, span

if TYPE_CHECKING:
    from evisyn.synthesis.multilevel.pool import PooledMultilevel, RobustEstimate

DIGITS = 4
#: Below this many Satterthwaite df a CR2 p value is not to be trusted (Tipton, E. (2015),
#: Psychological Methods 20, 375, doi:10.1037/met0000011).
TRUSTED_DF = 4.0


def multilevel_table(result: PooledMultilevel, *, kind: str = "CR2") -> DisplayTable:
    """Show the pooled effect with the model's standard error and with a cluster-robust one.

    Parameters
    ----------
    result
        From :func:`evisyn.pool_multilevel`.
    kind
        Correction for few clusters, as in ``PooledMultilevel.robust``.

    Raises
    ------
    NotPoolable
        One study: there is nothing to be robust against.
    """
    robust = result.robust(kind=kind)
    return table(
        id="multilevel",
        title="Three-level meta-analysis",
        caption="The model takes effects of one study to be alike as far as its two variances "
        "say; the robust row holds where they are alike in other ways, too.",
        columns=[
            Column(key="inference", label="Inference"),
            Column(key="estimate", label="Estimate (CI)", align="right"),
            Column(key="ci_low", label="low", shown=False),
            Column(key="ci_high", label="high", shown=False),
            Column(key="se", label="Standard error", align="right"),
            Column(key="df", label="df", align="right"),
            Column(key="p_value", label="p", align="right"),
        ],
        records=[
            _row("model-based", result),
            _row(f"cluster-robust ({kind})", robust, trust=robust.df >= TRUSTED_DF),
        ],
        source_notes=_notes(result, robust),
    )


def _row(
    name: str, found: PooledMultilevel | RobustEstimate, *, trust: bool = True
) -> dict[str, object]:
    warning = () if trust else (f"Fewer than {TRUSTED_DF:g} df: the p value is not to be trusted.",)
    return {
        "inference": name,
        "estimate": estimate_cell(found.estimate, found.ci_low, found.ci_high, DIGITS),
        "ci_low": found.ci_low,
        "ci_high": found.ci_high,
        "se": number_cell(found.se, DIGITS),
        "df": number_cell(found.df, 1) if found.df == found.df else Cell(text=NOT_APPLICABLE),
        "p_value": text_cell(p_value(found.p_value), value=found.p_value, notes=warning),
    }


def _notes(result: PooledMultilevel, robust: RobustEstimate) -> tuple[str, ...]:
    between, within = (float(value) for value in result.sigma2)
    if within != within:
        parts = (
            f"Each study has one effect: only the sum of the variances, {number(between, DIGITS)}."
        )
    else:
        shares = [percent(float(value), 1) for value in result.i2_levels]
        parts = (
            f"Variance between studies {number(between, DIGITS)} (I² {shares[0]}), between effects "
            f"of a study {number(within, DIGITS)} (I² {shares[1]})."
        )
    return (
        f"{plural(result.k, 'effect')} of {plural(result.n_studies, 'study', 'studies')}, "
        f"{plural(robust.n_clusters, 'cluster')}.",
        parts,
        f"Prediction interval of a new effect in a new study: "
        f"{span(result.pi_low, result.pi_high, DIGITS)}.",
        f"Q {number(result.q, 2)} ({result.q_df} df), p {p_value(result.q_p)}.",
    )
