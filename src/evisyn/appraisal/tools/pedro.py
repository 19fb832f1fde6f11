"""PEDro scale: eleven items, of which item 1 is not counted.

pedro.org.au, page "PEDro scale". The bands are those that the same site lists with the remark
that they are not validated.
"""

from __future__ import annotations

from types import MappingProxyType

from evisyn.appraisal.tools.model import Band, CountRule, Item, Tool

_TOPICS = (
    "eligibility criteria",
    "random allocation",
    "concealed allocation",
    "baseline comparability",
    "blind subjects",
    "blind therapists",
    "blind assessors",
    "adequate follow-up",
    "intention-to-treat",
    "between-group comparisons",
    "point estimates and variability",
)

PEDRO = Tool(
    name="PEDro",
    version="1999",
    items=tuple(
        Item(key=number, topic=topic, counted=number > 1)
        for number, topic in enumerate(_TOPICS, start=1)
    ),
    rule=CountRule(
        bands=(
            Band(label="poor", low=0, high=3),
            Band(label="fair", low=4, high=5),
            Band(label="good", low=6, high=8),
            Band(label="excellent", low=9, high=10),
        )
    ),
    aliases=MappingProxyType({
        "y": "yes", "n": "no", "1": "yes", "0": "no", "+": "yes", "-": "no", "*": "yes",
        "1.0": "yes", "0.0": "no",
    }),
    source="https://pedro.org.au/english/resources/pedro-scale/",
    note="the bands poor to excellent are not validated; where blinding of people and therapists "
    "cannot be done, 8 of 10 is the practical best",
)  # fmt: skip
