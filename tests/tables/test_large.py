"""Tables of many rows are read like small ones: the same texts, letter by letter."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evisyn.errors import EvidenceError
from evisyn.records import LISTED, Finding, listing
from evisyn.tables import encoding
from evisyn.tables import parse as module
from evisyn.tables.cells import all_match
from evisyn.tables.encoding import decode_problem
from evisyn.tables.grid import TextColumn
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


def test_a_file_that_is_read_in_parts_keeps_its_spelling() -> None:
    """Numbers, flags and days are text in the last part of a long file as in the first."""
    rows = [[f"id{i}", *TEXTS, str(i % 97), f"{i % 3}.50"] for i in range(60_000)]
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


PATTERNS = (
    "^s[0-9]{4}$",
    "[a-z0-9]+-o[0-9]+",
    "^(yes|no|([0-9]|10)/10)$",
    r"^10\.[0-9]+/\S+$",
    "^a|b$",
)
WORDS = ("s0001", "s00011", "a-o1", "yes", "no ", "10/10", "10.1/x", "10.1/x y", "a", "ab", "b", "")


@pytest.mark.parametrize("pattern", [*PATTERNS, "[^x]+", "a.*", r"\D+", "a$|b"])
@given(texts=st.lists(st.sampled_from((*WORDS, "x\ny", "s0001\n")), max_size=6, unique=True))
def test_one_search_finds_what_each_text_alone_does(pattern: str, texts: list[str]) -> None:
    """All texts match by one search only if each matches by itself."""
    alone = all(not text or re.fullmatch(pattern, text) for text in texts)
    together = all_match(TextColumn.from_texts(texts), pattern)
    assert alone or not together


@pytest.mark.parametrize("pattern", PATTERNS)
def test_one_search_is_enough_for_texts_that_match(pattern: str) -> None:
    """Patterns of the contract are tried by one search."""
    texts = [text for text in WORDS if re.fullmatch(pattern, text)]
    assert all_match(TextColumn.from_texts(texts), pattern)


@pytest.mark.parametrize("spare", range(5))
@pytest.mark.parametrize("character", ["é", "痛", "😀"])
def test_a_character_across_parts_is_read(spare: int, character: str) -> None:
    """A file is decoded in parts; where one ends inside a character, nothing is wrong."""
    content = b"x" * (encoding._PART - spare) + (character * 3).encode()
    assert decode_problem("t.csv", content) is None


@pytest.mark.parametrize("spare", range(5))
def test_a_wrong_byte_is_found_at_the_border_of_parts(spare: int) -> None:
    """The line of the first byte that is not UTF-8 is named, wherever it stands."""
    content = b"x\n" + b"x" * (encoding._PART - 2 - spare) + b"\n\xe9\n"
    problem = decode_problem("t.csv", content)
    assert problem is not None
    assert problem.line == 3


def test_many_problems_of_a_kind_are_cut() -> None:
    """Of a column that is wrong everywhere the first rows are listed, and the number of others."""
    found = [
        Finding(
            file="data/t.csv", line=i, column="c", value="x", code="pattern", message="m", fix="f"
        )
        for i in range(LISTED + 30)
    ]
    lines = listing(found)
    assert len(lines) == LISTED + 1
    assert lines[-1] == "[error] data/t.csv, column c: and 30 more of this kind [pattern]"
    assert str(EvidenceError(found)).startswith(f"{LISTED + 30} problems")


def test_other_problems_are_all_listed() -> None:
    """Problems in other columns are not cut by those of one column."""
    found = [
        Finding(file="data/t.csv", line=i, column=f"c{i}", code="pattern", message="m", fix="f")
        for i in range(LISTED + 30)
    ]
    assert listing(found) == [str(one) for one in found]
