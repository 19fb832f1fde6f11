"""Tables that a spreadsheet saved its own way are written anew, cells unchanged."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from evisyn.build import read
from evisyn.build.start import init
from evisyn.build.tidy import tidy


def saved(root: Path, table: str, delimiter: str, encoding: str) -> bytes:
    """Save a table as a spreadsheet does, and give the bytes that it had."""
    path = root / "data" / f"{table}.csv"
    before = path.read_bytes()
    rows = list(csv.reader(io.StringIO(before.decode("utf-8"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return before


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), (",", "utf-16"), ("\t", "utf-8")],
)
def test_a_table_is_as_it_was(delimiter: str, encoding: str, tmp_path: Path) -> None:
    """Semicolons, tabs, Windows-1252 and UTF-16 become commas and UTF-8."""
    root = init(tmp_path / "new").root
    before = saved(root, "trials", delimiter, encoding)
    assert read.check(root)
    assert list(tidy(root).files) == ["data/trials.csv"]
    assert (root / "data/trials.csv").read_bytes() == before
    assert read.check(root) == []


def test_the_file_as_it_was_is_kept(tmp_path: Path) -> None:
    """In the folder that is safe to delete."""
    root = init(tmp_path / "new").root
    saved(root, "reviews", ";", "utf-8")
    as_saved = (root / "data/reviews.csv").read_bytes()
    tidy(root)
    assert (root / "build/before_tidy/reviews.csv").read_bytes() == as_saved


def test_carriage_returns_and_a_mark_are_fine_as_they_are(tmp_path: Path) -> None:
    """What reads well is left alone."""
    root = init(tmp_path / "new").root
    saved(root, "trials", ",", "utf-8-sig")
    assert read.check(root) == []
    assert tidy(root).files == {}
