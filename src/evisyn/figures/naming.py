"""Short names of studies, unique within one figure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evisyn.appraisal.rows import ReviewRow

_INITIALS = re.compile(r"(?:\s+[^\W\d_a-z]{1,4})+\Z")
_YEAR_LETTER = re.compile(r"\d{4}([a-z])\Z")


def surname(author: str) -> str:
    """Family name of ``Falsiroli Maistrello L``; unchanged when there are no initials."""
    short = _INITIALS.sub("", author.strip())
    return short or author.strip()


def sort_key(label: str) -> str:
    """Key that sorts labels as a reader expects, accents and capitals set aside."""
    plain = unicodedata.normalize("NFKD", label)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def study_label(study_id: str, author: str, year: int | None) -> str:
    """``Krøll 2021``; the id itself when the author was not seen, ``n.d.`` without a year."""
    if not author:
        return study_id
    letter = _YEAR_LETTER.search(study_id)
    return (
        f"{surname(author)} {'n.d.' if year is None else year}{letter.group(1) if letter else ''}"
    )


def review_labels(reviews: Iterable[ReviewRow]) -> dict[str, str]:
    """Id -> short label; labels that would be equal carry the id.

    Parameters
    ----------
    reviews
        All reviews of the figure.
    """
    named = {r.review_id: study_label(r.review_id, r.first_author, r.year) for r in reviews}
    seen: dict[str, int] = {}
    for label in named.values():
        seen[label] = seen.get(label, 0) + 1
    return {
        key: label if seen[label] == 1 or label == key else f"{label} ({key})"
        for key, label in named.items()
    }
