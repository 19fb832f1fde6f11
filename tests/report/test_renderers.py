from __future__ import annotations

import csv
import io

import pytest
from _page_reader import Page
from hypothesis import given
from hypothesis import strategies as st

from evisyn.report import display
from evisyn.report.csv import to_csv
from evisyn.report.display import Column, DisplayTable
from evisyn.report.html import to_html, to_page
from evisyn.report.markdown import to_markdown

HOSTILE = '<script>alert("x")</script> & | `code` *b* [l](http://e.org) \\ $x$ "q" \'s\' = +1'


def example(text: str = HOSTILE, id: str = "example") -> DisplayTable:
    return display.table(
        id=id,
        title=f"Title {text}",
        caption=f"Caption {text}",
        columns=(
            Column(key="name", label="Name", notes=(f"Header {text}",)),
            Column(key="estimate", label="Estimate", align="right", spanner="Result"),
            Column(key="low", label="Low", align="right", spanner="Result", machine=False),
            Column(key="hidden", label="Hidden", shown=False),
        ),
        records=[
            {
                "name": display.text_cell(text, href="https://doi.org/10.1/(x)<y>"),
                "estimate": display.estimate_cell(
                    -0.35, -0.53, -0.16, refs=["e1", text], notes=["Why."]
                ),
                "low": -0.53,
                "hidden": text,
            },
            {"name": "second", "estimate": display.number_cell(None), "low": -0.0},
        ],
        groups=[f"Group {text}", "Last"],
        source_notes=(f"Note {text}",),
    )


def test_hostile_text_makes_no_markup() -> None:
    """No text of the data becomes a tag, an attribute or a link to itself."""
    page = Page(to_page(example()))
    assert page.all("script") == []
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "div", "p", "span"),
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "a", "sup"),
    }
    assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)


def test_hostile_text_is_shown_as_it_is() -> None:
    """What a reader sees in the cell is the text, character for character."""
    assert HOSTILE in Page(to_html(example())).cells


def test_control_characters_do_not_reach_the_page() -> None:
    """Characters that HTML forbids are shown as the replacement sign; line breaks stay."""
    page = to_page(example("a\x00b\x1b\nc"))
    assert "\x00" not in page
    assert "a\ufffdb\ufffd<br>c" in page


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30))
def test_any_text_survives_rendering(text: str) -> None:
    """Any text gives balanced HTML and a Markdown table with the same number of bars per line."""
    table = example(text)
    Page(to_page(table))
    lines = [line for line in to_markdown(table).split("\n") if line.startswith("| ")]
    bars = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in lines[:2]}
    assert len(lines) == 6
    assert bars == {4}


def test_html_has_caption_scopes_and_groups() -> None:
    """A caption names the table, headers have a scope, each group has its own body."""
    page = Page(to_html(example("plain")))
    assert len(page.all("caption")) == 1
    assert len(page.all("tbody")) == 2
    scopes = [attrs["scope"] for attrs in page.all("th")]
    assert sorted(set(scopes)) == ["col", "colgroup", "row", "rowgroup"]
    assert scopes.count("row") == 2
    assert scopes.count("col") == 3


def test_a_row_spans_as_many_columns_as_the_header() -> None:
    """Rows, group headers and the two header lines cover the same grid."""
    page = Page(to_html(example("plain")))
    group = [attrs for attrs in page.all("th") if attrs["scope"] == "rowgroup"]
    assert {attrs["colspan"] for attrs in group} == {"3"}
    assert len(page.all("td")) == 2 * 2


def test_anchors_are_unique_and_all_lead_somewhere() -> None:
    """Ids never repeat, carry the id of the table, and every inner link has a target."""
    page = Page(to_html(example("plain")) + to_html(example("plain", id="other")))
    assert len(page.ids) == len(set(page.ids))
    assert all(name.startswith(("example", "other")) for name in page.ids)
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))


def test_cells_carry_the_rows_they_rest_on() -> None:
    """``data-refs`` holds the row ids, joined as in the CSV file."""
    cells = Page(to_html(example())).all("td")
    found = [attrs["data-refs"] for attrs in cells if "data-refs" in attrs]
    assert found == [f"e1; {HOSTILE}"]


def test_the_scrolling_region_can_be_focused() -> None:
    """A keyboard reaches the region, and its name is the caption."""
    page = Page(to_html(example("plain")))
    region = next(attrs for attrs in page.all("div") if attrs.get("role") == "region")
    assert region["tabindex"] == "0"
    assert region["aria-labelledby"] in page.ids


def test_a_page_stands_alone() -> None:
    """A page has language, title, one main and one h1, forbids requests and makes none."""
    text = to_page(example("plain"), links=(("CSV", "example.csv"),))
    page = Page(text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("title")) == 1
    assert "default-src 'none'" in page.all("meta")[1]["content"]
    assert not any(tag in {"img", "link", "script", "iframe"} for tag, _ in page.tags)
    assert "url(" not in text
    assert "example.csv" in page.links


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//e.org/x", ""])
def test_only_web_addresses_become_links(address: str) -> None:
    """An address of another kind is shown as text alone."""
    table = display.table(
        id="t",
        title="T",
        columns=[Column(key="a", label="A")],
        records=[{"a": display.text_cell("x", href=address)}],
    )
    assert Page(to_html(table)).links == []
    assert "](" not in to_markdown(table)


def test_an_address_in_text_is_no_link_in_markdown() -> None:
    """A bare address stands in a code span, so that no reader's program links it."""
    table = display.table(
        id="t",
        title="T",
        columns=[Column(key="a", label="A")],
        records=[{"a": "read at http://10.0.0.1/a_b."}],
    )
    assert "read at `http://10.0.0.1/a_b`." in to_markdown(table)


def test_markdown_has_groups_spanners_and_notes() -> None:
    """Groups stand in bold, a spanner before its labels, notes and footnotes below."""
    text = to_markdown(example("plain"))
    assert "| **Group plain** |  |  |" in text
    assert "| Name<sup>a</sup> | Result: Estimate | Result: Low |" in text
    assert "−0.35 (−0.53 to −0.16)<sup>b</sup>" in text
    assert "<sup>b</sup> Why." in text
    assert text.endswith("the full article may state it.\n")


def test_csv_holds_machine_values_only() -> None:
    """The file has keys, ASCII minus signs, empty cells for missing, refs and LF ends."""
    text = to_csv(example("plain"))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == [
        ["group", "name", "estimate", "hidden", "refs"],
        ["Group plain", "plain", "-0.35", "plain", "e1; plain"],
        ["Last", "second", "", "", ""],
    ]
    assert "\r" not in text
    assert "−" not in text


def test_csv_keeps_hostile_text_whole() -> None:
    """Commas, quotes and line breaks survive a round trip."""
    text = 'a "quoted", text\nwith a line'
    assert list(csv.reader(io.StringIO(to_csv(example(text)))))[1][1] == text


def test_rendering_is_the_same_every_time() -> None:
    """Two renderings of two equal tables have the same bytes in every form."""
    for render in (to_html, to_page, to_markdown, to_csv):
        assert render(example()) == render(example())
