"""The tables of a project as texts, and their bytes with rows added at the end."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evisyn.build.intake.records import IntakeError
from evisyn.report.csv import Lines

Row = dict[str, str]
#: Longest cell of a table that is read; the tables of the project are not of strangers.
_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A table as it is on disk: bytes, header, rows and the end of its lines."""

    content: bytes
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def line_end(self) -> str:
        """How its lines end."""
        return "\r\n" if b"\r\n" in self.content[:100_000] else "\n"

    @property
    def lines(self) -> int:
        """Number of lines, with the last one counted whether it ends or not."""
        text = self.content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return text.count(b"\n") + (not text.endswith(b"\n"))

    def appended(self, rows: Iterable[Mapping[str, str]]) -> tuple[bytes, list[int]]:
        """Bytes with rows at the end, and the line on which each of them begins."""
        end = self.line_end
        parts, starts, line = [], [], self.lines + 1
        for row in rows:
            text = csv_text(self.header, [row], end, header_too=False)
            starts.append(line)
            line += text.replace("\r\n", "\n").count("\n")
            parts.append(text)
        gap = "" if self.content.endswith((b"\n", b"\r")) else end
        return self.content + (gap + "".join(parts)).encode("utf-8"), starts


def stored(content: bytes, file: str) -> Stored:
    """Read a table of the project.

    Raises
    ------
    IntakeError
        It cannot be read; ``evisyn check`` says more.
    """
    limit = csv.field_size_limit(_MOST)
    try:
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        lines = [cells for cells in csv.reader(text) if cells]
    except (UnicodeDecodeError, csv.Error) as error:
        raise IntakeError(f"data/{file} cannot be read ({error}); run evisyn check.") from error
    finally:
        csv.field_size_limit(limit)
    if not lines:
        raise IntakeError(f"data/{file} has no header; run evisyn check.")
    header = tuple(lines[0])
    rows = tuple(dict(zip(header, cells, strict=False)) for cells in lines[1:])
    return Stored(content=content, header=header, rows=rows)


def csv_text(
    header: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    end: str = "\n",
    *,
    header_too: bool = True,
) -> str:
    """Rows as CSV; cells that are missing are empty, and line ends in cells stay."""
    lines = Lines(end)
    writer = csv.writer(lines, lineterminator="\r\n")
    if header_too:
        writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return lines.text()
