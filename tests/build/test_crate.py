"""RO-Crate metadata: the rules of the specification, and that nothing in it was made up.

The rules checked here are those of RO-Crate 1.2 for an attached package: the metadata descriptor,
the root data entity, data entities and their files, contextual entities and references.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from _building import CATALOGUE, TEXT, contents, make_site, write_numbers

from evisyn.build import run
from evisyn.build.catalogue import Catalogue, TextSpec
from evisyn.build.citation import NO_LICENCE, read_citation
from evisyn.build.crate import CONTEXT, NAME, SPECIFICATION
from evisyn.build.hashing import sha256_file
from evisyn.build.paths import Project

PACKAGE = {
    "title": "The numbers",
    "description": "Two numbers.",
    "version": "1.2.0",
    "created": "2026-11-23T00:00:00Z",
    "licenses": [
        {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "CC"}
    ],
    "contributors": [{"title": "A body"}, {"givenName": "Ann", "familyName": "Ames"}],
}
CITATION = """cff-version: 1.2.0
title: The numbers
authors:
  - given-names: Bea
    family-names: Bell
    orcid: https://orcid.org/0000-0002-1825-0097
  - name: A body
date-released: 2026-11-25
"""


def write_package(root: Path, **changed: object) -> None:
    stored = {key: value for key, value in (PACKAGE | changed).items() if value is not None}
    (root / "data" / "datapackage.json").write_text(json.dumps(stored), encoding="utf-8")


@pytest.fixture
def built(site: Path) -> Path:
    write_package(site)
    (site / "data" / "notes on it.md").write_text("x\n", encoding="utf-8")
    run.build(site, catalogue=CATALOGUE)
    return site


def stored(root: Path) -> dict[str, Any]:
    text = (root / "evidence" / NAME).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def entities(root: Path) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in stored(root)["@graph"]}


def references(value: object) -> list[str]:
    """Every identifier that an entity points to."""
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return [value["@id"]]
        return [found for item in value.values() for found in references(item)]
    return (
        [found for item in value for found in references(item)] if isinstance(value, list) else []
    )


def broken_rules(root: Path) -> list[str]:
    """Rules of the specification that the file breaks."""
    graph = stored(root)["@graph"]
    found = entities(root)
    problems = [] if stored(root)["@context"] == CONTEXT else ["context"]
    problems += [] if len(found) == len(graph) else ["an identifier stands twice"]
    descriptor, dataset = found[NAME], found["./"]
    if descriptor["@type"] != "CreativeWork" or descriptor["about"] != {"@id": "./"}:
        problems.append("descriptor")
    if descriptor["conformsTo"] != {"@id": SPECIFICATION}:
        problems.append("conformsTo")
    problems += [
        f"root without {name}"
        for name in ("name", "description", "datePublished", "license")
        if not dataset.get(name)
    ]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", dataset["datePublished"]):
        problems.append("date")
    known = {*found, SPECIFICATION}
    for entity in graph:
        here = entity["@id"]
        problems += [f"{here} -> {ref}" for ref in references(entity) if ref not in known]
        problems += [f"{here} climbs out"] if ".." in here else []
        problems += [] if "@type" in entity else [f"{here} has no type"]
        problems += _entity_problems(root, here, entity)
    return problems + [f"{here} is no part" for here in _data(found) - _parts(found, "./")]


def _entity_problems(root: Path, here: str, entity: dict[str, Any]) -> list[str]:
    if entity["@type"] == "File" and here.startswith("#"):
        file = root / "evidence" / entity["localPath"]
        return [] if file.is_file() else [f"{here}: nothing at localPath"]
    if here in ("./", NAME) or entity["@type"] not in ("File", "Dataset"):
        absolute = re.match(r"[a-z]+:", here)
        return [] if here in ("./", NAME) or here[0] == "#" or absolute else [f"{here}: identifier"]
    file = root / "evidence" / unquote(here)
    if not file.exists():
        return [f"{here} does not exist"]
    if file.is_dir() != here.endswith("/"):
        return [f"{here} is a folder" if file.is_dir() else f"{here} is a file"]
    wrong = "sha256" in entity and entity["sha256"] != sha256_file(file)
    size = "contentSize" in entity and entity["contentSize"] != str(file.stat().st_size)
    return [f"{here}: hash or size"] if wrong or size else []


def _data(found: dict[str, dict[str, Any]]) -> set[str]:
    """Data entities: files and folders inside the root."""
    return {
        here
        for here, entity in found.items()
        if entity["@type"] in ("File", "Dataset") and here[0] != "#" and here != "./"
    }


def _parts(found: dict[str, dict[str, Any]], here: str) -> set[str]:
    """Everything that is part of an entity, directly or not."""
    direct = set(references(found[here].get("hasPart", [])))
    return direct.union(*(_parts(found, part) for part in direct))


def test_the_rules_of_the_specification_hold(built: Path) -> None:
    """Descriptor, root, references, files, hashes, parts."""
    assert broken_rules(built) == []


def test_what_went_in_what_came_out_and_what_made_it(built: Path) -> None:
    """One action with every input as object, every listed output as result, evisyn between."""
    found = entities(built)
    action = found["#build"]
    assert action["instrument"] == {"@id": "#evisyn"}
    objects = [entity["@id"] for entity in action["object"]]
    assert objects == ["#data/datapackage.json", "#data/notes%20on%20it.md", "#data/numbers.csv"]
    results = {entity["@id"] for entity in action["result"]}
    assert {"tables/numbers.csv", "figures/shape.svg", "manifest.json"} <= results


def test_inputs_carry_their_hash_and_place(built: Path) -> None:
    """They lie outside the root, so they are described and no part of the crate."""
    entity = entities(built)["#data/numbers.csv"]
    assert entity["localPath"] == "../data/numbers.csv"
    assert entity["sha256"] == sha256_file(built / "data" / "numbers.csv")
    assert entity["encodingFormat"] == "text/csv"


def test_the_manifest_lists_it(built: Path) -> None:
    """Its hash stands there; so the manifest's cannot stand here."""
    manifest = json.loads((built / "evidence" / "manifest.json").read_text(encoding="utf-8"))
    path = f"evidence/{NAME}"
    assert manifest["outputs"][path]["sha256"] == sha256_file(built / path)
    assert "sha256" not in entities(built)["manifest.json"]


def test_the_same_bytes_everywhere(built: Path, tmp_path: Path) -> None:
    """Neither place nor time of the build is in it."""
    twin = make_site(tmp_path / "elsewhere" / "twin")
    write_package(twin)
    (twin / "data" / "notes on it.md").write_text("x\n", encoding="utf-8")
    run.build(twin, catalogue=CATALOGUE)
    assert contents(built / "evidence")[NAME] == contents(twin / "evidence")[NAME]


def test_the_release_is_the_date_of_publication(built: Path) -> None:
    """CITATION.cff goes before the data package, for the date and for the authors."""
    assert entities(built)["./"]["datePublished"] == "2026-11-23"
    (built / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    assert run.build(built, catalogue=CATALOGUE).made == ()
    found = entities(built)
    assert found["./"]["datePublished"] == "2026-11-25"
    assert [author["@id"] for author in found["./"]["author"]] == [
        "https://orcid.org/0000-0002-1825-0097",
        "#author-a-body",
    ]
    assert found["https://orcid.org/0000-0002-1825-0097"]["@type"] == "Person"
    assert broken_rules(built) == []


def test_without_a_date_there_is_no_crate(built: Path) -> None:
    """A date is required and none is made up; the list of contents says what is missing."""
    write_package(built, created=None)
    write_numbers(built, "a,3")
    run.build(built, catalogue=CATALOGUE)
    assert not (built / "evidence" / NAME).exists()
    assert "date-released" in (built / "evidence" / "README.md").read_text(encoding="utf-8")


def test_without_a_licence_it_says_so(built: Path) -> None:
    """A text in place of a licence that nobody gave."""
    write_package(built, licenses=None)
    run.build(built, catalogue=CATALOGUE)
    assert entities(built)["./"]["license"] == NO_LICENCE
    assert broken_rules(built) == []


@pytest.mark.parametrize(
    "text",
    [
        "authors: [[[",
        "- a\n- b\n",
        "authors: 3\ndate-released: soon\n",
        "!!python/object/apply:os.system [echo]",
        "a: &a [x, x]\nb: &b [*a, *a]\nauthors: *b\n",
        "\x00",
        "x" * (2**20 + 1),
    ],
)
def test_a_citation_file_that_says_nothing(built: Path, text: str) -> None:
    """Broken, hostile or huge: it counts as absent, and runs nothing."""
    (built / "CITATION.cff").write_text(text, encoding="utf-8")
    cited = read_citation(Project.at(built))
    assert cited.published == "2026-11-23"
    assert [author.name for author in cited.authors] == ["A body", "Ann Ames"]


def test_addresses_that_are_none_are_left_out(built: Path) -> None:
    """A script or a path is no identifier."""
    hostile = [{"title": "X", "path": "javascript:alert(1)"}, {"title": "Y", "path": "../../y"}]
    write_package(built, contributors=hostile, licenses=[{"name": "L", "path": "file:///etc"}])
    cited = read_citation(Project.at(built))
    assert [author.url for author in cited.authors] == ["", ""]
    assert (cited.licence, cited.licence_url) == ("L", "")


def test_texts_are_listed_under_their_folder(site: Path) -> None:
    """A text is a file of the crate, and part of the folder that holds it."""
    write_package(site)
    text = TextSpec("note", TEXT.make, formats=("json",), folder="fhir")
    run.build(site, catalogue=Catalogue(CATALOGUE.tables, CATALOGUE.figures, texts=(text,)))
    found = entities(site)
    assert found["fhir/"]["hasPart"] == {"@id": "fhir/note.json"}
    assert found["fhir/note.json"]["encodingFormat"] == "application/json"
