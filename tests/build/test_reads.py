"""What a task reads is noted, and whatever it did not read cannot change what it makes."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from _findings import outcome, rows_of, with_cells
from _projects import ROWS, SHIPPED, tiny_files

from evisyn.appraisal.frames import evidence_rows
from evisyn.build import reads
from evisyn.build.catalogue import Catalogue, catalogue_of
from evisyn.build.digest import digest_of
from evisyn.build.listen import EVERYTHING, Ear
from evisyn.build.paths import find_project
from evisyn.tables.base import EvidenceBase
from evisyn.tables.watch import BIBLIOGRAPHY, once, parts_of, watch

#: Columns of each table that are changed in turn, in a quick run and in a long one.
FEW, MANY = 1, 12


@cache
def catalogue() -> Catalogue:
    return catalogue_of(find_project(SHIPPED.parent))


@cache
def base_of(files: tuple[tuple[str, bytes], ...]) -> EvidenceBase | None:
    return outcome(dict(files))[0]


def tiny() -> EvidenceBase:
    base = base_of(tuple(sorted(tiny_files().items())))
    assert base is not None
    return base


def made(
    base: EvidenceBase, leave_out: frozenset[str] = frozenset()
) -> dict[str, tuple[str | None, frozenset[str]]]:
    """Digest of what every maker of tables and figures gives, and what it read."""
    found = {}
    for entry in (*catalogue().tables, *catalogue().figures):
        if entry.name in leave_out:
            continue
        module, _, name = entry.make.partition(":")
        maker = getattr(importlib.import_module(module), name)
        read: set[str] = set()
        value: Any = maker(watch(base, read.add), *entry.arguments)
        found[entry.name] = digest_of(value), frozenset(read)
    return found


@cache
def before() -> dict[str, tuple[str | None, frozenset[str]]]:
    return made(tiny())


def changed_bases(table: str, most: int) -> list[EvidenceBase]:
    """Valid bases with one cell of the first row of a table changed."""
    files = tiny_files()
    row = rows_of(files, table)[0]
    found = []
    for column, cell in row.items():
        if len(found) == most:
            break
        for value in (f"{cell} more", "", "7"):
            base = outcome(with_cells(files, table, {column: value}))[0]
            if value != cell and base is not None:
                found.append(base)
                break
    return found


def prove(table: str, most: int) -> None:
    old = parts_of(tiny())
    bases = changed_bases(table, most)
    assert bases
    for base in bases:
        now = parts_of(base)
        moved = {part for part in old if old[part] != now[part]}
        assert f"table {table}" in moved
        reached = frozenset(name for name, (_, read) in before().items() if read & moved)
        untouched = {name: was for name, was in before().items() if name not in reached}
        assert made(base, leave_out=reached) == untouched


@pytest.mark.parametrize("table", ROWS)
def test_what_was_not_read_changes_nothing(table: str) -> None:
    """A maker none of whose parts changed gives the same table or figure as before."""
    prove(table, FEW)


@pytest.mark.long
@pytest.mark.parametrize("table", ROWS)
def test_no_column_changes_what_did_not_read_its_table(table: str) -> None:
    """The same for many columns of every table."""
    prove(table, MANY)


def test_digests_tell_outputs_apart() -> None:
    """Every table and figure has a digest, so that the test above compares something."""
    assert all(digest for digest, _ in before().values())


def test_what_others_read_first_is_noted_for_each() -> None:
    """A value that is kept with the base counts as read by who asks later."""
    base = base_of(tuple(sorted(tiny_files().items())))
    assert base is not None
    assert made(base) == made(base) == before()


def test_only_records_that_are_asked_for_count() -> None:
    """The records of a base are read kind by kind."""
    read: set[str] = set()
    rows = evidence_rows(watch(tiny(), read.add))
    assert rows.conditions
    assert read == set()
    assert rows.limitations == evidence_rows(tiny()).limitations
    assert read == {"table limitations"}


def test_kept_values_tell_what_they_rest_on() -> None:
    """What a kept value was made from is noted again for the next reader."""
    first: set[str] = set()
    second: set[str] = set()
    for heard in (first, second):
        once(watch(tiny(), heard.add), "a test", lambda base: (base.bibtex, len(base.trials)))
    assert first == second == {BIBLIOGRAPHY, "table trials"}


def test_where_a_row_was_read_depends_on_ids_and_sources() -> None:
    """Locating a row reads the ids of all rows, its own table and the sources."""
    read: set[str] = set()
    watch(tiny(), read.add).locate("ames2020")
    assert read == {"row ids", "table reviews", "table sources"}


def test_a_correction_moves_the_table_that_it_repairs() -> None:
    """Parts tell the rows as corrected, not only the bytes of the file."""
    files = tiny_files()
    row = rows_of(files, "corrections")[0]
    base = outcome(with_cells(files, "corrections", {"reason": f"{row['reason']} indeed"}))[0]
    assert base is not None
    old, now = parts_of(tiny()), parts_of(base)
    assert old[f"table {row['table']}"] != now[f"table {row['table']}"]


@pytest.mark.parametrize(
    ("cell", "is_plain"),
    [
        ("import evisyn as ev\nev.load()", True),
        ("from evisyn import load", True),
        ("import pandas as pd", False),
        ("__import__('os').system('ls')", False),
        ("%time ev.load()", False),
        ("!cat ../data/effects.csv", False),
        ("get_ipython().run_line_magic('ls', '')", False),
    ],
)
def test_only_plain_cells_are_believed(cell: str, is_plain: bool) -> None:
    """Another library, a magic or a shell may read what nobody hears."""
    notebook = {"cells": [{"cell_type": "code", "source": [cell]}]}
    assert reads.plain(notebook) is is_plain


def test_opening_a_file_of_the_project_counts_as_everything(tmp_path: Path) -> None:
    """A cell that opens data itself, by whatever spelling, has read everything."""
    heard: list[str] = []
    ear = Ear(tmp_path, heard.append)
    ear.hear("open", (str(tmp_path / "notebooks" / "a.txt"), "r", 0))
    ear.hear("open", (3, "r", 0))
    assert heard == []
    ear.hear("open", (str(tmp_path / "notebooks" / ".." / "data" / "effects.csv"), "r", 0))
    assert heard == [EVERYTHING]
    with ear.deaf():
        ear.hear("open", (str(tmp_path / "data" / "effects.csv"), "r", 0))
    assert heard == [EVERYTHING]


def test_a_kernel_that_cannot_say_counts_as_everything() -> None:
    """Without the file that the kernel writes, a notebook depends on all data."""
    project = find_project(SHIPPED.parent)
    assert reads.what_it_read(project, "no such notebook", {"cells": []}) == {EVERYTHING}
