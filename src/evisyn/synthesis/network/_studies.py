"""From comparisons to independent contrasts.

A study of n arms gives n (n - 1) / 2 comparisons that depend on each other. Its arms have a
covariance, known up to a constant: double centring of the matrix of comparison variances,
``-J V J / 2`` (Rucker, G., & Schwarzer, G. (2014), Statistics in Medicine 33, 4353,
doi:10.1002/sim.6236). Its n - 1 eigenvectors with eigenvalue above 0 are contrasts that do not
depend on each other, and heterogeneity adds tau2 to the variance of each (scaled by 2, so that
a study of two arms keeps its own effect and variance). The network is then a weighted
regression, with the multi-arm adjustment built in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis._designs import FloatArray, IntArray
from evisyn.synthesis._labels import is_missing
from evisyn.synthesis.inputs import LARGEST, as_numbers, as_variances, check_scale

#: Effects of a multi-arm study add up within this part of their standard error (rounding).
LOOP_TOLERANCE = 0.1
#: Variances of a multi-arm study belong to arms down to this part of the largest eigenvalue.
EIGEN_TOLERANCE = 1e-8
#: The square of a smaller standard error cannot be inverted.
SMALLEST = 1e-150


class Contrasts(NamedTuple):
    """Independent contrasts, and the comparisons they come from.

    ``y``, ``v`` have shape (c,), ``x`` (c, n) the treatments' parts in each; ``study``,
    ``design`` are codes of shape (c,). ``first``, ``second`` are treatments of the m
    comparisons, ``te``, ``variance`` their effects, each of shape (m,).
    """

    y: FloatArray
    v: FloatArray
    x: FloatArray
    study: IntArray
    design: IntArray
    treatments: tuple[str, ...]
    studies: tuple[str, ...]
    designs: tuple[tuple[int, ...], ...]
    first: IntArray
    second: IntArray
    te: FloatArray
    variance: FloatArray


class Rows(NamedTuple):
    """Checked comparisons, one row each; treatments and studies as codes."""

    first: IntArray
    second: IntArray
    te: FloatArray
    variance: FloatArray
    study: IntArray
    treatments: tuple[str, ...]
    studies: tuple[str, ...]


def column(frame: Any, name: str, value: Any) -> Any:
    """A column of the frame by its name, or values as given."""
    if not isinstance(value, str):
        return value
    if not hasattr(frame, "__getitem__") or not hasattr(frame, "__iter__"):
        raise InputError("frame", f"is {frame!r}; give a DataFrame or a mapping of columns.")
    if value not in frame:
        there = ", ".join(str(one) for one in frame)
        raise InputError(name, f"names the column {value!r}; the frame has {there}.")
    return frame[value]


def _labels(name: str, values: Any, length: int) -> list[str]:
    items = list(values)
    if len(items) != length:
        raise InputError(name, f"has {len(items)} entries, te has {length}.")
    if any(is_missing(item) for item in items):
        raise InputError(name, "holds a missing label; name the group of every row.")
    return [str(item) for item in items]


def read_rows(frame: Any, *, treat1: Any, treat2: Any, te: Any, se_te: Any, study: Any) -> Rows:
    """Checked comparisons; rows without an effect or a standard error are left out."""
    y = as_numbers("te", column(frame, "te", te))
    se = as_numbers("se_te", column(frame, "se_te", se_te))
    if se.shape != y.shape:
        raise InputError("se_te", f"has shape {se.shape}, te has {y.shape}.")
    with_value = np.where(np.isnan(se), 1.0, se)
    if y.size and not (with_value.min() >= SMALLEST and with_value.max() <= LARGEST):
        raise InputError("se_te", f"holds values from {with_value.min():g} to "
                         f"{with_value.max():g}; all must be above 0.")  # fmt: skip
    v = as_variances(None, with_value, y.shape)
    a = _labels("treat1", column(frame, "treat1", treat1), y.size)
    b = _labels("treat2", column(frame, "treat2", treat2), y.size)
    s = _labels("study", column(frame, "study", study), y.size)
    kept = np.flatnonzero(~(np.isnan(y) | np.isnan(se)))
    if kept.size == 0:
        raise InputError("te", "holds no comparison with an effect and a standard error.")
    check_scale(y[kept], v[kept])
    a, b, s = ([labels[row] for row in kept] for labels in (a, b, s))
    treatments = tuple(sorted({*a, *b}, key=lambda name: (name.casefold(), name)))
    places = {name: place for place, name in enumerate(treatments)}
    studies = tuple(dict.fromkeys(s))
    numbers = {name: place for place, name in enumerate(studies)}
    first, second = (np.array([places[name] for name in side]) for side in (a, b))
    same = np.flatnonzero(first == second)
    if same.size:
        row = int(same[0])
        raise InputError("treat2", f"is {b[row]!r}, as treat1, in study {s[row]!r}; compare "
                         "two treatments.")  # fmt: skip
    code = np.array([numbers[name] for name in s])
    return Rows(first, second, y[kept], v[kept], code, treatments, studies)


def contrasts(rows: Rows) -> Contrasts:
    """Independent contrasts of all studies, studies in the order given."""
    n = len(rows.treatments)
    order = np.argsort(rows.study, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(rows.study[order])) + 1)
    sizes = np.array([part.size for part in parts])
    pieces: list[tuple[FloatArray, FloatArray, FloatArray]] = []
    arms: list[tuple[int, ...]] = []
    for part, size in zip(parts, sizes, strict=True):
        if size == 1:
            piece, members = _two_arms(rows, int(part[0]), n)
        else:
            piece, members = _many_arms(rows, part, n)
        pieces.append(piece)
        arms.append(members)
    designs = tuple(sorted(set(arms), key=lambda members: (len(members), members)))
    places = {members: place for place, members in enumerate(designs)}
    counts = [piece[0].size for piece in pieces]
    return Contrasts(
        y=np.concatenate([piece[0] for piece in pieces]),
        v=np.concatenate([piece[1] for piece in pieces]),
        x=np.concatenate([piece[2] for piece in pieces]),
        study=np.repeat(np.arange(len(parts)), counts),
        design=np.repeat([places[members] for members in arms], counts),
        treatments=rows.treatments, studies=rows.studies, designs=designs,
        first=rows.first, second=rows.second, te=rows.te, variance=rows.variance,
    )  # fmt: skip


def _two_arms(
    rows: Rows, row: int, n: int
) -> tuple[tuple[FloatArray, FloatArray, FloatArray], tuple[int, ...]]:
    x = np.zeros((1, n))
    first, second = int(rows.first[row]), int(rows.second[row])
    x[0, first], x[0, second] = 1.0, -1.0
    return (rows.te[row : row + 1], rows.variance[row : row + 1], x), _pair(first, second)


def _pair(first: int, second: int) -> tuple[int, int]:
    return (first, second) if first < second else (second, first)


def _many_arms(
    rows: Rows, part: IntArray, n: int
) -> tuple[tuple[FloatArray, FloatArray, FloatArray], tuple[int, ...]]:
    members = sorted({*rows.first[part].tolist(), *rows.second[part].tolist()})
    size = len(members)
    where = f"study {rows.studies[int(rows.study[part[0]])]!r}"
    a, b = np.searchsorted(members, rows.first[part]), np.searchsorted(members, rows.second[part])
    pairs = {_pair(*pair) for pair in zip(a.tolist(), b.tolist(), strict=True)}
    if not len(pairs) == part.size == size * (size - 1) // 2:
        raise InputError(
            "study", f"{where} has {size} arms and {part.size} comparisons; give each of its "
            f"{size * (size - 1) // 2} pairs of arms once."
        )  # fmt: skip
    effects, variances = np.zeros((size, size)), np.zeros((size, size))
    effects[a, b], effects[b, a] = rows.te[part], -rows.te[part]
    variances[a, b] = variances[b, a] = rows.variance[part]
    level = effects.mean(axis=1)
    gap = np.abs(effects - (level[:, None] - level)).max()
    if gap > LOOP_TOLERANCE * np.sqrt(rows.variance[part].min()):
        raise InputError(
            "te", f"of {where} do not add up (by {gap:.3g}): the effect of A against C must be "
            "that of A against B plus that of B against C. Correct them."
        )  # fmt: skip
    centre = np.eye(size) - 1.0 / size
    values, vectors = np.linalg.eigh(-(centre @ variances @ centre))
    keep = np.argsort(np.abs(vectors.sum(axis=0)))[: size - 1]  # all but the constant
    values, vectors = values[keep], vectors[:, keep]
    if values.min() <= EIGEN_TOLERANCE * values.max():
        raise InputError(
            "se_te", f"of {where} cannot belong to {size} independent arms; a standard error is "
            "too large or too small beside the others. Correct them."
        )  # fmt: skip
    x = np.zeros((size - 1, n))
    x[:, members] = np.sqrt(2.0) * vectors.T
    return (np.sqrt(2.0) * (vectors.T @ level), values, x), tuple(members)


def components(n: int, first: Sequence[int], second: Sequence[int]) -> list[list[int]]:
    """Groups of treatments that comparisons connect."""
    parent = list(range(n))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for a, b in zip(first, second, strict=True):
        parent[root(a)] = root(b)
    groups: dict[int, list[int]] = {}
    for place in range(n):
        groups.setdefault(root(place), []).append(place)
    return list(groups.values())


def check_connected(rows: Rows) -> None:
    """Refuse a network in pieces, naming them."""
    n = len(rows.treatments)
    pieces = components(n, rows.first.tolist(), rows.second.tolist())
    if len(pieces) > 1:
        named = "; ".join(", ".join(rows.treatments[place] for place in piece) for piece in pieces)
        raise NotPoolable(
            f"The network falls into {len(pieces)} parts that no study connects: {named}. "
            "Analyse each part on its own."
        )


def find_treatment(treatments: Sequence[str], reference: object) -> int:
    """Place of the reference treatment."""
    if str(reference) not in treatments:
        raise InputError(
            "reference", f"is {reference!r}, which no study has; choose from "
            f"{', '.join(treatments)}."
        )  # fmt: skip
    return list(treatments).index(str(reference))
