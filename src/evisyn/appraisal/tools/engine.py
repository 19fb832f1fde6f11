"""One engine for all tools: read the answers, apply the rule of the table, compare."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evisyn.appraisal.tools.model import (
    CountRule,
    FlawRule,
    Key,
    StoredRule,
    Tool,
    ToolResult,
    WorstRule,
)
from evisyn.appraisal.tools.registry import find_tool
from evisyn.errors import InputError

NOT_RATED = "not_rated"
Answers = dict[Key, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A published overall judgement beside the one that its own items give.

    Parameters
    ----------
    published, recomputed
        As printed, and by the rule of the tool.
    agrees
        ``None`` where the items leave the recomputed judgement open and the published one is
        among those that they allow.
    why
        In words.
    """

    published: str
    recomputed: str
    agrees: bool | None
    why: str


def recompute(
    tool: Tool | str,
    items: Mapping[Any, Any],
    *,
    version: str | None = None,
    partial_yes_counts: bool = False,
    published: str = "",
) -> ToolResult:
    """Apply the rule of a tool to a set of answers.

    Parameters
    ----------
    tool
        A tool, or the name of one in the registry.
    items
        Answer by item; keys as in the table (a number may be text), answers in any case.
    version
        Version of the named tool; the latest in the registry by default.
    partial_yes_counts
        Count a partial yes as a flaw (AMSTAR 2); it normally is none.
    published
        The published overall judgement, for tools whose judgement is a person's (ROBIS).

    Returns
    -------
    ToolResult
        ``label`` is ``not_rated`` where missing answers leave it open; ``best`` and ``worst``
        then say how far.

    Raises
    ------
    InputError
        For a tool, item or answer that the table does not know.
    """
    table = find_tool(tool, version) if isinstance(tool, str) else tool
    answers, notes = read_answers(table, items)
    rule = table.rule
    if isinstance(rule, CountRule):
        result = _count(table, rule, answers)
    elif isinstance(rule, FlawRule):
        result = _flaws(table, rule, answers, partial_yes_counts)
    elif isinstance(rule, WorstRule):
        result = _worst(table, rule, answers)
    else:
        result = _stored(table, rule, answers, published)
    return _with_notes(result, notes, table.note)


def compare_published(published: object, recomputed: ToolResult) -> Comparison:
    """Set a published overall judgement beside the recomputed one.

    Parameters
    ----------
    published
        Label or total as printed ("Moderate", 7, "7/10").
    recomputed
        What :func:`recompute` gave for the published items.
    """
    said = _plain(str(published))
    if recomputed.total is not None:
        return _compare_totals(str(published), recomputed)
    allowed = recomputed.possible
    if recomputed.label != NOT_RATED:
        agrees: bool | None = said == recomputed.label
    else:
        agrees = None if said in allowed else False
    if agrees:
        why = "the published judgement follows from the published items"
    elif agrees is None:
        why = "items are missing; the published judgement is among those that they allow"
    else:
        why = (
            f"the items give {recomputed.label}, the table prints {published}"
            if recomputed.label != NOT_RATED
            else f"the items allow {' or '.join(allowed)}, the table prints {published}"
        )
    return Comparison(published=str(published), recomputed=recomputed.label, agrees=agrees, why=why)


def read_answers(tool: Tool, items: Mapping[Any, Any]) -> tuple[Answers, tuple[str, ...]]:
    """Read answers in any spelling that the tool knows; missing ones are left out.

    Raises
    ------
    InputError
        Names every item or answer that the tool does not have.
    """
    known = {str(key): key for key in tool.keys}
    answers: Answers = {}
    notes: list[str] = []
    for given, value in items.items():
        key = known.get(_key(given))
        if key is None:
            raise InputError(
                "items",
                f"holds {given!r}, which is no item of {tool.name} {tool.version}; "
                f"items are {', '.join(known)}.",
            )
        answer = _answer(tool, value)
        if answer is None:
            continue
        answers[key] = _checked(tool, key, answer, value, notes)
    return {key: answers[key] for key in tool.keys if key in answers}, tuple(notes)


def _checked(tool: Tool, key: Key, answer: str, value: object, notes: list[str]) -> str:
    if answer in tool.item(key).answers:
        return answer
    if key in tool.tolerated.get(answer, ()):
        notes.append(f"item {key}: the tool offers no answer {answer!r} here; kept as given")
        return answer
    allowed = ", ".join(tool.item(key).answers)
    raise InputError(
        "items", f"item {key} is {value!r}; {tool.name} allows {allowed}. Correct the answer."
    )


def _key(given: object) -> str:
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    return str(given).strip().lower().removeprefix("item").strip()


def _answer(tool: Tool, value: object) -> str | None:
    """The answer in the words of the tool, ``None`` where there is none."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = _plain(str(value))
    if not text:
        return None
    return tool.aliases.get(text, text)


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").lower().split())


def _count(tool: Tool, rule: CountRule, answers: Answers) -> ToolResult:
    counted = tuple(item.key for item in tool.items if item.counted)
    missing = tuple(key for key in counted if key not in answers)
    total = sum(answers.get(key) == rule.point for key in counted)
    totals = range(total + len(missing), total - 1, -1)
    possible = tuple(dict.fromkeys(_band(rule, points) for points in totals))
    return _result(
        tool, answers, possible, missing,
        total=None if missing else total, maximum=len(counted),
    )  # fmt: skip


def _band(rule: CountRule, total: int) -> str:
    for band in rule.bands:
        if band.low <= total <= band.high:
            return band.label
    return str(total)


def _flaws(tool: Tool, rule: FlawRule, answers: Answers, partial: bool) -> ToolResult:
    bad = (*rule.flaws, *(rule.partial if partial else ()))
    missing = tuple(key for key in tool.keys if key not in answers)
    flaws = tuple(key for key, answer in answers.items() if answer in bad)
    critical = tuple(key for key in flaws if tool.item(key).critical)
    other = tuple(key for key in flaws if not tool.item(key).critical)
    open_critical = sum(tool.item(key).critical for key in missing)
    reached = {
        _flaw_level(rule, len(critical) + more, len(other) + rest)
        for more in range(open_critical + 1)
        for rest in range(len(missing) - open_critical + 1)
    }
    counted = "is counted as a flaw" if partial else "is not counted as a flaw"
    return _result(
        tool, answers, tuple(level.label for level in rule.levels if level.label in reached),
        missing, flaws=flaws, critical_flaws=critical, other_flaws=other,
        dropped=tuple(key for key, answer in answers.items() if answer in rule.dropped),
        notes=(f"a partial yes {counted}",),
    )  # fmt: skip


def _flaw_level(rule: FlawRule, critical: int, other: int) -> str:
    for level in rule.levels:
        fits_critical = level.most_critical is None or critical <= level.most_critical
        fits_other = level.most_other is None or other <= level.most_other
        if fits_critical and fits_other:
            return level.label
    return rule.levels[-1].label


def _worst(tool: Tool, rule: WorstRule, answers: Answers) -> ToolResult:
    missing = tuple(key for key in tool.keys if key not in answers or answers[key] in rule.unknown)
    known = [rule.order.index(answers[key]) for key in tool.keys if key not in missing]
    reached = max(known, default=0)
    possible = rule.order[reached:] if missing else (rule.order[reached],)
    return _result(tool, answers, possible, missing)


def _stored(tool: Tool, rule: StoredRule, answers: Answers, published: str) -> ToolResult:
    said = _plain(published).removesuffix(" risk of bias")
    if said and said not in rule.levels:
        raise InputError("published", f"is {published!r}; allowed are {', '.join(rule.levels)}.")
    high = [str(key) for key in rule.domains if answers.get(key) == "high"]
    calm = all(answers.get(key) == "low" for key in rule.domains)
    notes = ["the overall judgement is a person's: stored as published, never computed"]
    if high and said == "low":
        notes.append(
            f"contradiction to explain: low overall although domain {', '.join(high)} is of high "
            "concern; it holds only if the conclusions addressed the concern"
        )
    if high and not said:
        notes.append(f"high concern in domain {', '.join(high)}: high may be proposed")
    if said == "high" and calm:
        notes.append("contradiction to explain: high overall although no domain is of concern")
    missing = tuple(key for key in tool.keys if key not in answers)
    possible = (said,) if said else rule.levels
    return _result(tool, answers, possible, missing, notes=tuple(notes))


def _result(
    tool: Tool, answers: Answers, possible: tuple[str, ...], missing: tuple[Key, ...], **more: Any
) -> ToolResult:
    return ToolResult(
        tool=tool.name,
        version=tool.version,
        label=possible[0] if len(possible) == 1 else NOT_RATED,
        answers=tuple(answers.items()),
        possible=possible,
        missing=missing,
        **more,
    )


def _with_notes(result: ToolResult, notes: tuple[str, ...], general: str) -> ToolResult:
    return replace(result, notes=(*result.notes, *notes, *((general,) if general else ())))


def _compare_totals(published: str, recomputed: ToolResult) -> Comparison:
    said = published.split("/")[0].strip()
    agrees = said == str(recomputed.total)
    why = (
        "the published total follows from the published items"
        if agrees
        else f"the items add up to {recomputed.total}, the table prints {published}"
    )
    return Comparison(published=published, recomputed=str(recomputed.total), agrees=agrees, why=why)
