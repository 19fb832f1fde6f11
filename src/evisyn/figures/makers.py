"""One call a figure: from an evidence base to a picture, for notebooks and the build.

Every maker takes the base and, where it makes sense, one condition; ``None`` means all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.pooled_here import pooled_here
from evisyn.appraisal.questions import gather, index_choice
from evisyn.appraisal.strength import Strength, strength_of_evidence
from evisyn.errors import InputError
from evisyn.figures.forest import specify_forest
from evisyn.figures.forest_spec import BENEFIT_LEFT, ForestHeads, ForestOptions
from evisyn.figures.forest_words import forest_picture
from evisyn.figures.limitations import (
    DOMAINS,
    ReviewLine,
    limitations_picture,
    specify_limitations,
)
from evisyn.figures.mapping import map_cells, map_picture, specify_map
from evisyn.figures.naming import review_labels, sort_key, study_label
from evisyn.figures.nothing import nothing_picture
from evisyn.figures.strip import specify_strip, strip_picture
from evisyn.figures.studies import effect_entries
from evisyn.figures.trials import pooled_sets, trial_entries

if TYPE_CHECKING:
    from evisyn.appraisal.rows import EvidenceRows
    from evisyn.figures.picture import Picture
    from evisyn.tables.base import EvidenceBase
    from evisyn.tables.topic import Topic

AS_REPORTED: Final = (
    "Results as the reviews report them, turned where needed so that benefit of the intervention"
    " lies on the left: differences change sign, ratios are inverted."
    " Results of one review, and trials shared by reviews, are not independent."
    " NR, not reported. k, trials; N, participants; CrI, credible interval."
)
POOLED_NOTE: Final = (
    "Pooled here: random effects, REML, Hartung-Knapp interval that is never narrower than the"
    " usual one, which stands beside it. Square: weight. Diamond: pooled estimate."
)
NO_REVIEW: Final = "No review of this has been extracted yet."
NO_QUESTION: Final = "No question has a pooled result or a trial with a comparison of arms yet."
NO_POOLED: Final = "No pooled result with an estimate has been extracted for this yet."
NO_TRIAL_RESULT: Final = "No between-arm result of a trial has been extracted for this yet."
NOT_NONE: Final = (
    "None extracted is not none: most reviews were read as an abstract, which says little about"
    " limitations."
)
NO_COUNT: Final = (
    "Direction is that of the results that stand for each question: an interval on one side of"
    " no difference, or neither. Reviews share trials; their number is not a measure of strength."
)
#: Designs of reviews, by the heading that they stand under.
DESIGN_GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Reviews with meta-analysis", ("meta_analysis", "network_meta_analysis")),
    ("Systematic reviews without pooling", ("systematic_review",)),
    ("Umbrella, scoping and narrative reviews, guidelines, protocols", ()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Rows of a base with the condition that was asked for, and how to name things."""

    rows: EvidenceRows
    condition: str | None
    title: str
    label: Callable[[str, str], str]
    topic: Topic

    @property
    def conditions(self) -> tuple[str, ...]:
        """The condition asked for, or all that have questions of their own."""
        return self.rows.conditions if self.condition is None else (self.condition,)

    @property
    def favours(self) -> tuple[str, str]:
        """Words at the ends of an axis."""
        return self.topic.axis_ends

    @property
    def direction(self) -> str:
        """What lies on the left, in words."""
        return self.topic.worded(BENEFIT_LEFT)

    def worded(self, text: str) -> str:
        """A sentence of this package in the words of the topic."""
        return self.topic.worded(text)

    def order(self, vocabulary: str) -> tuple[str, ...]:
        """Values of a vocabulary in the order of the project's contract."""
        return tuple(self.topic.labels.get(vocabulary, ()))

    def file_id(self, name: str, *more: str) -> str:
        """Name of the files of a figure."""
        parts = [name, self.condition or "", *more]
        return "-".join(part.replace("_", "-").lower() for part in parts if part)

    def wanted(self, condition: str) -> bool:
        """Whether a row of this condition belongs into the figure."""
        return condition in (*self.conditions, *self._pooled())

    def _pooled(self) -> tuple[str, ...]:
        return (self.rows.pooled_condition,) if self.condition is None else ()


def scope(base: EvidenceBase, condition: str | None) -> Scope:
    """Read a base for one condition.

    Raises
    ------
    InputError
        A condition that the base does not have.
    """
    rows = evidence_rows(base)
    topic = base.topic
    allowed = (*rows.conditions, rows.pooled_condition)
    if condition is not None and condition not in allowed:
        raise InputError("condition", f"{condition!r}; allowed are {', '.join(allowed)} or None")

    @cache
    def label(vocabulary: str, key: str) -> str:
        return topic.label(
            topic.question_columns[0] if vocabulary == "condition" else vocabulary, key
        )

    title = topic.title if condition is None else label("condition", condition)
    return Scope(rows=rows, condition=condition, title=title, label=label, topic=topic)


def limitations_matrix(base: EvidenceBase, condition: str | None = None) -> Picture:
    """Show which limitations the reviews are said to have, by domain, and who says so.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, the pooled one, or ``None`` for all reviews.

    Raises
    ------
    InputError
        A condition that the base does not have.
    """
    at = scope(base, condition)
    names = review_labels(at.rows.reviews)
    kept = [r for r in at.rows.reviews if condition is None or condition in r.conditions]
    lines = [
        ReviewLine(review_id=r.review_id, label=names[r.review_id], group=_design_group(r.design))
        for r in kept
    ]
    groups = [group for group, _ in DESIGN_GROUPS]
    lines.sort(key=lambda x: (groups.index(x.group), sort_key(x.label), x.review_id))
    title = f"Limitations of the reviews by domain: {at.title}"
    if not lines:
        return nothing_picture(id=at.file_id("limitations"), title=title, reason=NO_REVIEW)
    spec = specify_limitations(
        at.rows.limitations,
        lines,
        title=title,
        note=" ".join(part for part in (NOT_NONE, _domain_doubt(at.rows)) if part),
        labels={key: at.label("limitation_domain", key) for key in DOMAINS},
    )
    return limitations_picture(spec, id=at.file_id("limitations"))


def _design_group(design: str) -> str:
    for words, designs in DESIGN_GROUPS:
        if design in designs:
            return words
    return DESIGN_GROUPS[-1][0]


def _domain_doubt(rows: EvidenceRows) -> str:
    """How well the domain was read twice, where it was."""
    from evisyn.appraisal.agreement import agreement_by_field

    cells = [row for row in rows.agreement if row.field == "domain"]
    found = [f for f in agreement_by_field(cells, {"domain"}) if f.part == "sample"]
    if not found or found[0].kappa is None:
        return ""
    one = found[0]
    return (
        f"The domain is a judgement: in the random sample of the second reading {one.agreed} of"
        f" {one.pairs} agreed, kappa {one.kappa:.2f}."
    )


def forest_of_reviews(
    base: EvidenceBase, condition: str | None = None, *, outcome: str | None = None
) -> Picture:
    """Show the pooled effects that reviews report, one panel per measure and unit.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, the pooled one, or ``None`` for all.
    outcome
        One outcome, or ``None`` for all.

    Raises
    ------
    InputError
        A condition that the base does not have, or no result to show.
    """
    at = scope(base, condition)
    effects = [
        row
        for row in at.rows.effects
        if at.wanted(row.condition) and outcome in (None, row.outcome)
    ]
    choices = [index_choice(e.effects) for e in gather(at.rows, at.conditions)]
    entries = effect_entries(
        effects,
        names=review_labels(at.rows.reviews),
        label=at.label,
        index_ids=frozenset(c.effect.effect_id for c in choices if c is not None),
        with_condition=condition is None,
        outcomes=at.order("outcome"),
    )
    what = "" if outcome is None else f", {_small(at.label('outcome', outcome))}"
    options = ForestOptions(
        title=f"Pooled effects as reported by reviews: {at.title}{what}",
        notes=(at.worded(AS_REPORTED),),
        favours=at.favours,
        direction=at.direction,
    )
    file_id = at.file_id("forest-reviews", outcome or "")
    if not entries:
        return nothing_picture(id=file_id, title=options.title, reason=NO_POOLED)
    return forest_picture(specify_forest(entries, options), id=file_id)


def forest_of_trials(
    base: EvidenceBase, condition: str | None = None, *, outcome: str | None = None
) -> Picture:
    """Show the between-arm results of single trials, pooled where the rows of a question carry it.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, the pooled one, or ``None`` for all.
    outcome
        One outcome, or ``None`` for all.

    Raises
    ------
    InputError
        A condition that the base does not have, or no result to show.
    """
    at = scope(base, condition)
    rows = [
        row
        for row in at.rows.trial_outcomes
        if at.wanted(row.condition) and outcome in (None, row.outcome)
    ]
    found = [
        one
        for one in pooled_here(at.rows, at.conditions)
        if outcome in (None, one.question.outcome)
    ]
    sets = pooled_sets(found, at.label)
    entries = trial_entries(
        rows,
        names=_trial_names(base),
        label=at.label,
        with_condition=condition is None,
        outcomes=at.order("outcome"),
        pooled=sets,
    )
    what = "" if outcome is None else f", {_small(at.label('outcome', outcome))}"
    options = _trial_options(at, what, bool(found))
    file_id = at.file_id("forest-trials", outcome or "")
    if not entries:
        return nothing_picture(id=file_id, title=options.title, reason=NO_TRIAL_RESULT)
    spec = specify_forest(entries, options, groups=sets.groups, groups_beside=sets.beside)
    return forest_picture(spec, id=file_id)


def _trial_options(at: Scope, what: str, pooled: bool) -> ForestOptions:
    """Words of a forest of trials; with diamonds where the rows of a question carry one."""
    computed = (
        "Each row is one result of one trial. From arms, from n, from p: the interval is"
        " computed from what the source prints. NR, not reported. N, participants."
    )
    if not pooled:
        return ForestOptions(
            title=f"Between-arm results of single trials, not pooled: {at.title}{what}",
            heads=ForestHeads(label="Trial", k="", certainty=""),
            notes=(computed,),
            study_noun="trial",
            favours=at.favours,
            direction=at.direction,
        )
    return ForestOptions(
        title=at.worded(f"Results of single trials, pooled where they can be: {at.title}{what}"),
        heads=ForestHeads(
            label=at.worded("Trial"), detail="Figures", k="", certainty="", weight="Weight"
        ),
        notes=(at.worded(computed), POOLED_NOTE),
        study_noun=at.worded("trial"),
        favours=at.favours,
        direction=at.direction,
        subtotal_label="Pooled estimate",
        heterogeneity=True,
    )


def _trial_names(base: EvidenceBase) -> dict[str, str]:
    frame = base.table("trials")
    missing = frame.isna()
    names = {}
    for i, row in enumerate(frame[["trial_id", "first_author", "year"]].to_numpy().tolist()):
        author = "" if missing["first_author"].iloc[i] else str(row[1])
        year = None if missing["year"].iloc[i] else int(row[2])
        names[str(row[0])] = study_label(str(row[0]), author, year)
    return names


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def evidence_map(base: EvidenceBase, condition: str | None = None) -> Picture:
    """Show where pooled results and trials exist: intervention class by condition.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, or ``None`` for all that have questions of their own.
    """
    at = scope(base, condition)
    records = strength_of_evidence(at.rows, at.conditions)
    classes = base.topic.labels.get("intervention_class", {})
    used = {r.question.intervention for r in records}
    rows = [(key, at.label("intervention_class", key)) for key in [*classes, *sorted(used)]]
    spec = specify_map(
        map_cells(records),
        rows=list(dict.fromkeys(rows)),
        columns=[(key, at.label("condition", key)) for key in at.conditions],
        title=f"Where the evidence is: {at.title}",
        notes=(NO_COUNT,),
    )
    return map_picture(spec, id=at.file_id("evidence-map"))


def strength_strip(base: EvidenceBase, condition: str | None = None) -> Picture:
    """Show every question at a glance: direction, reported certainty, reviews, by outcome.

    Parameters
    ----------
    base
        Evidence base.
    condition
        One condition, or ``None`` for all that have questions of their own.
    """
    at = scope(base, condition)
    records: tuple[Strength, ...] = strength_of_evidence(at.rows, at.conditions)
    if not records:
        return nothing_picture(
            id=at.file_id("strength-strip"),
            title=f"Questions at a glance: {at.title}",
            reason=NO_QUESTION,
        )
    spec = specify_strip(
        records,
        label=at.label,
        title=f"Questions at a glance: {at.title}",
        notes=(NO_COUNT,),
        outcomes=at.order("outcome"),
    )
    return strip_picture(spec, id=at.file_id("strength-strip"))
