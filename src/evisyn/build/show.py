"""Results of the commands as text for people and as JSON for machines."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from evisyn.build.compare import describe
from evisyn.records import listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.build.compare import Change
    from evisyn.records import Finding, Locator


def findings(found: Sequence[Finding], *, as_json: bool = False) -> str:
    """Problems of the data, one a line; empty when there are none.

    Of many problems of one kind in one column text shows the first; JSON has all.
    """
    if as_json:
        return _json([asdict(finding) for finding in found])
    return "\n".join(listing(found))


def count_of(found: Sequence[Finding]) -> tuple[int, str]:
    """Number of errors, and errors and warnings in words."""
    errors = sum(finding.severity == "error" for finding in found)
    warnings = len(found) - errors
    return errors, f"{_many(errors, 'error')}, {_many(warnings, 'warning')}"


def differences(changes: Sequence[Change], *, as_json: bool = False) -> str:
    """What a new build would change, one file a line."""
    if as_json:
        return _json([asdict(change) for change in changes])
    return "\n".join(f"a new build gives: {line}" for line in describe(changes))


def places(found: Sequence[Locator], *, as_json: bool = False) -> str:
    """Where a row was read: table, source, place in it, address."""
    if as_json:
        return _json([asdict(place) for place in found])
    blocks = [
        f"{place.row_id} in data/{place.table}.csv\n"
        f"  source   {place.source_id}\n"
        f"  place    {place.locator or 'not stated'}\n"
        f"  address  {place.url or 'not stated'}"
        for place in found
    ]
    return "\n".join(blocks)


def summary(result: dict[str, object]) -> str:
    """A mapping of plain values as JSON."""
    return _json(result)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
