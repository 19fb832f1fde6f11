"""Network graphs: counts of trials, and what the words say."""

from __future__ import annotations

import pytest

from evisyn.errors import InputError
from evisyn.figures.dependence.graph import GraphEdge, GraphShade, network_graph, specify_graph
from evisyn.figures.drawing.overlap import text_problems
from evisyn.synthesis.network.analysis import Network, network

#: Trials 1 and 2 compare a with b, trial 3 compares a, b and c, trial 4 compares c with d.
ROWS = {
    "study": ["1", "2", "3", "3", "3", "4"],
    "treat1": ["a", "a", "a", "a", "b", "c"],
    "treat2": ["b", "b", "b", "c", "c", "d"],
    "te": [0.1, 0.2, 0.3, 0.5, 0.2, 0.4],
    "se_te": [0.1, 0.2, 0.2, 0.2, 0.2, 0.3],
}
COLUMNS = {name: name for name in ROWS}


@pytest.fixture(scope="module")
def small() -> Network:
    """Four treatments, one trial of three arms."""
    return network(ROWS, reference="a", **COLUMNS)


def many(n: int) -> Network:
    """A ring of n treatments with long names, each also against the first."""
    names = [f"An intervention with a rather long name, number {i:02d}" for i in range(n)]
    pairs = [(i, (i + 1) % n) for i in range(n)] + [(0, i) for i in range(2, n - 1)]
    rows = {
        "study": [f"s{i}" for i in range(len(pairs))],
        "treat1": [names[i] for i, _ in pairs],
        "treat2": [names[j] for _, j in pairs],
        "te": [0.1] * len(pairs),
        "se_te": [0.2] * len(pairs),
    }
    return network(rows, reference=names[0], **COLUMNS)


def test_lines_count_trials_also_of_many_arms(small: Network) -> None:
    """A trial of three arms compares three pairs."""
    edges = specify_graph(small, title="x").edges
    assert GraphEdge(first=0, second=1, trials=3) in edges
    assert GraphEdge(first=1, second=2, trials=1) in edges
    assert len(edges) == 4


def test_trials_of_many_arms_are_shaded(small: Network) -> None:
    """With the number of such trials."""
    assert specify_graph(small, title="x").shades == (GraphShade(nodes=(0, 1, 2), trials=1),)


def test_nodes_show_trials_or_people(small: Network) -> None:
    """People where they are given."""
    assert [node.size for node in specify_graph(small, title="x").nodes] == [3, 3, 2, 1]
    people = {"a": 50, "b": 40, "c": 30, "d": 0}
    spec = specify_graph(small, title="x", participants=people)
    assert [node.size for node in spec.nodes] == [50, 40, 30, 0]
    assert spec.size_words == "people"


@pytest.mark.parametrize("people", [{"a": 1}, {"a": 1, "b": -1, "c": 1, "d": 1}])
def test_people_of_every_treatment_are_needed(small: Network, people: dict[str, float]) -> None:
    """A node without a number would look empty."""
    with pytest.raises(InputError, match="participants"):
        specify_graph(small, title="x", participants=people)


def test_words_hold_the_counts(small: Network) -> None:
    """Alternative text and long description."""
    picture = network_graph(small, id="graph", title="Who with whom")
    assert "4 treatments, 4 trials, 4 of 6 pairs" in picture.alt
    assert "1 trial with three arms or more" in picture.alt
    assert "a with b: 3 trials." in picture.long_description
    assert "a: 3 trials, the reference." in picture.long_description


@pytest.mark.parametrize("n", [3, 8, 20])
def test_no_text_overlaps(n: int) -> None:
    """From few treatments to many, with long names."""
    picture = network_graph(many(n), id="graph", title="A network of many treatments")
    assert text_problems(picture.draw()) == ()
