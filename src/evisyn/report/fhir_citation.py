"""A review as a FHIR Citation resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evisyn.report.citations import bibliography

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

Json = dict[str, Any]

SYSTEMS = {
    "doi": "https://doi.org",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov",
    "pmcid": "https://www.ncbi.nlm.nih.gov/pmc",
}


def citation(
    base: EvidenceBase, review: Mapping[str, Any], read: object, id: str, status: str
) -> Json:
    """Give what the tables hold on a review.

    Parameters
    ----------
    base
        The evidence base.
    review
        The row of the review; missing cells are None.
    read
        The day on which its page was read, or None.
    id
        Id of the resource.
    status
        Status of the resource.
    """
    key = str(review["review_id"])
    cited = bibliography(base).cite(key)
    made: Json = {
        "resourceType": "Citation",
        "id": id,
        "identifier": [{"value": key}],
        "title": cited.short,
        "status": status,
        "summary": [{"text": cited.text}],
    }
    artifact = _artifact(base, review, read)
    if artifact:
        made["citedArtifact"] = artifact
    return made


def _artifact(base: EvidenceBase, review: Mapping[str, Any], read: object) -> Json:
    identifiers = [
        {"system": system, "value": str(review[name])}
        for name, system in SYSTEMS.items()
        if review.get(name)
    ]
    parts: Json = {
        "identifier": identifiers,
        "dateAccessed": read,
        "title": [{"text": review["title"]}] if review.get("title") else None,
        "publicationForm": _form(review),
        "webLocation": _location(base, str(review["review_id"])),
        "contributorship": {"summary": [{"value": review["authors"]}]}
        if review.get("authors")
        else None,
    }
    return {name: part for name, part in parts.items() if part}


def _form(review: Mapping[str, Any]) -> list[Json]:
    journal = {"title": review["journal"]} if review.get("journal") else None
    parts: Json = {
        "publishedIn": journal,
        "volume": _text(review.get("volume")),
        "issue": _text(review.get("issue")),
        "publicationDateText": _text(review.get("year")),
        "pageString": _text(review.get("pages")),
    }
    kept = {name: part for name, part in parts.items() if part}
    return [kept] if kept else []


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _location(base: EvidenceBase, key: str) -> list[Json]:
    url = bibliography(base).cite(key).url
    return [{"url": url}] if url else []
