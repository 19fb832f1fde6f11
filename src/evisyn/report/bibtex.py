"""BibTeX read into plain records: strict about keys, in plain Unicode, nothing invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pybtex.database import Person, PybtexError, parse_string
from pybtex.richtext import Text

ENTRY_START = re.compile(r"^\s*@\s*(\w+)\s*[{(]\s*([^\s,{}()]+)\s*,", re.MULTILINE)
NOT_ENTRIES = frozenset({"comment", "preamble", "string"})
WRAPPER = re.compile(r"\\(?:url|emph|text\w+|mbox|href)\s*\{([^{}]*)\}")
LEFT_OVER = re.compile(r"\\[a-zA-Z]+\s?|\\|[{}]")
OTHERS = "others"
CACHED_TEXTS = 8
MOST_SAID = 300
"""Characters of what a library says that are passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibProblem:
    """One reason why a bibliography cannot be read.

    Parameters
    ----------
    line
        Line of the text, from 1; None where the parser does not say.
    key
        Key of the entry; empty when unknown.
    message
        What is wrong.
    """

    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        place = "bibliography" if self.line is None else f"bibliography, line {self.line}"
        return f"{place}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BibEntry:
    """One entry in plain Unicode.

    Parameters
    ----------
    key, kind
        Citation key, and entry type in lower case.
    people
        Pairs of family name and initials, authors or else editors.
    more_people
        Whether the entry says that there are others.
    fields
        Field name in lower case to text.
    """

    key: str
    kind: str
    people: tuple[tuple[str, str], ...]
    more_people: bool
    fields: dict[str, str]

    def get(self, *names: str) -> str:
        """Give the first field of these names that has text, else an empty text."""
        return next((self.fields[name] for name in names if self.fields.get(name)), "")


def bibtex_problems(text: str) -> tuple[BibProblem, ...]:
    """List what keeps a bibliography from being read: keys given twice, then syntax.

    Keys that differ in case only count as one, as they do in BibTeX.
    """
    seen: dict[str, int] = {}
    found = []
    for match in ENTRY_START.finditer(text):
        kind, key = match.groups()
        if kind.lower() in NOT_ENTRIES:
            continue
        line = text.count("\n", 0, match.start(1)) + 1
        first = seen.setdefault(key.lower(), line)
        if first != line:
            message = f"key {key!r} is given twice, first in line {first}; keep one entry"
            found.append(BibProblem(line=line, key=key, message=message))
    if not found:
        try:
            read_bibtex(text)
        except PybtexError as error:
            place: int | None = getattr(error, "lineno", None)
            found.append(BibProblem(line=place, key="", message=str(error)))
        except (ValueError, RecursionError) as error:
            # LaTeX that is broken inside a field, such as a backslash at the end of a name
            message = f"a field holds LaTeX that cannot be read ({error})"
            found.append(BibProblem(line=None, key="", message=message[:MOST_SAID]))
    return tuple(found)


@lru_cache(maxsize=CACHED_TEXTS)
def read_bibtex(text: str) -> tuple[BibEntry, ...]:
    """Read entries in file order.

    Raises
    ------
    pybtex.database.PybtexError
        If the text cannot be read; :func:`bibtex_problems` tells it with lines.
    """
    entries = parse_string(text, "bibtex").entries
    return tuple(_entry(key, entry) for key, entry in entries.items())


def _entry(key: str, entry: Any) -> BibEntry:
    persons = entry.persons.get("author") or entry.persons.get("editor") or []
    people = [_person(person) for person in persons]
    return BibEntry(
        key=key,
        kind=entry.type.lower(),
        people=tuple(person for person in people if person[0] != OTHERS),
        more_people=any(person[0] == OTHERS for person in people),
        fields={name.lower(): plain_text(value) for name, value in entry.fields.items()},
    )


def plain_text(latex: str) -> str:
    r"""Turn BibTeX text into plain Unicode: ``\'a`` is á, ``\&`` is &, braces go."""
    inner = latex
    while (found := WRAPPER.sub(r"\1", inner)) != inner:
        inner = found
    decoded = str(Text.from_latex(inner))
    return " ".join(LEFT_OVER.sub("", decoded).split())


def _person(person: Person) -> tuple[str, str]:
    family = [*person.prelast_names, *person.last_names, *person.lineage_names]
    given = [*person.first_names, *person.middle_names]
    initials = "".join(_initials(plain_text(name)) for name in given)
    return plain_text(" ".join(family)), initials


def _initials(name: str) -> str:
    letters = [part for part in re.split(r"[\s.\-‐]+", name) if part]
    # "FM" is initials already; "Faisal" or "Jean-Luc" is not
    return "".join(part if part.isupper() else part[0].upper() for part in letters)
