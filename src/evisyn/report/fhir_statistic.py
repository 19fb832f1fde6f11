"""The figures of a pooled result as a statistic of a FHIR Evidence resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evisyn.report.fhir_codes import (
    CONFIDENCE,
    CREDIBLE,
    I_SQUARED,
    P_VALUE,
    STATISTICS,
    TAU_SQUARED,
    concept,
)
from evisyn.report.formats import estimate, is_missing

if TYPE_CHECKING:
    from evisyn.appraisal.rows import EffectRow
    from evisyn.tables.base import EvidenceBase

Json = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
FAVOURS = {"intervention", "comparator"}


def statistic(base: EvidenceBase, row: EffectRow, printed: Mapping[str, Any]) -> Json:
    """Give the figures of a result as printed.

    Parameters
    ----------
    base
        The evidence base.
    row
        A result with an estimate.
    printed
        Its row of the table, for what the record does not carry; missing cells are None.

    Returns
    -------
    dict
        Type, estimate, numbers of studies and participants, interval, p, I2 and tau2, each only
        where the row holds it; the side that a larger value favours is a note.
    """
    words = base.topic.label("measure", row.measure)
    made: Json = {
        "description": _description(row),
        "statisticType": concept("statistic-type", STATISTICS.get(row.measure), words),
        "quantity": _quantity(row.estimate, row.unit),
    }
    if row.larger_value_favours in FAVOURS:
        side = base.topic.label("side", row.larger_value_favours).lower()
        made["note"] = [{"text": f"A larger value favours the side “{side}”."}]
    size = _size(row)
    if size:
        made["sampleSize"] = size
    attributes = [
        *_interval(row),
        *_attribute(P_VALUE, _p_value(printed)),
        *_attribute(I_SQUARED, _percent(row.i2)),
        *_attribute(TAU_SQUARED, _plain(printed.get("tau2"))),
    ]
    if attributes:
        made["attributeEstimate"] = attributes
    return made


def value_of(number: float) -> float | int:
    """Give a number without a decimal point that nobody printed."""
    return int(number) if float(number).is_integer() else float(number)


def _description(row: EffectRow) -> str:
    unit = f" {row.unit}" if row.unit else ""
    return f"{row.measure} {estimate(row.estimate, row.ci_low, row.ci_high)}{unit}, as printed"


def _quantity(number: float | None, unit: str) -> Json:
    return {**({} if number is None else {"value": value_of(number)}),
            **({"unit": unit} if unit else {})}  # fmt: skip


def _size(row: EffectRow) -> Json:
    known = {"numberOfStudies": row.k, "numberOfParticipants": row.n_participants}
    return {name: int(count) for name, count in known.items() if count is not None}


def _interval(row: EffectRow) -> list[Json]:
    if row.ci_low is None or row.ci_high is None:
        return []
    code = CREDIBLE if row.interval_kind == "credible" else CONFIDENCE
    made: Json = {
        "type": concept("attribute-estimate-type", code, code[1]),
        "range": {
            "low": _quantity(row.ci_low, row.unit),
            "high": _quantity(row.ci_high, row.unit),
        },
    }
    if row.ci_level is not None:
        made["level"] = row.ci_level / 100.0
    return [made]


def _attribute(code: tuple[str, str], quantity: Json) -> list[Json]:
    if not quantity:
        return []
    kind = concept("attribute-estimate-type", code, code[1])
    return [{"type": kind, "quantity": quantity}]


def _p_value(printed: Mapping[str, Any]) -> Json:
    p, relation = printed.get("p_value"), printed.get("p_relation")
    if p is None or is_missing(p):
        return {}
    bound = {"comparator": relation} if relation in ("<", ">") else {}
    return {"value": value_of(float(p)), **bound}


def _percent(number: float | None) -> Json:
    if number is None:
        return {}
    return {"value": value_of(number), "unit": "%", "system": UCUM, "code": "%"}


def _plain(number: Any) -> Json:
    return {} if number is None or is_missing(number) else {"value": value_of(float(number))}
