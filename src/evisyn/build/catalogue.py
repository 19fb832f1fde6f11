"""What the build makes: one line for each table and each figure.

A maker is named as ``"module:function"`` and imported only when its output is due, so that a
build with nothing to do imports nothing heavy. A table maker takes the evidence base and
returns a :class:`evisyn.report.display.DisplayTable`; a figure maker takes the evidence base
and returns a :class:`evisyn.figures.picture.Picture`. Notebooks need no line: every
``notebooks/*.ipynb`` is built.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of ``evidence/tables/``.

    Parameters
    ----------
    name
        Stem of the files, also the name for ``evisyn build --only``.
    make
        ``"module:function"``; the function maps an evidence base to a display table.
    """

    name: str
    make: str


@dataclass(frozen=True, slots=True)
class FigureSpec:
    """A figure of ``evidence/figures/``.

    Parameters
    ----------
    name
        Stem of the files, also the name for ``evisyn build --only``.
    make
        ``"module:function"``; the function maps an evidence base to a picture.
    """

    name: str
    make: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that the build makes besides notebooks."""

    tables: tuple[TableSpec, ...] = ()
    figures: tuple[FigureSpec, ...] = ()


TABLES: tuple[TableSpec, ...] = ()

FIGURES: tuple[FigureSpec, ...] = ()

CATALOGUE = Catalogue(TABLES, FIGURES)
