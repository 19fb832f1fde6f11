"""Files of figures: the same bytes each time, and readable without eyes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import pytest
from _figures import MAKERS, forest, limitations

SVG = "{http://www.w3.org/2000/svg}"
TESTS = Path(__file__).parents[2]


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
@pytest.mark.parametrize("name", MAKERS)
def test_two_draws_give_the_same_bytes(name: str, form: str) -> None:
    """Drawing twice makes no difference."""
    first, second = (getattr(MAKERS[name](2), form)() for _ in range(2))
    assert first == second


def test_another_process_gives_the_same_bytes() -> None:
    """Another process with another hash seed writes the same files."""
    code = (
        "import hashlib; from _figures import forest; p = forest(2);"
        "print(hashlib.sha256(p.svg() + p.png() + p.pdf()).hexdigest())"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=TESTS,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": f"{TESTS}:{TESTS.parent / 'src'}"},
    ).stdout.strip()
    own = forest(2)
    assert found == hashlib.sha256(own.svg() + own.png() + own.pdf()).hexdigest()


def test_settings_of_the_session_do_not_show() -> None:
    """What a notebook has set for its own plots leaves the figure as it is."""
    plain = limitations(2).png()
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "figure.facecolor": "red"}):
        assert limitations(2).png() == plain


def test_drawing_leaves_the_settings_of_the_session() -> None:
    """After drawing, the session's own settings stand."""
    with mpl.rc_context({"font.size": 17}):
        limitations(2).svg()
        assert mpl.rcParams["font.size"] == 17


@pytest.mark.parametrize("name", MAKERS)
def test_svg_speaks(name: str) -> None:
    """An SVG is an image with a title and a description for screen readers."""
    picture = MAKERS[name](2)
    root = ET.fromstring(picture.svg())
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == (picture.alt, picture.long_description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


def test_svg_keeps_text_as_text() -> None:
    """Names can be searched and copied."""
    assert "Krøll 2001" in forest(2).svg().decode("utf-8")


def test_files_carry_no_date_and_no_version() -> None:
    """Nothing in a file says when and with which version it was made."""
    svg, png, pdf = forest(1).svg(), forest(1).png(), forest(1).pdf()
    assert mpl.__version__.encode() not in svg + png + pdf
    assert b"CreationDate" not in pdf


def test_ids_inside_differ_between_figures() -> None:
    """Two figures on one page do not share an id."""
    ids = [
        {e.get("id") for e in ET.fromstring(p.svg()).iter(f"{SVG}path") if e.get("id")}
        for p in (forest(2), MAKERS["board"](2))
    ]
    assert not ids[0] & ids[1]
