"""The same paper twice: by DOI, by PubMed number, by title."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

#: Titles at least this much alike are taken for the same paper.
ALIKE = 0.92
#: Shortest title, in letters, that is compared at all: "Editorial" says nothing.
_SHORTEST = 15
#: Share of words that two titles have in common before they are compared letter by letter.
_SHARED_WORDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A row that is there already, and how it was recognised."""

    row_id: str
    how: str
    certain: bool


@dataclass(slots=True)
class Papers:
    """Papers that are known, to look others up."""

    _dois: dict[str, str] = field(default_factory=dict)
    _pmids: dict[str, str] = field(default_factory=dict)
    _titles: dict[str, tuple[str, str]] = field(default_factory=dict)
    _words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]], key: str) -> Papers:
        """Papers of a table; ``key`` is its key column."""
        papers = cls()
        for row in rows:
            papers.add(row[key], row)
        return papers

    def add(self, row_id: str, row: Mapping[str, str]) -> None:
        """Know one more paper."""
        for column, known in (("doi", self._dois), ("pmid", self._pmids)):
            text = row.get(column, "").casefold()
            if text:
                known.setdefault(text, row_id)
        title = plain(row.get("title", ""))
        if len(title) >= _SHORTEST:
            self._titles[row_id] = (title, row.get("year", ""))
            for word in set(title.split()):
                self._words[word].add(row_id)

    def find(self, row: Mapping[str, str]) -> Match | None:
        """The known paper that a row is, if any."""
        for column, known in (("doi", self._dois), ("pmid", self._pmids)):
            text = row.get(column, "").casefold()
            if text in known:
                return Match(row_id=known[text], how=f"same {column.upper()}", certain=True)
        return self._by_title(plain(row.get("title", "")), row.get("year", ""))

    def _by_title(self, title: str, year: str) -> Match | None:
        if len(title) < _SHORTEST:
            return None
        best, near = ALIKE, ""
        for row_id in self._candidates(set(title.split())):
            known, its_year = self._titles[row_id]
            if not _near(year, its_year):
                continue
            compared = SequenceMatcher(None, title, known, autojunk=False)
            if compared.real_quick_ratio() >= best and compared.quick_ratio() >= best:
                ratio = compared.ratio()
                if ratio >= best:
                    best, near = ratio, row_id
        if not near:
            return None
        how = "same title" if best == 1.0 else f"title {best:.0%} alike"
        return Match(row_id=near, how=how, certain=False)

    def _candidates(self, words: set[str]) -> list[str]:
        """Papers that share enough words, without looking at every pair."""
        shared: dict[str, int] = defaultdict(int)
        for word in words:
            for row_id in self._words.get(word, ()):
                shared[row_id] += 1
        return [row_id for row_id, n in shared.items() if n >= _SHARED_WORDS * len(words)]


def plain(title: str) -> str:
    """A title without case, accents, tags and punctuation."""
    bare = re.sub(r"<[^<>]{1,20}>", "", title)
    letters = unicodedata.normalize("NFKD", bare.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", kept).split())


def _near(first: str, second: str) -> bool:
    """Years that may be those of one paper (online first, then in print)."""
    if not (first.isdigit() and second.isdigit()):
        return True
    return abs(int(first) - int(second)) <= 1
