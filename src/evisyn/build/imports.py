"""Which source files of evisyn an output depends on, read off the import statements.

Imports inside functions and under ``TYPE_CHECKING`` count, and so does every string that names
a module of evisyn, because lazy exports and makers are named that way. Each file is parsed once
per content: the result is kept in the cache under the file's hash.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PACKAGE = "evisyn"
_NAMED = re.compile(rf"{PACKAGE}(?:\.\w+)+")


@lru_cache(maxsize=2048)
def names_in(source: str) -> tuple[str, ...]:
    """Dotted names below ``evisyn`` that a module imports or names in a string.

    Parameters
    ----------
    source
        Text of a Python module.

    Returns
    -------
    tuple of str
        Sorted; a name may be a module or an attribute of one.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = _NAMED.match(node.value)
            if match and len(node.value) < 200:
                found.add(match.group())
    return tuple(sorted(name for name in found if name.split(".")[0] == PACKAGE))


def module_of(label: str) -> str:
    """Dotted module name of a package file label: ``evisyn/a/b.py`` -> ``evisyn.a.b``."""
    parts = label.removesuffix(".py").split("/")
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def closure(start: Iterable[str], graph: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Modules reached from some modules, those and their parent packages included.

    Parameters
    ----------
    start
        Dotted module names.
    graph
        Module name -> dotted names that it mentions. The package root is a leaf: it exports
        every room lazily, and nothing inside imports from it.
    """
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        while name and name not in graph:
            name = name.rpartition(".")[0]
        if not name or name in reached:
            continue
        reached.add(name)
        waiting.append(name.rpartition(".")[0])
        if name != PACKAGE:
            waiting.extend(graph[name])
    return frozenset(reached)
