"""What earlier builds made, in the ignored ``build/cache/`` folder.

Without a cache everything is computed: a fresh clone has none, and deleting the folder is
always safe.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from evisyn.build.disk import write_whole as write_whole

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2


@dataclass(slots=True, kw_only=True)
class Entry:
    """One task as it was last made.

    Parameters
    ----------
    key
        Key of the task then.
    outputs
        Path relative to the project root -> hash of what was written.
    title
        Title of what was made, for lists.
    seconds
        Time it took, to estimate the time left.
    reads
        Part of the evidence base that the last run read -> digest of the part; of the data check,
        every part. See :mod:`evisyn.tables.watch`.
    notes
        Findings of the data check (warnings), as plain mappings.
    """

    key: str
    outputs: dict[str, str] = field(default_factory=dict)
    title: str = ""
    seconds: float = 0.0
    reads: dict[str, str] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Cache:
    """Entries by task id, and the names that each source file mentions."""

    path: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    mentions: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Cache:
        """Read the cache; one that is absent, of another format or broken counts as empty."""
        cache = cls(folder / "tasks.json")
        try:
            stored = json.loads(cache.path.read_text(encoding="utf-8"))
            if stored["format"] == FORMAT:
                cache.entries = {name: Entry(**entry) for name, entry in stored["tasks"].items()}
                cache.mentions = dict(stored["mentions"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            cache.entries, cache.mentions = {}, {}
        return cache

    def write(self, live_sources: frozenset[str]) -> None:
        """Write the cache in one step, without the sources that no longer exist."""
        mentions = {key: names for key, names in self.mentions.items() if key in live_sources}
        tasks = {name: asdict(entry) for name, entry in self.entries.items()}
        stored = {"format": FORMAT, "tasks": tasks, "mentions": mentions}
        write_whole(self.path, json.dumps(stored, sort_keys=True).encode("utf-8"))
