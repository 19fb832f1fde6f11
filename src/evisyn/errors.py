"""Exceptions and warnings, named by what they mean to the person who reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evisyn.records import listing
from evisyn.shown import grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.records import Finding


class EvisynError(Exception):
    """Base of every error that evisyn raises on purpose."""


class EvidenceError(EvisynError):
    """The evidence tables break their contract.

    Parameters
    ----------
    findings
        Every problem found, not only the first; kept as ``.findings``.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        count = len(self.findings)
        noun = "problem" if count == 1 else "problems"
        lines = "\n".join(f"  {line}" for line in listing(self.findings))
        super().__init__(f"{count} {noun} in the evidence tables\n{lines}")

    def _repr_html_(self) -> str:
        head = ("file", "line", "row", "column", "value", "what is wrong", "what to do")
        rows = [
            (item.file, str(item.line or ""), item.row_id, item.column, item.value, item.message,
             item.fix)
            for item in self.findings
        ]  # fmt: skip
        return grid(str(self).splitlines()[0], head, rows)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))


class InputError(EvisynError, ValueError):
    """An argument of a numeric function cannot be used.

    Parameters
    ----------
    argument
        Name of the argument, as in the signature.
    message
        What was found, what is allowed, what to do.
    """

    def __init__(self, argument: str, message: str) -> None:
        self.argument = argument
        super().__init__(f"{argument}: {message}")

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str]]:
        """Travel between processes."""
        return type(self), (self.argument, str(self).removeprefix(f"{self.argument}: "))


class NotPoolable(EvisynError, ValueError):
    """The rows cannot carry the synthesis that was asked for; the message says why."""


class CitationError(EvisynError, KeyError):
    """A citation key is not in the bibliography."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class UsageError(EvisynError):
    """A command was called in a way that cannot work (exit status 2)."""


class BuildError(EvisynError):
    """A build step failed; ``evidence/`` was left as it was."""


class FlipError(BuildError):
    """Conclusions flipped that nobody acknowledged; ``evidence/`` was left as it was.

    Parameters
    ----------
    message
        Each flip in words, and what to do.
    rows
        The rows that would acknowledge them, kept as ``.rows``.
    """

    def __init__(self, message: str, rows: Sequence[str] = ()) -> None:
        self.rows: tuple[str, ...] = tuple(rows)
        super().__init__(message)


class EvisynWarning(UserWarning):
    """Base of every warning that evisyn gives."""


class ConvergenceWarning(EvisynWarning):
    """An iterative estimator stopped before it met its tolerance."""
