"""What FHIR 5.0.0 says of the resources that are written: cardinality, type and binding.

Written down from the specification (Evidence, Citation, Bundle and the data types in them). An
element that is not here is an error, so that nothing is written that was not looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MANY = 0
"""Stands for an upper bound of ``*``."""

PUBLICATION_STATUS = frozenset({"draft", "active", "retired", "unknown"})
NARRATIVE_STATUS = frozenset({"generated", "extensions", "additional", "empty"})
COMPARATOR = frozenset({"<", "<=", ">=", ">", "ad"})
ARTIFACT_TYPE = frozenset(
    {"documentation", "justification", "citation", "predecessor", "successor", "derived-from",
     "depends-on", "composed-of", "part-of", "amends", "amended-with", "appends", "appended-with",
     "cites", "cited-by", "comments-on", "comment-in", "contains", "contained-in", "corrects",
     "correction-in", "replaces", "replaced-with", "retracts", "retracted-by", "signs",
     "similar-to", "supports", "supported-with", "transforms", "transformed-into",
     "transformed-with", "documents", "specification-of", "created-with", "cite-as"}
)  # fmt: skip
BUNDLE_TYPE = frozenset(
    {"document", "message", "transaction", "transaction-response", "batch", "batch-response",
     "history", "searchset", "collection", "subscription-notification"}
)  # fmt: skip

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
CODES: Mapping[str, Mapping[str, str]] = {
    f"{TERMINOLOGY}variable-role": {
        "population": "population",
        "subpopulation": "subpopulation",
        "exposure": "exposure",
        "referenceExposure": "reference exposure",
        "measuredVariable": "measured variable",
        "confounder": "confounder",
    },
    f"{TERMINOLOGY}statistic-type": {
        "0000457": "Mean Difference",
        "0000100": "Standardized Mean Difference",
        "C93152": "Relative Risk",
        "C16932": "Odds Ratio",
        "0000424": "Risk Difference",
        "C93150": "Hazard Ratio",
        "rate-ratio": "Incidence Rate Ratio",
    },
    f"{TERMINOLOGY}attribute-estimate-type": {
        "C53324": "Confidence interval",
        "0000455": "Credible interval",
        "0000420": "I-squared",
        "0000421": "Tau squared",
        "C44185": "P-value",
    },
    f"{TERMINOLOGY}certainty-type": {
        "Overall": "Overall certainty",
        "RiskOfBias": "Risk of bias",
        "Inconsistency": "Inconsistency",
        "Indirectness": "Indirectness",
        "Imprecision": "Imprecision",
        "PublicationBias": "Publication bias",
    },
    f"{TERMINOLOGY}certainty-rating": {
        "high": "High quality",
        "moderate": "Moderate quality",
        "low": "Low quality",
        "very-low": "Very low quality",
        "no-concern": "no serious concern",
        "serious-concern": "serious concern",
        "very-serious-concern": "very serious concern",
    },
}
"""Code and display of the systems that are bound, as far as they are used."""


@dataclass(frozen=True)
class Element:
    """An element: how often (``most`` 0 is ``*``), of which type, bound to what."""

    least: int
    most: int
    type: str
    bound: frozenset[str] = frozenset()
    system: str = ""


def one(type: str, *, least: int = 0, bound: frozenset[str] = frozenset(), system: str = "") -> (
    Element
):  # fmt: skip
    return Element(least, 1, type, bound, system)


def many(type: str, *, least: int = 0) -> Element:
    return Element(least, MANY, type)


TYPES: Mapping[str, Mapping[str, Element]] = {
    "Bundle": {
        "resourceType": one("code", least=1),
        "type": one("code", least=1, bound=BUNDLE_TYPE),
        "entry": many("Bundle.entry"),
    },
    "Bundle.entry": {"fullUrl": one("uri"), "resource": one("Resource")},
    "Evidence": {
        "resourceType": one("code", least=1),
        "id": one("id"),
        "text": one("Narrative"),
        "identifier": many("Identifier"),
        "title": one("string"),
        "status": one("code", least=1, bound=PUBLICATION_STATUS),
        "relatedArtifact": many("RelatedArtifact"),
        "description": one("markdown"),
        "note": many("Annotation"),
        "variableDefinition": many("Evidence.variableDefinition", least=1),
        "synthesisType": one("CodeableConcept"),
        "statistic": many("Evidence.statistic"),
        "certainty": many("Evidence.certainty"),
    },
    "Evidence.variableDefinition": {
        "description": one("markdown"),
        "variableRole": one("CodeableConcept", least=1, system="variable-role"),
    },
    "Evidence.statistic": {
        "description": one("markdown"),
        "note": many("Annotation"),
        "statisticType": one("CodeableConcept", system="statistic-type"),
        "quantity": one("Quantity"),
        "sampleSize": one("Evidence.statistic.sampleSize"),
        "attributeEstimate": many("Evidence.statistic.attributeEstimate"),
    },
    "Evidence.statistic.sampleSize": {
        "numberOfStudies": one("unsignedInt"),
        "numberOfParticipants": one("unsignedInt"),
    },
    "Evidence.statistic.attributeEstimate": {
        "type": one("CodeableConcept", system="attribute-estimate-type"),
        "quantity": one("Quantity"),
        "level": one("decimal"),
        "range": one("Range"),
    },
    "Evidence.certainty": {
        "description": one("markdown"),
        "note": many("Annotation"),
        "type": one("CodeableConcept", system="certainty-type"),
        "rating": one("CodeableConcept", system="certainty-rating"),
        "rater": one("string"),
        "subcomponent": many("Evidence.certainty"),
    },
    "Citation": {
        "resourceType": one("code", least=1),
        "id": one("id"),
        "identifier": many("Identifier"),
        "title": one("string"),
        "status": one("code", least=1, bound=PUBLICATION_STATUS),
        "summary": many("Citation.summary"),
        "citedArtifact": one("Citation.citedArtifact"),
    },
    "Citation.summary": {"text": one("markdown", least=1)},
    "Citation.citedArtifact": {
        "identifier": many("Identifier"),
        "dateAccessed": one("dateTime"),
        "title": many("Citation.citedArtifact.title"),
        "publicationForm": many("Citation.citedArtifact.publicationForm"),
        "webLocation": many("Citation.citedArtifact.webLocation"),
        "contributorship": one("Citation.citedArtifact.contributorship"),
    },
    "Citation.citedArtifact.title": {"text": one("markdown", least=1)},
    "Citation.citedArtifact.webLocation": {"url": one("uri")},
    "Citation.citedArtifact.contributorship": {
        "summary": many("Citation.citedArtifact.contributorship.summary"),
    },
    "Citation.citedArtifact.contributorship.summary": {"value": one("markdown", least=1)},
    "Citation.citedArtifact.publicationForm": {
        "publishedIn": one("Citation.citedArtifact.publicationForm.publishedIn"),
        "volume": one("string"),
        "issue": one("string"),
        "publicationDateText": one("string"),
        "pageString": one("string"),
    },
    "Citation.citedArtifact.publicationForm.publishedIn": {"title": one("string")},
    "Narrative": {
        "status": one("code", least=1, bound=NARRATIVE_STATUS),
        "div": one("xhtml", least=1),
    },
    "Identifier": {"system": one("uri"), "value": one("string")},
    "Annotation": {"text": one("markdown", least=1)},
    "RelatedArtifact": {
        "type": one("code", least=1, bound=ARTIFACT_TYPE),
        "label": one("string"),
        "resourceReference": one("Reference"),
    },
    "Reference": {"reference": one("string")},
    "CodeableConcept": {"coding": many("Coding"), "text": one("string")},
    "Coding": {"system": one("uri"), "code": one("code"), "display": one("string")},
    "Quantity": {
        "value": one("decimal"),
        "comparator": one("code", bound=COMPARATOR),
        "unit": one("string"),
        "system": one("uri"),
        "code": one("code"),
    },
    "Range": {"low": one("Quantity"), "high": one("Quantity")},
}

PATTERNS = {
    "code": re.compile(r"[^\s]+( [^\s]+)*\Z"),
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}\Z"),
    "uri": re.compile(r"\S+\Z"),
    "dateTime": re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z"),
    "xhtml": re.compile(r'<div xmlns="http://www\.w3\.org/1999/xhtml">.+</div>\Z', re.DOTALL),
    "string": re.compile(r"\s*\S(.|\s)*\Z"),
    "markdown": re.compile(r"\s*\S(.|\s)*\Z"),
}


def problems(value: Any, type: str, path: str) -> Iterator[str]:
    """Everything about a value that its type does not allow."""
    if type == "Resource":
        type = value["resourceType"]
    if type in ("decimal", "unsignedInt"):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or (type == "unsignedInt" and (not isinstance(value, int) or value < 0)):
            yield f"{path}: {value!r} is no {type}"
    elif type in PATTERNS:
        if not isinstance(value, str) or not PATTERNS[type].match(value):
            yield f"{path}: {value!r} is no {type}"
    else:
        yield from _inside(value, type, path)


def _inside(value: Mapping[str, Any], type: str, path: str) -> Iterator[str]:
    elements = TYPES[type]
    if not value:
        yield f"{path}: empty"
    for name in sorted(set(value) - set(elements)):
        yield f"{path}.{name}: not an element of {type}"
    for name, element in elements.items():
        yield from _element(value.get(name), element, f"{path}.{name}")
    if type == "Coding" and value["system"] in CODES:
        known = CODES[value["system"]]
        if known.get(value["code"]) != value["display"]:
            yield f"{path}: {value['code']} is not called {value['display']!r}"


def _element(held: Any, element: Element, path: str) -> Iterator[str]:
    if held is None:
        if element.least:
            yield f"{path}: missing"
        return
    if (element.most == MANY) != isinstance(held, list):
        yield f"{path}: a list where one is allowed, or one where a list is"
        return
    values = held if isinstance(held, list) else [held]
    if not values:
        yield f"{path}: an empty list"
    for place, value in enumerate(values):
        yield from problems(value, element.type, f"{path}[{place}]")
        if element.bound and value not in element.bound:
            yield f"{path}: {value!r} is not in its value set"
        for coding in value.get("coding", ()) if element.system else ():
            if coding["system"] != TERMINOLOGY + element.system:
                yield f"{path}: a code of {coding['system']}"
