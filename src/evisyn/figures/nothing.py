"""A figure for which there are no rows: it says so, in the place of a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from evisyn.figures.picture import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingSpec:
    """What an empty figure says.

    Parameters
    ----------
    title
        Title of the figure that would be here.
    reason
        Why it is not, one sentence.
    """

    title: str
    reason: str


def nothing_picture(*, id: str, title: str, reason: str) -> Picture:
    """Make the figure of a question without rows, so that a young project builds whole.

    Parameters
    ----------
    id
        Name of its files.
    title
        Title of the figure that would be here.
    reason
        Why it is not, one sentence.
    """
    return Picture(
        id=id,
        title=title,
        alt=f"Nothing to show. {reason}",
        long_description=reason,
        spec=NothingSpec(title=title, reason=reason),
    )
