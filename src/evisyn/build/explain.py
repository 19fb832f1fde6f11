"""The trail of a result of a project, for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.read import load

if TYPE_CHECKING:
    from pathlib import Path

    from evisyn.report.trail import Trail


def explain_in(directory: str | Path | None, result_id: str) -> Trail:
    """Walk from a result or a row of a project to where its facts were read.

    Parameters
    ----------
    directory
        Project root or its data folder; None walks up from the working folder.
    result_id
        A question, ``QUESTION_ID:COLUMN``, a claim, or the id of any row.

    Raises
    ------
    EvidenceError
        When the tables break their contract.
    InputError
        For an id that nothing has.
    """
    from evisyn.report.explanation import explain

    return explain(load(directory), result_id)
