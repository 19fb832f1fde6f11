"""The documents of a project as pages of its site."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping
from dataclasses import asdict, replace
from html import escape
from typing import Any

from evisyn.build.guide.files import INDEX, REFERENCE, RULES
from evisyn.build.guide.markdown import Address, Rendered, render
from evisyn.build.hashing import package_digest
from evisyn.errors import UsageError
from evisyn.kept import kept
from evisyn.report.site import Heading, WrittenPage
from evisyn.report.site.shell import METHODS

FOLDER = "guide"
EVIDENCE = "evidence/"
CALLED = "ev."


def written_pages(
    documents: Mapping[str, str],
) -> tuple[WrittenPage | None, tuple[WrittenPage, ...]]:
    """Make the rules, and the pages of the guide, its index first.

    Parameters
    ----------
    documents
        Path relative to the project's root -> Markdown.

    Raises
    ------
    UsageError
        Two documents would be one page.
    """
    # the reference is made from the whole package, which is quicker to hash than to read
    what = ("guide", tuple(documents.items()), package_digest())
    rules, *pages = json.loads(kept(what, lambda: _written(documents)))
    return _revived(rules) if rules else None, tuple(map(_revived, pages))


def _written(documents: Mapping[str, str]) -> bytes:
    """The pages as bytes that :func:`_revived` reads: the rules or None, then the guide."""
    rules, pages = _made(documents)
    plain = [None if rules is None else asdict(rules), *map(asdict, pages)]
    return json.dumps(plain).encode("ascii")


def _revived(page: dict[str, Any]) -> WrittenPage:
    headings = tuple(Heading(**item) for item in page.pop("headings"))
    entries = tuple((Heading(**item), words) for item, words in page.pop("entries"))
    return WrittenPage(**page, headings=headings, entries=entries)


def _made(
    documents: Mapping[str, str],
) -> tuple[WrittenPage | None, tuple[WrittenPage, ...]]:
    where = _addresses(documents)
    names: dict[str, str] = {}
    if REFERENCE in documents:
        from evisyn.build.guide.reference import addresses

        names = addresses()
    rules = None
    pages = []
    for path, text in documents.items():
        made = render(text, _address(path, where, names))
        if path == RULES:
            rules = _page(METHODS, made)
        elif path != INDEX:
            pages.append(_page(f"{FOLDER}/{where[path]}", made))
    if REFERENCE in documents:
        pages = _with_reference(pages, _address(REFERENCE, where, names))
    if not pages:
        return rules, ()
    return rules, (_index(documents, pages, where, names), *pages)


def _with_reference(pages: list[WrittenPage], address: Address) -> list[WrittenPage]:
    """The page about the reference lists the pages that are made from docstrings."""
    from evisyn.build.guide.reference import listing, reference_pages

    made = reference_pages(address)
    first = f"{FOLDER}/{posixpath.basename(REFERENCE).removesuffix('.md')}.html"
    return [
        replace(page, body=page.body + listing(made)) if page.path == first else page
        for page in pages
    ] + made


def _page(path: str, made: Rendered) -> WrittenPage:
    return WrittenPage(
        path=path, title=made.title, lead=made.lead, body=made.body, headings=made.headings
    )


def _index(
    documents: Mapping[str, str],
    pages: list[WrittenPage],
    where: Mapping[str, str],
    names: Mapping[str, str],
) -> WrittenPage:
    path = f"{FOLDER}/index.html"
    if INDEX in documents:
        return _page(path, render(documents[INDEX], _address(INDEX, where, names)))
    items = "".join(
        f'<li><a href="{posixpath.basename(page.path)}">{escape(page.title)}</a></li>'
        for page in pages
    )
    return WrittenPage(path=path, title="Guide", lead="", body=f"<ul>{items}</ul>")


def _addresses(documents: Mapping[str, str]) -> dict[str, str]:
    """Document -> its address among the pages of the guide."""
    found: dict[str, str] = {}
    for path in documents:
        name = posixpath.basename(path).removesuffix(".md")
        address = {RULES: f"../{METHODS}", INDEX: "index.html"}.get(path, f"{name}.html")
        if address in found.values():
            raise UsageError(f"{path}: another document is named {name}, too; rename one.")
        found[path] = address
    return found


def _address(path: str, where: Mapping[str, str], names: Mapping[str, str]) -> Address:
    """Where links of a document lead to; nowhere for what has no page."""
    # rules are shown one folder above the guide
    outside = path == RULES

    def address(target: str) -> str:
        name = target.removeprefix(CALLED)
        file, hash_sign, anchor = target.partition("#")
        found = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        if name != target:
            page = names.get(name, "")
        elif found.startswith(EVIDENCE):
            page = f"../../{found.removeprefix(EVIDENCE)}"
        else:
            page = where[found] + hash_sign + anchor if found in where else ""
        return posixpath.normpath(f"{FOLDER}/{page}") if page and outside else page

    return address
