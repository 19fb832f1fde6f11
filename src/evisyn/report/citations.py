"""Citations in Vancouver style, honest about what was not seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from evisyn.errors import CitationError
from evisyn.report.bibtex import BibEntry, BibProblem, bibtex_problems, read_bibtex
from evisyn.report.formats import letters
from evisyn.report.markdown import escape as escape_markdown
from evisyn.shown import chosen_kinds

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

__all__ = [
    "BibProblem",
    "Bibliography",
    "Citation",
    "ReferenceList",
    "bibliography",
    "bibtex_problems",
    "cite",
    "reader_url",
]

MAX_AUTHORS = 6
"""Authors named before "et al" (Citing Medicine, NLM, the sample of the Vancouver style)."""

NO_YEAR, NO_AUTHOR, NO_TITLE = "year not seen", "author not seen", "title not seen"
SHORT_TITLE = 45
CACHED_TEXTS = 8
MAX_NEAR = 5
LABEL_SPECIAL = re.compile(r"([\\`*_\[\]~$|<>])")
BACKSLASHED = r"\\\1"
KEY_LETTER = re.compile(r"\d{4}([a-z])\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One formatted reference.

    Parameters
    ----------
    key
        Key in the bibliography.
    body
        The reference without its link.
    link_label
        What the link says; empty when there is none.
    text, html, markdown
        The whole reference; what was not seen stands in square brackets.
    short
        Label for tables, ``"Smith 2020"``; a letter parts two works that would share one.
    year
        As in the bibliography; empty when not seen.
    url
        DOI, else PubMed, else PMC address; empty when the entry has none.
    """

    key: str
    body: str
    link_label: str
    text: str
    html: str
    markdown: str
    short: str
    year: str
    url: str

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html

    def _repr_markdown_(self) -> str:
        return self.markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceList:
    """A numbered list of references that notebooks show."""

    citations: tuple[Citation, ...]

    def __str__(self) -> str:
        return "\n".join(f"{i}. {item.text}" for i, item in enumerate(self.citations, 1))

    def _repr_html_(self) -> str:
        items = "\n".join(f"<li>{item.html}</li>" for item in self.citations)
        return f'<ol class="evisyn-references">\n{items}\n</ol>\n'

    def _repr_markdown_(self) -> str:
        lines = [f"{i}. {item.markdown}" for i, item in enumerate(self.citations, 1)]
        return "\n".join(lines) + "\n"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        bundle = {
            "text/html": self._repr_html_(),
            "text/markdown": self._repr_markdown_(),
            "text/plain": str(self),
        }
        return chosen_kinds(bundle, include, exclude)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bibliography:
    """Every reference of a BibTeX text, by key.

    Parameters
    ----------
    citations
        Formatted references in file order.
    """

    citations: tuple[Citation, ...]
    _by_key: dict[str, Citation] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {item.key: item for item in self.citations})

    @staticmethod
    def from_bibtex(text: str) -> Bibliography:
        """Read and format a BibTeX text; the same text is read once.

        Raises
        ------
        CitationError
            If a key is given twice or the text cannot be read, with the line;
            :func:`bibtex_problems` lists all of them.
        """
        return _bibliography(text)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys in file order."""
        return tuple(item.key for item in self.citations)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __len__(self) -> int:
        return len(self.citations)

    def cite(self, key: str) -> Citation:
        """Give one reference.

        Raises
        ------
        CitationError
            If no entry has the key; near matches are named.
        """
        if key in self._by_key:
            return self._by_key[key]
        raise CitationError(f"no reference has the key {key!r}; {self._near(key)}")

    def short(self, key: str) -> str:
        """Give the label of a key for tables, or the key itself where no entry has it."""
        found = self._by_key.get(key)
        return key if found is None else found.short

    def reference_list(self, keys: Sequence[str]) -> ReferenceList:
        """Give a numbered list of references, each key once, in the order given."""
        return ReferenceList(citations=tuple(self.cite(key) for key in dict.fromkeys(keys)))

    def _near(self, key: str) -> str:
        lower = {known.lower(): known for known in self.keys}
        near = get_close_matches(str(key).lower(), lower, n=MAX_NEAR, cutoff=0.6)
        if not near:
            return f"none of the {len(self)} keys is near; see Bibliography.keys"
        return "did you mean " + ", ".join(repr(lower[name]) for name in near) + "?"


def bibliography(base: EvidenceBase) -> Bibliography:
    """Give the bibliography of an evidence base."""
    return Bibliography.from_bibtex(base.bibtex)


def cite(base: EvidenceBase, *keys: str) -> ReferenceList:
    """Give a numbered reference list to show in a notebook.

    Parameters
    ----------
    base
        The evidence base.
    *keys
        Ids of reviews, trials or threshold sources; a key given twice is listed once.

    Raises
    ------
    CitationError
        If no key is given, or one is not in the bibliography.
    """
    if not keys:
        raise CitationError("no key given; name ids of reviews or trials, such as 'smith2020'")
    return bibliography(base).reference_list(keys)


def reader_url(doi: str = "", pmid: str = "", pmcid: str = "") -> str:
    """Give the address that a reader may be sent to: DOI, else PubMed, else PMC, else empty."""
    if doi:
        return "https://doi.org/" + quote(doi, safe="/:;().-_")
    if pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid, safe='')}/"
    if pmcid:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"
    return ""


@lru_cache(maxsize=CACHED_TEXTS)
def _bibliography(text: str) -> Bibliography:
    problems = bibtex_problems(text)
    if problems:
        raise CitationError("; ".join(str(problem) for problem in problems))
    entries = read_bibtex(text)
    labels = _labels(entries)
    return Bibliography(citations=tuple(_citation(item, labels[item.key]) for item in entries))


def _citation(entry: BibEntry, short: str) -> Citation:
    body = _body(entry)
    url = reader_url(entry.get("doi"), entry.get("pmid"), entry.get("pmcid"))
    label = _link_label(entry, url)
    anchor = f' <a href="{escape(url)}">{escape(label)}</a>' if url else ""
    link = f" [{LABEL_SPECIAL.sub(BACKSLASHED, label)}]({_in_brackets(url)})" if url else ""
    return Citation(
        key=entry.key,
        body=body,
        link_label=label,
        text=f"{body} {label}".rstrip(),
        html=escape(body) + anchor,
        markdown=escape_markdown(body) + link,
        short=short,
        year=entry.get("year"),
        url=url,
    )


def _in_brackets(url: str) -> str:
    # a bare parenthesis would end the target of a Markdown link
    return url.replace("(", "%28").replace(")", "%29")


def _link_label(entry: BibEntry, url: str) -> str:
    if not url or entry.get("doi"):
        return f"https://doi.org/{entry.get('doi')}" if url else ""
    return f"PMID: {entry.get('pmid')}" if entry.get("pmid") else f"PMCID: {entry.get('pmcid')}"


def _body(entry: BibEntry) -> str:
    parts = [_authors(entry), entry.get("title") or f"[{NO_TITLE}]"]
    parts += [part for part in (_container(entry), _issue(entry), *_extras(entry)) if part]
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts)


def _authors(entry: BibEntry) -> str:
    names = [f"{family} {initials}".strip() for family, initials in entry.people[:MAX_AUTHORS]]
    if not names:
        return f"[{NO_AUTHOR}]"
    if entry.more_people or len(entry.people) > MAX_AUTHORS:
        names.append("et al")
    return ", ".join(names)


def _container(entry: BibEntry) -> str:
    inside = entry.get("booktitle")
    if inside:
        return f"In: {inside}"
    place = entry.get("address")
    house = entry.get("publisher", "institution", "school", "organization")
    made = f"{place}: {house}" if place and house else place or house
    return ". ".join(part for part in (entry.get("journal", "journaltitle"), made) if part)


def _issue(entry: BibEntry) -> str:
    text = entry.get("year") or f"[{NO_YEAR}]"
    volume, number = entry.get("volume"), entry.get("number", "issue")
    pages = re.sub(r"\s*(?:-+|–)\s*", "–", entry.get("pages"))
    if volume or number:
        text += f";{volume}" + (f"({number})" if number else "")
    return f"{text}:{pages}" if pages else text


def _extras(entry: BibEntry) -> list[str]:
    """Give what has no field of its own: where a page was read, as text, and notes."""
    notes = [part.strip() for part in entry.get("note").split(";")]
    kept = [part for part in notes if part and part.lower() != NO_TITLE]
    place = entry.get("howpublished", "url")
    return [f"Read at {place}" if "://" in place else place, *(_upper(part) for part in kept)]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _labels(entries: Sequence[BibEntry]) -> dict[str, str]:
    plain = {entry.key: _label(entry) for entry in entries}
    sharers: dict[str, list[str]] = {}
    for key in sorted(plain):
        sharers.setdefault(plain[key], []).append(key)
    labels = {}
    for label, keys in sharers.items():
        if len(keys) == 1:
            labels[keys[0]] = label
            continue
        for key, mark in _parting_marks(keys).items():
            labels[key] = f"{label} ({mark})" if label.endswith(NO_YEAR) else f"{label}{mark}"
    return labels


def _parting_marks(keys: Sequence[str]) -> dict[str, str]:
    """Give each key its own letter: that of the key where all have one, else in key order."""
    own = {key: match.group(1) for key in keys if (match := KEY_LETTER.search(key))}
    if len(set(own.values())) == len(keys):
        return own
    return {key: letters(position) for position, key in enumerate(keys)}


def _label(entry: BibEntry) -> str:
    if entry.people:
        name = entry.people[0][0]
    elif entry.get("title"):
        name = f"“{_shortened(entry.get('title'))}”"
    else:
        name = entry.get("journal", "booktitle")
    if not name:
        return entry.key
    year = entry.get("year")
    return f"{name} {year}" if year else f"{name}, {NO_YEAR}"


def _shortened(title: str) -> str:
    if len(title) <= SHORT_TITLE:
        return title
    return title[:SHORT_TITLE].rsplit(" ", 1)[0].rstrip(" ,:;-") + "…"
