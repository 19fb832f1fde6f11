"""A site of plain pages over the evidence: for readers, without a server and without requests."""

from __future__ import annotations

from evisyn.report.site.pages import site_pages
from evisyn.report.site.records import Download, Extras, Heading, SiteFigure, WrittenPage

__all__ = ["Download", "Extras", "Heading", "SiteFigure", "WrittenPage", "site_pages"]
