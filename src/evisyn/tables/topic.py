"""What the tables are about, in words for a reader; the engine knows no topic of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from evisyn.errors import InputError

DESIGNS = ("randomised", "non_randomised")
"""What the studies behind a pooled result may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An id and its title in plain words."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Title, conditions and plain words of one review topic.

    Parameters
    ----------
    title
        Of the whole.
    question_columns
        The columns whose values make a question, in the order of its id.
    conditions
        The conditions with questions of their own, in the order of presentation.
    mixed
        Id for results that pool conditions and inform no single one.
    labels
        Vocabulary name to id to plain words.
    surrogate_outcomes
        Outcomes that stand in for the ones that matter to people; they count as indirect.
    event_outcomes
        Outcomes that people have or have not, for the audit; None where the topic does not say,
        and the audit then asks nothing of a measure of events.
    safety_note
        What the safety findings of this topic leave open; empty for nothing.
    as_printed
        Results keep their printed direction where no side is named: the topic of associations,
        where a larger value is more of the outcome with exposure and not a harm or benefit.
    wording
        Words of the engine and what this topic calls them instead, longer phrases first.
    design
        What the studies behind a pooled result are, ``randomised`` or ``non_randomised``: where its
        rating starts.
    second_reading
        One sentence on how rows were read a second time, blind or not; empty: not recorded.
    axis_ends
        What stands at the left and the right end of the axis of a forest plot.
    """

    title: str
    question_columns: tuple[str, ...]
    conditions: tuple[Term, ...]
    mixed: str
    labels: Mapping[str, Mapping[str, str]]
    surrogate_outcomes: tuple[str, ...] = ()
    event_outcomes: tuple[str, ...] | None = None
    safety_note: str = ""
    as_printed: bool = False
    wording: tuple[tuple[str, str], ...] = ()
    design: str = DESIGNS[0]
    second_reading: str = ""
    axis_ends: tuple[str, str] = ("Favours intervention", "Favours comparator")

    @property
    def unnamed_side(self) -> str:
        """The side that a larger value favours where a row names none; empty: unclear."""
        return "comparator" if self.as_printed else ""

    def worded(self, text: str) -> str:
        """A sentence of the engine in the words of this topic.

        Titles of the topic and its conditions, which people typed, stay as they are.
        """
        if not self.wording or not text:
            return text
        own = sorted({self.title, *(term.title for term in self.conditions)}, key=len, reverse=True)
        parts = re.split(f"({'|'.join(map(re.escape, own))})", text)
        return "".join(part if i % 2 else self._worded(part) for i, part in enumerate(parts))

    def _worded(self, text: str) -> str:
        for old, new in self.wording:
            text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
        return text

    def label(self, vocabulary: str, id: str) -> str:
        """Plain words for an id; the id itself, with spaces, where none are given."""
        words = self.labels.get(vocabulary, {}).get(id)
        return words if words is not None else id.replace("_", " ")

    @classmethod
    def from_descriptor(
        cls, item: Mapping[str, Any], vocabularies: Mapping[str, Mapping[str, str]]
    ) -> Topic:
        """Read the topic object of a descriptor; a missing part raises InputError."""
        missing = [k for k in ("title", "question_columns", "conditions", "mixed") if k not in item]
        if missing:
            raise InputError("evisyn.topic", f"lacks {', '.join(missing)}")
        labels = {name: MappingProxyType(dict(words)) for name, words in vocabularies.items()}
        return cls(
            title=str(item["title"]),
            question_columns=tuple(item["question_columns"]),
            conditions=tuple(Term(id=c["id"], title=c["title"]) for c in item["conditions"]),
            mixed=str(item["mixed"]),
            labels=MappingProxyType(labels),
            **_optional(item),
        )


def _optional(item: Mapping[str, Any]) -> dict[str, Any]:
    events = item.get("event_outcomes")
    return {
        "surrogate_outcomes": tuple(item.get("surrogate_outcomes", ())),
        "event_outcomes": None if events is None else tuple(events),
        "safety_note": str(item.get("safety_note", "")),
        "as_printed": bool(item.get("as_printed", False)),
        "design": _design(item.get("design", DESIGNS[0])),
        "second_reading": str(item.get("second_reading", "")),
        **({"axis_ends": _two(item["axis_ends"])} if "axis_ends" in item else {}),
        "wording": tuple((str(old), str(new)) for old, new in item.get("wording", ())),
    }


def _design(name: Any) -> str:
    if name not in DESIGNS:
        raise InputError("evisyn.topic.design", f"{name!r}; give {' or '.join(DESIGNS)}")
    return str(name)


def _two(ends: Any) -> tuple[str, str]:
    if not isinstance(ends, list) or len(ends) != 2:
        raise InputError("evisyn.topic.axis_ends", f"{ends!r}; give two texts, left and right")
    return str(ends[0]), str(ends[1])
