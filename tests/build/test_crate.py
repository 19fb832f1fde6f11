"""RO-Crate metadata: the rules of the specification, and that nothing in it was made up.

The rules checked here are those of RO-Crate 1.2 for an attached package: the metadata descriptor,
the root data entity, data entities and their files, contextual entities and references.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _building import CATALOGUE, TEXT, contents, make_site, write_numbers
from _crate import broken_rules, entities

from evisyn.build import run
from evisyn.build.catalogue import Catalogue, TextSpec
from evisyn.build.citation import NO_LICENCE, read_citation
from evisyn.build.crate import NAME
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
