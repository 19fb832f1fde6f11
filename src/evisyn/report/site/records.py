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
class Heading:
    """A heading of a written page.

    Parameters
    ----------
    anchor
        Its id on the page.
    words
        What it says, plain text.
    level
        2 for the first below the title.
    """

    anchor: str
    words: str
    level: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPage:
    """A page that people wrote, or that is made from what they wrote beside the code.

    Parameters
    ----------
    path
        Address relative to the root of the site.
    title, lead
        Plain text: the main heading, and what the page is about in a sentence.
    body
        HTML below the main heading.
    headings
        Those of the body, in order.
    entries
        What can be looked up on the page by name: heading, with a few words.
    """

    path: str
    title: str
    lead: str
    body: str
    headings: tuple[Heading, ...] = ()
    entries: tuple[tuple[Heading, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """Everything beside the evidence base that pages show or link to.

    Parameters
    ----------
    figures
        Figures, in the order in which pages show them.
    tables, texts, notebooks, other
        Downloads.
    rules
        The written rules; None where a project has none.
    guide
        Pages of the guide, its index first; none where a project has no documents.
    """

    figures: tuple[SiteFigure, ...] = ()
    tables: tuple[Download, ...] = ()
    texts: tuple[Download, ...] = ()
    notebooks: tuple[Download, ...] = ()
    other: tuple[Download, ...] = ()
    rules: WrittenPage | None = None
    guide: tuple[WrittenPage, ...] = ()
