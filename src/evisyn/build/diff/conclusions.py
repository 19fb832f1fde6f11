"""Which answers moved: results, ratings, verdicts, and those that turned into something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evisyn.appraisal.harmonise import RATIO_MEASURES
from evisyn.build.diff.rows import CellChange, Row, table

#: Table of answers -> its key and the columns that say how sure and which way.
ANSWERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "evidence/tables/strength_of_evidence.csv": (
        "question_id",
        ("basis", "consistency", "certainty", "certainty_reported"),
    ),
    "evidence/tables/indirect_evidence.csv": (
        "question_id",
        ("basis", "consistency", "certainty", "certainty_reported"),
    ),
    "evidence/tables/claims.csv": ("claim_id", ("verdict", "certainty", "cited_as_said")),
}
#: Columns of numbers that say what a result is.
RESULTS = (
    "index_effect_id", "measure", "unit", "estimate", "ci_low", "ci_high", "n_trials",
    "n_participants", "n_reviews", "range_low", "range_high",
)  # fmt: skip
SIDE = "side of the interval"
#: Stands for the whole answer where it is no longer given.
ANSWER = "answer"
GIVEN, GONE = "given", "gone"
#: Tables of what an answer rests on -> their key and the columns that count. They move; whether
#: that turned an answer into something else is said by the answer itself.
GROUNDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "evidence/tables/effects.csv": (
        ("effect_id",),
        ("measure", "unit", "estimate", "ci_low", "ci_high"),
    ),
    "evidence/tables/certainty_domains.csv": (
        ("question_id", "domain"),
        ("state", "steps", "judgement"),
    ),
    "evidence/tables/presets.csv": (
        ("question_id",),
        ("evisyn", "pollock2016", "cinema", "metaumbrella", "credibility", "fragile"),
    ),
    "evidence/tables/verdicts_under_choices.csv": (
        ("claim_id",),
        ("house", "reported", "blended", "any_certainty", "all_rows", "no_judgements", "fragile"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one answer changed.

    Parameters
    ----------
    path, id
        The table and the question or statement.
    state
        ``new``, ``gone``, ``flipped`` (a verdict, a certainty, the consistency or the side of
        the interval is another), ``moved`` (numbers only) or ``worded`` (other words only).
    flips
        What flipped, from what to what; for an answer that is gone, the answer as a whole.
    moves
        Results that are others now, and by how much.
    statement
        The sentence before and after, where it differs.
    """

    path: str
    id: str
    state: str
    flips: tuple[CellChange, ...] = ()
    moves: tuple[CellChange, ...] = ()
    statement: CellChange | None = None


def answers(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[Answer, ...]:
    """Every answer that changed, flips first.

    Parameters
    ----------
    old, new
        Path -> bytes of two states.
    """
    found: list[Answer] = []
    built = any(path.startswith("evidence/") for path in new)
    for path, (key, decisive) in ANSWERS.items():
        if path not in old or not (path in new or built) or old[path] == new.get(path):
            continue
        before = {row.get(key, ""): row for row in table(old[path])[1]}
        after = {row.get(key, ""): row for row in table(new.get(path))[1]}
        found += [Answer(path=path, id=id, state="new") for id in after if id not in before]
        gone = (CellChange(column=ANSWER, old=GIVEN, new=GONE),)
        found += [
            Answer(path=path, id=id, state="gone", flips=gone) for id in before if id not in after
        ]
        for id in after.keys() & before.keys():
            answer = _answer(path, id, decisive, before[id], after[id])
            if answer:
                found.append(answer)
    found += _grounds(old, new)
    order = ("flipped", "gone", "new", "moved", "worded")
    return tuple(sorted(found, key=lambda a: (order.index(a.state), _place(a.path), a.id)))


def _place(path: str) -> tuple[bool, str]:
    """Answers before what they rest on."""
    return path not in ANSWERS, path


def _grounds(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Answer]:
    """Effects, domains and other ratings that both states have and that moved."""
    found: list[Answer] = []
    for path, (key, columns) in GROUNDS.items():
        if path not in old or path not in new or old[path] == new[path]:
            continue
        before = {_key(row, key): row for row in table(old[path])[1]}
        for row in table(new[path])[1]:
            was = before.get(_key(row, key))
            moves = _changes(columns, was, row) if was is not None else ()
            if moves:
                found.append(Answer(path=path, id=_key(row, key), state="moved", moves=moves))
    return found


def _key(row: Row, columns: tuple[str, ...]) -> str:
    return ", ".join(row.get(name, "") for name in columns)


def _answer(path: str, id: str, decisive: tuple[str, ...], was: Row, now: Row) -> Answer | None:
    flips = _changes(decisive, was, now)
    sides = side(was), side(now)
    if sides[0] != sides[1]:
        flips = (*flips, CellChange(column=SIDE, old=sides[0], new=sides[1]))
    moves = _changes(RESULTS, was, now)
    worded = _changes(("statement", "why"), was, now)
    if not (flips or moves or worded):
        return None
    state = "flipped" if flips else "moved" if moves else "worded"
    return Answer(
        path=path,
        id=id,
        state=state,
        flips=flips,
        moves=moves,
        statement=worded[0] if worded else None,
    )


def _changes(columns: tuple[str, ...], was: Row, now: Row) -> tuple[CellChange, ...]:
    pairs = ((name, was.get(name, ""), now.get(name, "")) for name in columns)
    return tuple(CellChange(column=n, old=a, new=b) for n, a, b in pairs if a != b)


def side(row: Row) -> str:
    """Which side of no difference the index interval lies on, benefit being the lower one."""
    harmonised = bool(row.get("harmonised_low") and row.get("harmonised_high"))
    names = ("harmonised_low", "harmonised_high") if harmonised else ("ci_low", "ci_high")
    try:
        low, high = (float(row.get(name, "")) for name in names)
    except ValueError:
        return "no interval"
    null = 1.0 if row.get("measure") in RATIO_MEASURES else 0.0
    if low <= null <= high:
        return "includes no difference"
    below, above = (
        ("favours the intervention", "favours the comparator")
        if harmonised
        else ("below no difference", "above no difference")
    )
    return below if high < null else above
