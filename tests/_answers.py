"""A small project whose one table holds answers, so that conclusions can flip."""

from __future__ import annotations

from pathlib import Path

from _building import Base

from evisyn.build.catalogue import Catalogue, TableSpec
from evisyn.report.display import DisplayTable, table
from evisyn.report.model import Column

COLUMNS = ("question_id", "certainty", "measure", "estimate", "ci_low", "ci_high", "statement")
FILE = "evidence/tables/strength_of_evidence.csv"
TABLE = TableSpec("strength_of_evidence", "_answers:strength")
CATALOGUE = Catalogue((TABLE,))
TWO = Catalogue((TABLE, TableSpec("twin", "_answers:strength")))


def strength(base: Base) -> DisplayTable:
    """The rows of the data as answers."""
    columns = [Column(key=name, label=name) for name in COLUMNS]
    title = "Strength of evidence"
    return table(id="strength", title=title, columns=columns, records=base.rows())


def write_answers(root: Path, *rows: str) -> None:
    """Rows of the data: question, certainty, measure, estimate, limits, statement."""
    text = "\n".join([",".join(COLUMNS), *rows]) + "\n"
    (root / "data" / "numbers.csv").write_text(text, encoding="utf-8")


LOW = "q1,low,MD,-1.5,-2.5,-0.5,Less pain"
MODERATE = "q1,moderate,MD,-1.5,-2.5,-0.5,Less pain"
OTHER = "q2,low,MD,0.5,-1,2,Same"
