"""How judgements look: a colour, always with a sign, from the tool's own rule.

References
----------
McGuinness LA, Higgins JPT (2021). Risk-of-bias VISualization (robvis). Research Synthesis Methods
12:55-61. https://doi.org/10.1002/jrsm.1411 (the two sets of colours).
"""

from __future__ import annotations

from typing import Final

from evisyn.appraisal.tools.model import CountRule, FlawRule, StoredRule, Tool, WorstRule
from evisyn.errors import InputError
from evisyn.figures.grids.spec import GridCell

#: Kinds of judgement, best first.
GOOD, SOME, BAD, WORST, UNKNOWN, OUT, MISSING = (
    "good",
    "some",
    "bad",
    "worst",
    "unknown",
    "out",
    "missing",
)
KINDS: Final = (GOOD, SOME, BAD, WORST, UNKNOWN, OUT, MISSING)
PALETTES: Final[dict[str, dict[str, str]]] = {
    "colourblind": {
        GOOD: "#FED98E",
        SOME: "#FE9929",
        BAD: "#D95F0E",
        WORST: "#993404",
        UNKNOWN: "#FFFFFF",
        OUT: "#CCCCCC",
        MISSING: "",
    },
    "cochrane": {
        GOOD: "#02C100",
        SOME: "#E2DF07",
        BAD: "#BF0000",
        WORST: "#820000",
        UNKNOWN: "#4EA1F7",
        OUT: "#CCCCCC",
        MISSING: "",
    },
}
SIGNS: Final[dict[str, str]] = {
    GOOD: "+",
    SOME: "!",
    BAD: "\u2212",
    WORST: "\u00d7",
    UNKNOWN: "?",
    OUT: "/",
    MISSING: "\u2013",
}
_NO_ANSWER: Final = "no answer"
_UNKNOWN: Final = frozenset({"unclear", "no information", "cannot answer", "not rated"})
_OUT: Final = frozenset({"not applicable"})
_RANKED: Final[dict[int, tuple[str, ...]]] = {
    1: (GOOD,),
    2: (GOOD, BAD),
    3: (GOOD, SOME, BAD),
    4: (GOOD, SOME, BAD, WORST),
}


def answer_kind(tool: Tool, answer: str) -> str:
    """Kind of one answer by the rule of its tool; ``missing`` for none.

    Parameters
    ----------
    tool
        A table of :mod:`evisyn.appraisal.tools`.
    answer
        In the words of the tool.
    """
    rule = tool.rule
    if not answer:
        return MISSING
    if answer in _OUT or (isinstance(rule, FlawRule) and answer in rule.dropped):
        return OUT
    if isinstance(rule, WorstRule):
        return UNKNOWN if answer in rule.unknown else _ranked(rule.order, answer)
    if isinstance(rule, StoredRule):
        return _ranked(rule.levels, answer)
    if answer in _UNKNOWN:
        return UNKNOWN
    if isinstance(rule, FlawRule):
        if answer in rule.flaws:
            return BAD
        return SOME if answer in rule.partial else GOOD
    return GOOD if answer == rule.point else BAD


def label_kind(tool: Tool, label: str) -> str:
    """Kind of an overall label by the rule of its tool; ``missing`` when it is not rated.

    Totals have bands, not judgements: they are shown as numbers without a light.
    """
    order = overall_order(tool)
    if label not in order or isinstance(tool.rule, CountRule):
        return MISSING
    return _ranked(order, label)


def overall_order(tool: Tool) -> tuple[str, ...]:
    """Overall labels of a tool, best first; empty for a plain total."""
    rule = tool.rule
    if isinstance(rule, FlawRule):
        return tuple(level.label for level in rule.levels)
    if isinstance(rule, CountRule):
        return tuple(band.label for band in reversed(rule.bands))
    return rule.order if isinstance(rule, WorstRule) else rule.levels


def _ranked(order: tuple[str, ...], answer: str) -> str:
    if answer in _UNKNOWN:
        return UNKNOWN
    kinds = _RANKED[min(len(order), 4)]
    return kinds[min(order.index(answer), len(kinds) - 1)] if answer in order else UNKNOWN


def light(kind: str, words: str, palette: str = "colourblind") -> GridCell:
    """The cell of one judgement.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    words
        The judgement itself; empty for a missing one.
    palette
        ``colourblind`` or ``cochrane``.

    Raises
    ------
    InputError
        Another palette.
    """
    if palette not in PALETTES:
        raise InputError("palette", f"{palette!r}; allowed are {', '.join(PALETTES)}")
    return GridCell(
        shape="none" if kind == MISSING else "disc",
        fill=PALETTES[palette][kind],
        sign=SIGNS[kind],
        words=words or _NO_ANSWER,
    )


def key_of(cells: list[GridCell]) -> tuple[GridCell, ...]:
    """Cells that differ in words, in the order best to worst; signs of others come last."""
    order = {SIGNS[kind]: place for place, kind in enumerate(KINDS)}
    found = {cell.words: cell for cell in cells}
    last = len(order)
    return tuple(sorted(found.values(), key=lambda c: (order.get(c.sign, last), c.words)))
