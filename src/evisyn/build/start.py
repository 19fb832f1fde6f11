"""A new project on any question, which builds at once."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from evisyn.build.derive import derive, shipped_contract, template, text_of
from evisyn.build.disk import write_all
from evisyn.build.fill import fill, is_empty
from evisyn.build.manual import coding_manual, data_dictionary
from evisyn.build.own_words import OwnWords, with_words, without_examples
from evisyn.build.paths import find_project
from evisyn.build.read import descriptor_of
from evisyn.errors import UsageError
from evisyn.tables.schema import contract_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evisyn.build.derive import Json
    from evisyn.tables.schema import Contract, TableSchema

NOTEBOOKS = ("01_evidence_base", "02_strength_of_evidence")
#: Where every fictional fact was read, unless its row says otherwise.
_READ = {"source_id": "s0001", "locator": "abstract"}
_IGNORED = "build/\n__pycache__/\n.ipynb_checkpoints/\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A project that was made: its root and its files, relative to it."""

    root: Path
    files: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The project as plain values."""
        return {"root": str(self.root), "files": list(self.files)}

    def __str__(self) -> str:
        return (
            f"{self.root}: {len(self.files)} files\n"
            "Next: read README.md there, then run evisyn build in that folder."
        )


def init(
    folder: str | Path,
    *,
    kind: str = "interventions",
    title: str = "",
    own: OwnWords | None = None,
    examples: bool = True,
) -> Started:
    """Make a project in an empty or new folder.

    Parameters
    ----------
    folder
        Where to; nothing is ever overwritten.
    kind
        ``interventions`` or ``associations``.
    title
        Title of the review; empty for the one of the template.
    own
        Conditions, interventions and outcomes of the review, in place of those of the template.
    examples
        Whether each table begins with an example row.

    Raises
    ------
    UsageError
        The folder holds something, or there is no such template.
    """
    changes = with_words(template(kind), own or OwnWords())
    if not examples:
        changes = without_examples(changes)
    root = Path(folder).expanduser().resolve()
    _refuse_full(root, folder)
    title = " ".join(title.split()) or str(changes["title"])
    files = project_files(changes, title, _slug(title))
    fill(root, files)
    return Started(root=root, files=tuple(files))


def write_docs(path: str | Path | None = None) -> Started:
    """Write coding manual and data dictionary of a project anew, from its contract.

    Raises
    ------
    UsageError, EvidenceError, InputError
        There is no project, or its contract cannot be read or used.
    """
    project = find_project(path)
    root = project.root
    files = _docs(contract_from(descriptor_of(project)))
    write_all({root / name: content for name, content in files.items()})
    return Started(root=root, files=tuple(files))


def project_files(changes: Json, title: str, slug: str) -> dict[str, bytes]:
    """Every file of a new project, by path relative to its root."""
    descriptor = {
        **derive(shipped_contract(), changes, title, slug),
        "created": datetime.now(UTC).strftime("%Y-%m-%dT00:00:00Z"),
    }
    contract = contract_from(descriptor)
    words = {"title": title, "slug": slug, "version": metadata.version("evisyn")}
    files = {
        "README.md": Template(text_of("README.md.txt")).substitute(words),
        "environment.yml": Template(text_of("environment.yml.txt")).substitute(words),
        ".gitignore": _IGNORED,
        "data/datapackage.json": json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n",
        "data/references.bib": _bibliography(contract, changes["rows"]),
    }
    for table in contract.tables.values():
        files[f"data/{table.path}"] = _table(table, changes["rows"].get(table.name, []))
    for name in NOTEBOOKS:
        files[f"notebooks/{name}.ipynb"] = _notebook(text_of(f"notebooks/{name}.txt"))
    encoded = {name: text.encode("utf-8") for name, text in files.items()}
    return {**encoded, **_docs(contract)}


def _refuse_full(root: Path, given: str | Path) -> None:
    if root.is_file():
        raise UsageError(f"{given} is a file. Give a folder that is empty or does not exist.")
    if root.is_dir() and not is_empty(root):
        raise UsageError(
            f"{given} is not empty, and nothing is overwritten. Give a folder that is empty or "
            "does not exist."
        )


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "review"


def _docs(contract: Contract) -> dict[str, bytes]:
    pages = {"coding_manual": coding_manual(contract), "data_dictionary": data_dictionary(contract)}
    made = {}
    for name, page in pages.items():
        made[f"docs/{name}.md"] = page.markdown().encode("utf-8")
        made[f"docs/{name}.html"] = page.html().encode("utf-8")
    return made


def _table(table: TableSchema, rows: list[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table.names, restval="", lineterminator="\n")
    writer.writeheader()
    read = {name: value for name, value in _READ.items() if name in table.names}
    writer.writerows({**read, **row} for row in rows)
    return text.getvalue()


def _bibliography(contract: Contract, rows: Mapping[str, list[Mapping[str, str]]]) -> str:
    """An entry for every example row that needs one."""
    entries: dict[str, str] = {}
    for table in contract.tables.values():
        rule = table.bibliography
        for row in rows.get(table.name, []) if rule else []:
            key = f"{rule.prefix}{({**_READ, **row})[rule.column]}" if rule else ""
            fields = {
                "author": "Example, Anna",
                "title": f"{{{row.get('title', 'FICTIONAL EXAMPLE: an invented threshold')}}}",
                "journal": row.get("journal", "Journal of Invented Results"),
                "year": row.get("year", "2000"),
            }
            said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
            entries.setdefault(key, f"@article{{{key},\n{said}\n}}\n")
    return "\n".join(entries.values())


def _notebook(text: str) -> str:
    """A notebook from cells that begin with a line ``%% markdown`` or ``%% code``."""
    cells: list[dict[str, Any]] = []
    for number, part in enumerate(text.split("%% ")[1:]):
        kind, _, source = part.partition("\n")
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number:03d}", "metadata": {}}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell | {"source": source.strip("\n").splitlines(keepends=True)})
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
