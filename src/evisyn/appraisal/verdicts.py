"""The words a verdict can be, and the record that carries one."""

from __future__ import annotations

from dataclasses import dataclass

SUPPORTED = "supported"
PARTLY = "partly supported"
NOT_SUPPORTED = "not supported"
CONTRADICTED = "contradicted"
NO_EVIDENCE = "no evidence found"
NOT_ASSESSABLE = "not assessable"

VERDICTS = (SUPPORTED, PARTLY, NOT_SUPPORTED, CONTRADICTED, NO_EVIDENCE, NOT_ASSESSABLE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rows say of a claim, why, how sure, and which rows."""

    verdict: str
    why: str
    certainty: str = ""
    row_ids: tuple[str, ...] = ()
