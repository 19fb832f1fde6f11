"""Writes the table of worked examples: ``python tests/published/_table.py``."""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent
HEAD = """# Published worked examples

Each file reproduces figures that a paper, or the documentation of other software, prints. What was
printed and where stands at the top of the file; this table is made from it
(`python tests/published/_table.py`).

| file | what and where | tests |
|---|---|---|
"""


def table() -> str:
    """Give the table, one row a file, from the first paragraphs of its docstring."""
    rows = []
    for path in sorted(HERE.glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        words = " ".join((ast.get_docstring(tree) or "").split()).replace("|", "\\|")
        tests = sum(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in tree.body
        )
        rows.append(f"| `{path.name}` | {words} | {tests} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    (HERE / "README.md").write_text(table(), encoding="utf-8", newline="\n")
