"""The three overall judgements that notebooks ask for by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evisyn.appraisal.tools.amstar import AMSTAR_2
from evisyn.appraisal.tools.engine import NOT_RATED, recompute
from evisyn.appraisal.tools.model import ToolResult
from evisyn.appraisal.tools.pedro import PEDRO
from evisyn.appraisal.tools.rob import ROB_2
from evisyn.errors import InputError


class Overall(str):
    """An overall judgement: the label as text, with what it rests on.

    Parameters
    ----------
    result
        The whole result; also as ``.result``, its label as ``.label``.
    """

    __slots__ = ("result",)
    result: ToolResult

    def __new__(cls, result: ToolResult) -> Overall:
        """Make the text from the label of the result."""
        made = super().__new__(cls, result.label)
        made.result = result
        return made

    @property
    def label(self) -> str:
        """The label as plain text."""
        return self.result.label


def amstar2_confidence(items: Mapping[Any, Any], *, partial_yes_counts: bool = False) -> ToolResult:
    """Overall confidence in a systematic review by AMSTAR 2.

    Parameters
    ----------
    items
        Answers by item number 1 to 16: "Yes", "Partial yes", "No", "No meta-analysis conducted",
        in any case, or the usual letters (Y, PY, N, NMA).
    partial_yes_counts
        Count a partial yes as a flaw; normally it is none.

    Returns
    -------
    ToolResult
        ``label`` is high, moderate, low or critically low, or ``not_rated`` where missing
        answers leave it open; ``flaws`` are the items with a flaw. Items on a meta-analysis that
        was not conducted drop out.

    Raises
    ------
    InputError
        For an item or answer that the tool does not have.

    References
    ----------
    Shea BJ et al. 2017, doi:10.1136/bmj.j4008.
    """
    return recompute(AMSTAR_2, items, partial_yes_counts=partial_yes_counts)


def rob2_overall(domains: Mapping[Any, Any]) -> Overall:
    """Propose the overall risk of bias of one result by RoB 2: the least favourable domain.

    Parameters
    ----------
    domains
        "low", "some concerns" or "high" for each of randomisation, deviations, missing,
        measurement, reporting.

    Returns
    -------
    Overall
        The label as text, with ``.result``. Several domains with some concerns are not counted
        up to high: the tool gives no number, so that step is a reviewer's, with a reason.

    Raises
    ------
    InputError
        For an unknown domain or level, or where a missing domain leaves the label open.

    References
    ----------
    Sterne JAC et al. 2019, doi:10.1136/bmj.l4898.
    """
    result = recompute(ROB_2, domains)
    if result.label == NOT_RATED:
        raise InputError(
            "domains",
            f"lacks {', '.join(map(str, result.missing))}; the overall judgement could be "
            f"{' or '.join(result.possible)}. Give every domain.",
        )
    return Overall(result)


def pedro_total(items: Mapping[Any, Any]) -> int:
    """Total of the PEDro scale: items 2 to 11 that are met; item 1 is not counted.

    Parameters
    ----------
    items
        Answers by item number 1 to 11 (yes or no, true or false, 1 or 0); item 1 may be left out.

    Returns
    -------
    int
        0 to 10.

    Raises
    ------
    InputError
        For an unknown item or answer, or where one of the items 2 to 11 is missing.

    References
    ----------
    https://pedro.org.au/english/resources/pedro-scale/
    """
    result = recompute(PEDRO, items)
    if result.total is None:
        raise InputError(
            "items",
            f"lacks item {', '.join(map(str, result.missing))}; a total needs items 2 to 11.",
        )
    return result.total
