"""Rules between the columns of one row, as the contract states them.

A rule holds under conditions ("when") and asks that columns are filled ("need"), empty
("blank") or hold a value ("column" with "in" or "pattern"). A comparison orders two columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from evisyn.errors import InputError
from evisyn.records import Severity
from evisyn.vocab import FindingCode

Test = Literal["is", "in", "not_in", "has", "lacks", "any"]
_TESTS: tuple[Test, ...] = ("is", "in", "not_in", "has", "lacks", "any")
_RELATIONS = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One test of one cell, or several of which one must hold.

    Parameters
    ----------
    column, test, values
        For example column ``contrast``, test ``in``, values ``("between_arms",)``; test
        ``is`` knows ``filled`` and ``empty``; ``has`` and ``lacks`` look for text.
    anyof
        For test ``any``: the conditions of which one must hold.
    """

    test: Test
    column: str = ""
    values: tuple[str, ...] = ()
    anyof: tuple[Condition, ...] = ()

    @classmethod
    def from_descriptor(cls, item: Mapping[str, Any]) -> Condition:
        """Read a condition; an unknown test raises InputError."""
        tests = [test for test in _TESTS if test in item]
        if len(tests) != 1:
            raise InputError("condition", f"{dict(item)} needs one of {', '.join(_TESTS)}")
        test = tests[0]
        if test == "any":
            return cls(test=test, anyof=tuple(cls.from_descriptor(i) for i in item["any"]))
        value = item[test]
        values = (value,) if isinstance(value, str) else tuple(value)
        if test == "is" and values[0] not in ("filled", "empty"):
            raise InputError("condition", f"{dict(item)}: 'is' knows filled and empty")
        return cls(test=test, column=item["column"], values=values)

    @property
    def names(self) -> tuple[str, ...]:
        """Columns that the condition reads."""
        own = (self.column,) if self.column else ()
        return own + tuple(name for inner in self.anyof for name in inner.names)

    def __str__(self) -> str:
        if self.test == "any":
            return " or ".join(map(str, self.anyof))
        words = {"is": "is", "in": "is", "not_in": "is not", "has": "has", "lacks": "lacks"}
        return f"{self.column} {words[self.test]} {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a row must look like when all conditions hold.

    Parameters
    ----------
    kind
        ``need``: columns filled; ``blank``: columns empty; ``value``: one column holds one
        of ``values`` or matches ``pattern``.
    columns
        The columns concerned.
    when
        Conditions, all of which hold; none: always.
    one_is_enough
        For ``need``: one filled column will do.
    why
        The reason, as the end of a sentence.
    """

    kind: Literal["need", "blank", "value"]
    columns: tuple[str, ...]
    when: tuple[Condition, ...]
    why: str
    one_is_enough: bool = False
    values: tuple[str, ...] = ()
    pattern: str = ""

    @classmethod
    def from_descriptor(cls, item: Mapping[str, Any]) -> Rule:
        """Read a rule; one that asks nothing raises InputError."""
        when = tuple(Condition.from_descriptor(i) for i in item.get("when", ()))
        why = str(item.get("why", ""))
        if "need" in item:
            enough = item.get("match") == "any"
            return cls(
                kind="need", columns=tuple(item["need"]), when=when, why=why, one_is_enough=enough
            )
        if "blank" in item:
            return cls(kind="blank", columns=tuple(item["blank"]), when=when, why=why)
        if "column" in item and ("in" in item or "pattern" in item):
            return cls(
                kind="value",
                columns=(item["column"],),
                when=when,
                why=why,
                values=tuple(item.get("in", ())),
                pattern=str(item.get("pattern", "")),
            )
        raise InputError("rule", f"{dict(item)} asks for nothing: give need, blank, in or pattern")

    @property
    def names(self) -> tuple[str, ...]:
        """Columns that the rule reads."""
        return self.columns + tuple(name for test in self.when for name in test.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``left relation times * right`` for every row where both are filled.

    Parameters
    ----------
    left, relation, right, times
        For example ``n_participants >= 2 * k``.
    part
        ``year``: of ``right`` the first four digits count.
    code, severity, why
        Of the finding when it does not hold.
    """

    left: str
    relation: str
    right: str
    code: FindingCode
    severity: Severity
    why: str
    times: float = 1.0
    part: str = ""

    @classmethod
    def from_descriptor(cls, item: Mapping[str, Any]) -> Comparison:
        """Read a comparison; an unknown relation, severity or code raises InputError."""
        if item["relation"] not in _RELATIONS:
            raise InputError("comparison", f"relation {item['relation']!r} not in {_RELATIONS}")
        severity = item.get("severity", "error")
        if severity not in ("error", "warning"):
            raise InputError("comparison", f"severity {severity!r} is not error or warning")
        if item["code"] not in set(FindingCode):
            raise InputError("comparison", f"code {item['code']!r} is not a FindingCode")
        return cls(
            left=item["left"],
            relation=item["relation"],
            right=item["right"],
            code=FindingCode(item["code"]),
            severity=severity,
            why=str(item["why"]),
            times=float(item.get("times", 1.0)),
            part=str(item.get("part", "")),
        )
