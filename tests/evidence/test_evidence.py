"""The files of evidence/ belong together: the manifest says so, and every hash agrees.

That a new build gives the same bytes is proved by ``evisyn build --check`` (``make fresh``).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from _crate import broken_rules

from evisyn.build.catalogue import catalogue_of
from evisyn.build.hashing import sha256_file
from evisyn.build.inputs import measure
from evisyn.build.manifest import input_hashes
from evisyn.build.paths import find_project
from evisyn.build.steps import tasks

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = catalogue_of(find_project(ROOT))
EVIDENCE = ROOT / "evidence"
MANIFEST = json.loads((EVIDENCE / "manifest.json").read_text(encoding="utf-8"))
TEXT = (".csv", ".md", ".html", ".svg", ".json")


def files() -> list[Path]:
    return sorted(path for path in EVIDENCE.rglob("*") if path.is_file())


def test_every_input_is_as_the_manifest_says() -> None:
    """Data, code and notebooks are those that the outputs were made from."""
    project = find_project(ROOT)
    inputs = measure(project)
    assert input_hashes(inputs, tasks(project, CATALOGUE, inputs)) == MANIFEST["inputs"]


@pytest.mark.parametrize("name", MANIFEST["outputs"])
def test_output_is_as_the_manifest_says(name: str) -> None:
    """No output was edited by hand."""
    assert sha256_file(ROOT / name) == MANIFEST["outputs"][name]["sha256"]


def test_nothing_else_is_in_the_folder() -> None:
    """Every file was made by the build."""
    known = {*MANIFEST["outputs"], "evidence/manifest.json"}
    assert {path.relative_to(ROOT).as_posix() for path in files()} <= known


def test_everything_of_the_catalogue_is_there() -> None:
    """Each table and figure of the catalogue has its files."""
    wanted = {f"tables/{table.name}.csv" for table in CATALOGUE.tables}
    wanted |= {f"figures/{figure.name}.svg" for figure in CATALOGUE.figures}
    assert wanted <= {path.relative_to(EVIDENCE).as_posix() for path in files()}


def test_readme_links_to_every_file() -> None:
    """The list of contents leads to each output; to the pages of the site by its first."""
    text = (EVIDENCE / "README.md").read_text(encoding="utf-8")
    names = [path.relative_to(EVIDENCE).as_posix() for path in files()]
    names = [name for name in names if name == "site/index.html" or "site/" not in name]
    assert [n for n in names if "/" in n and f"]({n})" not in text] == []


def test_text_is_utf8_with_unix_line_ends() -> None:
    """Text files read and compare the same on every system."""
    for path in files():
        if path.suffix in TEXT:
            content = path.read_bytes()
            content.decode("utf-8")
            assert b"\r" not in content, path
            assert content.endswith(b"\n"), path


def test_no_place_of_a_machine_is_named() -> None:
    """No output holds the folder that it was made in."""
    here = str(ROOT).encode()
    assert [path.name for path in files() if here in path.read_bytes()] == []


def test_the_metadata_follow_the_specification() -> None:
    """The folder is an RO-Crate: every entity, reference, file, hash and size."""
    assert broken_rules(ROOT) == []
