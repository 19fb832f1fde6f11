"""Which format a file has, and its reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from evisyn.build.intake.records import Batch, IntakeError

#: Format -> reader; a reader maps bytes to batches.
READERS: dict[str, str] = {
    "ris": "evisyn.build.intake.ris:read",
    "bibtex": "evisyn.build.intake.bib:read",
    "nbib": "evisyn.build.intake.nbib:read",
    "csljson": "evisyn.build.intake.csljson:read",
    "endnote": "evisyn.build.intake.endnote:read",
    "xlsx": "evisyn.build.intake.workbook:read",
    "rm5": "evisyn.build.intake.revman:read_xml",
    "revman": "evisyn.build.intake.revman:read_package",
    "csv": "evisyn.build.intake.delimited:read",
    "json": "evisyn.build.intake.jsontable:read",
}
_ENDINGS = {
    ".ris": "ris",
    ".bib": "bibtex",
    ".bibtex": "bibtex",
    ".nbib": "nbib",
    ".medline": "nbib",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
    ".rm5": "rm5",
    ".zip": "revman",
    ".tsv": "csv",
    ".tab": "csv",
}
_HEAD = 4000


def format_of(path: Path, content: bytes) -> str:
    """Format by the file's ending and, where that says little, by how it begins.

    Raises
    ------
    IntakeError
        Neither tells.
    """
    ending = path.suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    head = content[:_HEAD].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if ending == ".json" or head.startswith(("[", "{")):
        return (
            "csljson" if re.search(r'"(?:issued|container-title|citation-key)"', head) else "json"
        )
    if head.startswith("<"):
        return "rm5" if "<COCHRANE_REVIEW" in head else "endnote"
    if re.search(r"^TY {1,2}- ", head, re.M):
        return "ris"
    if re.search(r"^PMID ?- ", head, re.M):
        return "nbib"
    if ending in (".csv", ".txt"):
        return "csv"
    raise IntakeError(
        f"the format of {path.name} is not clear; name it with --format: {', '.join(READERS)}."
    )


def read(path: Path, content: bytes, format: str = "") -> tuple[str, tuple[Batch, ...]]:
    """Format and records of a file.

    Parameters
    ----------
    path
        The file, for its name.
    content
        Its bytes.
    format
        A key of :data:`READERS`; empty to find out.

    Raises
    ------
    IntakeError
        The format is unknown, or the file cannot be read in it.
    """
    chosen = format or format_of(path, content)
    if chosen not in READERS:
        raise IntakeError(f"there is no format {chosen!r}; known: {', '.join(READERS)}.")
    module, _, name = READERS[chosen].partition(":")
    reader: Callable[..., tuple[Batch, ...]] = getattr(import_module(module), name)
    if chosen in ("csv", "json"):
        return chosen, reader(content, path.stem)
    return chosen, reader(content)
