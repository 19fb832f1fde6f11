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
    """

    files: dict[str, bytes]
    title: str
