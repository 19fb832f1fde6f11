"""The rules of RO-Crate 1.2 for an attached package, as checks on a metadata file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from evisyn.build.crate import CONTEXT, NAME, SPECIFICATION
from evisyn.build.hashing import sha256_file


def stored(root: Path) -> dict[str, Any]:
    text = (root / "evidence" / NAME).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def entities(root: Path) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in stored(root)["@graph"]}


def references(value: object) -> list[str]:
    """Every identifier that an entity points to."""
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return [value["@id"]]
        return [found for item in value.values() for found in references(item)]
    return (
        [found for item in value for found in references(item)] if isinstance(value, list) else []
    )


def broken_rules(root: Path) -> list[str]:
    """Rules of the specification that the file breaks."""
    graph = stored(root)["@graph"]
    found = entities(root)
    problems = [] if stored(root)["@context"] == CONTEXT else ["context"]
    problems += [] if len(found) == len(graph) else ["an identifier stands twice"]
    descriptor, dataset = found[NAME], found["./"]
    if descriptor["@type"] != "CreativeWork" or descriptor["about"] != {"@id": "./"}:
        problems.append("descriptor")
    if descriptor["conformsTo"] != {"@id": SPECIFICATION}:
        problems.append("conformsTo")
    problems += [
        f"root without {name}"
        for name in ("name", "description", "datePublished", "license")
        if not dataset.get(name)
    ]
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", dataset["datePublished"]):
        problems.append("date")
    known = {*found, SPECIFICATION}
    for entity in graph:
        here = entity["@id"]
        problems += [f"{here} -> {ref}" for ref in references(entity) if ref not in known]
        problems += [f"{here} climbs out"] if ".." in here else []
        problems += [] if "@type" in entity else [f"{here} has no type"]
        problems += _entity_problems(root, here, entity)
    return problems + [f"{here} is no part" for here in _data(found) - _parts(found, "./")]


def _entity_problems(root: Path, here: str, entity: dict[str, Any]) -> list[str]:
    if entity["@type"] == "SoftwareApplication" and "url" not in entity:
        return [f"{here}: an application without an address"]
    if entity["@type"] == "SoftwareSourceCode":
        return [f"{here}: code that is no file"]
    if entity["@type"] == "File" and here.startswith("#"):
        file = root / "evidence" / entity["localPath"]
        return [] if file.is_file() else [f"{here}: nothing at localPath"]
    if here in ("./", NAME) or entity["@type"] not in ("File", "Dataset"):
        absolute = re.match(r"[a-z]+:", here)
        return [] if here in ("./", NAME) or here[0] == "#" or absolute else [f"{here}: identifier"]
    file = root / "evidence" / unquote(here)
    if not file.exists():
        return [f"{here} does not exist"]
    if file.is_dir() != here.endswith("/"):
        return [f"{here} is a folder" if file.is_dir() else f"{here} is a file"]
    wrong = "sha256" in entity and entity["sha256"] != sha256_file(file)
    size = "contentSize" in entity and entity["contentSize"] != str(file.stat().st_size)
    return [f"{here}: hash or size"] if wrong or size else []


def _data(found: dict[str, dict[str, Any]]) -> set[str]:
    """Data entities: files and folders inside the root."""
    return {
        here
        for here, entity in found.items()
        if entity["@type"] in ("File", "Dataset") and here[0] != "#" and here != "./"
    }


def _parts(found: dict[str, dict[str, Any]], here: str) -> set[str]:
    """Everything that is part of an entity, directly or not."""
    direct = set(references(found[here].get("hasPart", [])))
    return direct.union(*(_parts(found, part) for part in direct))
