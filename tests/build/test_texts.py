"""Texts of the build: prose and records that go into a folder of their own."""

from __future__ import annotations

from pathlib import Path

from _building import FIGURE, TABLE, TEXT, contents, write_numbers

from evisyn.build import run
from evisyn.build.catalogue import Catalogue
from evisyn.build.run import Options

TEXTS = Catalogue((TABLE,), (FIGURE,), texts=(TEXT,))


def test_a_text_is_written_in_every_form_it_names(site: Path) -> None:
    """Text gets LF line ends and one newline at its end, bytes stay as they are."""
    result = run.build(site, Options(), catalogue=TEXTS)
    files = contents(site / "evidence")
    assert "text:note" in result.made
    assert files["notes/note.md"] == b"2 lines\n"
    assert files["notes/note.json"] == b"{}\n"


def test_a_text_is_listed_for_readers_of_the_folder(site: Path) -> None:
    """The list of contents names the text under a heading of its own."""
    run.build(site, Options(), catalogue=TEXTS)
    listed = (site / "evidence" / "README.md").read_text(encoding="utf-8")
    assert "## Texts" in listed
    assert "A note (`note`): [md](notes/note.md), [json](notes/note.json)" in listed


def test_a_text_follows_the_data(site: Path) -> None:
    """A further row reaches the text; nothing new makes nothing."""
    run.build(site, Options(), catalogue=TEXTS)
    assert run.build(site, Options(), catalogue=TEXTS).made == ()
    write_numbers(site, "a,1", "b,2", "c,3")
    run.build(site, Options(only=("note",)), catalogue=TEXTS)
    assert (site / "evidence" / "notes" / "note.md").read_bytes() == b"3 lines\n"
