"""Every format of references gives the same record of the same paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evisyn.build.intake import bib, csljson, endnote, nbib, ris
from evisyn.build.intake.records import Batch, IntakeError
from evisyn.build.intake.reference import people_in, short_name

PAPER = {
    "title": "Exercise & rest: a review",
    "authors": "Özgür ZM; van Dam J",
    "first_author": "Özgür ZM",
    "year": "2019",
    "journal": "Journal of Rest",
    "volume": "12",
    "issue": "3",
    "pages": "5-10",
    "doi": "10.1000/rest.2019",
    "pmid": "12345678",
}
RIS = """TY  - JOUR
AU  - Özgür, Zeynep Maria
AU  - van Dam, J.
TI  - Exercise & rest:
  a review
PY  - 2019/03//
JO  - Journal of Rest
VL  - 12
IS  - 3
SP  - 5
EP  - 10
DO  - https://doi.org/10.1000/REST.2019
AN  - 12345678
ER  -
"""
NBIB = """
PMID- 12345678
DP  - 2019 Mar
TI  - Exercise & rest:
      a review.
PG  - 5-10
LID - 10.1000/rest.2019 [doi]
FAU - Özgür, Zeynep Maria
AU  - Özgür ZM
FAU - van Dam, J
JT  - Journal of Rest
VI  - 12
IP  - 3
"""
CSL = """[{"type": "article-journal", "title": "Exercise & rest: a review",
 "author": [{"family": "Özgür", "given": "Zeynep Maria"},
            {"family": "Dam", "non-dropping-particle": "van", "given": "J."}],
 "issued": {"date-parts": [[2019, 3]]}, "container-title": "Journal of Rest", "volume": 12,
 "issue": "3", "page": "5–10", "DOI": "10.1000/Rest.2019", "PMID": "12345678"}]"""
ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors>
<author><style face="normal">Özgür, Zeynep Maria</style></author>
<author>van Dam, J.</author></authors></contributors>
<titles><title><style>Exercise &amp; rest:</style><style> a review</style></title></titles>
<periodical><full-title>Journal of Rest</full-title></periodical>
<pages>5-10</pages><volume>12</volume><number>3</number><dates><year>2019</year></dates>
<electronic-resource-num>10.1000/rest.2019</electronic-resource-num>
<accession-num>12345678</accession-num></record></records></xml>"""
BIB = r"""@article{x,
  author = {{\"O}zg{\"u}r, Zeynep Maria and van Dam, J.},
  title = {Exercise \& rest: a review}, journal = {Journal of Rest}, year = {2019},
  volume = {12}, number = {3}, pages = {5--10}, doi = {10.1000/rest.2019}, pmid = {12345678}
}"""
READERS = {
    "ris": (ris.read, RIS),
    "nbib": (nbib.read, NBIB),
    "csl": (csljson.read, CSL),
    "endnote": (endnote.read, ENDNOTE),
    "bibtex": (bib.read, BIB),
}
Read = Callable[[bytes], tuple[Batch, ...]]


@pytest.mark.parametrize("name", READERS)
def test_the_same_paper(name: str) -> None:
    """Title, people, journal, numbers: one record, whichever program wrote it."""
    read, text = READERS[name]
    ((raw,),) = [batch.rows for batch in read(text.encode())]
    assert {field: raw.cells.get(field) for field in PAPER} == PAPER


def _tried(read: Read, text: str) -> tuple[str, object]:
    try:
        return "", [batch.rows for batch in read(text.encode())]
    except IntakeError as error:
        return str(error), None


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("junk", ["", "just words\n", "\ufeff", "<a>", "[]1"])
def test_junk_is_refused_or_empty(name: str, junk: str) -> None:
    """A file that is something else gives an error with a reason, or no record."""
    reason, rows = _tried(READERS[name][0], junk)
    assert reason or rows == [()]


def test_a_record_without_a_title_is_named() -> None:
    """It cannot become a row; its line is said."""
    (batch,) = ris.read(b"TY  - JOUR\nAU  - A, B\nER  -\n\nTY  - JOUR\nTI  - Good\nER  -\n")
    assert [problem.place for problem in batch.problems] == ["line 1"]
    assert [raw.cells["title"] for raw in batch.rows] == ["Good"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings(encoding: str) -> None:
    """Marks, two-byte texts and Western texts are read with their accents."""
    (batch,) = ris.read(RIS.replace("–", "-").encode(encoding))
    assert batch.rows[0].cells["first_author"] == "Özgür ZM"


def test_line_ends_do_not_matter() -> None:
    """Windows and old Mac files read the same."""
    for end in ("\r\n", "\r"):
        (batch,) = ris.read(RIS.replace("\n", end).encode())
        assert batch.rows[0].cells["title"] == PAPER["title"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Smith, A.; van Dam, J.-P.", ["Smith A", "van Dam JP"]),
        ("Smith, Anna and Doe, B", ["Smith A", "Doe B"]),
        ("Smith A, Doe BC, Roe D.", ["Smith A", "Doe BC", "Roe D"]),
        ("World Health Organization", ["World Health Organization"]),
    ],
)
def test_authors_in_one_text(text: str, people: list[str]) -> None:
    """However a sheet joins its authors, they are told apart and shortened alike."""
    assert [short_name(name) for name in people_in(text)] == people


def test_broken_latex_in_a_field_is_a_reason() -> None:
    """A backslash at the end of a name is named, and does not stop the program."""
    text = '@article{a2019, author = {{\\"O}z\\, and B, C}, title = {T}, year = 2019}'
    with pytest.raises(IntakeError, match="LaTeX that cannot be read"):
        bib.read(text.encode())
