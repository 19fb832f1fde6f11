"""Which inputs count, and which source files an output depends on."""

from __future__ import annotations

from pathlib import Path

import pytest
from _building import make_site, write_notebook

from evisyn.build.hashing import sha256_cells, sha256_file, sha256_json
from evisyn.build.imports import closure, module_of, names_in
from evisyn.build.inputs import PACKAGES_THAT_MATTER, _mentions, _versions, measure
from evisyn.build.paths import find_project
from evisyn.errors import BuildError

GRAPH = {
    "evisyn": ("evisyn.report.strength", "evisyn.figures.forest"),
    "evisyn.report": (),
    "evisyn.report.strength": ("evisyn.records.Finding", "evisyn"),
    "evisyn.figures": (),
    "evisyn.figures.forest": ("evisyn.records",),
    "evisyn.records": (),
}


def test_imports_count_wherever_they_stand() -> None:
    """At the top, deferred, under TYPE_CHECKING, and named in a string."""
    source = (
        "import evisyn.a\nfrom evisyn.b import c\nimport numpy\n"
        "def f():\n    from evisyn.d import e\n"
        "if TYPE_CHECKING:\n    import evisyn.g\n"
        "MAKER = 'evisyn.h:table'\n"
    )
    assert set(names_in(source)) == {
        "evisyn.a",
        "evisyn.b",
        "evisyn.b.c",
        "evisyn.d",
        "evisyn.d.e",
        "evisyn.g",
        "evisyn.h",
    }


def test_closure_follows_imports_and_parents() -> None:
    """A module reaches what it imports and the packages that it lives in."""
    assert closure(["evisyn.report.strength"], GRAPH) == {
        "evisyn",
        "evisyn.report",
        "evisyn.report.strength",
        "evisyn.records",
    }


def test_unknown_names_reach_nothing() -> None:
    """A maker outside the package depends on no file of it."""
    assert closure(["elsewhere.module"], GRAPH) == frozenset()


@pytest.mark.parametrize(
    ("label", "module"),
    [("evisyn/a/b.py", "evisyn.a.b"), ("evisyn/a/__init__.py", "evisyn.a")],
)
def test_module_of_a_label(label: str, module: str) -> None:
    """A package is named by its folder."""
    assert module_of(label) == module


def test_a_table_does_not_depend_on_figures(tmp_path: Path) -> None:
    """Editing a figure does not make tables again."""
    inputs = measure(find_project(make_site(tmp_path / "site")))
    table = inputs.sources_of("evisyn.report.overview")
    assert "evisyn/report/overview.py" in table
    assert not any(label.startswith("evisyn/figures/") for label in table)


def test_hidden_files_are_no_inputs(tmp_path: Path) -> None:
    """What an editor or a system leaves behind does not count."""
    root = make_site(tmp_path / "site")
    (root / "data" / ".numbers.csv.swp").write_text("x", encoding="utf-8")
    inputs = measure(find_project(root))
    assert sorted(inputs.data) == ["data/datapackage.json", "data/numbers.csv"]


def test_versions_of_what_matters_are_known() -> None:
    """Each package that can change an output is installed and has a version."""
    assert all(_versions()[name] for name in (*PACKAGES_THAT_MATTER, "python"))


def test_outputs_do_not_make_a_notebook_edited(tmp_path: Path) -> None:
    """Only what a person wrote in a notebook counts as its source."""
    path = tmp_path / "a.ipynb"
    write_notebook(path, ["1"])
    before = sha256_cells(path)
    path.write_text(
        path.read_text("utf-8").replace('"execution_count": null', '"execution_count": 3'),
        encoding="utf-8",
    )
    assert sha256_cells(path) == before
    write_notebook(path, ["2"])
    assert sha256_cells(path) != before


def test_hash_of_json_ignores_the_order_of_keys() -> None:
    """Equal mappings have equal hashes."""
    assert sha256_json({"a": 1, "b": 2}) == sha256_json({"b": 2, "a": 1})


def test_broken_source_is_named() -> None:
    """A file of the package that is no Python is named with its line, not a traceback."""
    with pytest.raises(BuildError, match=r"evisyn/x\.py, line 1 is not valid Python"):
        _mentions("evisyn/x.py", b"def f():\n", "0", {})


def test_missing_file_has_no_hash(tmp_path: Path) -> None:
    """A file that is not there differs from every file that is."""
    assert sha256_file(tmp_path / "nothing") == ""
