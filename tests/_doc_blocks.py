"""Blocks of a document, and a reader who types them: in order, in one folder, in one session.

A block of Python or of the shell is run. A block ``text`` right after it is what it shows, where
``...`` stands for anything. A block with a file name after its language is put into that file, at
the end of it where there is one. ``no-run`` after the language marks a block that needs what a test
cannot have; it is read, not run.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from IPython.lib.pretty import pretty

FENCE = re.compile(r"^```(.*)$")
SHOWN = "text"
NO_RUN = "no-run"
RULES = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Language and words after it, code, its first line in the document, and what it shows."""

    language: str
    words: tuple[str, ...]
    code: str
    line: int
    shown: str | None = None

    @property
    def file(self) -> str:
        """Name of the file that the block belongs into; empty for none."""
        return next((word for word in self.words if word != NO_RUN), "")

    @property
    def runs(self) -> bool:
        """Whether a reader types it."""
        return self.language in ("python", "bash") and NO_RUN not in self.words


def blocks(text: str) -> list[Block]:
    """Every fenced block, each with the output that stands right after it."""
    found: list[Block] = []
    inside: list[str] | None = None
    info, start, free = "", 0, False
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if inside is None and match:
            info, start, inside = match[1], number + 1, []
        elif inside is not None and match:
            language, *words = info.split() or [""]
            code = "\n".join(inside)
            if language == SHOWN and found and free and found[-1].shown is None:
                found.append(replace(found.pop(), shown=code))
            else:
                found.append(Block(language=language, words=tuple(words), code=code, line=start))
            inside, free = None, True
        elif inside is not None:
            inside.append(line)
        elif line.strip():
            free = False
    return found


@dataclass(slots=True)
class Reader:
    """A session in a folder.

    Parameters
    ----------
    folder
        Where the reader stands at first.
    home
        Folder of the interpreter whose commands are found first.
    """

    folder: Path
    home: Path = field(default_factory=lambda: Path(sys.executable).parent)
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})

    def type(self, block: Block, document: str) -> str:
        """Do what a block says; give what it shows."""
        if block.file and not block.runs:
            return self._write(block)
        if not block.runs:
            return ""
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            return (
                self._python(block, document) if block.language == "python" else self._bash(block)
            )
        finally:
            os.chdir(before)

    def _write(self, block: Block) -> str:
        target = self.folder / block.file
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a", encoding="utf-8", newline="") as file:
            file.write(block.code + "\n")
        return ""

    def _python(self, block: Block, document: str) -> str:
        tree = ast.parse(block.code, document)
        ast.increment_lineno(tree, block.line - 1)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(tree, document, "exec"), self.names)
            if isinstance(last, ast.Expr):
                value = eval(compile(ast.Expression(last.value), document, "eval"), self.names)
                if value is not None:
                    print(_as_shown(value))
        return said.getvalue()

    def _bash(self, block: Block) -> str:
        place = self.folder / ".place"
        path = f"{self.home}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"trap 'pwd > {place}' EXIT\n{block.code}"],
            cwd=self.folder, env={**os.environ, "PATH": path, "COLUMNS": str(WIDTH)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        self.folder = Path(place.read_text(encoding="utf-8").strip())
        place.unlink()
        return done.stdout


def _as_shown(value: Any) -> str:
    """What a notebook keeps as text of a value."""
    bundle = getattr(value, "_repr_mimebundle_", None)
    found: Any = bundle() if bundle else {}
    data = found[0] if isinstance(found, tuple) else found
    return str(data.get("text/plain") or pretty(value, max_width=WIDTH))


def difference(wanted: str, got: str) -> str:
    """Say where an output is not the one in the document; empty where it is."""
    example = doctest.Example("", wanted + "\n")
    checker = doctest.OutputChecker()
    if checker.check_output(wanted + "\n", got.rstrip() + "\n", RULES):
        return ""
    return checker.output_difference(example, got.rstrip() + "\n", RULES)
