"""What one task of the build produced."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Files of one output.

    Parameters
    ----------
    files
        Path relative to the project root -> content.
    title
        Title for lists.
    reads
        Labels of the parts of the evidence base that it depends on, those of
        :mod:`evisyn.tables.watch`.
    same
        Nothing was made, because what is in place would come again.
    """

    files: dict[str, bytes]
    title: str
    reads: frozenset[str] = frozenset()
    same: bool = False
