"""Small frozen records that several layers share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem in one place of the evidence tables.

    Parameters
    ----------
    severity
        ``error`` stops a load, ``warning`` is shown and does not.
    file
        File name as the reader sees it, for example ``data/effects.csv``.
    line
        Line of the file, the header being line 1; ``None`` for the file as a whole.
    row_id
        Key of the row, columns joined by ``" + "``; empty when there is none.
    column, value
        The cell; empty when the problem is not in one cell.
    code
        Stable name of the rule, a member of :class:`evisyn.vocab.FindingCode`.
    message
        What is wrong.
    fix
        What to do.
    """

    severity: Severity = "error"
    file: str
    line: int | None = None
    row_id: str = ""
    column: str = ""
    value: str = ""
    code: str
    message: str
    fix: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [place]
        if self.row_id:
            parts.append(f"row {self.row_id}")
        if self.column:
            parts.append(f"column {self.column}")
        head = ", ".join(parts)
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        value = f" (value {shown!r})" if self.value else ""
        return f"[{self.severity}] {head}: {self.message}{value}. {self.fix} [{self.code}]"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))


#: Quantile of the standard normal distribution that leaves 2.5 % above it, for 95 % intervals.
Z95 = 1.959963984540054
#: Findings of one kind in one column that are listed one by one.
LISTED = 20


def listing(findings: Iterable[Finding]) -> list[str]:
    """Findings as lines; of many that are alike the first ones, and how many more there are.

    Parameters
    ----------
    findings
        Findings in the order in which they are listed.

    Returns
    -------
    list of str
        Two findings are alike when file, column, code and severity are the same.
    """
    found = list(findings)
    total = Counter(map(_kind, found))
    seen: Counter[tuple[str, ...]] = Counter()
    lines: list[str] = []
    for one in found:
        kind = _kind(one)
        seen[kind] += 1
        if seen[kind] <= LISTED:
            lines.append(str(one))
        if seen[kind] == LISTED < total[kind]:
            place = f"{one.file}, column {one.column}" if one.column else one.file
            more = total[kind] - LISTED
            lines.append(f"[{one.severity}] {place}: and {more} more of this kind [{one.code}]")
    return lines


def _kind(finding: Finding) -> tuple[str, ...]:
    return finding.file, finding.column, finding.code, finding.severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An interval as reported or computed.

    Parameters
    ----------
    low, high
        Limits, in the unit of the estimate.
    level
        Coverage in percent, for example 95.
    kind
        ``confidence``, ``credible`` or ``prediction``.
    """

    low: float
    high: float
    level: float = 95.0
    kind: str = "confidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where a fact was read: the end of every trail.

    Parameters
    ----------
    table, row_id
        The row that holds the fact.
    source_id, locator
        Key of ``sources`` and the place in it (table, page, section).
    url
        Address of what was read; show it as text unless ``reader_link`` is true.
    reader_link
        Whether a reader may be sent to ``url``.
    """

    table: str
    row_id: str
    source_id: str
    locator: str
    url: str = ""
    reader_link: bool = False
