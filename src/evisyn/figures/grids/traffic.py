"""Traffic-light and summary plots of any appraisal tool, from the tool's own table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from evisyn.appraisal.tools.engine import recompute
from evisyn.appraisal.tools.model import CountRule
from evisyn.appraisal.tools.registry import find_tool
from evisyn.errors import InputError
from evisyn.figures.forest_spec import Light
from evisyn.figures.grids.lights import answer_kind, key_of, label_kind, light, overall_order
from evisyn.figures.grids.spec import (
    BarRow,
    GridCell,
    GridColumn,
    GridRow,
    GridSpec,
    Segment,
    StackSpec,
)
from evisyn.figures.picture import Picture
from evisyn.figures.wording import count, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.appraisal.tools.model import Tool, ToolResult

Answers = Mapping[Any, Any]
_OVERALL: Final = "Overall"
_WIDE_OVERALL: Final = 96.0


def traffic_light(
    assessments: Mapping[str, Answers],
    tool: Tool | str,
    *,
    id: str,
    title: str,
    published: Mapping[str, str] | None = None,
    palette: str = "colourblind",
    overall: bool = True,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw each answer of each study or review as a light with a sign.

    Parameters
    ----------
    assessments
        Name of the study -> answer by item, in any spelling that the tool knows.
    tool
        A tool, or the name of one in the registry.
    id, title, notes
        Name of the files, first and last lines.
    published
        Name -> overall judgement, for tools whose judgement is a person's (ROBIS).
    palette
        ``colourblind`` or ``cochrane``.
    overall
        Add the overall judgement by the tool's own rule.

    Raises
    ------
    InputError
        No study, an unknown tool, item, answer or palette.

    References
    ----------
    McGuinness LA, Higgins JPT (2021). Research Synthesis Methods 12:55-61.
    https://doi.org/10.1002/jrsm.1411
    """
    table, results = _read(assessments, tool, published)
    rows = tuple(_row(table, name, result, palette, overall) for name, result in results.items())
    columns = tuple(GridColumn(head=_capital(str(key)), wide=22.0) for key in table.keys)
    last = (GridColumn(head=_OVERALL, wide=_WIDE_OVERALL, level=True),) if overall else ()
    spec = GridSpec(
        title=title,
        columns=(*columns, *last),
        rows=rows,
        key=key_of([cell for row in rows for cell in row.cells[: len(columns)]]),
        label_head="Study",
        notes=(*_legend(table), *notes),
    )
    alt = (
        f"Traffic-light plot of {count(len(rows), 'assessment')} with {table.name}"
        f" {table.version}, {count(len(table.items), 'item')} each.{_labels(table, results)}"
    )
    long = "\n".join([*(_words(spec, row) for row in rows), *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def appraisal_summary(
    assessments: Mapping[str, Answers],
    tool: Tool | str,
    *,
    id: str,
    title: str,
    published: Mapping[str, str] | None = None,
    weights: Mapping[str, float] | None = None,
    palette: str = "colourblind",
    notes: Sequence[str] = (),
) -> Picture:
    """Draw for each item how the answers divide over studies or reviews.

    Parameters
    ----------
    assessments, tool, id, title, published, palette, notes
        As in :func:`traffic_light`.
    weights
        Name -> weight in the synthesis; every study counts alike by default.

    Raises
    ------
    InputError
        As :func:`traffic_light`, or a study without a weight above zero.
    """
    table, results = _read(assessments, tool, published)
    shares = _shares(results, weights)
    rows = [_bar(table, item.key, results, shares, palette) for item in table.items]
    if not isinstance(table.rule, CountRule):
        rows.append(_overall_bar(table, results, shares, palette))
    looks = [segment.look for row in rows for segment in row.segments]
    spec = StackSpec(
        title=title,
        rows=tuple(rows),
        key=key_of(looks),
        axis="% of the weight" if weights else "% of the assessments",
        notes=tuple(notes),
    )
    alt = (
        f"Summary of {count(len(results), 'assessment')} with {table.name} {table.version}: shares"
        f" of the answers to {count(len(table.items), 'item')}.{_labels(table, results)}"
    )
    lines = [f"{row.label}: {_segments(row)}." for row in rows]
    long = "\n".join([*lines, *spec.notes])
    return Picture(id=id, title=title, alt=alt, long_description=long, spec=spec)


def forest_lights(
    assessments: Mapping[str, Answers],
    tool: Tool | str,
    labels: Sequence[str],
    *,
    palette: str = "colourblind",
    overall: bool = True,
) -> dict[str, tuple[Light, ...]]:
    """Make the lights of a forest plot: short head -> one judgement a study.

    Parameters
    ----------
    assessments, tool, palette
        As in :func:`traffic_light`; a study without an assessment has no answers.
    labels
        The studies of the forest plot, in its order.
    overall
        Add the overall judgement, under ``All``.

    Returns
    -------
    dict of str to tuple of Light
        Heads are letters from A on, in the order of the tool's items.

    Raises
    ------
    InputError
        As :func:`traffic_light`.
    """
    table, found = _read({n: assessments.get(n, {}) for n in labels}, tool, None)
    results = [found[name] for name in labels]
    columns = {
        chr(ord("A") + i): [_answer(table, dict(r.answers).get(key, ""), palette) for r in results]
        for i, key in enumerate(table.keys)
    }
    if overall and not isinstance(table.rule, CountRule):
        columns["All"] = [
            light(label_kind(table, r.label), r.label.replace("_", " "), palette) for r in results
        ]
    return {
        head: tuple(Light(fill=c.fill, sign=c.sign, words=c.words) for c in own)
        for head, own in columns.items()
    }


def forest_lights_note(tool: Tool | str) -> str:
    """Say what the letters over the lights of a forest plot stand for.

    Parameters
    ----------
    tool
        A tool, or its id.
    """
    table = find_tool(tool) if isinstance(tool, str) else tool
    parts = [f"{chr(ord('A') + i)} {item.topic}" for i, item in enumerate(table.items)]
    return f"{table.name} {table.version}: {'; '.join(parts)}."


def _read(
    assessments: Mapping[str, Answers], tool: Tool | str, published: Mapping[str, str] | None
) -> tuple[Tool, dict[str, ToolResult]]:
    if not assessments:
        raise InputError("assessments", "empty; give the answers of at least one study")
    table = find_tool(tool) if isinstance(tool, str) else tool
    said = published or {}
    results = {
        name: recompute(table, answers, published=said.get(name, ""))
        for name, answers in assessments.items()
    }
    return table, results


def _row(tool: Tool, name: str, result: ToolResult, palette: str, overall: bool) -> GridRow:
    answers = dict(result.answers)
    cells = [_answer(tool, answers.get(key, ""), palette) for key in tool.keys]
    if overall:
        cells.append(_overall(tool, result, palette))
    return GridRow(label=name, cells=tuple(cells))


def _answer(tool: Tool, answer: str, palette: str) -> GridCell:
    return light(answer_kind(tool, answer), answer, palette)


def _overall(tool: Tool, result: ToolResult, palette: str) -> GridCell:
    words = result.label.replace("_", " ")
    if result.total is not None:
        points = f"{result.total}/{result.maximum}"
        words = f"{points}, {words}" if result.label not in ("", points) else points
    cell = light(label_kind(tool, result.label), words, palette)
    return replace(cell, text=_capital(words), strong=cell.shape == "disc")


def _legend(tool: Tool) -> tuple[str, ...]:
    """What the heads stand for; heads that say so themselves are left out."""
    spelled = [(str(i.key), i.topic) for i in tool.items if str(i.key).lower() != i.topic.lower()]
    parts = [f"{key} {topic}" if key.isdigit() else f"{key}: {topic}" for key, topic in spelled]
    legend = (f"Items: {'; '.join(parts)}.",) if parts else ()
    note = (f"{tool.name}: {tool.note}.",) if tool.note else ()
    return (*legend, *note)


def _labels(tool: Tool, results: Mapping[str, ToolResult]) -> str:
    found = Counter(result.label for result in results.values())
    order = [*overall_order(tool), "not_rated"]
    kept = [key for key in order if found[key]]
    if not kept:
        return ""
    words = [f"{found[key]} {key.replace('_', ' ')}" for key in kept]
    return f" Overall: {listing(words)}."


def _words(spec: GridSpec, row: GridRow) -> str:
    pairs = zip(spec.columns, row.cells, strict=True)
    return f"{row.label}: {', '.join(f'{c.head.lower()} {cell.words}' for c, cell in pairs)}."


def _shares(
    results: Mapping[str, ToolResult], weights: Mapping[str, float] | None
) -> dict[str, float]:
    given = {name: 1.0 if weights is None else weights.get(name, 0.0) for name in results}
    bad = [name for name, weight in given.items() if not weight > 0]
    if bad:
        raise InputError("weights", f"none above zero for {', '.join(bad)}; give one each")
    total = sum(given.values())
    return {name: weight / total for name, weight in given.items()}


def _bar(
    tool: Tool,
    key: Any,
    results: Mapping[str, ToolResult],
    shares: Mapping[str, float],
    palette: str,
) -> BarRow:
    cells = {n: _answer(tool, dict(r.answers).get(key, ""), palette) for n, r in results.items()}
    topic = tool.item(key).topic
    label = f"{key} {topic}" if str(key).isdigit() else _capital(topic)
    return BarRow(label=label, segments=_divide(cells, shares))


def _overall_bar(
    tool: Tool, results: Mapping[str, ToolResult], shares: Mapping[str, float], palette: str
) -> BarRow:
    cells = {
        name: light(label_kind(tool, r.label), r.label.replace("_", " "), palette)
        for name, r in results.items()
    }
    return BarRow(label=_OVERALL, segments=_divide(cells, shares), strong=True)


def _divide(cells: Mapping[str, GridCell], shares: Mapping[str, float]) -> tuple[Segment, ...]:
    """Segments from best to worst; what is missing comes last."""
    by_look: dict[GridCell, list[str]] = {}
    for name, cell in cells.items():
        by_look.setdefault(cell, []).append(name)
    return tuple(
        Segment(
            share=sum(shares[name] for name in by_look[look]),
            look=look,
            text=str(len(by_look[look])),
        )
        for look in key_of(list(by_look))
    )


def _segments(row: BarRow) -> str:
    return ", ".join(f"{s.text} {s.look.words} ({100 * s.share:.0f}%)" for s in row.segments)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
