"""The rules and comparisons of the contract, applied to the rows of a table."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from evisyn.records import Finding
from evisyn.tables.grid import Grid, Mask
from evisyn.tables.rules import Comparison, Condition, Rule
from evisyn.vocab import FindingCode

_RELATIONS: dict[str, Callable[[NDArray[np.float64], NDArray[np.float64]], Mask]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS = {"<": "below", "<=": "at most", ">": "above", ">=": "at least"}


def check_rules(grid: Grid) -> list[Finding]:
    """Every row that breaks a rule or a comparison; those over unread columns are left out."""
    findings: list[Finding] = []
    for rule in grid.schema.rules:
        if grid.has(*rule.names):
            findings += _rule(grid, rule)
    for comparison in grid.schema.comparisons:
        if grid.has(comparison.left, comparison.right):
            findings += _comparison(grid, comparison)
    return findings


def holds(grid: Grid, condition: Condition) -> Mask:
    """Rows (n,) for which a condition holds."""
    if condition.test == "any":
        met = [holds(grid, inner) for inner in condition.anyof]
        return np.asarray(np.logical_or.reduce(met), dtype=bool)
    cells = grid.columns[condition.column]
    values = set(condition.values)
    if condition.test == "is":
        filled = cells.filled()
        return filled if "filled" in values else ~filled
    if condition.test in ("in", "not_in"):
        inside = cells.where(lambda text: text in values)
        return inside if condition.test == "in" else ~inside
    found = cells.where(lambda text: any(v in text for v in values))
    return found if condition.test == "has" else ~found


def _rule(grid: Grid, rule: Rule) -> list[Finding]:
    rows = np.ones(grid.n, dtype=bool)
    for condition in rule.when:
        rows &= holds(grid, condition)
    if rule.kind == "need":
        return _need(grid, rule, rows)
    if rule.kind == "blank":
        return _blank(grid, rule, rows)
    return _value(grid, rule, rows)


def _circumstance(rule: Rule) -> str:
    return " where " + " and ".join(map(str, rule.when)) if rule.when else ""


def _need(grid: Grid, rule: Rule, rows: Mask) -> list[Finding]:
    if rule.one_is_enough:
        for column in rule.columns:
            rows = rows & ~grid.filled(column)
        return grid.findings(
            rows,
            column=rule.columns[0],
            code=FindingCode.CONDITION_REQUIRED,
            message=f"{' and '.join(rule.columns)} are all empty: {rule.why}",
            fix=f"Fill {' or '.join(rule.columns)}",
        )
    findings: list[Finding] = []
    for column in rule.columns:
        findings += grid.findings(
            rows & ~grid.filled(column),
            column=column,
            code=FindingCode.CONDITION_REQUIRED,
            message=f"{column} is empty{_circumstance(rule)}: {rule.why}",
            fix=f"Fill {column}",
        )
    return findings


def _blank(grid: Grid, rule: Rule, rows: Mask) -> list[Finding]:
    findings: list[Finding] = []
    for column in rule.columns:
        findings += grid.findings(
            rows & grid.filled(column),
            column=column,
            code=FindingCode.CONDITION_EMPTY,
            message=f"{column} must be empty{_circumstance(rule)}: {rule.why}",
            fix=f"Empty {column}, or correct the cell that it depends on",
        )
    return findings


def _value(grid: Grid, rule: Rule, rows: Mask) -> list[Finding]:
    column = rule.columns[0]
    match = re.compile(rule.pattern).fullmatch
    values = set(rule.values)
    wrong = grid.columns[column].where(
        lambda text: bool(text) and not (text in values if values else match(text))
    )
    allowed = f"one of: {', '.join(rule.values)}" if values else f"text that matches {rule.pattern}"
    return grid.findings(
        rows & wrong,
        column=column,
        code=FindingCode.CONDITION_VALUE,
        message=f"{column} does not fit{_circumstance(rule)}: {rule.why}",
        fix=f"Write {allowed}",
    )


def _comparison(grid: Grid, rule: Comparison) -> list[Finding]:
    left = grid.columns[rule.left].numbers()
    right = _right(grid, rule)
    known = np.isfinite(left) & np.isfinite(right)
    wrong = known & ~_RELATIONS[rule.relation](left, rule.times * right)
    times = f"{rule.times:g} times " if rule.times != 1 else ""
    part = f"the {rule.part} of " if rule.part else ""
    findings: list[Finding] = []
    others = grid.columns[rule.right]
    for row in np.flatnonzero(wrong):
        other = others.values[others.codes[row]]
        findings += grid.findings(
            np.array([row]),
            column=rule.left,
            code=rule.code,
            severity=rule.severity,
            message=f"{rule.why} ({rule.right} is {other})",
            fix=f"{rule.left} must be {_WORDS[rule.relation]} {times}{part}{rule.right}: check "
            "both at the source; if it prints them so, accept the cell in corrections.csv",
        )
    return findings


def _right(grid: Grid, rule: Comparison) -> NDArray[np.float64]:
    cells = grid.columns[rule.right]
    if rule.part != "year":
        return cells.numbers()
    years = [float(v[:4]) if v[:4].isdigit() else np.nan for v in cells.values]
    return np.array(years, dtype=float)[cells.codes] if years else np.full(grid.n, np.nan)
