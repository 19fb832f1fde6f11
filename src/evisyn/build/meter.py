"""Counts what cells show, and ends a kernel that shows more than any page can hold."""

from __future__ import annotations

from typing import Any

from evisyn.build.kernel import kill
from evisyn.errors import BuildError

#: Characters that one cell may show; a large figure has some hundred thousand.
MOST_OUTPUT = 5_000_000


class Meter:
    """Stands between a kernel and the notebook that takes its outputs.

    Parameters
    ----------
    client
        A notebook client; every message of its kernel goes through here.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._process = client.process_message
        self._shown: dict[int, int] = {}
        client.process_message = self._take

    def refuse(self, name: str, index: int) -> None:
        """Raise BuildError when a cell showed too much."""
        if self._shown.get(index, 0) > MOST_OUTPUT:
            raise BuildError(
                f"notebook {name}, cell {index + 1} shows more than {MOST_OUTPUT:,} characters, "
                "which no page can hold. Show less of it; then run evisyn build again."
            )

    def _take(self, msg: dict[str, Any], cell: Any, index: int) -> Any:
        if msg["msg_type"] in ("stream", "display_data", "execute_result", "error"):
            self._shown[index] = self._shown.get(index, 0) + _size(msg["content"])
            if self._shown[index] > MOST_OUTPUT:
                # it may go on for ever, and every message would be kept
                kill(self._client.km)
                return None
        return self._process(msg, cell, index)


def _size(content: dict[str, Any]) -> int:
    parts = (content.get("text", ""), *content.get("data", {}).values())
    return sum(len(part) if isinstance(part, str) else len(repr(part)) for part in parts)
