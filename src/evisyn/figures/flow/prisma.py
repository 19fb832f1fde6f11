"""PRISMA 2020 flow of a review, and the flow of an overview of reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evisyn.errors import InputError
from evisyn.figures.flow.counts import FIELDS, Counts, read_counts
from evisyn.figures.flow.spec import FlowBox, FlowSpec
from evisyn.figures.picture import Picture
from evisyn.figures.wording import whole

_MAIN: Final = 180.0
_UNKNOWN: Final = "n not reported"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What is counted: one study and many, and the head of the flow."""

    studies: str
    reports: str
    main: str


_REVIEW: Final = _Words(
    studies="studies", reports="reports", main="New studies via databases and registers"
)
_OVERVIEW: Final = _Words(
    studies="systematic reviews",
    reports="reports",
    main="Systematic reviews via databases and registers",
)


def prisma_flow(
    counts: Mapping[str, Any], *, id: str, title: str, notes: Sequence[str] = ()
) -> Picture:
    """Draw the flow of records, reports and studies; refuse counts that do not add up.

    Parameters
    ----------
    counts
        Name -> number, see :data:`evisyn.figures.flow.counts.FIELDS`; exclusions may be given by
        reason, databases and registers by source. Boxes of a previous version and of other
        methods appear when one of their counts is given.
    id, title, notes
        Name of the files, first and last lines.

    Raises
    ------
    InputError
        Unknown names, values that are no counts, or counts that do not add up, with every
        discrepancy.

    References
    ----------
    Page MJ et al. (2021). BMJ 372:n71. https://doi.org/10.1136/bmj.n71
    """
    read = read_counts(counts)
    return _picture(read, _REVIEW, (id, title), (), notes)


def prior_flow(
    counts: Mapping[str, Any],
    *,
    id: str,
    title: str,
    primary_studies: int | None = None,
    primary_inclusions: int | None = None,
    notes: Sequence[str] = (),
) -> Picture:
    """Draw the flow of an overview: systematic reviews, then the primary studies in them.

    Parameters
    ----------
    counts
        As in :func:`prisma_flow`; ``new_studies`` counts systematic reviews here.
    id, title, notes
        Name of the files, first and last lines.
    primary_studies
        Distinct primary studies in the included reviews.
    primary_inclusions
        The same with repeats, so that the reader sees the overlap.

    Raises
    ------
    InputError
        As :func:`prisma_flow`, or more distinct studies than inclusions.

    References
    ----------
    Gates M et al. (2022). PRIOR. BMJ 378:e070849. https://doi.org/10.1136/bmj-2022-070849
    """
    read = read_counts(counts)
    lines: list[str] = []
    if primary_studies is not None:
        lines.append(f"Distinct primary studies in them (n = {whole(primary_studies)})")
    if primary_inclusions is not None:
        lines.append(f"Counted once for each review (n = {whole(primary_inclusions)})")
    if None not in (primary_studies, primary_inclusions) and (
        (primary_studies or 0) > (primary_inclusions or 0)
    ):
        raise InputError(
            "primary_studies",
            f"{primary_studies} distinct studies in {primary_inclusions} inclusions; there cannot"
            " be more studies than inclusions",
        )
    return _picture(read, _OVERVIEW, (id, title), lines, notes)


def _picture(
    read: Counts,
    words: _Words,
    names: tuple[str, str],
    below: Sequence[str],
    notes: Sequence[str],
) -> Picture:
    boxes = [*_database_boxes(read, words), *_included(read, words, below)]
    arrows = [
        ("identified", "screened"),
        ("identified", "removed"),
        ("screened", "excluded"),
        ("screened", "sought"),
        ("sought", "lost"),
        ("sought", "assessed"),
        ("assessed", "ineligible"),
        ("assessed", "included"),
    ]
    if read.has_other:
        boxes += _other_boxes(read)
        arrows += [
            ("other", "other_sought"),
            ("other_sought", "other_lost"),
            ("other_sought", "other_assessed"),
            ("other_assessed", "other_ineligible"),
            ("other_assessed", "included"),
        ]
    if read.has_previous:
        boxes.append(_previous(read, words))
        arrows.append(("included", "total"))
    spec = FlowSpec(
        title=names[1],
        boxes=tuple(boxes),
        arrows=tuple(arrows),
        phases=(("Identification", 1, 1), ("Screening", 2, 4), ("Included", 5, _last(boxes))),
        columns=(_MAIN,) * (4 if read.has_other else 2),
        notes=(*_unchecked(read), *notes),
    )
    lines = [f"{'; '.join(line.strip() for line in box.lines)}." for box in boxes if not box.head]
    long = "\n".join([*lines, *spec.notes])
    return Picture(
        id=names[0], title=names[1], alt=_alt(read, words), long_description=long, spec=spec
    )


def _last(boxes: Sequence[FlowBox]) -> int:
    return max(box.row for box in boxes)


def _n(read: Counts, name: str) -> str:
    value = read.totals[name]
    return f"(n = {whole(value)})" if value is not None else f"({_UNKNOWN})"


def _divided(read: Counts, name: str, words: str) -> tuple[str, ...]:
    """A count, and below it its parts."""
    parts = tuple(f"  {part} (n = {whole(n)})" for part, n in read.parts.get(name, ()))
    return (f"{words} {_n(read, name)}", *parts)


def _database_boxes(read: Counts, words: _Words) -> list[FlowBox]:
    identified = (
        "Records identified from:",
        *_divided(read, "database_results", "Databases"),
        *_divided(read, "register_results", "Registers"),
    )
    removed = (
        "Records removed before screening:",
        f"Duplicates {_n(read, 'duplicates')}",
        f"Marked as ineligible by automation tools {_n(read, 'excluded_automatic')}",
        f"Other reasons {_n(read, 'excluded_other')}",
    )
    rows = [
        ("identified", 1, identified, "removed", removed),
        (
            "screened",
            2,
            (f"Records screened {_n(read, 'records_screened')}",),
            "excluded",
            (f"Records excluded {_n(read, 'records_excluded')}",),
        ),
        (
            "sought",
            3,
            (f"Reports sought for retrieval {_n(read, 'dbr_sought_reports')}",),
            "lost",
            (f"Reports not retrieved {_n(read, 'dbr_notretrieved_reports')}",),
        ),
        (
            "assessed",
            4,
            (f"Reports assessed for eligibility {_n(read, 'dbr_assessed')}",),
            "ineligible",
            _divided(read, "dbr_excluded", "Reports excluded"),
        ),
    ]
    boxes = [FlowBox(id="head", row=0, column=0, span=2, lines=(words.main,), head=True)]
    for main, row, lines, side, out in rows:
        boxes.append(FlowBox(id=main, row=row, column=0, lines=lines))
        boxes.append(FlowBox(id=side, row=row, column=1, lines=out, side=True))
    return boxes


def _other_boxes(read: Counts) -> list[FlowBox]:
    found = (
        "Records identified from:",
        f"Websites {_n(read, 'website_results')}",
        f"Organisations {_n(read, 'organisation_results')}",
        f"Citation searching {_n(read, 'citations_results')}",
    )
    sought = f"Reports sought for retrieval {_n(read, 'other_sought_reports')}"
    lost = f"Reports not retrieved {_n(read, 'other_notretrieved_reports')}"
    assessed = f"Reports assessed for eligibility {_n(read, 'other_assessed')}"
    out = _divided(read, "other_excluded", "Reports excluded")
    return [
        FlowBox(id="head_other", row=0, column=2, span=2, lines=("Other methods",), head=True),
        FlowBox(id="other", row=1, column=2, lines=found),
        FlowBox(id="other_sought", row=3, column=2, lines=(sought,)),
        FlowBox(id="other_lost", row=3, column=3, lines=(lost,), side=True),
        FlowBox(id="other_assessed", row=4, column=2, lines=(assessed,)),
        FlowBox(id="other_ineligible", row=4, column=3, lines=out, side=True),
    ]


def _included(read: Counts, words: _Words, below: Sequence[str]) -> list[FlowBox]:
    new = "New " if read.has_previous else ""
    kind = f"{new}{words.studies} included in the {_work(words)}"
    lines = [
        f"{kind[:1].upper()}{kind[1:]} {_n(read, 'new_studies')}",
        f"Their {words.reports} {_n(read, 'new_reports')}",
    ]
    if read.totals["meta_studies"] is not None and not read.has_previous:
        lines.append(f"In a meta-analysis {_n(read, 'meta_studies')}")
    if not read.has_previous:
        lines += below
    return [FlowBox(id="included", row=5, column=0, lines=tuple(lines))] + (
        [_total(read, words, below)] if read.has_previous else []
    )


def _work(words: _Words) -> str:
    return "review" if words is _REVIEW else "overview"


def _total(read: Counts, words: _Words, below: Sequence[str]) -> FlowBox:
    meta = [f"In a meta-analysis {_n(read, 'meta_studies')}"]
    lines = (
        f"All included {words.studies} {_n(read, 'total_studies')}",
        f"Their {words.reports} {_n(read, 'total_reports')}",
        *(meta if read.totals["meta_studies"] is not None else []),
        *below,
    )
    return FlowBox(id="total", row=6, column=0, lines=lines)


def _previous(read: Counts, words: _Words) -> FlowBox:
    kind = words.studies[:1].upper() + words.studies[1:]
    lines = (
        f"{kind} in the previous version {_n(read, 'previous_studies')}",
        f"Their {words.reports} {_n(read, 'previous_reports')}",
    )
    return FlowBox(id="previous", row=6, column=1, lines=lines)


def _unchecked(read: Counts) -> tuple[str, ...]:
    if not read.unchecked:
        return ("Every count was checked against the counts before it.",)
    words = ", ".join(FIELDS[name] for name in read.unchecked)
    return (f"Not checked, because a count is not reported: {words}.",)


def _alt(read: Counts, words: _Words) -> str:
    start = (read.totals["database_results"], read.totals["register_results"])
    found = whole(sum(n or 0 for n in start)) if start[0] is not None else "NR"
    screened, assessed = (whole(read.totals[n]) for n in ("records_screened", "dbr_assessed"))
    other = ""
    if read.has_other:
        other = f", {whole(read.totals['other_sought_reports'])} reports sought by other methods"
    return (
        f"Flow diagram: {found} records from databases and registers, {screened} screened,"
        f" {assessed} reports assessed{other}; {whole(read.totals['new_studies'])}"
        f" {words.studies} included from {whole(read.totals['new_reports'])} reports."
    )
