"""AMSTAR 2 and AMSTAR: quality of systematic reviews.

AMSTAR 2: Shea et al. 2017, doi:10.1136/bmj.j4008; the overall rule was read in
doi:10.1186/s13643-018-0878-3, table 2. AMSTAR: Shea et al. 2007, doi:10.1186/1471-2288-7-10;
bands as printed with published tables (BMJ Open, highwire markup 128318, table 2).
"""

from __future__ import annotations

from types import MappingProxyType

from evisyn.appraisal.tools.model import Band, CountRule, FlawLevel, FlawRule, Item, Tool

NO_META_ANALYSIS = "no meta-analysis conducted"
PARTIAL = "partial yes"

_TOPICS = (
    "question and inclusion criteria with population, intervention, comparator, outcome",
    "protocol before the review",
    "choice of study designs explained",
    "comprehensive search",
    "selection in duplicate",
    "extraction in duplicate",
    "list of excluded studies with reasons",
    "included studies described",
    "technique to assess risk of bias",
    "funding of the studies",
    "methods of the meta-analysis",
    "effect of risk of bias on the meta-analysis",
    "risk of bias in the interpretation",
    "heterogeneity explained",
    "publication bias",
    "conflicts of interest of the review",
)
_CRITICAL = frozenset({2, 4, 7, 9, 11, 13, 15})
_PARTIAL_ALLOWED = frozenset({2, 4, 7, 8, 9})
_META_ANALYSIS_ONLY = frozenset({11, 12, 15})


def _item(number: int, topic: str) -> Item:
    answers = ["yes", "no"]
    if number in _PARTIAL_ALLOWED:
        answers.insert(1, PARTIAL)
    if number in _META_ANALYSIS_ONLY:
        answers.append(NO_META_ANALYSIS)
    return Item(key=number, topic=topic, critical=number in _CRITICAL, answers=tuple(answers))


AMSTAR_2 = Tool(
    name="AMSTAR 2",
    version="2017",
    items=tuple(_item(number, topic) for number, topic in enumerate(_TOPICS, start=1)),
    rule=FlawRule(
        flaws=("no",),
        partial=(PARTIAL,),
        dropped=(NO_META_ANALYSIS,),
        levels=(
            FlawLevel(label="high", most_critical=0, most_other=1),
            FlawLevel(label="moderate", most_critical=0, most_other=None),
            FlawLevel(label="low", most_critical=1, most_other=None),
            FlawLevel(label="critically low", most_critical=None, most_other=None),
        ),
    ),
    aliases=MappingProxyType({
        "y": "yes",
        "n": "no",
        "py": PARTIAL,
        "partially yes": PARTIAL,
        "partial": PARTIAL,
        "nma": NO_META_ANALYSIS,
        "no ma": NO_META_ANALYSIS,
        "na": NO_META_ANALYSIS,
        "n/a": NO_META_ANALYSIS,
        "not applicable": NO_META_ANALYSIS,
        "no meta-analysis": NO_META_ANALYSIS,
        "no meta analysis": NO_META_ANALYSIS,
        "no meta analysis conducted": NO_META_ANALYSIS,
    }),
    tolerated=MappingProxyType({
        PARTIAL: tuple(n for n in range(1, 17) if n not in _PARTIAL_ALLOWED),
        NO_META_ANALYSIS: (13,),
    }),
    source="doi:10.1136/bmj.j4008; doi:10.1186/s13643-018-0878-3 table 2",
)  # fmt: skip

_AMSTAR_TOPICS = (
    "design set before the review",
    "selection and extraction in duplicate",
    "comprehensive search",
    "publication status as a criterion",
    "list of included and excluded studies",
    "characteristics of the studies",
    "quality of the studies assessed",
    "quality used in the conclusions",
    "methods of combining",
    "publication bias",
    "conflicts of interest",
)

AMSTAR = Tool(
    name="AMSTAR",
    version="2007",
    items=tuple(
        Item(key=number, topic=topic, answers=("yes", "no", "cannot answer", "not applicable"))
        for number, topic in enumerate(_AMSTAR_TOPICS, start=1)
    ),
    rule=CountRule(
        bands=(
            Band(label="low", low=0, high=3),
            Band(label="medium", low=4, high=7),
            Band(label="high", low=8, high=11),
        )
    ),
    aliases=MappingProxyType({
        "y": "yes",
        "n": "no",
        "1": "yes",
        "0": "no",
        "ca": "cannot answer",
        "can't answer": "cannot answer",
        "na": "not applicable",
        "n/a": "not applicable",
    }),
    source="doi:10.1186/1471-2288-7-10; bands: BMJ Open 128318 table 2",
)  # fmt: skip
