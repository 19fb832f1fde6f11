"""Files whose form is broken: each has its own code and message, and none is half-used."""

from __future__ import annotations

import pytest
from _findings import findings, outcome

from evisyn.vocab import FindingCode as Code


def _utf16(content: bytes) -> bytes:
    return content.decode().encode("utf-16")


def _utf16_without_mark(content: bytes) -> bytes:
    return content.decode().encode("utf-16-le")


def _header(old: str, new: str):
    return lambda content: content.replace(old.encode(), new.encode(), 1)


def _latin1(content: bytes) -> bytes:
    return content.replace(b"massage", "massé".encode("latin-1"), 1)


def _unclosed(content: bytes) -> bytes:
    return content.replace(b"ames2020-e1,ames2020,", b'ames2020-e1,"ames2020,', 1)


def _stray(content: bytes) -> bytes:
    return content.replace(b"massage", b'5" massage', 1)


BROKEN = {
    "semicolons": (
        lambda c: c.replace(b",", b";"),
        Code.WRONG_DELIMITER,
        1,
        "separated by a semicolon, not by a comma",
    ),
    "tabs": (lambda c: c.replace(b",", b"\t"), Code.WRONG_DELIMITER, 1, "separated by a tab"),
    "sep line of a spreadsheet": (
        lambda c: b"sep=;\n" + c.replace(b",", b";"),
        Code.WRONG_DELIMITER,
        1,
        "separated by a semicolon",
    ),
    "UTF-16": (_utf16, Code.WRONG_ENCODING, 1, "the file is UTF-16, not UTF-8"),
    "UTF-16 without mark": (_utf16_without_mark, Code.WRONG_ENCODING, 1, "the file is UTF-16"),
    "Latin-1": (_latin1, Code.WRONG_ENCODING, 2, "looks like Latin-1 or Windows-1252"),
    "NUL byte": (lambda c: c + b"\x00", Code.NUL_BYTE, 4, "holds a NUL byte"),
    "unclosed quote": (_unclosed, Code.UNCLOSED_QUOTE, 2, "begins on this line and is not closed"),
    "quote inside a cell": (_stray, Code.STRAY_QUOTE, 2, "inside a cell that is not quoted"),
    "empty file": (lambda c: b"", Code.EMPTY_FILE, None, "the file is empty"),
    "blank file": (lambda c: b"\n\r\n  \n", Code.EMPTY_FILE, None, "the file is empty"),
    "missing column": (
        lambda c: c.replace(b",unit,", b",", 1).replace(b",days a month,", b",", 1),
        Code.MISSING_COLUMN,
        1,
        "the column 'unit' is missing",
    ),
    "added column": (
        lambda c: b"\n".join(line + b",x" for line in c.splitlines()),
        Code.UNKNOWN_COLUMN,
        1,
        "the contract has no column 'x' in this table",
    ),
    "renamed column": (
        _header("ci_low", "CI low"),
        Code.RENAMED_COLUMN,
        1,
        "no column 'CI low', and the column 'ci_low' is missing",
    ),
    "duplicate column": (
        _header("ci_high", "ci_low"),
        Code.DUPLICATE_COLUMN,
        1,
        "names the column 'ci_low' twice",
    ),
    "too many cells": (
        lambda c: c.replace(b"massage", b"massage, deep", 1),
        Code.ROW_LENGTH,
        2,
        "too many cells: 37, and the header has 36",
    ),
    "too few cells": (
        lambda c: c.replace(b",s0001,", b",", 1),
        Code.ROW_LENGTH,
        2,
        "too few cells: 35, and the header has 36",
    ),
    "row of commas": (
        lambda c: c + b"," * 35 + b"\n",
        Code.EMPTY_ROW,
        4,
        "every cell of the row is empty",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_named_with_line_and_reason(files, kind):
    """Each kind of broken file gives its own code, line and message."""
    change, code, line, message = BROKEN[kind]
    files["effects.csv"] = change(files["effects.csv"])
    found = [f for f in findings(files) if f.code == code]
    assert [(f.file, f.line) for f in found[:1]] == [("data/effects.csv", line)]
    assert message in found[0].message
    assert found[0].fix


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_never_used(files, kind):
    """With a broken file there is no base."""
    files["effects.csv"] = BROKEN[kind][0](files["effects.csv"])
    assert outcome(files)[0] is None


@pytest.mark.parametrize(
    "kind",
    ["semicolons", "UTF-16", "Latin-1", "NUL byte", "unclosed quote", "empty file"],
)
def test_an_unreadable_file_gives_one_finding(files, kind):
    """A file that cannot be read as a whole does not drag findings in other files along."""
    files["effects.csv"] = BROKEN[kind][0](files["effects.csv"])
    assert len(findings(files)) == 1


def test_a_missing_file_is_named(files):
    """A table without its file is an error, whichever rows others need of it."""
    del files["claims.csv"]
    (found,) = findings(files)
    assert (found.code, found.file) == (Code.MISSING_FILE, "data/claims.csv")


def test_a_file_that_the_contract_does_not_know_is_a_warning(files):
    """A further CSV file is not read, and that is said."""
    files["more.csv"] = b"a,b\n1,2\n"
    base, (found,) = outcome(files)
    assert (found.code, found.severity) == (Code.EXTRA_FILE, "warning")
    assert base is not None


def test_a_table_that_needs_rows_has_some(files):
    """A header alone is an error where other tables rest on the rows."""
    files["sources.csv"] = files["sources.csv"].split(b"\n")[0] + b"\n"
    codes = {f.code for f in findings(files) if f.file == "data/sources.csv"}
    assert codes == {Code.NO_ROWS}


def test_a_header_alone_will_do_elsewhere(files):
    """A table that nothing rests on may be empty, and its columns keep their types."""
    files["judgements.csv"] = files["judgements.csv"].split(b"\n")[0] + b"\n"
    base, found = outcome(files)
    assert found == []
    assert str(base.judgements["steps"].dtype) == "Int64"
    assert str(base.judgements["reason"].dtype) == "str"


FORMS = {
    "byte order mark": lambda c: b"\xef\xbb\xbf" + c,
    "CRLF": lambda c: c.replace(b"\n", b"\r\n"),
    "CR": lambda c: c.replace(b"\n", b"\r"),
    "mixed line ends": lambda c: c.replace(b"\n", b"\r\n", 1).replace(b"e2,", b"e2,"),
    "no last line end": lambda c: c.rstrip(b"\n"),
    "blank lines": lambda c: b"\n" + c.replace(b"\n", b"\n\n") + b"\n\n",
    "all cells quoted": lambda c: b"\n".join(
        b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in c.splitlines()
    ),
    "other column order": lambda c: b"\n".join(
        b",".join(reversed(line.split(b","))) for line in c.splitlines()
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_other_forms_of_a_sound_file_simply_work(files, form):
    """Byte order mark, line ends, blank lines, quotes and column order change nothing."""
    plain = outcome(files)[0].effects
    files["effects.csv"] = FORMS[form](files["effects.csv"])
    base, found = outcome(files)
    assert found == []
    assert base.effects.equals(plain)


def test_line_numbers_count_lines_inside_quoted_cells(files):
    """A finding behind a cell of two lines names the line that an editor shows."""
    rows = files["effects.csv"].replace(b"days a month", b'"days\na month"')
    files["effects.csv"] = rows.replace(b",0.4,", b",0.4x,")
    (found,) = findings(files)
    assert (found.line, found.row_id) == (4, "ames2020-e2")


def test_quotes_commas_and_doubled_quotes_survive(files):
    """A quoted cell is read as RFC 4180 has it."""
    files["effects.csv"] = files["effects.csv"].replace(
        b"days a month", b'"days, ""moderate"" ones, a month"'
    )
    base, found = outcome(files)
    assert found == []
    assert base.effects["unit"].iloc[0] == 'days, "moderate" ones, a month'


def test_rows_that_point_to_a_left_out_row_are_not_accused(files):
    """A row of the wrong length is the only finding: what points to it is not judged."""
    files["reviews.csv"] = files["reviews.csv"].replace(b"meta_analysis,", b"meta_analysis,,", 1)
    assert [f.code for f in findings(files)] == [Code.ROW_LENGTH]
