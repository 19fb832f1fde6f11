"""The gallery of figures, and what every figure of it must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from evisyn.appraisal.tools.registry import TOOLS
from evisyn.build.catalogue import catalogue_of
from evisyn.build.gallery import SIZES, main, project_exhibits, write_gallery
from evisyn.build.gallery_figures import (
    NAMES,
    OF_TRIALS,
    Exhibit,
    example_exhibit,
    exhibit,
    tool_exhibits,
)
from evisyn.build.paths import find_project
from evisyn.figures.drawing import _MODULES
from evisyn.figures.drawing.canvas import Sheet
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.nothing import NothingSpec
from evisyn.figures.picture import Picture

FEW = (1, 2, 20)


@pytest.mark.parametrize("n", FEW)
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_fits(name: str, n: int) -> None:
    """No text overlaps or is cut, and every figure has its words."""
    picture = exhibit(name, n).picture
    assert text_problems(picture.draw()) == ()
    assert picture.alt
    assert picture.long_description


@pytest.mark.long
@pytest.mark.parametrize("n", [n for n in SIZES if n not in FEW])
@pytest.mark.parametrize("name", NAMES)
def test_every_large_figure_fits(name: str, n: int) -> None:
    """The same with many rows."""
    assert text_problems(exhibit(name, n).picture.draw()) == ()


def test_every_tool_has_lights_and_a_summary() -> None:
    """Seven tools, two figures each, nothing cut or overlapping."""
    shown = [item.picture for item in tool_exhibits()]
    assert len({picture.id for picture in shown}) == 2 * len(TOOLS)
    assert [p.id for p in shown if text_problems(p.draw())] == []


def test_every_figure_of_the_project_is_in_the_gallery() -> None:
    """What the build makes is what people look at."""
    project = find_project()
    shown = [item.picture for item in project_exhibits(project)]
    assert len(shown) == len(catalogue_of(project).figures)
    assert [p.id for p in shown if text_problems(p.draw())] == []


def test_every_public_figure_is_in_the_gallery() -> None:
    """A new kind of figure cannot be forgotten on the contact sheet."""
    kinds = {type(exhibit(name, 3).picture.spec).__name__ for name in NAMES}
    assert set(_MODULES) - kinds == {"NothingSpec"}  # what stands where a figure is undefined


@pytest.mark.parametrize("name", OF_TRIALS)
def test_the_public_example_is_drawn(name: str) -> None:
    """On 13 real trials every figure is drawn, fits, and counts them."""
    picture = example_exhibit(name).picture
    assert not isinstance(picture.spec, NothingSpec)
    assert text_problems(picture.draw()) == ()
    assert "13 " in picture.alt or "8\u202f178 subsets" in picture.alt


@pytest.mark.parametrize("name", NAMES)
def test_figures_are_the_same_in_every_draw(name: str) -> None:
    """Bytes depend on the rows only."""
    assert exhibit(name, 3).picture.svg() == exhibit(name, 3).picture.svg()


def test_only_undefined_figures_have_nothing_to_show() -> None:
    """From three studies on every figure of trials is drawn."""
    assert not any(isinstance(exhibit(name, 3).picture.spec, NothingSpec) for name in NAMES)


def test_the_page_shows_every_image_with_its_words(tmp_path: Path) -> None:
    """One image a figure, alternative text included."""
    shown = [exhibit("radial", 2), exhibit("prior-flow", 1)]
    assert write_gallery(tmp_path, iter(shown)) == ()
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for item in shown:
        assert (tmp_path / f"{item.picture.id}.png").stat().st_size > 0
        assert f'src="{item.picture.id}.png"' in page
    assert "Radial plot of 2 studies" in page


def test_an_overlap_fails_the_gallery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A planted overlap is printed, shown on the page, and makes the command fail."""

    class Bad(Picture):
        def draw(self) -> object:  # type: ignore[override]
            sheet = Sheet(100, 50)
            sheet.text(10, 20, "one")
            sheet.text(12, 22, "two")
            return sheet.finish()

    bad = Bad(id="bad", title="B", alt="bad", long_description="", spec=None)
    one = Exhibit(name="bad", rows="1", picture=bad)
    monkeypatch.setattr("evisyn.build.gallery.exhibits", lambda: iter([one]))
    monkeypatch.setattr("evisyn.build.gallery.project_exhibits", lambda _: iter([]))
    assert main([str(tmp_path)]) == 1
    assert "bad: overlap, 'one' and 'two'" in capsys.readouterr().err
    assert "1 problems" in (tmp_path / "index.html").read_text(encoding="utf-8")
