"""Entries of the bibliography for papers that are imported."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FIELDS = (
    ("title", "title"),
    ("journal", "journal"),
    ("year", "year"),
    ("volume", "volume"),
    ("issue", "number"),
    ("pages", "pages"),
    ("doi", "doi"),
    ("pmid", "pmid"),
)
#: What BibTeX and LaTeX would read as a command; braces and backslashes have no plain form.
_OTHERS = re.compile(r",?\s+et al\.?$")
_SPECIAL = re.compile(r"([&%$#_])")


def entry(key: str, row: Mapping[str, str]) -> str:
    """One BibTeX entry; every special character of a text is written so that it stays text."""
    named = row.get("authors", "") or row.get("first_author", "")
    people = [_person(name) for name in named.split(";") if name.strip()]
    lines = [f"  author = {{{' and '.join(people)}}}"] if people else []
    for column, name in _FIELDS:
        if row.get(column):
            lines.append(f"  {name} = {{{escaped(row[column])}}}")
    kind = "article" if row.get("journal") else "misc"
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    """A text for BibTeX. Braces become round ones, a backslash becomes a slash: nothing runs."""
    plain = text.translate({ord("{"): "(", ord("}"): ")", ord("\\"): "/", ord("~"): " "})
    return _SPECIAL.sub(r"\\\1", plain)


def _person(name: str) -> str:
    """``Family GM`` as ``Family, GM``; the word and inside a name is kept together."""
    family, and_others = _OTHERS.subn("", name.strip())
    if and_others:
        return f"{_person(family)} and others"
    words = escaped(name.strip()).split()
    if len(words) > 1 and re.fullmatch(r"[A-Z]{1,4}", words[-1]):
        family = " ".join(words[:-1])
        return f"{_kept(family)}, {words[-1]}"
    return f"{{{' '.join(words)}}}"


def _kept(family: str) -> str:
    return f"{{{family}}}" if re.search(r"\band\b|,", family) else family
