"""Which files were imported: ``data/imports.json``, with name and hash of each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from evisyn.build.intake.proposal import Proposal

NAME = "imports.json"


def entries(root: Path) -> list[dict[str, Any]]:
    """Imports so far, oldest first; a log that cannot be read counts as empty."""
    try:
        found = json.loads((root / "data" / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def earlier(root: Path, sha256: str, table: str) -> str:
    """Day on which the same bytes went into the same table, or an empty text."""
    days = [
        str(item.get("on", ""))
        for item in entries(root)
        if (item.get("sha256"), item.get("table")) == (sha256, table)
    ]
    return days[-1] if days else ""


def with_entries(root: Path, proposals: Iterable[Proposal], day: str) -> bytes:
    """The log with some imports more."""
    new = [_entry(proposal, day) for proposal in proposals]
    text = json.dumps([*entries(root), *new], indent=1, ensure_ascii=False)
    return (text + "\n").encode("utf-8")


def _entry(proposal: Proposal, day: str) -> dict[str, Any]:
    return {
        "file": proposal.file,
        "sha256": proposal.sha256,
        "format": proposal.format,
        "table": proposal.table,
        "on": day,
        "source_id": proposal.source.get("source_id", ""),
        "rows": [row.row_id for row in proposal.additions],
        "not_taken": len(proposal.refused),
    }
