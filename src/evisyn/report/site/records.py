"""What the site shows besides the evidence base: files that lie beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFigure:
    """A figure that lies beside the site.

    Parameters
    ----------
    name
        Name of the figure.
    path
        Address relative to the root of the site.
    title, alt, long_description
        What it shows, in one line, for readers who do not see it, and number by number.
    condition
        Condition that it is about; empty for all.
    """

    name: str
    path: str
    title: str
    alt: str
    long_description: str
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One output and its files.

    Parameters
    ----------
    title
        What it is.
    files
        Pairs of label (CSV, JSON) and address relative to the root of the site.
    """

    title: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Everything beside the evidence base that pages show or link to.

    Parameters
    ----------
    figures
        Figures, in the order in which pages show them.
    tables, notebooks, other
        Downloads.
    rules
        Text of the rules, Markdown; empty where a project has none.
    """

    figures: tuple[SiteFigure, ...] = ()
    tables: tuple[Download, ...] = ()
    notebooks: tuple[Download, ...] = ()
    other: tuple[Download, ...] = ()
    rules: str = ""
