"""The contract of a new project, derived from the shipped one.

There is one contract in the package's history, the one of ``data/``. A template says what is
different for another question: conditions, words, vocabularies, a rule here and there.
"""

from __future__ import annotations

import copy
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

from evisyn.errors import UsageError

Json = dict[str, Any]

TEMPLATES = ("interventions", "associations")
FOLDER = "templates"
CONTRACT = "datapackage.json"
#: Names of the shipped topic -> names for any topic.
_NAMES = {
    "headache_type": "condition",
    "headache_types": "conditions",
    "question_headache_type": "question_condition",
}
#: The same in the sentences that people read; longer phrases come first.
_WORDS = (
    ("headache types", "conditions"),
    ("Headache types", "Conditions"),
    ("headache type", "condition"),
    ("Headache type", "Condition"),
    ("headache", "condition"),
    ("Headache", "Condition"),
)
#: What a reader sees of a contract; everything else is names and numbers.
_READ = ("title", "description", "why")


def template(name: str) -> Json:
    """What a template says, with what it takes over from another.

    Raises
    ------
    UsageError
        For an unknown name; the known ones are listed.
    """
    if name not in TEMPLATES:
        raise UsageError(f"there is no template {name!r}; known: {', '.join(TEMPLATES)}.")
    own: Json = json.loads(text_of(f"{name}.json"))
    base = own.pop("extends", None)
    if base is None:
        return own
    whole = template(base)
    for key, value in own.items():
        whole[key] = {**whole.get(key, {}), **value} if isinstance(value, dict) else value
    return whole


def text_of(name: str) -> str:
    """Text of a file of the templates."""
    file = resources.files("evisyn.build").joinpath(FOLDER, *name.split("/"))
    return file.read_text(encoding="utf-8")


def shipped_contract() -> Json:
    """The contract of the shipped review: beside the templates when installed, else in data/."""
    packed = resources.files("evisyn.build").joinpath(FOLDER, CONTRACT)
    if packed.is_file():
        return dict(json.loads(packed.read_text(encoding="utf-8")))
    path = Path(__file__).resolve().parents[3] / "data" / CONTRACT
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(
            "the contract that new projects are made from did not come with this installation. "
            "Install evisyn again, from its wheel or its source."
        ) from error


def derive(shipped: Json, changes: Json, title: str, name: str) -> Json:
    """The contract of a new project.

    Parameters
    ----------
    shipped
        Contract to start from; not changed.
    changes
        A template.
    title
        Title of the new review.
    name
        Its id: lower-case letters, digits and hyphens.
    """
    contract: Json = _renamed(copy.deepcopy(shipped), dict(_NAMES))
    _say(contract, (*_WORDS, *(tuple(pair) for pair in changes.get("texts", ()))))
    contract |= {
        "name": name,
        "title": f"{title}: tables of sourced facts",
        "description": "Reviews, studies, pooled results, limitations and judgements, each with "
        "the page it was read on. An empty cell means not reported or not seen. This file is the "
        "contract of the tables: what it does not allow does not load.",
        "version": "0.1.0",
        "keywords": ["evidence synthesis"],
    }
    for key in ("created", "contributors", "sources", "homepage"):
        contract.pop(key, None)
    own = contract["evisyn"]
    own["topic"] = {
        "title": title,
        "question_columns": own["topic"]["question_columns"],
        "conditions": changes["conditions"],
        "mixed": "mixed",
        **changes.get("topic", {}),
    }
    vocabularies_into(contract, changes["vocabularies"])
    for resource in contract["resources"]:
        _resource(resource, changes)
    return contract


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(k, k): _renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def _say(value: Any, words: tuple[tuple[str, str], ...]) -> None:
    """Replace words in what people read, in place; each text is gone through once."""
    if isinstance(value, list):
        for item in value:
            _say(item, words)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in _READ and isinstance(item, str):
                value[key] = _worded(item, words)
            else:
                _say(item, words)


def _worded(text: str, words: tuple[tuple[str, str], ...]) -> str:
    for old, new in words:
        text = re.sub(rf"(?<![\w]){re.escape(old)}(?![\w])", new, text)
    return text


def vocabularies_into(contract: Json, new: Json) -> None:
    """Put new vocabularies into a contract, in place, and their ids into the columns."""
    held: Json = contract["evisyn"]["vocabularies"]
    whole = {**held, **new}
    whole["intervention"] = {**whole["intervention_group"], **whole["intervention_class"]}
    for resource in contract["resources"]:
        for field in resource["schema"]["fields"]:
            name = field.get("vocabulary", "")
            if whole.get(name) == held.get(name):
                continue
            for place in (field.get("constraints", {}), field.get("items", {})):
                if "enum" in place:
                    unused = set(held[name]) - set(place["enum"])
                    place["enum"] = [id for id in whole[name] if id not in unused]
    contract["evisyn"]["vocabularies"] = whole


def _resource(resource: Json, changes: Json) -> None:
    own = resource.get("evisyn", {})
    own.pop("rows_required", None)  # a review may begin with its trials, or with nothing yet
    if resource["name"] in changes["rules"]:
        own["rules"] = changes["rules"][resource["name"]]
    for reference in own.get("references", ()):
        if reference["fields"] == "assessed_by":
            reference["named"] = list(changes["assessors"])
    for field in resource["schema"]["fields"]:
        pattern = changes["patterns"].get(f"{resource['name']}.{field['name']}")
        if pattern:
            field["constraints"]["pattern"] = pattern
        if f"{resource['name']}.{field['name']}" in changes.get("optional", ()):
            field["constraints"].pop("required", None)
