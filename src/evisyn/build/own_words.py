"""The words of a new review: its conditions, treatments and outcomes, in place of a template's."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evisyn.errors import UsageError

Json = dict[str, Any]

#: Values that stay behind the own ones, and the ones that no longer stand for anything.
LAST = ("other", "mixed", "any")
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What a person names when a review begins; an empty one keeps the words of the template.

    Parameters
    ----------
    conditions, interventions, outcomes
        In plain words, in the order in which they are shown.
    """

    conditions: Sequence[str] = ()
    interventions: Sequence[str] = ()
    outcomes: Sequence[str] = ()

    @property
    def given(self) -> bool:
        """Whether there are any."""
        return bool(self.conditions or self.interventions or self.outcomes)


def id_of(words: str) -> str:
    """The id for some words: lower-case letters, digits and low lines.

    Raises
    ------
    UsageError
        The words have neither letters nor digits of the Latin alphabet.
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    made = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:_LONGEST].strip("_")
    if not made:
        raise UsageError(f"{words!r} has no letter or digit to make an id of; add some.")
    return made


def labelled(words: Sequence[str]) -> dict[str, str]:
    """Id -> words; an id that comes twice is refused.

    Raises
    ------
    UsageError
        Two words give one id, or an id that the engine keeps for itself.
    """
    made: dict[str, str] = {}
    for text in (" ".join(one.split()) for one in words):
        id = id_of(text)
        if id in made or id in LAST:
            raise UsageError(f"{text!r}: the id {id!r} is taken; use other words.")
        made[id] = text
    return made


def with_words(changes: Json, own: OwnWords) -> Json:
    """A template with own words, and its example rows in them.

    Parameters
    ----------
    changes
        The template; not changed.
    own
        The words.
    """
    made = copy.deepcopy(changes)
    swaps: dict[str, str] = {}
    for vocabulary, words in (
        ("condition", own.conditions),
        ("intervention_class", own.interventions),
        ("outcome", own.outcomes),
    ):
        if words:
            new = labelled(words)
            old = made["vocabularies"][vocabulary]
            swaps |= {id: next(iter(new)) for id in old if id not in LAST}
            kept = {id: label for id, label in old.items() if id in LAST}
            made["vocabularies"][vocabulary] = {**new, **kept}
    if own.conditions:
        made["conditions"] = [
            {"id": id, "title": title} for id, title in labelled(own.conditions).items()
        ]
    made["rows"] = {
        table: _distinct([{k: _swapped(v, swaps) for k, v in row.items()} for row in rows])
        for table, rows in made["rows"].items()
    }
    return made


def without_examples(changes: Json) -> Json:
    """A template whose tables have headers only."""
    return {**changes, "rows": {}}


def _swapped(text: str, swaps: dict[str, str]) -> str:
    """A cell, or the parts of the id of a question, in other words."""
    if text in swaps:
        return swaps[text]
    parts = text.split(".")
    return ".".join(swaps.get(part, part) for part in parts) if len(parts) == 4 else text


def _distinct(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return list({tuple(row.items()): row for row in rows}.values())
