"""What a build reports when it is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from evisyn.build.compare import describe

if TYPE_CHECKING:
    from evisyn.build.compare import Change
    from evisyn.build.diff.difference import Difference
    from evisyn.build.ledger import Ledger
    from evisyn.records import Finding

# More names than this would hide the rest of the summary.
MOST_NAMED = 5
MOST_FILES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildResult:
    """Summary of one build.

    Parameters
    ----------
    made
        Names of the tasks that ran, ``kind:name``.
    fresh
        Number of tasks that were up to date.
    changes
        Outputs whose bytes differ from what was there before.
    stale
        Tasks that are out of date and were not asked for (``--only``).
    warnings
        Findings of the data check that do not stop a build.
    seconds
        Time used.
    difference
        What changed in rows, results and conclusions; None where there was nothing to compare
        with, or nothing was made.
    page
        Where the difference can be read as a page, relative to the project root.
    notes
        Remarks that stop nothing.
    ledger
        Counts of every table, from rows read to rows shown; None where the tables were not read.
    """

    made: tuple[str, ...]
    fresh: int
    changes: tuple[Change, ...]
    stale: tuple[str, ...]
    warnings: tuple[Finding, ...]
    seconds: float
    difference: Difference | None = None
    page: str = ""
    notes: tuple[str, ...] = ()
    ledger: Ledger | None = None

    def to_json(self) -> dict[str, object]:
        """The summary as plain values."""
        return {
            "made": list(self.made),
            "fresh": self.fresh,
            "changes": [asdict(change) for change in self.changes],
            "stale": list(self.stale),
            "warnings": [asdict(finding) for finding in self.warnings],
            "seconds": round(self.seconds, 3),
            "difference": self.difference.to_json() if self.difference else None,
            "page": self.page,
            "notes": list(self.notes),
            "counts": self.ledger.to_json() if self.ledger else None,
        }

    def __str__(self) -> str:
        lines = self._files()
        lines += self._difference()
        lines += self.notes
        lines += [self.ledger.summary] if self.ledger else []
        if self.warnings:
            count = len(self.warnings)
            noun = "warning" if count == 1 else "warnings"
            lines.append(f"{count} {noun} about the data; evisyn check lists them")
        if self.stale:
            named = ", ".join(self.stale[:MOST_NAMED])
            more = len(self.stale) - MOST_NAMED
            named += f" and {more} more" if more > 0 else ""
            lines.append(f"out of date: {named}; run evisyn build to make them")
        lines.append(
            f"{len(self.made)} made, {self.fresh} up to date, {len(self.changes)} files changed, "
            f"{self.seconds:.1f} s"
        )
        return "\n".join(lines)

    def _files(self) -> list[str]:
        """The files that changed, those for machines and readers of one output in one line."""
        lines = describe(self.changes)
        left = len(lines) - MOST_FILES
        return [*lines[:MOST_FILES], f"... and {left} more outputs"] if left > 0 else lines

    def _difference(self) -> list[str]:
        if self.difference is None:
            return []
        from evisyn.build.diff.brief import brief

        return brief(self.difference, self.page)
