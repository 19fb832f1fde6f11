"""Keys for rows that come without one, and the rows that labels of studies stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

from evisyn.tables.schema import ColumnSchema, TableSchema

#: Key of rows that belong to a study: the study, a letter, a running number.
_RUNNING = re.compile(r"\^\[a-z0-9\]\+-([a-z])\[0-9\]\+\$")
#: Key that is one or two letters and a number of a given width.
_NUMBERED = re.compile(r"\^([A-Za-z]{1,2})\[0-9\]\{(\d)(,?)\}\$")
#: Initials behind a family name; blanks are single where this is used.
_INITIALS = re.compile(r" [A-Z]{1,4}$")
_PLAIN = re.compile(r"[a-z0-9]+")
#: Columns of studies that a row may belong to, in the order in which they are looked for.
OWNERS = ("review_id", "trial_id", "study_id")


def letters(text: str) -> str:
    """Letters and digits of a text, in lower case and without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(_PLAIN.findall(plain))


def study_key(row: Mapping[str, str], taken: Collection[str]) -> str:
    """Family name of the first author and year, with a letter where that is taken."""
    author = row.get("first_author", "") or row.get("authors", "").split(";")[0]
    family = _INITIALS.sub("", " ".join(author.split()))
    stem = (letters(family) or "anonymous") + row.get("year", "")
    if stem not in taken:
        return stem
    return next(f"{stem}{extra}" for extra in _suffixes() if f"{stem}{extra}" not in taken)


def _suffixes() -> Iterable[str]:
    alphabet = "bcdefghijklmnopqrstuvwxyz"
    yield from alphabet
    number = 0
    while True:
        number += 1
        yield f"x{number}"


def next_key(column: ColumnSchema, row: Mapping[str, str], taken: Collection[str]) -> str:
    """A free key that has the form that the contract asks for; empty when none can be made."""
    running = _RUNNING.fullmatch(column.pattern)
    if running:
        owner = next((row[name] for name in OWNERS if row.get(name)), "")
        return _free(f"{owner}-{running[1]}", 1, 0, taken) if owner else ""
    numbered = _NUMBERED.fullmatch(column.pattern)
    if numbered:
        return _free(numbered[1], 1, int(numbered[2]), taken)
    if column.pattern == "^[a-z0-9]+$":
        return study_key(row, taken)
    return ""


def _free(stem: str, number: int, width: int, taken: Collection[str]) -> str:
    while f"{stem}{number:0{width}d}" in taken:
        number += 1
    return f"{stem}{number:0{width}d}"


class Labels:
    """Finds the row of a study by what other programs call it (``Sample 2000a``)."""

    def __init__(self, rows: Iterable[Mapping[str, str]], key: str) -> None:
        self._ids: set[str] = set()
        self._known: dict[str, set[str]] = {}
        for row in rows:
            id = row.get(key, "")
            self._ids.add(id)
            family = _INITIALS.sub("", " ".join(row.get("first_author", "").split()))
            for name in (id, family + row.get("year", "")):
                self._known.setdefault(letters(name), set()).add(id)

    def id_of(self, label: str) -> str:
        """The row that a label stands for; the label itself when none, or several, do."""
        if label in self._ids:
            return label
        near = self._known.get(letters(label)) or self._known.get(
            letters(_author_year(label)), set()
        )
        return next(iter(near)) if len(near) == 1 else label


def _author_year(label: str) -> str:
    """``Sample, A. et al. (2000)`` as ``Sample 2000``."""
    year = re.search(r"(?:19|20)\d{2}[a-z]?", label)
    name = re.split(r",|\bet al|\band\b|&|\(|\d", label)[0]
    return f"{name.strip()} {year.group() if year else ''}"


def targets(table: TableSchema) -> dict[str, str]:
    """Columns that point to a review or a trial -> the table that they point to."""
    return {
        reference.column: reference.targets[0][0]
        for reference in table.references
        if reference.targets[0][0] in ("reviews", "trials")
    }
