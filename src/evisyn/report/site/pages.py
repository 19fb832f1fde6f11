"""All pages of the site: address -> text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evisyn.appraisal.claims import ClaimVerdict, judge_claims
from evisyn.appraisal.frames import evidence_rows
from evisyn.report.citations import Bibliography, bibliography
from evisyn.report.html import escape
from evisyn.report.methods import methods_text
from evisyn.report.site.guide_style import GUIDE_STYLE
from evisyn.report.site.records import Extras, SiteFigure
from evisyn.report.site.shell import STYLE, Shell, condition_path
from evisyn.report.site.style import SITE_STYLE
from evisyn.report.site.trail import Trail
from evisyn.report.strength import strength_records

if TYPE_CHECKING:
    from evisyn.appraisal.strength import Strength
    from evisyn.report.prose import Prose
    from evisyn.tables.base import EvidenceBase


@dataclass(frozen=True, kw_only=True)
class Site:
    """What the makers of pages work with; computed once for all of them.

    Parameters
    ----------
    base
        The evidence base.
    extras
        Files beside it.
    """

    base: EvidenceBase
    extras: Extras

    @cached_property
    def shell(self) -> Shell:
        """The frame of every page."""
        conditions = self.base.topic.conditions
        return Shell(
            title=self.base.topic.title,
            conditions=tuple((condition_path(term.id), term.title) for term in conditions),
            guide=self.extras.guide[0].path if self.extras.guide else "",
        )

    @cached_property
    def records(self) -> tuple[Strength, ...]:
        """One record per question."""
        return strength_records(self.base)

    @cached_property
    def verdicts(self) -> tuple[ClaimVerdict, ...]:
        """Both answers to every claim."""
        return judge_claims(evidence_rows(self.base))

    @cached_property
    def review_ids(self) -> tuple[str, ...]:
        """Reviews, in the order of their table."""
        return tuple(str(key) for key in self.base.table("reviews")["review_id"])

    @cached_property
    def cited(self) -> Bibliography:
        """The bibliography."""
        return bibliography(self.base)

    @cached_property
    def methods(self) -> Prose:
        """The methods of the run as a text."""
        return methods_text(self.base)

    @cached_property
    def headings(self) -> dict[str, str]:
        """Headings of the rules, by anchor."""
        written = self.extras.rules
        return {one.anchor: one.words for one in written.headings} if written else {}

    def trail(self, path: str) -> Trail:
        """Start the trail of one page."""
        return Trail(
            base=self.base,
            root="../" * path.count("/"),
            rules=self.headings,
            reviews=frozenset(self.review_ids),
            claims=frozenset(verdict.claim.claim_id for verdict in self.verdicts),
        )

    def of_condition(self, condition: str) -> list[Strength]:
        """Give the records of the questions on one condition."""
        return [record for record in self.records if record.question.condition == condition]


def figure(picture: SiteFigure, root: str) -> str:
    """Give a figure with its words."""
    lines = [line for line in picture.long_description.splitlines() if line.strip()]
    words = "".join(f"<li>{escape(line)}</li>" for line in lines)
    more = (
        f"<details><summary>The figure in words</summary><ul>{words}</ul></details>"
        if words
        else ""
    )
    return (
        f'<figure><a href="{root}{escape(picture.path)}"><img src="{root}{escape(picture.path)}" '
        f'alt="{escape(picture.alt)}" loading="lazy"></a>'
        f"<figcaption>{escape(picture.title)}{more}</figcaption></figure>"
    )


def site_pages(base: EvidenceBase, extras: Extras | None = None) -> dict[str, str]:
    """Make every file of the site.

    Parameters
    ----------
    base
        The evidence base.
    extras
        Figures, downloads, rules and guide beside it; None for none.

    Returns
    -------
    Address relative to the root of the site -> text. Pages ask for nothing outside the folder of
    the site but the figures that ``extras`` names; everything is readable without the script.
    """
    from evisyn.report.site.about import about_pages
    from evisyn.report.site.checklists import checklist_pages
    from evisyn.report.site.conditions import condition_pages
    from evisyn.report.site.guide import guide_pages
    from evisyn.report.site.items import item_pages
    from evisyn.report.site.lists import list_pages
    from evisyn.report.site.start import start_page

    site = Site(base=base, extras=extras or Extras())
    return {
        STYLE: SITE_STYLE + GUIDE_STYLE,
        **start_page(site),
        **condition_pages(site),
        **list_pages(site),
        **item_pages(site),
        **about_pages(site),
        **checklist_pages(site),
        **guide_pages(site),
    }
