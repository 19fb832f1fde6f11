"""Documents become pages: what Markdown says, and nothing as markup that is not."""

from __future__ import annotations

import pytest
from _page_reader import Page

from evisyn.build.guide.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("## A b, c", '<h2 id="a-b-c">A b, c</h2>\n'),
        ("one\ntwo", "<p>one\ntwo</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("`<b>` **x** *y*", "<p><code>&lt;b&gt;</code> <strong>x</strong> <em>y</em></p>\n"),
        ("[a](https://e.org)", '<p><a href="https://e.org">a</a></p>\n'),
        ("[a](javascript:x)", "<p>a</p>\n"),
        ("[a](data:text/html;x)", "<p>a</p>\n"),
        ("![a](https://e.org/x.png)", "<p>a</p>\n"),
        ("<script>", "<p>&lt;script&gt;</p>\n"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
    ],
)
def test_rendered(text: str, html: str) -> None:
    """Headings with anchors, lists, code and links to the web; raw HTML shows as text."""
    assert render(text).body == html


def test_title_and_lead_are_apart() -> None:
    """The first heading is the page's title, the first paragraph what it is about."""
    made = render("# A `title`\n\nWhat it\nis *about*.\n\n## Part\n\nMore.")
    assert (made.title, made.lead) == ("A title", "What it is about.")
    assert "<h1" not in made.body
    assert [one.words for one in made.headings] == ["Part"]


def test_anchors_are_unique() -> None:
    """Headings of the same words have anchors of their own."""
    anchors = [one.anchor for one in render("## A\n\n## A\n\n### A\n\n## A-2").headings]
    assert len(set(anchors)) == 4


def test_table_has_scopes() -> None:
    """A table with pipes has a header, and each row is named by its first cell."""
    page = Page(render("| a | b |\n|---|---|\n| c | d |\n| e | f |").body)
    assert [attrs["scope"] for attrs in page.all("th")] == ["col", "col", "row", "row"]


def test_code_is_text_with_marks() -> None:
    """Code keeps every letter, markup in it too."""
    body = render('```python\nx = "<i>"  # & so\n```').body
    assert 'class="s2"' in body
    assert "&lt;i&gt;" in body
    assert "# &amp; so" in body


def test_control_characters_are_replaced() -> None:
    """What HTML does not allow in text does not reach a page, in code neither."""
    assert "\x1b" not in render("a\x1b[31m `b\x1b` \n\n```text\nc\x1b\n```").body


def test_unknown_language_is_shown_plain() -> None:
    """A language without colours is no error."""
    assert "<code>a &lt; b</code>" in render("```nosuch\na < b\n```").body


def test_links_go_through_the_address() -> None:
    """What a project links to gets its address on the site; names of the package, too."""
    asked = {"x.md#a": "x.html#a", "ev.pool": "reference.html#pool"}
    body = render("[a](x.md#a) `ev.pool(yi)` [b](gone.md)", lambda to: asked.get(to, "")).body
    assert '<a href="x.html#a">a</a>' in body
    assert '<a href="reference.html#pool"><code>ev.pool(yi)</code></a>' in body
    assert body.endswith(" b</p>\n")
