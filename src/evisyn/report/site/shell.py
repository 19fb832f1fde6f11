"""The frame around every page: head, skip link, navigation, one main heading, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evisyn.report.html import escape
from evisyn.report.site.script import SITE_SCRIPT

START, TRIALS, REVIEWS, CLAIMS = "index.html", "trials.html", "reviews.html", "claims.html"
FINDINGS, METHODS, DATA, SEARCH = "findings.html", "methods.html", "data.html", "search.html"
CHECKLISTS = "checklists.html"
STYLE = "style.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What all pages of one site share.

    Parameters
    ----------
    title
        Name of the site.
    conditions
        Pairs of address and name of the pages of the conditions.
    guide
        Address of the first page of the guide; empty where there is none.
    """

    title: str
    conditions: tuple[tuple[str, str], ...]
    guide: str = ""

    def page(self, path: str, title: str, body: Sequence[str]) -> str:
        """Give a whole page.

        Parameters
        ----------
        path
            Address relative to the root of the site, with at most one folder.
        title
            The main heading.
        body
            Markup below the heading.
        """
        root = "../" * path.count("/")
        head = title if title == self.title else f"{title} - {self.title}"
        lines = [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(head)}</title>",
            '<link rel="icon" href="data:,">',
            f'<link rel="stylesheet" href="{root}{STYLE}">',
            "</head>",
            "<body>",
            '<a class="skip" href="#main">Skip to the content</a>',
            *self._header(path, root),
            '<main id="main" class="wide">',
            f"<h1>{escape(title)}</h1>",
            *body,
            "</main>",
            *self._footer(root),
            f"<script>{SITE_SCRIPT}</script>",
            "</body>",
            "</html>",
        ]
        return "\n".join(lines) + "\n"

    def _header(self, path: str, root: str) -> list[str]:
        pages = [
            (START, "Start"),
            *self.conditions,
            (FINDINGS, "Summary of findings"),
            (REVIEWS, "Reviews"),
            (TRIALS, "Trials"),
            (CLAIMS, "Claims"),
            (METHODS, "Methods"),
            (DATA, "Data"),
            *([(self.guide, "Guide")] if self.guide else []),
        ]
        links = "".join(f"<li>{self._link(path, root, *page)}</li>" for page in pages)
        search = (
            ""
            if path == SEARCH
            else f'<form class="find" role="search" action="{root}{SEARCH}">'
            '<input type="search" name="q" aria-label="Search trials, reviews, questions and '
            'claims" placeholder="Trial, review, claim"><button>Search</button></form>'
        )
        return [
            '<header><div class="wide">',
            f'<a class="name" href="{root}{START}">{escape(self.title)}</a>',
            f'<nav aria-label="Pages"><ul>{links}</ul></nav>',
            search,
            "</div></header>",
        ]

    def _link(self, path: str, root: str, target: str, label: str) -> str:
        here = ' aria-current="page"' if target == path else ""
        return f'<a href="{root}{target}"{here}>{escape(label)}</a>'

    def _footer(self, root: str) -> list[str]:
        return [
            '<footer><div class="wide">',
            "<p>Made from the evidence tables, without hand work. Nothing here is medical advice. "
            f'<a href="{root}{SEARCH}">Everything by name</a>, '
            f'<a href="{root}{METHODS}">how it was made</a>, '
            f'<a href="{root}{DATA}">all files</a>.</p>',
            "</div></footer>",
        ]


def link(address: str, label: str) -> str:
    """Give a link; both parts are escaped."""
    return f'<a href="{escape(address)}">{escape(label)}</a>'


def paragraph(text: str, kind: str = "") -> str:
    """Give a paragraph of plain text."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def bullets(texts: Sequence[str]) -> str:
    """Give a list of plain texts."""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def condition_path(condition: str) -> str:
    """Give the address of the page of a condition."""
    return f"condition/{condition}.html"


def review_path(review_id: str) -> str:
    """Give the address of the page of a review."""
    return f"review/{review_id}.html"


def claim_path(claim_id: str) -> str:
    """Give the address of the page of a claim."""
    return f"claim/{claim_id}.html"


def inside(title: str) -> str:
    """Give a title as it stands inside a sentence: a first capital is lowered, acronyms stay."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
