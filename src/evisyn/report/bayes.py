"""A Bayesian meta-analysis as display tables: posterior, and how probable a benefit is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Literal

from evisyn.report.display import Column, DisplayTable, number_cell, table, text_cell
from evisyn.report.formats import number, percent, plural, span

if TYPE_CHECKING:
    from evisyn.synthesis.bayes.pool import BayesPooled, Marginal

DIGITS = 4
_WORDS = {
    "mean": "mean effect",
    "heterogeneity": "tau, spread of the true effects",
    "new_study": "true effect in a new study",
}


def posterior_table(result: BayesPooled) -> DisplayTable:
    """Show what is believed of mean, heterogeneity and a new study.

    Parameters
    ----------
    result
        From :func:`evisyn.pool_bayes`.
    """
    shown = f"{100 * result.level:g}%"
    return table(
        id="posterior",
        title="Posterior of the random-effects model",
        caption="In the unit of the effects; ratios stand on the log scale.",
        columns=[
            Column(key="quantity", label="Quantity"),
            Column(key="mean", label="Mean", align="right"),
            Column(key="median", label="Median", align="right"),
            Column(key="sd", label="SD", align="right"),
            Column(key="shortest", label=f"Shortest {shown} interval", align="right"),
            Column(key="central", label=f"{shown} interval of equal tails", align="right"),
        ],
        records=[_marginal(words, getattr(result, name)) for name, words in _WORDS.items()],
        source_notes=(plural(result.k, "study", "studies").capitalize() + ".", prior_words(result)),
    )


def _marginal(words: str, found: Marginal) -> dict[str, object]:
    return {
        "quantity": words,
        "mean": number_cell(found.mean, DIGITS),
        "median": number_cell(found.median, DIGITS),
        "sd": number_cell(found.sd, DIGITS),
        "shortest": text_cell(span(found.low, found.high, DIGITS)),
        "central": text_cell(span(found.central_low, found.central_high, DIGITS)),
    }


def prior_words(result: BayesPooled) -> str:
    """Say what was assumed of tau and of the mean."""
    tau = _named(result.tau_prior)
    mean = "flat" if result.mu_prior is None else _named(result.mu_prior)
    return f"Prior of tau: {tau}; prior of the mean: {mean}."


def _named(prior: object) -> str:
    inside = ", ".join(
        f"{field.name} {getattr(prior, field.name):g}"
        for field in fields(prior)  # type: ignore[arg-type]
    )
    return f"{type(prior).__name__}({inside})"


def benefit_table(
    result: BayesPooled,
    thresholds: Sequence[float] = (0.0,),
    *,
    direction: Literal["below", "above"] = "below",
) -> DisplayTable:
    """Show how probable an effect beyond each threshold is, on average and in a new study.

    Parameters
    ----------
    result
        From :func:`evisyn.pool_bayes`.
    thresholds
        In the unit of the effects; 0 is no effect, others what matters to people.
    direction
        ``below`` where smaller effects are the benefit, else ``above``.
    """
    sign = "<" if direction == "below" else ">"
    return table(
        id="benefit",
        title="Probability of an effect beyond a threshold",
        caption="Given the model and its priors.",
        columns=[
            Column(key="threshold", label="Effect"),
            Column(key="mean", label="Mean effect", align="right"),
            Column(key="new_study", label="New study", align="right"),
        ],
        records=[
            {
                "threshold": text_cell(f"{sign} {number(value, 2)}", value=value),
                "mean": _probability(result.probability(value, direction=direction)),
                "new_study": _probability(
                    result.probability(value, direction=direction, of="new_study")
                ),
            }
            for value in thresholds
        ],
        source_notes=(prior_words(result),),
    )


def _probability(value: float) -> object:
    # what is rounded to certainty is not certain
    if 0.9995 <= value < 1.0:
        return text_cell("> 99.9%", value=value)
    if 0.0 < value < 0.0005:
        return text_cell("< 0.1%", value=value)
    return text_cell(percent(100.0 * value, 1), value=value)
