"""Which public name stands in which module, read off the source without importing it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import griffe

PACKAGE = "evisyn"
ROOT = Path(__file__).resolve().parents[2]
# Rooms that are reached through a name of the package: name -> how its module lists its own.
_TABLE = ("_WHERE", "_MODULES", "_HOME")


@cache
def public_names() -> dict[str, tuple[str, str]]:
    """Public name without ``ev.`` -> module and name in it, in the order of the sources."""
    stored = _literals(PACKAGE)
    found = {name: (module, name) for module, names in stored["_WHERE"].items() for name in names}
    for room, module in stored["_MODULES"].items():
        homes = _literals(module).get("_HOME")
        inside = homes or dict.fromkeys(_listed(source_of(module)), module)
        found |= {f"{room}.{name}": (home, name) for name, home in sorted(inside.items())}
    return found


def rooms() -> dict[str, str]:
    """Names of the package that are modules -> the module."""
    return dict(_literals(PACKAGE)["_MODULES"])


def find(module: str, name: str) -> griffe.Object | None:
    """Give a definition of the package, through however many imports; None for another's."""
    while module.partition(".")[0] == PACKAGE:
        member = source_of(module).members.get(name)
        if not isinstance(member, griffe.Alias):
            return member
        module, _, name = member.target_path.rpartition(".")
    return None


@cache
def source_of(module: str) -> griffe.Module:
    """Read one module."""
    path = _file(module)
    code = path.read_text(encoding="utf-8")
    return griffe.visit(
        module,
        filepath=path,
        code=code,
        docstring_parser=griffe.Parser.numpy,
        docstring_options={"warnings": False},
    )


def _listed(module: griffe.Module) -> list[str]:
    """What a module lists as its own; without a list, the functions and classes it defines."""
    if module.exports is not None:
        return [str(name) for name in module.exports]
    kinds = (griffe.Function, griffe.Class)
    return [
        name
        for name, member in module.members.items()
        if isinstance(member, kinds) and not name.startswith("_")
    ]


def _literals(module: str) -> dict[str, Any]:
    """The dictionaries of names of a module that exports lazily."""
    found = {}
    for node in ast.parse(_file(module).read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name) and target.id in _TABLE and node.value:  # type: ignore[attr-defined]
                found[target.id] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
    return found


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split(".")[1:])
    package = path / "__init__.py"
    return package if package.is_file() else path.with_suffix(".py")
