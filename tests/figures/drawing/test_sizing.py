"""Figures at the widths of journals."""

from __future__ import annotations

import re
import struct

import pytest
from _figures import trial_forest
from matplotlib.text import Text

from evisyn.build.gallery_figures import NAMES, example_exhibit, exhibit
from evisyn.errors import InputError
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.drawing.sizing import LEAST_LETTER, draw_at

PLOTS = ("funnel", "contour-funnel", "labbe", "baujat", "radial", "bubble", "drapery", "gosh")


@pytest.mark.parametrize("width_mm", [85, 175])
@pytest.mark.parametrize("name", PLOTS)
def test_plots_fit_a_column_of_print(name: str, width_mm: int) -> None:
    """So wide as asked, nothing cut or overlapping, no letter below five points."""
    figure = draw_at(example_exhibit(name).picture.spec, width_mm)
    assert figure.get_figwidth() * 25.4 == pytest.approx(width_mm)
    assert text_problems(figure) == ()
    sizes = [t.get_fontsize() for t in figure.findobj(Text) if t.get_text()]
    assert min(sizes) >= LEAST_LETTER


def test_a_forest_with_raw_data_and_lights_fits_across_a_page() -> None:
    """The fullest forest plot is readable at 175 mm."""
    figure = draw_at(example_exhibit("forest").picture.spec, 175)
    assert figure.get_figwidth() * 25.4 == pytest.approx(175)
    assert text_problems(figure) == ()


#: Names of columns of tables stand in three columns of bars: a figure for a screen or a supplement.
WIDE = ("completeness",)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in (*PLOTS, *WIDE)])
def test_every_figure_of_moderate_size_fits_across_a_page(name: str) -> None:
    """At 175 mm nothing is refused, cut or overlapping: with eight rows, long names and accents."""
    figure = draw_at(exhibit(name, 8).picture.spec, 175)
    assert figure.get_figwidth() * 25.4 == pytest.approx(175)
    assert text_problems(figure) == ()


def test_a_width_for_letters_too_small_is_refused_with_the_one_that_is_enough() -> None:
    """The error names a width, and that width works."""
    spec = trial_forest(3).spec
    with pytest.raises(InputError, match="5 points it takes") as refused:
        draw_at(spec, 60)
    found = re.search(r"takes (\d+) mm", str(refused.value))
    assert found
    assert draw_at(spec, float(found[1])).get_figwidth() > 0


@pytest.mark.parametrize("bad", [0, -5, float("nan")])
def test_a_width_that_is_none_is_refused(bad: float) -> None:
    """Zero, negative and undefined widths are errors."""
    with pytest.raises(InputError, match="width_mm"):
        draw_at(trial_forest(3).spec, bad)


def test_every_kind_of_file_has_the_width() -> None:
    """SVG and PDF in points, pixels by their density."""
    picture = example_exhibit("funnel").picture
    points = 85 / 25.4 * 72
    svg = picture.svg(width_mm=85).decode()
    wide = re.search(r'width="([\d.]+)pt"', svg)
    assert wide
    assert float(wide[1]) == pytest.approx(points, abs=0.01)
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+)", picture.pdf(width_mm=85))
    assert box
    assert float(box[1]) == pytest.approx(points, abs=0.01)
    (pixels,) = struct.unpack(">I", picture.png(width_mm=85, dpi=300)[16:20])
    assert pixels == pytest.approx(85 / 25.4 * 300, abs=1)


def test_dots_must_be_positive() -> None:
    """No picture has no dots."""
    with pytest.raises(InputError, match="dpi"):
        trial_forest(2).png(dpi=0)
