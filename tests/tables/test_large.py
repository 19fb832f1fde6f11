"""Tables of many rows are read like small ones: the same texts, letter by letter."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from evisyn.tables import parse as module
from evisyn.tables.parse import parse

TEXTS = ("007", "2.50", "1e5", "True", "", "2020-01-01", "NA", " x", 'a "q", b', "x\ny", "é")


def content(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([f"c{i}" for i in range(len(rows[0]))])
    writer.writerows(rows)
    return text.getvalue().encode()


def read(rows: list[list[str]]) -> list[list[str]]:
    """What the reader makes of rows."""
    parsed, findings = parse("t.csv", content(rows), ["c0"])
    assert findings == []
    assert parsed is not None
    columns = [column.texts().tolist() for column in parsed.cells]
    return [list(row) for row in zip(*columns, strict=True)]


def test_columns_of_one_kind_keep_their_spelling() -> None:
    """A column of numbers, of flags or of days only is still text."""
    rows = [[f"id{i}", *TEXTS] for i in range(module._SAMPLE + 500)]
    assert read(rows) == rows


def test_columns_that_differ_in_every_row() -> None:
    """Distinct texts in one column, few in the other, in any order."""
    rng = np.random.default_rng(1)
    rows = [
        [str(rng.integers(10**9)), TEXTS[i]] for i in rng.integers(0, len(TEXTS), 5000).tolist()
    ]
    assert read(rows) == rows


def test_no_distinct_text_is_left_that_no_row_has() -> None:
    """The mark that the reader puts in front is gone from the distinct texts, too."""
    rows = [[f"id{i}", "x", str(i % 7)] for i in range(module._SAMPLE + 1)]
    parsed, _ = parse("t.csv", content(rows), ["c0"])
    assert parsed is not None
    for column in parsed.cells:
        assert sorted(set(column.texts())) == sorted(column.values)


def test_a_file_that_holds_the_mark() -> None:
    """Even the reader's own mark is an ordinary text in a file."""
    rows = [[module._MARK, "1"] for _ in range(module._SAMPLE + 1)]
    assert read(rows) == rows


@pytest.mark.parametrize("quoted", ['"a,b"', '"a,""b"",c"', '"a\nb,c"', "plain"])
def test_lengths_are_counted_outside_quotes(quoted: str) -> None:
    """Commas inside quoted cells are no borders of cells; a short row is found on its line."""
    lines = [f"{i},{quoted},z" for i in range(50)] + ["50,short"]
    parsed, findings = parse("t.csv", ("a,b,c\n" + "\n".join(lines)).encode(), ["a", "b", "c"])
    assert parsed is not None
    assert len(parsed.lines) == 50
    assert [f.row_id for f in findings] == ["50"]
    assert findings[0].line == 52 + 50 * quoted.count("\n")
