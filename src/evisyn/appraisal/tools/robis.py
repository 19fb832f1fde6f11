"""ROBIS: risk of bias in systematic reviews. Stored and checked, never computed.

Whiting et al. 2016, doi:10.1016/j.jclinepi.2015.06.005 (PMC4687950); meaning of the overall
judgement as printed in BMJ Open, highwire markup 171049, table 2.
"""

from __future__ import annotations

from types import MappingProxyType

from evisyn.appraisal.tools.model import Item, StoredRule, Tool

_LEVELS = ("low", "unclear", "high")
_DOMAINS = (
    "study eligibility criteria",
    "identification and selection of studies",
    "data collection and study appraisal",
    "synthesis and findings",
)

ROBIS = Tool(
    name="ROBIS",
    version="2016",
    items=tuple(
        Item(key=number, topic=topic, answers=_LEVELS)
        for number, topic in enumerate(_DOMAINS, start=1)
    ),
    rule=StoredRule(levels=("low", "unclear", "high"), domains=(1, 2, 3, 4)),
    aliases=MappingProxyType({"l": "low", "h": "high", "u": "unclear", "?": "unclear"}),
    source="doi:10.1016/j.jclinepi.2015.06.005",
)
