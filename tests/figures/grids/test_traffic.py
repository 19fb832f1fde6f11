"""Lights and shares of answers, for every tool of the registry."""

from __future__ import annotations

import pytest

from evisyn.appraisal.tools.model import Tool
from evisyn.appraisal.tools.registry import TOOLS, find_tool
from evisyn.errors import InputError
from evisyn.figures.drawing.overlap import text_problems
from evisyn.figures.grids.lights import KINDS, PALETTES, SIGNS, answer_kind, label_kind
from evisyn.figures.grids.spec import GridSpec, StackSpec
from evisyn.figures.grids.traffic import (
    appraisal_summary,
    forest_lights,
    forest_lights_note,
    traffic_light,
)
from evisyn.figures.style import luminance

ROB = {
    "Krøll 2020": {
        "randomisation": "low",
        "deviations": "some concerns",
        "missing": "low",
        "measurement": "high",
        "reporting": "low",
    },
    "Li 2018": {"randomisation": "low"},
}


def _every_answer(tool: Tool) -> dict[str, dict[object, str]]:
    most = max(len(item.answers) for item in tool.items)
    return {
        f"Study {i}": {item.key: item.answers[i % len(item.answers)] for item in tool.items}
        for i in range(most)
    }


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_answer_of_every_tool_has_a_light(tool: Tool) -> None:
    """Each allowed answer has a colour with a sign, and fits."""
    published = dict.fromkeys(_every_answer(tool), "high") if tool.name == "ROBIS" else None
    picture = traffic_light(_every_answer(tool), tool, id="t", title="T", published=published)
    assert isinstance(picture.spec, GridSpec)
    cells = [cell for row in picture.spec.rows for cell in row.cells[: len(tool.items)]]
    assert all(cell.shape == "disc" and cell.sign for cell in cells)
    assert text_problems(picture.draw()) == ()


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_shares_of_every_tool_add_up(tool: Tool) -> None:
    """Each bar is whole."""
    published = dict.fromkeys(_every_answer(tool), "high") if tool.name == "ROBIS" else None
    picture = appraisal_summary(_every_answer(tool), tool, id="t", title="T", published=published)
    assert isinstance(picture.spec, StackSpec)
    for row in picture.spec.rows:
        assert sum(s.share for s in row.segments) == pytest.approx(1.0)


def test_signs_differ_between_kinds() -> None:
    """No two kinds of judgement are told apart by colour alone."""
    assert len({SIGNS[kind] for kind in KINDS}) == len(KINDS)


def test_the_default_colours_darken_with_concern() -> None:
    """In grey the order from good to worst remains."""
    greys = [luminance(PALETTES["colourblind"][kind]) for kind in KINDS[:4]]
    assert greys == sorted(greys, reverse=True)


def test_high_confidence_is_good_and_high_risk_is_bad() -> None:
    """The rule of the tool decides, not the word."""
    assert label_kind(find_tool("AMSTAR 2"), "high") == "good"
    assert label_kind(find_tool("RoB 2"), "high") == "bad"


def test_unclear_is_no_middle() -> None:
    """Unclear is a question mark, not some concerns."""
    assert answer_kind(find_tool("RoB 1"), "unclear") == "unknown"


def test_a_missing_answer_is_said() -> None:
    """What nobody answered has no light."""
    picture = traffic_light(ROB, "RoB 2", id="t", title="T")
    assert "Li 2018: randomisation low, deviations no answer" in picture.long_description


def test_the_overall_judgement_is_the_tools_own() -> None:
    """The worst domain decides in RoB 2."""
    assert "1 high" in traffic_light(ROB, "RoB 2", id="t", title="T").alt


def test_weights_divide_a_bar() -> None:
    """A study with three quarters of the weight fills three quarters."""
    weights = {"Krøll 2020": 3.0, "Li 2018": 1.0}
    spec = appraisal_summary(ROB, "RoB 2", id="t", title="T", weights=weights).spec
    assert isinstance(spec, StackSpec)
    assert [s.share for s in spec.rows[1].segments] == [0.75, 0.25]


def test_a_study_without_weight_is_refused() -> None:
    """A missing weight is not zero."""
    with pytest.raises(InputError, match="Li 2018"):
        appraisal_summary(ROB, "RoB 2", id="t", title="T", weights={"Krøll 2020": 1.0})


def test_lights_of_a_forest_follow_its_rows() -> None:
    """One light a study and domain, blank for a study without an assessment."""
    lights = forest_lights(ROB, "RoB 2", ["Li 2018", "Ng 2001", "Krøll 2020"])
    assert list(lights) == ["A", "B", "C", "D", "E", "All"]
    assert [light.words for light in lights["A"]] == ["low", "no answer", "low"]
    assert forest_lights_note("RoB 2").startswith("RoB 2 2019: A randomisation process; B ")


@pytest.mark.parametrize(
    ("given", "message"),
    [({"assessments": {}}, "empty"), ({"palette": "rainbow"}, "rainbow"), ({"tool": "X"}, "known")],
)
def test_unusable_input_is_refused(given: dict[str, object], message: str) -> None:
    """The message says what is allowed."""
    with pytest.raises(InputError, match=message):
        traffic_light(**{"assessments": ROB, "tool": "RoB 2", "id": "t", "title": "T", **given})  # type: ignore[arg-type]
