"""Which limitations reviews are said to have: domain by review, and who says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.style import REPORTERS
from evisyn.figures.wording import count, listing

if TYPE_CHECKING:
    from evisyn.appraisal.rows import LimitationRow

#: Domains in the order of their columns; the last says that no domain was named.
DOMAINS: Final = (
    "risk_of_bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication_bias",
    "review_process",
    "population",
    "intervention",
    "outcome_measurement",
    "reporting",
    "unspecified",
)
UNSPECIFIED: Final = "unspecified"
NONE_EXTRACTED: Final = "none extracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One review to show: its id, its label, and the group that it stands in."""

    review_id: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationCell:
    """One review in one domain: ``by`` holds (who, how many) in the order of the key."""

    domain: str
    by: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationLine:
    """One row of the figure; no cells means that none was extracted, not that there is none."""

    review_id: str
    label: str
    group: str
    cells: tuple[LimitationCell, ...]
    n: int

    @property
    def none_extracted(self) -> bool:
        """Whether no limitation of this review is in the table."""
        return not self.cells


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainColumn:
    """One column: its words, and in how many reviews the domain is touched."""

    key: str
    label: str
    n_reviews: int
    apart: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitationsSpec:
    """Everything that the drawing needs.

    Parameters
    ----------
    title, note
        First and last lines.
    domains
        Columns in order.
    lines
        Rows in order.
    reporters
        Keys of :data:`evisyn.figures.style.REPORTERS` that occur.
    n_limitations, n_reviews, n_none
        Limitations, reviews, and reviews with none extracted.
    """

    title: str
    note: str
    domains: tuple[DomainColumn, ...]
    lines: tuple[LimitationLine, ...]
    reporters: tuple[str, ...]
    n_limitations: int
    n_reviews: int
    n_none: int


def specify_limitations(
    limitations: Sequence[LimitationRow],
    reviews: Sequence[ReviewLine],
    *,
    title: str,
    note: str = "",
    labels: Mapping[str, str] | None = None,
) -> LimitationsSpec:
    """Arrange limitations by domain and review.

    Parameters
    ----------
    limitations
        Rows of any reviews; those of reviews not listed are left out.
    reviews
        Reviews to show, in order; those of one group must follow one another.
    title, note
        First and last lines of the figure.
    labels
        Domain -> words.

    Raises
    ------
    InputError
        No review, a domain or a reporter outside the closed lists.
    """
    if not reviews:
        raise InputError("reviews", "empty; pass at least one review to show")
    shown = {r.review_id for r in reviews}
    kept = [x for x in limitations if x.review_id in shown]
    _refuse_unknown(kept)
    lines = tuple(_line(review, kept) for review in reviews)
    present = {x.reported_by for x in kept}
    return LimitationsSpec(
        title=title,
        note=note,
        domains=tuple(_column(key, lines, labels or {}) for key in DOMAINS),
        lines=lines,
        reporters=tuple(key for key in REPORTERS if key in present),
        n_limitations=len(kept),
        n_reviews=len(lines),
        n_none=sum(line.none_extracted for line in lines),
    )


def _refuse_unknown(rows: Sequence[LimitationRow]) -> None:
    for row in rows:
        if row.domain not in DOMAINS:
            raise InputError(
                "limitations",
                f"{row.limitation_id} has domain {row.domain!r}; allowed are {', '.join(DOMAINS)}",
            )
        if row.reported_by not in REPORTERS:
            allowed = ", ".join(REPORTERS)
            raise InputError(
                "limitations",
                f"{row.limitation_id} is reported by {row.reported_by!r}; allowed are {allowed}",
            )


def _line(review: ReviewLine, rows: Sequence[LimitationRow]) -> LimitationLine:
    own = [x for x in rows if x.review_id == review.review_id]
    counts = Counter((x.domain, x.reported_by) for x in own)
    cells = []
    for domain in DOMAINS:
        by = tuple((key, counts[domain, key]) for key in REPORTERS if counts[domain, key])
        if by:
            cells.append(LimitationCell(domain=domain, by=by))
    return LimitationLine(
        review_id=review.review_id,
        label=review.label,
        group=review.group,
        cells=tuple(cells),
        n=len(own),
    )


def _column(key: str, lines: Sequence[LimitationLine], labels: Mapping[str, str]) -> DomainColumn:
    touched = sum(any(cell.domain == key for cell in line.cells) for line in lines)
    words = labels.get(key, key.replace("_", " "))
    return DomainColumn(
        key=key,
        label=words[:1].upper() + words[1:],
        n_reviews=touched,
        apart=key == UNSPECIFIED,
    )


def limitations_picture(spec: LimitationsSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`specify_limitations`.
    id
        Name of the files.
    """
    return Picture(id=id, title=spec.title, alt=_alt(spec), long_description=_long(spec), spec=spec)


def _alt(spec: LimitationsSpec) -> str:
    named = [d for d in spec.domains if d.n_reviews and not d.apart]
    top = sorted(named, key=lambda d: -d.n_reviews)[:3]
    most = listing(f"{d.label.lower()} ({d.n_reviews})" for d in top)
    parts = [
        f"Grid of {count(spec.n_reviews, 'review')} by {len(spec.domains)} domains of limitations,"
        f" {count(spec.n_limitations, 'limitation')} in all.",
        f"Most reviews are touched in {most}." if most else "",
        f"None was extracted from {count(spec.n_none, 'review')}, which is not the same as none.",
    ]
    return " ".join(part for part in parts if part)


def _long(spec: LimitationsSpec) -> str:
    out = ["Reviews touched, by domain:"]
    out += [f"{d.label}: {d.n_reviews} of {spec.n_reviews}." for d in spec.domains]
    out.append("By review:")
    label = {d.key: d.label.lower() for d in spec.domains}
    for line in spec.lines:
        if line.none_extracted:
            out.append(f"{line.label}: {NONE_EXTRACTED}.")
            continue
        cells = (f"{label[cell.domain]} ({_who(cell)})" for cell in line.cells)
        out.append(f"{line.label}: {'; '.join(cells)}.")
    if spec.note:
        out.append(spec.note)
    return "\n".join(out)


def _who(cell: LimitationCell) -> str:
    words = []
    for key, n in cell.by:
        times = f", {n} times" if n > 1 else ""
        words.append(f"{REPORTERS[key].words}{times}")
    return " and ".join(words)
