"""The documents of the shipped review in the programs that readers open them with."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from _programs import program

from evisyn.report import (
    findings_table,
    methods_text,
    prior_checklist,
    prisma_checklist,
    reviews_table,
    trials_table,
)

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

pytestmark = pytest.mark.long

TABLES = {
    "reviews": reviews_table,
    "trials": trials_table,
    "summary_of_findings": findings_table,
}
LISTS = {"prisma": prisma_checklist, "prior": prior_checklist}
MOST_OVERFULL_PT = 30.0
"""A long name may stand out a little; a column that runs into the next one stands out by more."""


@pytest.mark.parametrize("name", TABLES)
def test_tables_compile_without_running_into_each_other(
    tmp_path: Path, base: EvidenceBase, name: str
) -> None:
    """The whole table compiles, and no cell stands out of its column by more than a name."""
    (tmp_path / "t.tex").write_text(TABLES[name](base).to_latex(document=True), encoding="utf-8")
    command = [
        program("pdflatex", "texlive-latex-recommended"),
        "-interaction=nonstopmode",
        "-halt-on-error",
        "t.tex",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = done.stdout.decode("latin-1")
    assert done.returncode == 0, log[-2000:]
    over = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(over, default=0.0) < MOST_OVERFULL_PT


def test_word_files_open(tmp_path: Path, base: EvidenceBase) -> None:
    """LibreOffice prints characteristics, checklists and the methods text."""
    made = {name: make(base).to_docx() for name, make in (TABLES | LISTS).items()}
    text = methods_text(base).written("docx")
    assert isinstance(text, bytes)
    for name, content in {**made, "methods": text}.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    command = [
        program("soffice", "libreoffice-writer-nogui"),
        f"-env:UserInstallation=file://{tmp_path}/home",
        "--headless",
        "--convert-to",
        "pdf",
        *(f"{name}.docx" for name in (*made, "methods")),
    ]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=300)
    for name in (*made, "methods"):
        assert (tmp_path / f"{name}.pdf").stat().st_size > 5000
