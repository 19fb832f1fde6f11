"""Which parts of the evidence base a notebook that was run depends on."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, Final

from evisyn.build.kernel import reads_file
from evisyn.build.listen import EVERYTHING, STARTED

if TYPE_CHECKING:
    from evisyn.build.paths import Project

#: Other libraries may open files where nobody hears it.
HEARD: Final = frozenset({"evisyn", "__future__"})


def what_it_read(project: Project, name: str, notebook: dict[str, Any]) -> frozenset[str]:
    """Labels of the parts of the base that the cells of a notebook read.

    Parameters
    ----------
    project
        The project's folders.
    name
        Name of the notebook, whose kernel has ended.
    notebook
        The notebook as JSON gives it.

    Returns
    -------
    frozenset of str
        What its kernel noted. Everything, where the kernel could not listen, and where a cell
        imports another library or is not plain Python.
    """
    file = reads_file(project, name)
    try:
        labels = frozenset(file.read_text(encoding="utf-8").splitlines())
        file.unlink()
    except OSError:
        labels = frozenset()
    if STARTED not in labels or not plain(notebook):
        return frozenset({EVERYTHING})
    return labels - {STARTED}


def plain(notebook: dict[str, Any]) -> bool:
    """Whether the cells of a notebook use Python and evisyn alone."""
    try:
        trees = [
            ast.parse("".join(cell["source"]))
            for cell in notebook["cells"]
            if cell["cell_type"] == "code"
        ]
    except SyntaxError:
        return False
    return all(_imported(node) <= HEARD for tree in trees for node in ast.walk(tree))


def _imported(node: ast.AST) -> frozenset[str]:
    """Libraries that a statement imports, also by way of a function."""
    if isinstance(node, ast.Import):
        return frozenset(alias.name.partition(".")[0] for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return frozenset({(node.module or "").partition(".")[0]})
    if isinstance(node, ast.Name) and node.id in ("__import__", "exec", "eval", "get_ipython"):
        return frozenset({node.id})
    return frozenset()
