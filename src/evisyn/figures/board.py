"""The statements of an article, each with two separate answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.style import CERTAINTY_WORDS, CITED, VERDICTS
from evisyn.figures.wording import count, listing

if TYPE_CHECKING:
    from evisyn.appraisal.claims import ClaimVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One statement; ``cited`` and ``verdict`` are keys of the style's tables of marks."""

    id: str
    statement: str
    kind: str
    cited: str
    verdict: str
    certainty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSpec:
    """Everything that the drawing needs; ``counts`` holds (verdict, how many) in its order."""

    title: str
    lines: tuple[BoardLine, ...]
    counts: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def board_lines(
    verdicts: Sequence[ClaimVerdict], kinds: Mapping[str, str] | None = None
) -> tuple[BoardLine, ...]:
    """Turn verdicts into lines.

    Parameters
    ----------
    verdicts
        In the order of the claims.
    kinds
        Kind of claim -> words.
    """
    words = kinds or {}
    return tuple(
        BoardLine(
            id=v.claim.claim_id,
            statement=v.claim.statement,
            kind=words.get(v.claim.kind, v.claim.kind.replace("_", " ")),
            cited=v.cited_as_said.replace("_", " "),
            verdict=v.verdict.replace("_", " "),
            certainty=v.certainty,
        )
        for v in verdicts
    )


def specify_board(
    lines: Sequence[BoardLine], *, title: str, notes: Sequence[str] = ()
) -> BoardSpec:
    """Arrange statements in the order given.

    Parameters
    ----------
    lines
        One a statement.
    title, notes
        First and last lines.

    Raises
    ------
    InputError
        No line, or an answer outside the closed lists.
    """
    if not lines:
        raise InputError("lines", "empty; pass at least one statement")
    for line in lines:
        for value, allowed in ((line.cited, CITED), (line.verdict, VERDICTS)):
            if value not in allowed:
                raise InputError("lines", f"{line.id}: {value!r}; allowed are {', '.join(allowed)}")
    found = Counter(line.verdict for line in lines)
    return BoardSpec(
        title=title,
        lines=tuple(lines),
        counts=tuple((key, found[key]) for key in VERDICTS if found[key]),
        notes=tuple(notes),
    )


def board_picture(spec: BoardSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`specify_board`.
    id
        Name of the files.
    """
    found = listing(f"{n} {VERDICTS[key].words}" for key, n in spec.counts)
    alt = (
        f"Board of {count(len(spec.lines), 'statement')} with two answers each, whether the"
        f" source says it and what the evidence says. Verdicts: {found}."
    )
    long = "\n".join([*(_words(line) for line in spec.lines), *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)


def _words(line: BoardLine) -> str:
    sure = (
        f"; certainty {CERTAINTY_WORDS.get(line.certainty, line.certainty)}"
        if line.certainty
        else ""
    )
    return (
        f"{line.id} ({line.kind}), {line.statement.rstrip('.')}. Source says so: {line.cited};"
        f" verdict: {line.verdict}{sure}."
    )
