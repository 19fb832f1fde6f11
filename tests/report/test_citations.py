from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from _page_reader import Page

from evisyn.errors import CitationError
from evisyn.report.bibtex import bibtex_problems, plain_text
from evisyn.report.citations import Bibliography, cite, reader_url

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

SEVEN = " and ".join(f"Name{i}, A{i}" for i in range(7))
READER_HOSTS = (
    "https://doi.org/",
    "https://pubmed.ncbi.nlm.nih.gov/",
    "https://pmc.ncbi.nlm.nih.gov/",
)
ENTRIES = r"""
@comment{nothing to read}
@article{full2020,
  author = {Fern{\'a}ndez-de-las-Pe{\~n}as, C{\'e}sar and von der Heide, Anna-Maria},
  title = {Heat \& {TTH}: what is known?},
  journal = {J Test},
  year = 2020, volume = {12}, number = {3}, pages = {101--110},
  doi = {10.1000/xyz_1(2)<3>}, pmid = {123}
}
@misc{bare2021, journal = {J Test}}
@misc{nothing, }
@article{many2022, author = {SEVEN_NAMES}, title = {Many}, year = {2022}, pmid = {99}}
@article{others2022, author = {Smith, FM and others}, title = {Few}, year = {2022}, pmcid = {PMC7}}
@misc{who2019, author = {{World Health Organization}}, title = {Guide}, year = {2019},
  publisher = {WHO}, address = {Geneva}, howpublished = {\url{http://10.0.0.1/a_b}}}
@inproceedings{talk2018, editor = {Jones, Bo}, title = {Talk}, booktitle = {Meeting}, year = {2018}}
""".replace("SEVEN_NAMES", SEVEN)


@pytest.fixture(scope="module")
def bib() -> Bibliography:
    return Bibliography.from_bibtex(ENTRIES)


def test_an_article_is_in_vancouver_style(bib: Bibliography) -> None:
    """Initials without dots, year;volume(issue):pages, DOI last, accents right."""
    assert bib.cite("full2020").text == (
        "Fernández-de-las-Peñas C, von der Heide AM. Heat & TTH: what is known? J Test. "
        "2020;12(3):101–110. https://doi.org/10.1000/xyz_1(2)<3>"
    )


def test_six_authors_are_named_then_et_al(bib: Bibliography) -> None:
    """The seventh author is "et al"; so are the others that an entry does not name."""
    assert bib.cite("many2022").text.startswith("Name0 A0, Name1 A1, ")
    assert "Name5 A5, et al. Many" in bib.cite("many2022").text
    assert bib.cite("others2022").text.startswith("Smith FM, et al. Few")


@pytest.mark.parametrize("key", ["bare2021", "nothing"])
def test_what_was_not_seen_is_said(bib: Bibliography, key: str) -> None:
    """A missing author, title or year is named, and nothing is taken from the key."""
    text = bib.cite(key).text
    assert all(f"[{name} not seen]" in text for name in ("author", "title", "year"))
    assert "2021" not in text


def test_bodies_publishers_and_editors_are_shown(bib: Bibliography) -> None:
    """A body keeps its whole name; place, publisher, editor and meeting are used."""
    assert bib.cite("who2019").text.startswith("World Health Organization. Guide. Geneva: WHO.")
    assert bib.cite("talk2018").text == "Jones B. Talk. In: Meeting. 2018."


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("full2020", "Fernández-de-las-Peñas 2020"),
        ("bare2021", "J Test, year not seen"),
        ("nothing", "nothing"),
        ("talk2018", "Jones 2018"),
    ],
)
def test_labels_are_short(bib: Bibliography, key: str, label: str) -> None:
    """The label is the first author, else the title or journal, with the year or its absence."""
    assert bib.cite(key).short == label


def test_labels_that_meet_are_parted() -> None:
    """Works that share a label get a letter: that of their key, else in the order of keys."""
    entry = "@article{{{key}, author = {{Chaibi, A}}, title = {{T}}, year = {{2017}}}}\n"
    named = Bibliography.from_bibtex("".join(entry.format(key=k) for k in ("c2017b", "c2017d")))
    assert [item.short for item in named.citations] == ["Chaibi 2017b", "Chaibi 2017d"]
    plain = Bibliography.from_bibtex("".join(entry.format(key=k) for k in ("zwei", "eins")))
    assert [item.short for item in plain.citations] == ["Chaibi 2017b", "Chaibi 2017a"]


def test_links_go_to_doi_pubmed_or_pmc_only(bib: Bibliography) -> None:
    """The DOI goes before PubMed, PubMed before PMC; any other address is text."""
    assert bib.cite("full2020").url == "https://doi.org/10.1000/xyz_1(2)%3C3%3E"
    assert bib.cite("many2022").url == "https://pubmed.ncbi.nlm.nih.gov/99/"
    assert bib.cite("others2022").url == "https://pmc.ncbi.nlm.nih.gov/articles/PMC7/"
    assert Page(bib.cite("who2019").html).links == []
    assert "`http://10.0.0.1/a_b`" in bib.cite("who2019").markdown
    assert reader_url() == ""


def test_markdown_links_survive_brackets(bib: Bibliography) -> None:
    """A parenthesis or an underscore in a DOI breaks neither label nor target."""
    end = r"[https://doi.org/10.1000/xyz\_1(2)\<3\>](https://doi.org/10.1000/xyz_1%282%29%3C3%3E)"
    assert bib.cite("full2020").markdown.endswith(end)


def test_an_unknown_key_names_its_neighbours(bib: Bibliography) -> None:
    """The message has the key asked for and the keys near it; without any it says so."""
    with pytest.raises(CitationError, match=r"'ful2020'; did you mean 'full2020'"):
        bib.cite("ful2020")
    with pytest.raises(CitationError, match="none of the 7 keys is near"):
        bib.cite("qqqqq")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("@misc{a, year={1}}\n\n@misc{a, year={2}}", 3, "given twice, first in line 1"),
        ("@misc{a, year={1}}\n@misc{A, year={2}}", 2, "given twice, first in line 1"),
        ("\n@misc{a, year={1}\n", None, "premature end"),
        ("@misc{a, year={1}, year={2}}", None, "duplicate year"),
        ("@misc{a, title=undefined}", 1, "undefined"),
    ],
)
def test_a_broken_bibliography_is_refused(text: str, line: int | None, message: str) -> None:
    """The problem has its line where that is known, and reading raises the same message."""
    problems = bibtex_problems(text)
    assert message in problems[0].message
    assert line is None or problems[0].line == line
    with pytest.raises(CitationError, match=message):
        Bibliography.from_bibtex(text)


def test_every_repeated_key_is_listed() -> None:
    """All repeated keys are found in one go, not only the first."""
    text = "".join(f"@misc{{{key},}}\n" for key in "abab")
    assert [(problem.key, problem.line) for problem in bibtex_problems(text)] == [
        ("a", 3),
        ("b", 4),
    ]


@pytest.mark.parametrize(
    ("latex", "text"),
    [(r"\& \'a \O", "& á Ø"), (r"\url{http://e.org/a_b}", "http://e.org/a_b"), ("{{A}b}", "Ab")],
)
def test_latex_becomes_plain_text(latex: str, text: str) -> None:
    """Escapes, accents, braces and the address command leave no trace."""
    assert plain_text(latex) == text


def test_every_shipped_reference_formats(base: EvidenceBase) -> None:
    """No reference of the data keeps a backslash or brace; every one has a label of its own."""
    bib = Bibliography.from_bibtex(base.bibtex)
    for item in bib.citations:
        assert not set("\\{}") & set(item.text + item.html), item.key
        assert not set("{}") & set(item.markdown), item.key
        assert item.url == "" or item.url.startswith(READER_HOSTS), item.key
    labels = [item.short for item in bib.citations]
    assert len(labels) == len(set(labels))


def test_every_review_and_trial_can_be_cited(base: EvidenceBase) -> None:
    """The ids of reviews and trials are keys of the bibliography."""
    bib = Bibliography.from_bibtex(base.bibtex)
    ids = [*base.reviews["review_id"], *base.trials["trial_id"]]
    assert [key for key in ids if key not in bib] == []


def test_the_year_of_a_key_is_never_shown_as_fact(base: EvidenceBase) -> None:
    """A review whose year was not seen has no year in its reference."""
    bib = Bibliography.from_bibtex(base.bibtex)
    reviews = base.reviews
    unknown = reviews.loc[reviews["year"].isna(), "review_id"]
    assert len(unknown) > 0
    assert all("[year not seen]" in bib.cite(key).text for key in unknown)


def test_cite_gives_a_numbered_list(base: EvidenceBase) -> None:
    """A notebook gets a list in three forms, each work once; no key at all is refused."""
    first, second = base.reviews["review_id"][:2]
    bundle = cite(base, first, second, first)._repr_mimebundle_()
    assert bundle["text/html"].count("<li>") == 2
    assert bundle["text/markdown"].startswith("1. ")
    assert bundle["text/plain"].split("\n")[1].startswith("2. ")
    with pytest.raises(CitationError, match="no key given"):
        cite(base)
