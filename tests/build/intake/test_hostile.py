"""Hostile files: nothing runs, nothing is fetched or unpacked; an error or the text itself."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from evisyn.build import read
from evisyn.build.intake import endnote, revman, safety, workbook
from evisyn.build.intake.detect import read as read_file
from evisyn.build.intake.project import take_in
from evisyn.build.intake.propose import Wish
from evisyn.build.intake.records import IntakeError
from evisyn.build.page import Page, Paragraph, Table
from evisyn.build.paths import Project
from evisyn.build.start import init

TEXTS = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "latex": r"\input{/etc/passwd} \write18{rm -rf} $\cmd$ {unclosed",
    "equals": '=HYPERLINK("http://x","y")',
    "plus": "+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd",
    "at": "@SUM(1+9)*cmd",
    "ansi": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "rtl": "safe\u202egpj.exe\u2066",
    "markdown": "[x](javascript:alert(1)) | a | b `code`",
    "quotes": 'a "quoted", comma; and\ttab',
}
BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xml><records><record><titles><title>&b;</title></titles></record></records></xml>"""
FETCH = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<xml><records><record><titles><title>&e;</title></titles></record></records></xml>"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.at(init(tmp_path / "project").root)


@pytest.mark.parametrize("name", TEXTS)
def test_a_title_stays_text(name: str, project: Project, tmp_path: Path) -> None:
    """Through RIS into table and bibliography, and back: the same text, and a valid project."""
    text = " ".join(TEXTS[name].split())
    file = tmp_path / "in.ris"
    file.write_text(f"TY  - JOUR\nTI  - {text}\nPY  - 2019\nER  -\n", encoding="utf-8")
    wish = Wish(file=file, table="reviews", constants={"conditions": "condition_a"})
    proposal = take_in(project.root, wish, write=True)
    assert proposal.additions, proposal.refused
    base = read.load(project.root)
    assert base.reviews["title"].iloc[-1] == text
    shown = str(proposal)
    assert not any(c in shown for c in "\x1b\x07\u202e\u2066")


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_shows_text_as_text(name: str) -> None:
    """No tag, link, control or direction character of a cell survives as one."""
    page = Page(TEXTS[name])
    page.add(Paragraph(text=TEXTS[name]), Table(caption="x", head=("a",), rows=((TEXTS[name],),)))
    for made in (page.html(), page.markdown()):
        assert not any(c in made for c in "\x1b\x07\u202e\u2066")
    assert "<script" not in page.html()
    assert "<img" not in page.html()
    assert "\\](javascript" in page.markdown() or "](javascript" not in page.markdown()


@pytest.mark.parametrize("text", [BOMB, FETCH])
def test_entities_are_refused(text: str) -> None:
    """Neither expanded nor fetched."""
    with pytest.raises(IntakeError, match="entities"):
        endnote.read(text.encode())


def test_deep_xml_is_refused() -> None:
    """Nesting without end does not exhaust the stack."""
    with pytest.raises(IntakeError, match="beyond reason"):
        safety.parse_xml(b"<a>" * 5000)


def test_xml_as_two_byte_text_is_no_way_around() -> None:
    """A document type in UTF-16 is refused, too."""
    with pytest.raises(IntakeError):
        endnote.read(
            BOMB.replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")
        )


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("read_it", [revman.read_package, workbook.read])
def test_a_zip_bomb_is_refused(read_it: object) -> None:
    """A member that grows a thousandfold is not unpacked."""
    with pytest.raises(IntakeError, match="grows"):
        read_it(archive({"x.csv": b"0" * 20_000_000}))  # type: ignore[operator]


def test_a_huge_archive_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sum of all members counts."""
    monkeypatch.setattr(safety, "MOST_BYTES", 1000)
    with pytest.raises(IntakeError, match="unpacks to more"):
        safety.open_archive(archive({f"{i}.csv": b"abc" * 100 for i in range(9)}))


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "C:/x.csv", "..\\x.csv"]
)
def test_paths_out_of_an_archive_are_refused(name: str) -> None:
    """Nothing is unpacked to disk, and such an archive is not even read."""
    with pytest.raises(IntakeError, match="outside its folder"):
        revman.read_package(archive({name: b"a,b\n1,2\n"}))


def test_a_workbook_with_entities_is_refused() -> None:
    """Every part of a workbook is looked at before the library reads it."""
    with pytest.raises(IntakeError, match="declares"):
        workbook.read(archive({"xl/workbook.xml": BOMB.encode()}))


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", b"text", b""])
def test_a_broken_workbook_is_refused(content: bytes) -> None:
    """Damaged, old and other files give a reason."""
    with pytest.raises(IntakeError):
        workbook.read(content)


def test_a_text_of_ten_megabytes(project: Project, tmp_path: Path) -> None:
    """It is named with its length, and the other rows are taken."""
    file = tmp_path / "in.csv"
    head = "limitation_id,review_id,domain,statement,reported_by\n"
    row = "example2001-l{},example2001,imprecision,{},extractor\n"
    file.write_text(head + row.format(2, "x" * 10_000_000) + row.format(3, "Few"), encoding="utf-8")
    proposal = take_in(project.root, Wish(file=file, table="limitations"))
    assert [row.row_id for row in proposal.additions] == ["example2001-l3"]
    assert "10,000,000 characters" in proposal.refused[0].text


def test_a_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size is looked at first."""
    monkeypatch.setattr(safety, "MOST_BYTES", 10)
    (tmp_path / "in.ris").write_text("x" * 11, encoding="utf-8")
    with pytest.raises(IntakeError, match="Split it"):
        safety.read_bytes(tmp_path / "in.ris")


def _tried(path: Path, content: bytes) -> tuple[str, object]:
    try:
        return "", read_file(path, content)[1]
    except IntakeError as error:
        return str(error), None


@pytest.mark.parametrize(
    "ending", [".ris", ".bib", ".nbib", ".json", ".xml", ".xlsx", ".zip", ".csv"]
)
def test_noise_gives_a_reason(ending: str, tmp_path: Path) -> None:
    """Random bytes under any ending: an error that says why, or no record."""
    noise = bytes((i * 7919 + i // 256) % 256 for i in range(3000))
    for content in (noise, noise.replace(b"\x00", b"n"), b"\xff" * 50):
        reason, batches = _tried(tmp_path / f"x{ending}", content)
        assert reason or isinstance(batches, tuple)
