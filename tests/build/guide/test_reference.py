"""The reference says what the code says, for every public name."""

from __future__ import annotations

import importlib
import re
from functools import cache

import griffe
import pytest
from _page_reader import Page

import evisyn
from evisyn.build.guide.docstrings import entry, markdown
from evisyn.build.guide.names import find, public_names
from evisyn.build.guide.reference import addresses, reference_pages
from evisyn.report.site import WrittenPage


@cache
def pages() -> tuple[WrittenPage, ...]:
    return tuple(reference_pages(lambda target: addresses().get(target.removeprefix("ev."), "")))


@cache
def ids() -> frozenset[str]:
    return frozenset(
        f"{page.path.rpartition('/')[2]}#{attrs['id']}"
        for page in pages()
        for _, attrs in Page(page.body).tags
        if "id" in attrs
    )


def test_every_public_name_has_its_entry() -> None:
    """Names of the package and of its rooms, each where the index says."""
    wanted = {name for name in evisyn.__all__ if not name.startswith("_")}
    assert wanted <= set(addresses())
    for room in ("report", "figures"):
        module = importlib.import_module(f"evisyn.{room}")
        assert {f"{room}.{name}" for name in module.__all__} <= set(addresses())
    assert {address for address in addresses().values() if "#" in address} <= ids()


@pytest.mark.parametrize("name", sorted(public_names()))
def test_entry_is_whole(name: str) -> None:
    """A sentence, and a word on every parameter; ``base`` is the evidence base everywhere."""
    assert entry(name, *public_names()[name]).summary
    found = find(*public_names()[name])
    if isinstance(found, griffe.Function) and found.docstring:
        said = set(re.findall(r"\w+", found.docstring.value))
        named = [one.name for one in found.parameters if "variadic" not in one.kind.value]
        assert set(named) - said <= {"base"}


def test_record_stands_behind_its_function() -> None:
    """What a function gives is on the page, field by field, with a link."""
    page = next(page for page in pages() if page.path.endswith("sensitivity.html"))
    assert 'id="egger_test"' in page.body
    read = entry("egger_test", *public_names()["egger_test"])
    assert f'<section id="{read.gives[1]}">' in page.body
    assert f'href="#{read.gives[1]}"' in page.body


def test_allowed_words_are_listed() -> None:
    """A type that names a list of words shows the words."""
    read = entry("pool", *public_names()["pool"])
    kinds = {
        name: item.kind for part in read.sections for item in part.items for name in item.names
    }
    assert kinds["model"] == '"random" | "common"'
    assert kinds["yi"] == "array_like"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("see :func:`evisyn.pool`", "see `evisyn.pool`"),
        ("``x``", "`x`"),
        ("doi:10.1/x.", "doi:10.1/x."),
        (
            "A, doi:10.1002/sim.1009.",
            "A, [doi:10.1002/sim.1009](<https://doi.org/10.1002/sim.1009>).",
        ),
        (
            "(doi:10.1016/S0895-4356(23)00046-X)",
            "([doi:10.1016/S0895-4356(23)00046-X](<https://doi.org/10.1016/S0895-4356(23)00046-X>))",
        ),
    ],
)
def test_marks_of_docstrings(text: str, made: str) -> None:
    """Roles become code, papers become links with the whole address."""
    assert markdown(text) == made


def test_pages_are_light() -> None:
    """Below 150 kB each."""
    assert max(len(page.body) for page in pages()) < 150_000


def test_what_comes_back_is_said() -> None:
    """Every function that gives something says of which type, in its own words or by its types."""
    for name, home in public_names().items():
        read = entry(name, *home)
        found = find(*home)
        if isinstance(found, griffe.Function) and str(found.returns) != "None":
            (items,) = [part.items for part in read.sections if part.title == "Returns"]
            assert items, name
            assert all(item.kind and len(item.kind) < 150 for item in items), name


def test_words_without_a_type_are_words() -> None:
    """A description right under Returns is no type."""
    read = entry("report.sources_table", *public_names()["report.sources_table"])
    (items,) = [part.items for part in read.sections if part.title == "Returns"]
    assert items[0].kind == "DisplayTable"
    assert items[0].words.startswith("One row")
