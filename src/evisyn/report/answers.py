"""What can and cannot be said on one condition, as sentences made from the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.appraisal.pooled_here import PooledHere, pooled_here
from evisyn.appraisal.rows import EvidenceRows
from evisyn.appraisal.strength import Strength, strength_of_evidence
from evisyn.report.formats import plural
from evisyn.report.pooled_here import sentence
from evisyn.report.ranges import best_rated, ranges
from evisyn.report.sentences import CERTAINTY_WORDS
from evisyn.tables.base import EvidenceBase

COMPARATORS_THAT_MATTER = ("sham_placebo", "no_treatment", "usual_care")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Sentences in two lists.

    Parameters
    ----------
    title
        What they are about.
    can, cannot
        What the rows carry, and what they do not.
    """

    title: str
    can: tuple[str, ...]
    cannot: tuple[str, ...]

    def __str__(self) -> str:
        lines = [self.title, "Can be said:", *(f"- {text}" for text in self.can)]
        return "\n".join([*lines, "Cannot be said:", *(f"- {text}" for text in self.cannot)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        def block(head: str, texts: Sequence[str]) -> str:
            items = "".join(f"<li>{escape(text)}</li>" for text in texts)
            return f"<p><strong>{head}</strong></p><ul>{items}</ul>"

        return (
            f"<section><h4>{escape(self.title)}</h4>"
            + block("Can be said", self.can)
            + block("Cannot be said", self.cannot)
            + "</section>"
        )

    def _repr_markdown_(self) -> str:
        def block(head: str, texts: Sequence[str]) -> str:
            return f"**{head}**\n\n" + "\n".join(f"- {text}" for text in texts)

        said, unsaid = block("Can be said", self.can), block("Cannot be said", self.cannot)
        return f"#### {self.title}\n\n{said}\n\n{unsaid}"


def answer(base: EvidenceBase, condition: str) -> Answer:
    """Say what the rows of one condition carry, and what they do not.

    Parameters
    ----------
    base
        The evidence base.
    condition
        Id of the condition.
    """
    rows = evidence_rows(base)
    own = pooled_here(rows, [condition])
    records = strength_of_evidence(rows, [condition])
    pooled = [record for record in records if record.index is not None]
    name = base.topic.label(base.topic.question_columns[0], condition)
    return Answer(
        title=name,
        can=(
            *(sentence(base, one) for one in own),
            *(map(base.topic.worded, _can(base, pooled, records)) if pooled or not own else ()),
        ),
        cannot=tuple(map(base.topic.worded, _cannot(base, rows, pooled, condition, own))),
    )


def _can(base: EvidenceBase, pooled: Sequence[Strength], records: Sequence[Strength]) -> list[str]:
    reviews = {review for record in pooled for review in record.evidence.review_ids}
    ratings = Counter(record.certainty_reported for record in pooled)
    said = ", ".join(f"{words} {ratings[key]}" for key, words in CERTAINTY_WORDS.items())
    ours = Counter(record.certainty for record in pooled)
    rated = ", ".join(f"{words} {ours[key]}" for key, words in CERTAINTY_WORDS.items())
    apart = ranges(base, pooled)
    best = best_rated(base, pooled)
    return [
        f"{plural(len(pooled), 'question')} of {len(records)} in the strength table rest on an "
        f"eligible pooled result, from {plural(len(reviews), 'review')}; the rest on single "
        "trials.",
        *([best] if best else []),
        *([f"Index results of one outcome, from lowest to highest: {apart}."] if apart else []),
        f"Certainty of the index results, as their reviews rate it: {said}, "
        f"not reported {ratings['']}.",
        f"Our own rating of them: {rated}, not rated {ours[NOT_RATED]}; a level is a ceiling "
        "where a domain could not be assessed.",
    ]


def _cannot(
    base: EvidenceBase,
    rows: EvidenceRows,
    pooled: Sequence[Strength],
    condition: str,
    own: Sequence[PooledHere],
) -> list[str]:
    have = {record.question.comparator_class for record in pooled}
    made = have | {one.question.comparator_class for one in own}
    wanted = () if base.topic.as_printed else COMPARATORS_THAT_MATTER
    found = [
        f"Nothing about a pooled effect against {base.topic.label('comparator_class', key).lower()}"
        ": no eligible pooled result compares with it."
        for key in wanted
        if key not in made
    ]
    if "mixed" in have:
        found.append(
            "Nothing about an effect beyond placebo from the results against a blend of "
            "comparators."
        )
    unrated = sum(record.certainty == NOT_RATED for record in pooled)
    if unrated:
        found.append(
            f"How sure one can be by a rating of our own: {unrated} of {len(pooled)} questions "
            "are not rated, for want of the inputs listed in the table."
        )
    aside = [row for row in rows.effects if row.condition == condition and row.set_aside]
    if aside:
        found.append(
            f"Anything from {plural(len(aside), 'pooled result')} set aside as implausible, "
            "mislabelled, printed twice or not between arms; each is listed with its reason."
        )
    if not base.topic.as_printed:
        found.append(
            "That no harm occurs: zero reported is not zero occurred, and few trials say how they "
            "looked."
        )
    return found
