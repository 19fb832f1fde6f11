"""A small project for tests of the build: two data files, a maker of a table and of a figure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from evisyn.build.catalogue import Catalogue, FigureSpec, TableSpec, TextSpec
from evisyn.report.display import DisplayTable, table
from evisyn.report.model import Column

TABLE = TableSpec("numbers", "_building:numbers_table")
FIGURE = FigureSpec("shape", "_building:shape_figure")
CATALOGUE = Catalogue((TABLE,), (FIGURE,))
PAGES = Catalogue((TABLE,), (FIGURE,), "_building:small_pages")
TEXT = TextSpec("note", "_building:small_text", formats=("md", "json"), folder="notes")
CALLS: list[str] = []


@dataclass(frozen=True)
class Base:
    """Stands in for the evidence base: hands out the files of ``data/``."""

    data: Path
    topic: ClassVar[Any] = SimpleNamespace(wording={})

    def rows(self) -> list[dict[str, str]]:
        header, *lines = (self.data / "numbers.csv").read_text(encoding="utf-8").splitlines()
        names = header.split(",")
        return [dict(zip(names, line.split(","), strict=True)) for line in lines]


@dataclass(frozen=True)
class Drawing:
    """Stands in for a picture."""

    title: str
    content: str

    def svg(self) -> bytes:
        return f"<svg>{self.content}</svg>\n".encode()

    def png(self) -> bytes:
        return b"\x89PNG" + self.content.encode()


def numbers_table(base: Base, *arguments: str) -> DisplayTable:
    """One row for each row of the data."""
    CALLS.append("table")
    columns = [Column(key="id", label="Id"), Column(key="value", label="Value")]
    return table(id="numbers", title="The numbers", columns=columns, records=base.rows())


def shape_figure(base: Base) -> Drawing:
    """A drawing that depends on how many rows there are."""
    CALLS.append("figure")
    return Drawing("The shape", str(len(base.rows())))


@dataclass(frozen=True)
class Note:
    """A text with two forms."""

    title: str
    lines: int

    def written(self, ending: str) -> str | bytes:
        return f"{self.lines} lines\r\n\n" if ending == "md" else b"{}\n"


def small_text(base: Base) -> Note:
    """A text that depends on how many rows there are."""
    return Note("A note", len(base.rows()))


def small_pages(base: Base, listing: str) -> dict[str, str]:
    """A start page with what the build lists, and one page for each row of the data."""
    CALLS.append("site")
    rows = {f"row/{row['id']}.html": f"{row['value']}\n" for row in base.rows()}
    return {"index.html": f"{listing}\n", **rows}


def broken_table(base: Base) -> DisplayTable:
    """A maker with an error in it."""
    raise ZeroDivisionError("no rows to divide by")


def make_site(root: Path, notebooks: dict[str, list[str]] | None = None) -> Path:
    """Write a project; notebooks are name -> sources of code cells after one heading."""
    (root / "data").mkdir(parents=True)
    (root / "data" / "datapackage.json").write_text("{}\n", encoding="utf-8")
    write_numbers(root, "a,1", "b,2")
    (root / "notebooks").mkdir()
    for name, cells in (notebooks or {}).items():
        write_notebook(root / "notebooks" / f"{name}.ipynb", cells)
    return root


def write_numbers(root: Path, *rows: str) -> None:
    text = "\n".join(["id,value", *rows]) + "\n"
    (root / "data" / "numbers.csv").write_text(text, encoding="utf-8")


def write_notebook(path: Path, cells: list[str]) -> None:
    made: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": "q", "metadata": {}, "source": "# How many are there?"}
    ]
    made += [
        {
            "cell_type": "code",
            "id": f"x{index}",
            "metadata": {},
            "source": source,
            "execution_count": None,
            "outputs": [],
        }
        for index, source in enumerate(cells)
    ]
    kernel = {"name": "no-such-kernel", "display_name": "Nowhere", "language": "python"}
    content = {
        "cells": made,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(content), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Path inside a folder -> bytes, of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
