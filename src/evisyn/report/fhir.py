"""Eligible pooled results as evidence resources of HL7 FHIR release 5.

Base resources, no profile is claimed: the profiles of the guide "Evidence Based Medicine on FHIR"
are drafts that change, and ask for groups and variables as resources of their own, which no row
of the tables describes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.questions import effect_status
from evisyn.appraisal.rows import EffectRow
from evisyn.errors import InputError
from evisyn.report.citations import bibliography
from evisyn.report.fhir_certainty import our_certainty, their_certainty
from evisyn.report.fhir_citation import citation
from evisyn.report.fhir_codes import ROLES, concept
from evisyn.report.fhir_statistic import statistic
from evisyn.report.pick import by_id, check_condition
from evisyn.report.strength import strength_records

if TYPE_CHECKING:
    from evisyn.appraisal.strength import Strength
    from evisyn.tables.base import EvidenceBase

Json = dict[str, Any]

STATUS = "unknown"
"""Whether a result of a run is a draft or in force is nothing that the tables record."""

FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class FhirBundle:
    """A Bundle of Evidence and Citation resources, to be written as JSON.

    Parameters
    ----------
    title
        What it holds.
    content
        The resource.
    """

    title: str
    content: Json

    def written(self, ending: str) -> str:
        """Give the file with an ending; ``json`` is the only one.

        Raises
        ------
        InputError
            For another ending.
        """
        if ending != "json":
            raise InputError("ending", f"{ending!r}; resources are written as json")
        return json.dumps(self.content, ensure_ascii=False, indent=1, allow_nan=False)

    def __str__(self) -> str:
        kinds = [entry["resource"]["resourceType"] for entry in self.content.get("entry", ())]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
        return f"{self.title}: {counts or 'no resource'}"

    def __repr__(self) -> str:
        return f"<{self}>"


def evidence_bundle(base: EvidenceBase, condition: str) -> FhirBundle:
    """Give the eligible pooled results on one condition as FHIR resources.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of the condition.

    Returns
    -------
    FhirBundle
        A collection: one Evidence for each eligible result, in the order of ids, with the figures
        as printed, the review's own certainty and, for the result that stands for its question,
        ours with every domain; one Citation for each review. What a row does not hold is left out.

    Raises
    ------
    InputError
        If the topic has no such condition.

    References
    ----------
    HL7 FHIR release 5.0.0: Evidence, Citation, Bundle (http://hl7.org/fhir/R5/evidence.html).
    """
    check_condition(base, condition)
    effects = sorted(
        (
            row
            for row in evidence_rows(base).effects
            if row.condition == condition and effect_status(row) == "eligible"
        ),
        key=lambda row: row.effect_id,
    )
    index = {
        record.index.effect.effect_id: record
        for record in strength_records(base)
        if record.index is not None
    }
    reviews = by_id(base, "reviews", "review_id")
    cited = sorted({row.review_id for row in effects})
    printed = by_id(base, "effects", "effect_id")
    read = {key: row["accessed"] for key, row in by_id(base, "sources", "source_id").items()}
    resources = [
        _evidence(base, row, printed[row.effect_id], index.get(row.effect_id)) for row in effects
    ]
    resources += [
        citation(base, reviews[key], read.get(str(reviews[key]["source_id"])), _id(key), STATUS)
        for key in cited
    ]
    name = base.topic.label(base.topic.question_columns[0], condition)
    entries = [{"fullUrl": _url(base, one), "resource": one} for one in resources]
    bundle: Json = {"resourceType": "Bundle", "type": "collection"}
    return FhirBundle(
        title=f"{name}: eligible results as HL7 FHIR R5 evidence resources",
        content={**bundle, **({"entry": entries} if entries else {})},
    )


def _evidence(
    base: EvidenceBase, row: EffectRow, printed: Mapping[str, Any], record: Strength | None
) -> Json:
    label = base.topic.label
    title = (
        f"{label('intervention_class', row.intervention_class)} against "
        f"{label('comparator_class', row.comparator_class).lower()}: "
        f"{label('outcome', row.outcome).lower()}"
    )
    short = bibliography(base).short(row.review_id)
    figures = statistic(base, row, printed)
    certainty = [
        *their_certainty(row, f"authors of {short}"),
        *(our_certainty(record) if record is not None else ()),
    ]
    made: Json = {
        "resourceType": "Evidence",
        "id": _id(row.effect_id),
        "text": _narrative(f"{title}. {figures['description']}. {short}."),
        "identifier": [{"value": row.effect_id}],
        "title": title,
        "status": STATUS,
        "description": f"A pooled result of {short}, as printed.",
        "relatedArtifact": [
            {
                "type": "derived-from",
                "label": short,
                "resourceReference": {"reference": _link(base, "Citation", row.review_id)},
            }
        ],
        "variableDefinition": _variables(base, row),
        "statistic": [figures],
    }
    if row.flag:
        made["note"] = [{"text": row.flag}]
    if row.model_kind:
        # whether data were of studies or of people, and direct or indirect, no row says: no code
        made["synthesisType"] = {"text": label("model_kind", row.model_kind)}
    if certainty:
        made["certainty"] = certainty
    return made


def _variables(base: EvidenceBase, row: EffectRow) -> list[Json]:
    label, condition = base.topic.label, base.topic.question_columns[0]
    described = {
        "population": _joined(label(condition, row.condition), row.subtype),
        "exposure": _joined(row.intervention, label("intervention_class", row.intervention_class)),
        "referenceExposure": _joined(
            row.comparator, label("comparator_class", row.comparator_class)
        ),
        "measuredVariable": _joined(label("outcome", row.outcome), row.instrument, row.timepoint),
    }
    return [
        {
            "description": described[role],
            "variableRole": concept("variable-role", (role, display), display),
        }
        for role, display in ROLES.items()
    ]


def _joined(first: str, *more: str) -> str:
    parts = list(dict.fromkeys(part for part in (first, *more) if part))
    return parts[0] + (f" ({'; '.join(parts[1:])})" if parts[1:] else "")


def _narrative(text: str) -> Json:
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{escape(text)}</p></div>',
    }


def _id(name: str) -> str:
    """The id of a row, where FHIR allows it as the id of a resource, else one made from it."""
    return name if FHIR_ID.match(name) else str(uuid5(NAMESPACE_URL, f"evisyn:{name}"))


def _url(base: EvidenceBase, resource: Mapping[str, Any]) -> str:
    name = resource["identifier"][0]["value"]
    return _link(base, str(resource["resourceType"]), name)


def _link(base: EvidenceBase, kind: str, name: str) -> str:
    """A name for a resource that is the same in every run of one project."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'evisyn:{base.topic.title}/{kind}/{name}')}"
