"""How the evidence is to be cited: what people wrote in CITATION.cff and in the data package."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evisyn.build.inputs import CITATION_FILE

if TYPE_CHECKING:
    from evisyn.build.paths import Project

CONTRACT = "data/datapackage.json"
NO_LICENCE = "No licence is stated in data/datapackage.json: ask the authors before reuse."
#: Bytes; a larger file is no citation.
MOST = 2**20
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ORCID = re.compile(r"https?://orcid\.org/(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """A person or a body, with an address where one is stated."""

    name: str
    url: str = ""
    person: bool = False

    @property
    def entity(self) -> dict[str, Any]:
        """The author as an entity of an RO-Crate."""
        own = "#author-" + quote("-".join(self.name.lower().split()), safe="")
        return {
            "@id": self.url or own,
            "@type": "Person" if self.person else "Organization",
            "name": self.name,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """What is known for citing the evidence; empty where nobody wrote it down.

    Parameters
    ----------
    name, description, version
        Of the data.
    authors
        Of ``CITATION.cff``, else the contributors of the data package.
    licence, licence_url
        Its title and address.
    published
        ``YYYY-MM-DD``: the release of ``CITATION.cff``, else when the data package says that it
        was created.
    """

    name: str
    description: str
    version: str
    authors: tuple[Author, ...]
    licence: str
    licence_url: str
    published: str


def read_citation(project: Project) -> Citation:
    """Read what people wrote down; a file that cannot be read counts as one that says nothing."""
    package, cff = _package(project), _cff(project)
    name = _text(package.get("title")) or _text(package.get("name")) or project.root.name
    licences = package.get("licenses")
    licence = licences[0] if isinstance(licences, list) and licences else {}
    licence = licence if isinstance(licence, dict) else {}
    return Citation(
        name=name,
        description=_text(package.get("description")) or f"Evidence tables of {name}.",
        version=_text(package.get("version")),
        authors=_people(cff.get("authors")) or _contributors(package.get("contributors")),
        licence=_text(licence.get("title")) or _text(licence.get("name")) or NO_LICENCE,
        licence_url=_address(licence.get("path")),
        published=_date(cff.get("date-released")) or _date(package.get("created")),
    )


def _package(project: Project) -> dict[str, Any]:
    try:
        stored = json.loads((project.root / CONTRACT).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _cff(project: Project) -> dict[str, Any]:
    path = project.root / CITATION_FILE
    if not path.is_file() or path.stat().st_size > MOST:
        return {}
    import yaml

    try:
        stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _people(listed: object) -> tuple[Author, ...]:
    """Authors of a citation file: people have family names, bodies have names."""
    found = []
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict):
            continue
        parts = (_text(one.get(key)) for key in ("given-names", "name-particle", "family-names"))
        person = " ".join(part for part in parts if part)
        name = person or _text(one.get("name")) or _text(one.get("alias"))
        url = _orcid(one.get("orcid")) or _address(one.get("website"))
        found += [Author(name=name, url=url, person=bool(person))] if name else []
    return _distinct(found)


def _contributors(listed: object) -> tuple[Author, ...]:
    """Contributors of a data package; only one with a given or family name is surely a person."""
    found = []
    for one in listed if isinstance(listed, list) else ():
        if not isinstance(one, dict):
            continue
        person = " ".join(filter(None, (_text(one.get(k)) for k in ("givenName", "familyName"))))
        name = person or _text(one.get("title"))
        url = _address(one.get("path"))
        person_known = bool(person or _orcid(url))
        found += [Author(name=name, url=url, person=person_known)] if name else []
    return _distinct(found)


def _distinct(authors: list[Author]) -> tuple[Author, ...]:
    """Each author once: an RO-Crate describes no entity twice."""
    return tuple({author.entity["@id"]: author for author in authors}.values())


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _address(value: object) -> str:
    text = _text(value)
    return text if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) else ""


def _orcid(value: object) -> str:
    found = _ORCID.fullmatch(_text(value))
    return f"https://orcid.org/{found[1]}" if found else ""


def _date(value: object) -> str:
    """The day of a date or of a timestamp; YAML gives dates as dates."""
    found = _DATE.match(value if isinstance(value, str) else str(value or ""))
    return found[0] if found else ""
