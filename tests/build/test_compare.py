"""What a change is called: rows and cells by key."""

from __future__ import annotations

from evisyn.build.compare import Change, compare, describe

OLD = b"id,value\na,1\nb,2\n"


def change(new: bytes, old: bytes = OLD) -> Change:
    found = compare("t.csv", old, new)
    assert found is not None
    return found


def test_equal_bytes_are_no_change() -> None:
    """The same bytes give None."""
    assert compare("t.csv", OLD, OLD) is None


def test_cells_are_counted_by_key() -> None:
    """A changed cell is one row and one cell, and a moved row is no change of cells."""
    assert (change(b"id,value\na,1\nb,3\n").cells_changed) == 1
    moved = change(b"id,value\nb,2\na,1\n")
    assert (moved.rows_changed, moved.rows_added, moved.rows_removed) == (0, 0, 0)


def test_rows_come_and_go() -> None:
    """A new key is a row added, a lost one a row removed."""
    found = change(b"id,value\nb,2\nc,3\n")
    assert (found.rows_added, found.rows_removed, found.rows_changed) == (1, 1, 0)


def test_columns_come_and_go() -> None:
    """A new column is named and does not count as changed cells."""
    found = change(b"id,value,unit\na,1,cm\nb,2,cm\n")
    assert (found.columns_added, found.cells_changed) == (("unit",), 0)
    assert "new columns unit" in str(found)


def test_key_may_need_two_columns() -> None:
    """The first columns that tell all rows apart are the key."""
    old = b"group,id,value\nx,a,1\nx,b,2\n"
    found = change(b"group,id,value\nx,a,1\nx,b,5\n", old)
    assert (found.rows_changed, found.rows_added) == (1, 0)


def test_equal_rows_are_all_counted() -> None:
    """A table without a key loses no row in the comparison."""
    found = change(b"id\na\na\na\n", b"id\na\na\n")
    assert found.rows_added == 1


def test_new_and_removed_files() -> None:
    """A file that one version lacks is new or removed."""
    assert str(compare("t.csv", None, OLD)) == "new t.csv"
    assert str(compare("t.csv", OLD, None)) == "removed t.csv"


def test_empty_table_is_compared() -> None:
    """A file without a header does not break the comparison."""
    assert change(OLD, b"").columns_added == ("id", "value")


def test_files_of_one_output_share_a_line() -> None:
    """CSV, Markdown and HTML of one table are described together."""
    changes = [
        Change(path="evidence/tables/t.csv", state="changed", rows_added=1),
        Change(path="evidence/tables/t.md", state="changed"),
        Change(path="evidence/u.md", state="new"),
    ]
    assert describe(changes) == [
        "changed evidence/tables/t.{csv,md} (1 row added)",
        "new evidence/u.md",
    ]
