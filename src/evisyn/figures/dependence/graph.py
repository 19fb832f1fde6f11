"""Network graphs: treatments as nodes, direct comparisons as lines, trials of many arms shaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.wording import count, whole

if TYPE_CHECKING:
    from evisyn.synthesis.network.analysis import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphNode:
    """A treatment.

    Parameters
    ----------
    name
        As in the network.
    size
        People or trials, what the area of the node shows.
    trials
        Trials with an arm of it.
    reference
        Whether effects are against it.
    """

    name: str
    size: float
    trials: int
    reference: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphEdge:
    """Trials that compare two treatments directly; places of the nodes, the smaller first."""

    first: int
    second: int
    trials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphShade:
    """Trials that compare the same three treatments or more; places of the nodes."""

    nodes: tuple[int, ...]
    trials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphSpec:
    """Everything that the drawing needs; nodes stand on a circle in this order."""

    title: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    shades: tuple[GraphShade, ...]
    size_words: str
    notes: tuple[str, ...]


def specify_graph(
    result: Network,
    *,
    title: str,
    participants: Mapping[str, float] | None = None,
    notes: Sequence[str] = (),
) -> GraphSpec:
    """Count trials of every treatment and of every pair.

    Parameters
    ----------
    result
        From :func:`evisyn.network`.
    title, notes
        First and last lines.
    participants
        Treatment -> people; None: the area of a node shows its trials.

    Raises
    ------
    InputError
        Participants of some treatments only, or below zero.
    """
    names = result.treatments
    if participants is not None:
        missing = [name for name in names if not participants.get(name, -1) >= 0]
        if missing:
            raise InputError(
                "participants", f"has no number of 0 or more for {', '.join(missing)}; give all"
            )
    data = result.data
    designs = [
        (arms, int(np.unique(data.study[data.design == place]).size))
        for place, arms in enumerate(data.designs)
    ]
    pairs: dict[tuple[int, int], int] = {}
    trials = [0] * len(names)
    for arms, studies in designs:
        for arm in arms:
            trials[arm] += studies
        for pair in combinations(sorted(arms), 2):
            pairs[pair] = pairs.get(pair, 0) + studies
    return GraphSpec(
        title=title,
        nodes=tuple(
            GraphNode(
                name=name,
                size=float(trials[place] if participants is None else participants[name]),
                trials=trials[place],
                reference=name == result.reference,
            )
            for place, name in enumerate(names)
        ),
        edges=tuple(GraphEdge(first=i, second=j, trials=n) for (i, j), n in sorted(pairs.items())),
        shades=tuple(
            GraphShade(nodes=tuple(sorted(arms)), trials=n) for arms, n in designs if len(arms) > 2
        ),
        size_words="trials" if participants is None else "people",
        notes=tuple(notes),
    )


def network_graph(
    result: Network,
    *,
    id: str,
    title: str,
    participants: Mapping[str, float] | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw who was compared with whom.

    Parameters
    ----------
    result
        From :func:`evisyn.network`.
    id, title, notes
        Name of the files, first and last lines.
    participants
        Treatment -> people; None: the area of a node shows its trials.

    Raises
    ------
    InputError
        As :func:`specify_graph`.
    """
    spec = specify_graph(result, title=title, participants=participants, notes=notes)
    n = len(spec.nodes)
    most = max(spec.edges, key=lambda edge: edge.trials)
    many = sum(shade.trials for shade in spec.shades)
    alt = (
        f"Network graph: {count(n, 'treatment')}, {count(result.n_studies, 'trial')},"
        f" {len(spec.edges)} of {n * (n - 1) // 2} pairs compared directly, most often"
        f" {_pair(spec, most)} ({count(most.trials, 'trial')});"
        f" {count(many, 'trial')} with three arms or more."
    )
    lines = [f"{_pair(spec, edge)}: {count(edge.trials, 'trial')}." for edge in spec.edges]
    lines += [_node_words(spec, node) for node in spec.nodes]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def _pair(spec: GraphSpec, edge: GraphEdge) -> str:
    return f"{spec.nodes[edge.first].name} with {spec.nodes[edge.second].name}"


def _node_words(spec: GraphSpec, node: GraphNode) -> str:
    people = f", {whole(node.size)} people" if spec.size_words == "people" else ""
    reference = ", the reference" if node.reference else ""
    return f"{node.name}: {count(node.trials, 'trial')}{people}{reference}."
