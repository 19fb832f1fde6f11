"""The table of rooms and who may import whom, and the reader that checks a module against it."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
PACKAGE = "evisyn"
BASE = frozenset({"controls", "errors", "kept", "vocab", "records", "shown"})


@dataclass(frozen=True, slots=True)
class Room:
    """What the modules of one room may import.

    ``below`` are other rooms; ``libraries`` are for every module; ``only_in`` maps a library to
    the beginnings of the module names inside the room that may use it.
    """

    below: frozenset[str]
    libraries: frozenset[str] = frozenset()
    only_in: tuple[tuple[str, tuple[str, ...]], ...] = ()
    pure: bool = True


_FRAMES = ("pandas", ("frames",))
ROOMS: dict[str, Room] = {
    "controls": Room(BASE),
    "errors": Room(BASE),
    "kept": Room(BASE),
    "vocab": Room(BASE),
    "records": Room(BASE),
    "shown": Room(BASE),
    # numpy comes with pandas and carries its masks
    "tables": Room(BASE, frozenset({"numpy", "pandas"})),
    "effects": Room(BASE, frozenset({"numpy", "scipy"}), (_FRAMES,)),
    "synthesis": Room(
        BASE | {"effects"},
        frozenset({"numpy", "scipy", "statsmodels"}),
        (_FRAMES, ("numba", ("_numba",))),
    ),
    "appraisal": Room(
        BASE | {"tables", "effects", "synthesis"},
        frozenset({"numpy", "scipy", "statsmodels"}),
        (_FRAMES,),
    ),
    "report": Room(
        BASE | {"tables", "effects", "synthesis", "appraisal"},
        frozenset({"pandas", "pybtex"}),
        (("docx", ("docx",)), ("openpyxl", ("xlsx",))),
    ),
    "figures": Room(
        BASE | {"tables", "effects", "synthesis", "appraisal"},
        frozenset({"numpy"}),
        (("matplotlib", ("drawing", "picture")),),
    ),
    # controls beside results: nothing is computed, drawn or read from a file here
    "interactive": Room(
        BASE | {"tables", "effects", "synthesis", "appraisal", "report", "figures"},
        frozenset({"numpy"}),
        (("ipywidgets", ("panel",)),),
    ),
    "build": Room(
        BASE | {"tables", "effects", "synthesis", "appraisal", "report", "figures"},
        frozenset(
            {
                "IPython",
                "jinja2",
                "jupyter_client",
                "nbclient",
                "nbconvert",
                "nbformat",
                "numpy",
                "openpyxl",
                "pandas",
                "yaml",
            }
        ),
        (
            ("distributed", ("scale",)),
            ("pyarrow", ("scale",)),
            ("griffe", ("guide",)),
            ("mistune", ("guide",)),
            ("pygments", ("guide",)),
        ),
        pure=False,
    ),
    "cli_parts": Room(frozenset({"errors", "build"}), pure=False),
    "cli_growing": Room(frozenset({"cli_parts", "errors", "build"}), pure=False),
    "cli": Room(frozenset({"cli_growing", "cli_parts", "errors", "build"}), pure=False),
    "__main__": Room(frozenset({"cli"}), pure=False),
}
# The front door may name every room, lazily; nobody inside goes through it.
FRONT_DOOR = "__init__"

# Modules of the standard library that reach files, clock, environment, network or shared state.
IMPURE = frozenset(
    [
        "glob",
        "os",
        "pathlib",
        "random",
        "shutil",
        "signal",
        "socket",
        "subprocess",
        "tempfile",
        "threading",
        "time",
        "urllib",
    ]
)
PURE_PARTS = ("urllib.parse.",)
IMPURE_CALLS = frozenset({"open", "input", "print", "exec", "eval"})
IMPURE_ATTRIBUTES = frozenset({"now", "today", "utcnow", "read_text", "write_text", "write_bytes"})
# Of numpy.random only what makes an explicit generator.
RANDOM_ALLOWED = frozenset({"Generator", "SeedSequence", "default_rng"})


def modules() -> dict[str, str]:
    """Dotted name inside the package -> source text, of every module."""
    root = SOURCE / PACKAGE
    found = {}
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        found[".".join(parts)] = path.read_text(encoding="utf-8")
    return found


def imported(source: str) -> set[str]:
    """Every dotted name that a module imports: at the top, inside functions, under if."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            names.update(f"{start}.{alias.name}" for alias in node.names)
        elif _is_import_call(node):
            names.add(node.args[0].value)  # type: ignore[attr-defined]
    return names


def _is_import_call(node: ast.AST) -> bool:
    """``import_module("name")`` or ``__import__("name")`` with the name written out."""
    if not (isinstance(node, ast.Call) and node.args):
        return False
    called = node.func.attr if isinstance(node.func, ast.Attribute) else None
    called = node.func.id if isinstance(node.func, ast.Name) else called
    first = node.args[0]
    written = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return called in ("import_module", "__import__") and written


def import_violations(module: str, source: str) -> list[str]:
    """What a module imports and may not, in words; empty when all is well."""
    room_name = module.split(".")[0]
    if room_name == FRONT_DOOR:
        return []
    if room_name not in ROOMS:
        return [f"{module}: there is no room {room_name!r} in the table"]
    wrong = []
    for name in sorted(imported(source)):
        reason = _why_not(module, room_name, name)
        if reason:
            wrong.append(f"{module} imports {name}: {reason}")
    return wrong


def _why_not(module: str, room_name: str, name: str) -> str:
    if name.startswith("."):
        return "imports are absolute"
    top, _, rest = name.partition(".")
    room = ROOMS[room_name]
    if top == PACKAGE:
        target = rest.split(".")[0]
        if target not in ROOMS:
            return "nothing inside imports from the front door"
        allowed = target == room_name or target in room.below
        return "" if allowed else f"{room_name} may not import {target}"
    if top in sys.stdlib_module_names:
        impure = top in IMPURE and not name.startswith(PURE_PARTS)
        return f"{room_name} is pure" if room.pure and impure else ""
    return "" if top in room.libraries or _allowed_here(module, room, top) else "not allowed here"


def _allowed_here(module: str, room: Room, library: str) -> bool:
    # a room may have rooms inside: the last name counts as well as the whole path
    inside = (module.partition(".")[2], module.rpartition(".")[2])
    return any(
        library == name and any(path.startswith(starts) for path in inside)
        for name, beginnings in room.only_in
        for starts in beginnings
    )


def purity_violations(module: str, source: str) -> list[str]:
    """Calls of a pure module that reach files, clock, environment or shared random state."""
    room = ROOMS.get(module.split(".")[0])
    if room is None or not room.pure:
        return []
    wrong = []
    for node in ast.walk(ast.parse(source)):
        said = _impure(node)
        if said:
            wrong.append(f"{module}, line {node.lineno}: {said}")  # type: ignore[attr-defined]
    return wrong


def _impure(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return f"calls {node.func.id}" if node.func.id in IMPURE_CALLS else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return f"calls .{node.func.attr}" if node.func.attr in IMPURE_ATTRIBUTES else ""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
        is_random = node.value.attr == "random" and node.attr not in RANDOM_ALLOWED
        base = node.value.value
        if is_random and isinstance(base, ast.Name) and base.id in ("np", "numpy"):
            return f"uses numpy's shared random state ({node.attr})"
    return ""
