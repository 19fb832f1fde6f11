"""Misuses of appraisal tools that published tables show, found by rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evisyn.appraisal.tools.amstar import AMSTAR_2
from evisyn.appraisal.tools.engine import recompute
from evisyn.appraisal.tools.pedro import PEDRO

_BANDED = re.compile(
    r"(\d+\s*(?:-|–|to)\s*\d+|[<>≥≤]\s*\d+|more than \d+|at least \d+|score of \d+)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misuse:
    """One way in which a tool was used that its authors do not provide for."""

    tool: str
    kind: str
    what: str


def amstar2_misuse(
    stated_rule: str = "", critical_items: Iterable[int] | None = None
) -> tuple[Misuse, ...]:
    """Check the stated use of AMSTAR 2.

    Parameters
    ----------
    stated_rule
        How the paper says that it came to its ratings.
    critical_items
        Items that the paper calls critical; ``None`` when it names none.

    Returns
    -------
    tuple of Misuse
        ``score_bands`` where numbers of met items make the rating; ``critical_set`` where the
        critical items are others than those of the tool.

    Notes
    -----
    The tool lets reviewers change the critical set with a reason: the finding says that it was
    changed, not that it was wrong.
    """
    found = []
    text = stated_rule.lower()
    if _BANDED.search(text) and "flaw" not in text and "weakness" not in text:
        found.append(Misuse(
            tool=AMSTAR_2.name, kind="score_bands",
            what="ratings were made from numbers of items met; the tool rates by critical and "
            "other flaws and gives no score",
        ))  # fmt: skip
    if critical_items is not None:
        own = {item.key for item in AMSTAR_2.items if item.critical}
        given = set(critical_items)
        left, added = sorted(map(str, own - given), key=int), sorted(given - own)
        if left or added:
            parts = [f"without {', '.join(left)}"] if left else []
            parts += [f"with {', '.join(map(str, added))}"] if added else []
            found.append(Misuse(
                tool=AMSTAR_2.name, kind="critical_set",
                what="critical items differ from the tool's: " + " and ".join(parts),
            ))  # fmt: skip
    return tuple(found)


def pedro_misuse(items: Mapping[Any, Any], published: object) -> tuple[Misuse, ...]:
    """Check a printed PEDro total against its items.

    Parameters
    ----------
    items
        Answers by item 1 to 11.
    published
        The total as printed ("7", 7, "8/11").

    Returns
    -------
    tuple of Misuse
        ``item_1_counted`` where the total holds only with item 1, ``out_of_11`` where it is given
        out of 11, ``total`` where it follows from neither.
    """
    said, _, out_of = str(published).strip().partition("/")
    result = recompute(PEDRO, items)
    found = []
    if out_of.strip() == "11":
        what = "the total is given out of 11; item 1 is not counted"
        found.append(Misuse(tool=PEDRO.name, kind="out_of_11", what=what))
    if result.total is None or said.strip() == str(result.total):
        return tuple(found)
    with_first = result.total + (dict(result.answers).get(1) == "yes")
    if said.strip() == str(with_first):
        kind, why = "item_1_counted", "item 1 was counted"
    else:
        kind, why = "total", "the total follows neither with nor without item 1"
    found.append(Misuse(
        tool=PEDRO.name, kind=kind,
        what=f"items 2 to 11 add up to {result.total}, printed is {published}: {why}",
    ))  # fmt: skip
    return tuple(found)
