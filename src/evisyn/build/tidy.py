"""Writes tables anew that a spreadsheet saved with other separators or in another encoding."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evisyn.build.disk import write_all
from evisyn.build.intake.delimited import cells_of
from evisyn.build.intake.project import contents
from evisyn.build.paths import find_project
from evisyn.vocab import FindingCode

MENDED = frozenset({str(FindingCode.WRONG_DELIMITER), str(FindingCode.WRONG_ENCODING)})
"""Codes of findings that this mends."""
BEFORE = "before_tidy"
_OWN = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """Files that were written anew, with what they were like, and where they stand as before."""

    files: Mapping[str, str]
    kept_in: str

    def to_json(self) -> dict[str, Any]:
        """The files as plain values."""
        return {"files": dict(self.files), "kept_in": self.kept_in}

    def __str__(self) -> str:
        if not self.files:
            return "Every table is CSV with commas, as UTF-8."
        lines = [f"{name}: {was}" for name, was in self.files.items()]
        return "\n".join([*lines, f"Written anew; as they were: {self.kept_in}"])


def tidy(path: str | Path | None = None) -> Tidied:
    """Write every table of a project that is not UTF-8 with commas anew, cells unchanged.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder. Files as they were are kept in
        ``build/before_tidy/``.

    Raises
    ------
    EvidenceError
        The contract cannot be read.
    IntakeError
        A file cannot be told apart into cells.
    """
    project = find_project(path)
    before = project.build / BEFORE
    files: dict[str, str] = {}
    new: dict[Path, bytes] = {}
    for table in contents(project.root).contract.tables.values():
        name = table.path
        file = project.data / name
        content = file.read_bytes() if file.is_file() else b""
        was = _other(content)
        if not was:
            continue
        rows, _ = cells_of(content)
        files[f"data/{name}"] = was
        new[before / name] = content
        new[file] = _text(rows).encode("utf-8")
    if new:
        write_all(new)
    return Tidied(files=files, kept_in=f"{project.build.name}/{BEFORE}/")


def _other(content: bytes) -> str:
    """What is unusual about a file; empty for UTF-8 with commas."""
    found = []
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.append("not UTF-8")
    if content.strip():
        delimiter = cells_of(content)[1]
        if delimiter != _OWN:
            names = {";": "semicolons", "\t": "tabs", "|": "bars"}
            found.append(f"{names.get(delimiter, repr(delimiter))} between the cells")
    return ", ".join(found)


def _text(rows: list[tuple[int, list[str]]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(cells for _, cells in rows)
    return text.getvalue()
