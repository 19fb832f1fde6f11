"""From the bytes of a file to rows of text with their line numbers.

The form is checked on byte positions with numpy, then pandas splits the cells. A file whose
form is broken as a whole (encoding, delimiter, quotes) gives no rows: it is never half-used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evisyn.records import Finding
from evisyn.tables.encoding import decode_problem
from evisyn.tables.grid import FOLDER, TextColumn
from evisyn.vocab import FindingCode

_QUOTE, _COMMA, _LF = b'",\n'
#: Stands in every column of a row in front of all others while a file is read: categories that
#: are all numbers would lose their spelling ("2.50", "007"), and so none is.
_MARK = "\x01mark\x01"
#: Rows that are looked at to tell columns that repeat few texts from those that repeat none.
_SAMPLE = 2000
#: From this share of different texts on, a column is not worth sorting into categories.
_DISTINCT = 0.5
#: Bytes that are looked at in one step.
_PART = 1 << 20
_OTHER_DELIMITERS = {";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """Header and cells of a file.

    Parameters
    ----------
    header
        Column names as written, stripped of nothing.
    cells
        The texts (n,) of each column of the header.
    lines
        File line (n,) of each row.
    complete
        False when rows of the wrong length were left out.
    """

    header: tuple[str, ...]
    cells: tuple[TextColumn, ...]
    lines: NDArray[np.int64]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Records:
    """Byte ranges, first lines and cell counts of the records of a file."""

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    line: NDArray[np.int64]
    size: NDArray[np.int64]


def parse(
    path: str, content: bytes, expected: Sequence[str]
) -> tuple[Parsed | None, list[Finding]]:
    """Split a CSV file (RFC 4180; any line ends; with or without a byte order mark).

    Parameters
    ----------
    path
        File name inside the data folder, for the findings.
    content
        Bytes of the file.
    expected
        Column names of the contract, to tell a wrong delimiter from a wrong header.

    Returns
    -------
    tuple
        What was read, or None when the file as a whole cannot be used, and the findings.
    """
    problem = decode_problem(FOLDER + path, content)
    if problem:
        return None, [problem]
    data = _unix_lines(content.removeprefix(b"\xef\xbb\xbf"))
    if not data or data.isspace():
        return None, [
            _finding(path, None, FindingCode.EMPTY_FILE, "the file is empty", "Put the header back")
        ]
    quotes = _positions(data, _QUOTE)
    problem = _quote_problem(path, data, quotes) or _delimiter_problem(path, data, expected)
    if problem:
        return None, [problem]
    return _rows(path, data, quotes)


def _finding(
    path: str, line: int | None, code: FindingCode, message: str, fix: str, value: str = ""
) -> Finding:
    return Finding(file=FOLDER + path, line=line, code=code, message=message, fix=fix, value=value)


def _unix_lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _quote_problem(path: str, data: bytes, quotes: NDArray[np.intp]) -> Finding | None:
    """A quote that opens inside a cell, or one that is not closed."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    if not len(quotes):
        return None
    opens, closes = quotes[0::2], quotes[1::2]
    before = np.where(opens > 0, buffer[opens - 1], _LF)
    after = np.where(closes + 1 < len(buffer), buffer[np.minimum(closes + 1, len(buffer) - 1)], _LF)
    # a quote right behind a closing one is an escaped quote, not an opening one
    escaped = np.zeros(len(opens), dtype=bool)
    escaped[1:] = opens[1:] == closes[: len(opens) - 1] + 1
    stray = opens[~escaped & (before != _COMMA) & (before != _LF)]
    badly_closed = closes[(after != _COMMA) & (after != _LF) & (after != _QUOTE)]
    if len(stray) and (not len(badly_closed) or stray[0] < badly_closed[0]):
        return _finding(
            path,
            _line_of(data, int(stray[0])),
            FindingCode.STRAY_QUOTE,
            "a double quote stands inside a cell that is not quoted",
            'Put the whole cell in double quotes and write each quote in it twice ("")',
        )
    if not len(badly_closed) and len(quotes) % 2 == 0:
        return None
    limit = int(badly_closed[0]) if len(badly_closed) else len(data)
    begun = opens[~escaped & (opens < limit)]
    return _finding(
        path,
        _line_of(data, int(begun[-1])),
        FindingCode.UNCLOSED_QUOTE,
        "a quoted cell begins on this line and is not closed",
        "Close it with a double quote before the next comma, or remove the opening one",
    )


def _line_of(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1


def _delimiter_problem(path: str, data: bytes, expected: Sequence[str]) -> Finding | None:
    """A header that makes sense only when split at another character."""
    begin = next(i for i, byte in enumerate(data) if byte != _LF)
    end = data.find(b"\n", begin)
    first = data[begin : end if end >= 0 else len(data)].decode()
    if first.lower().startswith("sep="):
        delimiter = first[4:5]
    else:
        found = {d: len(set(expected) & set(_split(first, d))) for d in (",", *_OTHER_DELIMITERS)}
        delimiter = max(found, key=lambda d: found[d])
        if found[delimiter] == found[","]:
            return None
    name = _OTHER_DELIMITERS.get(delimiter, repr(delimiter))
    return _finding(
        path,
        1,
        FindingCode.WRONG_DELIMITER,
        f"the cells are separated by a {name}, not by a comma",
        "Save the file as comma separated values (CSV, comma, UTF-8)",
        first[:60],
    )


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _records(data: bytes, quotes: NDArray[np.intp]) -> _Records:
    """Find the records of a file whose quotes are in order."""
    newlines = _positions(data, _LF)
    ends = _outside(newlines, quotes)
    if not len(ends) or ends[-1] != len(data) - 1:
        ends = np.append(ends, len(data))
    start = np.concatenate(([0], ends[:-1] + 1))
    commas = _positions(data, _COMMA)
    size = np.diff(np.searchsorted(commas, ends), prepend=0) + 1
    size -= _quoted(commas, quotes, ends)
    line = np.searchsorted(newlines, start) + 1
    return _Records(start=start, stop=ends, line=line, size=size)


def _positions(data: bytes, byte: int) -> NDArray[np.intp]:
    """Where a byte stands, looked for in parts that stay in the processor's memory."""
    buffer = np.frombuffer(data, dtype=np.uint8)
    parts = [
        np.flatnonzero(buffer[begin : begin + _PART] == byte) + begin
        for begin in range(0, len(buffer), _PART)
    ]
    return np.concatenate(parts)


def _outside(positions: NDArray[np.intp], quotes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Those positions that are not inside a quoted cell."""
    if not len(quotes):
        return positions
    return np.asarray(positions[np.searchsorted(quotes, positions) % 2 == 0], dtype=np.intp)


def _quoted(
    commas: NDArray[np.intp], quotes: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Number of commas inside quoted cells of each record."""
    if not len(quotes):
        return np.zeros(len(ends), dtype=np.intp)
    before = np.searchsorted(commas, quotes)
    inside = before[1::2] - before[0::2]
    held = np.flatnonzero(inside)
    record = np.searchsorted(ends, quotes[0::2][held])
    counted = np.bincount(record, weights=inside[held], minlength=len(ends))
    return np.asarray(counted, dtype=np.intp)


def _rows(path: str, data: bytes, quotes: NDArray[np.intp]) -> tuple[Parsed, list[Finding]]:
    records = _records(data, quotes)
    kept = np.flatnonzero(records.stop > records.start)  # blank lines say nothing
    head, body = int(kept[0]), kept[1:]
    header = _split_record(data, records, head)
    width = len(header)
    findings = _length_findings(path, data, records, body[records.size[body] != width], width)
    good = body[records.size[body] == width]
    spare = _only_commas(data, records, good, width)
    for record in good[spare]:
        line = int(records.line[record])
        findings.append(
            _finding(
                path, line, FindingCode.EMPTY_ROW, "every cell of the row is empty", "Delete it"
            )
        )
    good = good[~spare]
    cells = _cells(data, records, good, body, width)
    parsed = Parsed(
        header=header, cells=cells, lines=records.line[good], complete=len(good) == len(body)
    )
    return parsed, findings


def _split_record(data: bytes, records: _Records, index: int) -> tuple[str, ...]:
    text = data[records.start[index] : records.stop[index]].decode()
    return tuple(next(csv.reader(io.StringIO(text, newline="")), []))


def _only_commas(
    data: bytes, records: _Records, rows: NDArray[np.intp], width: int
) -> NDArray[np.bool_]:
    length = records.stop[rows] - records.start[rows]
    return np.asarray((length == width - 1) & (width > 1), dtype=bool)


def _length_findings(
    path: str, data: bytes, records: _Records, rows: NDArray[np.intp], width: int
) -> list[Finding]:
    findings = []
    for row in rows:
        size = int(records.size[row])
        too = "many" if size > width else "few"
        cause = (
            "An unquoted comma splits a cell: put that cell in double quotes"
            if size > width
            else "Add the missing commas, or put back what was cut off"
        )
        findings.append(
            Finding(
                file=FOLDER + path,
                line=int(records.line[row]),
                row_id=(_split_record(data, records, int(row)) or ("",))[0],
                code=FindingCode.ROW_LENGTH,
                message=f"the row has too {too} cells: {size}, and the header has {width}",
                fix=cause,
            )
        )
    return findings


def _cells(
    data: bytes,
    records: _Records,
    good: NDArray[np.intp],
    body: NDArray[np.intp],
    width: int,
) -> tuple[TextColumn, ...]:
    if not len(good):
        return tuple(TextColumn.from_texts([]) for _ in range(width))
    if len(good) == len(body) and int(good[-1]) - int(good[0]) + 1 == len(good):
        parts = [memoryview(data)[records.start[good[0]] : records.stop[good[-1]]]]
    else:
        pairs = zip(records.start[good], records.stop[good], strict=True)
        parts = [memoryview(b"\n".join(data[a:b] for a, b in pairs))]
    marked = b",".join([_MARK.encode()] * width)
    chosen = b"".join([marked, b"\n", *parts])
    if len(good) <= _SAMPLE or _MARK.encode() in data:
        return _columns(_read(chosen, width, {}))
    sample = _read(chosen, width, {}, rows=_SAMPLE)
    repeated = [i for i in range(width) if sample[i].nunique() < _DISTINCT * _SAMPLE]
    return _columns(_read(chosen, width, dict.fromkeys(repeated, "category")))


def _read(
    data: bytes, width: int, dtypes: Mapping[int, str], rows: int | None = None
) -> pd.DataFrame:
    """Split records into cells; columns without a dtype hold texts. The first row is the mark."""
    return pd.read_csv(
        io.BytesIO(data),
        header=None,
        names=list(range(width)),
        index_col=False,
        dtype={i: dtypes.get(i, object) for i in range(width)},
        na_filter=False,
        skip_blank_lines=False,
        encoding="utf-8",
        nrows=rows,
    )


def _columns(frame: pd.DataFrame) -> tuple[TextColumn, ...]:
    """Codes and distinct texts of each column, without the mark of the first row."""
    made = []
    for name in list(frame.columns):
        column = frame.pop(name)
        if column.dtype == "category":
            values = column.cat.categories.to_numpy(dtype=object)
            codes = column.cat.codes.to_numpy()[1:].astype(np.intp)
            (mark,) = np.flatnonzero(values == _MARK)
            codes -= codes > mark
            made.append(TextColumn(codes=codes, values=np.delete(values, mark)))
        else:
            made.append(TextColumn.from_texts(column.to_numpy(dtype=object)[1:]))
    return tuple(made)
