"""Display tables as LaTeX: booktabs and longtable, ready to be put into an article."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evisyn.controls import tamed
from evisyn.report.model import Column, TableData
from evisyn.report.widths import shares, type_size

SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "[": "{[}",
    "]": "{]}",
    "−": r"\ensuremath{-}",
    "∞": r"\ensuremath{\infty}",
    "⊕": r"\ensuremath{\oplus}",
    "◯": r"\ensuremath{\bigcirc}",
    "≥": r"\ensuremath{\geq}",
    "≤": r"\ensuremath{\leq}",
    "×": r"\ensuremath{\times}",
    "±": r"\ensuremath{\pm}",
    "²": r"\ensuremath{^{2}}",
    "·": r"\ensuremath{\cdot}",
    "→": r"\ensuremath{\to}",
    "\u00a0": "~",
    "\u2009": r"\,",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "–": "--",
    "—": "---",
    "…": r"\ldots{}",
}
UNSHOWN = "?"
"""In the place of a control character; text fonts lack the usual mark."""

ARRAY = {"left": r"\raggedright", "right": r"\raggedleft", "center": r"\centering"}
SIZES = {165.0: r"\small", 186.0: r"\footnotesize", 215.0: r"\scriptsize", 300.0: r"\tiny"}
"""Characters on a line in landscape -> size of the type."""
PREAMBLE = r"""\documentclass[10pt,landscape]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{textcomp,array,booktabs,longtable}
\usepackage[a4paper,margin=15mm]{geometry}
\begin{document}
"""


def to_latex(table: TableData, *, document: bool = False) -> str:
    r"""Write a table as LaTeX.

    Parameters
    ----------
    table
        The table; columns with ``shown`` false are left out.
    document
        Whether to put a preamble around it, so that it compiles alone.

    Returns
    -------
    A ``longtable`` with ``booktabs`` rules, ``\label{tab:ID}``, a header on every page, groups as
    rows across all columns, and notes below. It needs the packages array, booktabs, longtable and
    textcomp, with T1 fonts; everything from the data is escaped.
    """
    columns = [table.columns[i] for i in table.visible]
    line, size = list(SIZES.items())[type_size(table, tuple(SIZES))]
    lines = [
        f"% needs: array, booktabs, longtable, textcomp; T1 fonts; made from table {table.id}",
        rf"{{{size}\setlength{{\tabcolsep}}{{3pt}}\setlength{{\LTcapwidth}}{{\linewidth}}",
        r"\renewcommand{\arraystretch}{1.15}",
        rf"\begin{{longtable}}{{{_layout(table, line)}}}",
        rf"\caption{{{escape(_caption(table))}}}\label{{tab:{table.id}}}\\",
        r"\toprule",
        *_head(columns),
        r"\midrule",
        r"\endfirsthead",
        r"\toprule",
        *_head(columns),
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
        *_body(table),
        r"\end{longtable}",
        *_notes(table),
        "}",
    ]
    text = "\n".join(lines) + "\n"
    return f"{PREAMBLE}{text}\\end{{document}}\n" if document else text


def escape(text: str) -> str:
    """Make any text safe in LaTeX, with signs that text fonts lack as mathematics."""
    flat = tamed(" ".join(text.split()), UNSHOWN)
    return "".join(SPECIAL.get(character, character) for character in flat)


def _caption(table: TableData) -> str:
    end = "" if table.title.endswith((".", "?", "!")) else "."
    return f"{table.title}{end} {table.caption}".strip()


def _layout(table: TableData, line: float) -> str:
    """Widths in shares of the line, by the length of the text in each column."""
    parts = []
    for position, share in zip(table.visible, shares(table, line), strict=True):
        align = ARRAY[table.columns[position].align]
        parts.append(rf">{{{align}\arraybackslash}}p{{\dimexpr {share:.3f}\linewidth-6pt}}")
    return "".join(parts)


def _head(columns: Sequence[Column]) -> list[str]:
    labels = [rf"\textbf{{{escape(c.label)}}}{_marks(c.notes)}" for c in columns]
    if not any(column.spanner for column in columns):
        return [_line(labels)]
    top, rules, place = [], [], 1
    for spanner, run in groupby(columns, key=lambda column: column.spanner):
        width = len(list(run))
        if spanner:
            top.append(rf"\multicolumn{{{width}}}{{c}}{{\textbf{{{escape(spanner)}}}}}")
            rules.append(rf"\cmidrule(lr){{{place}-{place + width - 1}}}")
        else:
            top += [""] * width
        place += width
    return [_line(top), "".join(rules), _line(labels)]


def _body(table: TableData) -> list[str]:
    width = len(table.visible)
    lines: list[str] = []
    for name, rows in table.groups:
        if name:
            across = r"p{\dimexpr \linewidth-6pt}"
            if lines:
                lines.append(r"\addlinespace")
            lines.append(rf"\multicolumn{{{width}}}{{{across}}}{{\textbf{{{escape(name)}}}}}\\*")
        for row in rows:
            cells = [row.cells[i] for i in table.visible]
            lines.append(_line([escape(cell.text) + _marks(cell.notes) for cell in cells]))
    return lines


def _marks(marks: Sequence[str]) -> str:
    return rf"\textsuperscript{{{','.join(marks)}}}" if marks else ""


def _line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"


def _notes(table: TableData) -> list[str]:
    notes = [rf"{_marks((note.mark,))} {escape(note.text)}" for note in table.footnotes]
    notes += [escape(text) for text in table.source_notes]
    return [rf"\noindent\footnotesize {note}\par" for note in notes]
