"""Adds words to the vocabularies of a project, so that nobody has to edit its contract by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evisyn.build.derive import vocabularies_into
from evisyn.build.disk import write_all
from evisyn.build.own_words import LAST, labelled
from evisyn.build.paths import find_project
from evisyn.build.start import write_docs
from evisyn.errors import UsageError
from evisyn.tables.schema import contract_from

Json = dict[str, Any]

#: Vocabularies on whose values no rule of the package depends.
OPEN = (
    "intervention_class", "outcome", "intervention_group", "rob_tool", "rob_domain",
    "appraisal_tool", "grading_system", "strength",
)  # fmt: skip
_OTHER_NAMES = {"intervention": "intervention_class", "exposure": "intervention_class"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Vocabularies that may grow: name -> id -> plain words; and what was added just now."""

    vocabularies: Mapping[str, Mapping[str, str]]
    added: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """The words as plain values."""
        return {
            "vocabularies": {name: dict(v) for name, v in self.vocabularies.items()},
            "added": dict(self.added),
        }

    def __str__(self) -> str:
        lines = [f"added {id}: {words}" for id, words in self.added.items()]
        if self.added:
            return "\n".join([*lines, "docs/ was made again."])
        for name, values in self.vocabularies.items():
            lines += [f"{name}:", *(f"  {id}: {words}" for id, words in values.items())]
        return "\n".join([*lines, 'Add one: evisyn words VOCABULARY "New words"'])


def add_words(path: str | Path | None, vocabulary: str = "", words: Sequence[str] = ()) -> Words:
    """Say the words of a project, or add some.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    vocabulary
        Its name; empty for all that may grow.
    words
        New values in plain words; an id is made of each. Without any nothing is written.

    Raises
    ------
    UsageError
        There is no such vocabulary, it may not grow, or a word is there already.
    InputError
        The contract cannot be used.
    """
    root = find_project(path).root
    file = root / "data" / "datapackage.json"
    contract: Json = json.loads(file.read_text(encoding="utf-8-sig"))
    held: Json = contract["evisyn"]["vocabularies"]
    conditions = contract["evisyn"]["topic"]["question_columns"][0]
    known = [name for name in (conditions, *OPEN) if name in held]
    name = _named(vocabulary, known, conditions)
    new = _new(words, held[name]) if words else {}
    if new:
        _add(contract, name, new, is_condition=name == conditions)
        contract_from(contract)
        text = json.dumps(contract, indent=2, ensure_ascii=False) + "\n"
        write_all({file: text.encode("utf-8")})
        write_docs(root)
    shown = [name] if name else known
    found = contract["evisyn"]["vocabularies"]
    return Words(vocabularies={one: found[one] for one in shown}, added=new)


def _named(vocabulary: str, known: Sequence[str], conditions: str) -> str:
    others = {**_OTHER_NAMES, "condition": conditions, "population": conditions}
    name = others.get(vocabulary, vocabulary)
    if name and name not in known:
        raise UsageError(
            f"no vocabulary {vocabulary!r} may be added to; these may: {', '.join(known)}. The "
            "rules of the package depend on the values of the others."
        )
    return name


def _new(words: Sequence[str], held: Mapping[str, str]) -> dict[str, str]:
    new = labelled(words)
    there = [id for id in new if id in held]
    if there:
        raise UsageError(f"{there[0]!r} is there already: {held[there[0]]}.")
    return new


def _add(contract: Json, name: str, new: Mapping[str, str], *, is_condition: bool) -> None:
    held: Json = contract["evisyn"]["vocabularies"][name]
    last = {id: words for id, words in held.items() if id in LAST}
    first = {id: words for id, words in held.items() if id not in LAST}
    vocabularies_into(contract, {name: {**first, **new, **last}})
    if is_condition:
        topic = contract["evisyn"]["topic"]
        topic["conditions"] += [{"id": id, "title": words} for id, words in new.items()]
