"""Codes of HL7 FHIR release 5 that the evidence resources use, as the specification has them.

Code systems of terminology.hl7.org that FHIR 5.0.0 binds to Evidence: variable-role,
statistic-type, attribute-estimate-type, certainty-type and certainty-rating.
"""

from __future__ import annotations

from typing import Any

from evisyn.appraisal.grade_records import (
    IMPRECISION,
    INCONSISTENCY,
    INDIRECTNESS,
    NO_CONCERN,
    PUBLICATION_BIAS,
    RISK_OF_BIAS,
    SERIOUS,
    VERY_SERIOUS,
)

SYSTEM = "http://terminology.hl7.org/CodeSystem/"

ROLES = {
    "population": "population",
    "exposure": "exposure",
    "referenceExposure": "reference exposure",
    "measuredVariable": "measured variable",
}
STATISTICS = {
    "MD": ("0000457", "Mean Difference"),
    "SMD": ("0000100", "Standardized Mean Difference"),
    "g": ("0000100", "Standardized Mean Difference"),
    "RR": ("C93152", "Relative Risk"),
    "OR": ("C16932", "Odds Ratio"),
    "RD": ("0000424", "Risk Difference"),
    "HR": ("C93150", "Hazard Ratio"),
    "IRR": ("rate-ratio", "Incidence Rate Ratio"),
}
"""Measure of the tables -> code and display; a measure that is not here is given as text."""

CONFIDENCE, CREDIBLE = ("C53324", "Confidence interval"), ("0000455", "Credible interval")
I_SQUARED, TAU_SQUARED = ("0000420", "I-squared"), ("0000421", "Tau squared")
P_VALUE = ("C44185", "P-value")

OVERALL = ("Overall", "Overall certainty")
DOMAINS = {
    RISK_OF_BIAS: ("RiskOfBias", "Risk of bias"),
    INCONSISTENCY: ("Inconsistency", "Inconsistency"),
    INDIRECTNESS: ("Indirectness", "Indirectness"),
    IMPRECISION: ("Imprecision", "Imprecision"),
    PUBLICATION_BIAS: ("PublicationBias", "Publication bias"),
}
"""Domain of a rating -> code and display; the making of a review has no code."""

RATINGS = {
    "high": ("high", "High quality"),
    "moderate": ("moderate", "Moderate quality"),
    "low": ("low", "Low quality"),
    "very_low": ("very-low", "Very low quality"),
    NO_CONCERN: ("no-concern", "no serious concern"),
    SERIOUS: ("serious-concern", "serious concern"),
    VERY_SERIOUS: ("very-serious-concern", "very serious concern"),
}
"""Level or state -> code and display; what was not rated is given as text."""


def concept(system: str, code: tuple[str, str] | None, text: str) -> dict[str, Any]:
    """Make a CodeableConcept: a code where there is one, and the words of the tables.

    Parameters
    ----------
    system
        Name of the code system below :data:`SYSTEM`.
    code
        Code and display, or None where the code system has none that says the same.
    text
        What the tables call it.
    """
    if code is None:
        return {"text": text}
    value, display = code
    return {
        "coding": [{"system": SYSTEM + system, "code": value, "display": display}],
        "text": text,
    }
