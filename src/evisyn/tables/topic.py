"""What the tables are about, in words for a reader; the engine knows no topic of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from evisyn.errors import InputError


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
    """

    title: str
    question_columns: tuple[str, ...]
    conditions: tuple[Term, ...]
    mixed: str
    labels: Mapping[str, Mapping[str, str]]

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
        )
