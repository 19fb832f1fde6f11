"""Risk of bias in trials and non-randomised studies: RoB 1, RoB 2, ROBINS-I.

RoB 1: Higgins et al. 2011, doi:10.1136/bmj.d5928; the rule by key domains as printed in
PMC7017593, table 2. RoB 2: Sterne et al. 2019, doi:10.1136/bmj.l4898; overall as in the FHIR code
system of AWMF (cs-rob-2-overall-judgment 0.2.0). ROBINS-I: Sterne et al. 2016,
doi:10.1136/bmj.i4919; overall by the worst domain as published tables apply it (PMC6969993
table 2, PMC9214343 table 4). Version 2 of ROBINS-I has other domains and is a further table.
"""

from __future__ import annotations

from types import MappingProxyType

from evisyn.appraisal.tools.model import Item, Tool, WorstRule

_ROB_1 = {
    "sequence": "random sequence generation",
    "concealment": "allocation concealment",
    "blinding people": "blinding of participants and personnel",
    "blinding assessment": "blinding of outcome assessment",
    "incomplete data": "incomplete outcome data",
    "selective reporting": "selective reporting",
    "other": "other sources of bias",
}

ROB_1 = Tool(
    name="RoB 1",
    version="2011",
    items=tuple(
        Item(key=key, topic=topic, answers=("low", "unclear", "high"))
        for key, topic in _ROB_1.items()
    ),
    rule=WorstRule(order=("low", "unclear", "high")),
    aliases=MappingProxyType({"l": "low", "h": "high", "u": "unclear", "?": "unclear",
                              "+": "low", "-": "high"}),
    source="doi:10.1136/bmj.d5928; PMC7017593 table 2",
    note="all domains are taken as key domains; the tool lets reviewers name fewer",
)  # fmt: skip

_ROB_2 = {
    "randomisation": "randomisation process",
    "deviations": "deviations from the intended interventions",
    "missing": "missing outcome data",
    "measurement": "measurement of the outcome",
    "reporting": "selection of the reported result",
}

ROB_2 = Tool(
    name="RoB 2",
    version="2019",
    items=tuple(
        Item(key=key, topic=topic, answers=("low", "some concerns", "high"))
        for key, topic in _ROB_2.items()
    ),
    rule=WorstRule(order=("low", "some concerns", "high")),
    aliases=MappingProxyType({"l": "low", "s": "some concerns", "h": "high", "+": "low",
                              "!": "some concerns", "-": "high", "some": "some concerns"}),
    source="doi:10.1136/bmj.l4898",
    note="a proposal for one result: where several domains with some concerns together lower "
    "confidence substantially, a reviewer may raise it to high and says why; no count is given",
)  # fmt: skip

_ROBINS_I = {
    "confounding": "confounding",
    "selection": "selection of participants",
    "classification": "classification of interventions",
    "deviations": "deviations from the intended interventions",
    "missing": "missing data",
    "measurement": "measurement of outcomes",
    "reporting": "selection of the reported result",
}

ROBINS_I = Tool(
    name="ROBINS-I",
    version="2016",
    items=tuple(
        Item(
            key=key,
            topic=topic,
            answers=("low", "moderate", "serious", "critical", "no information"),
        )
        for key, topic in _ROBINS_I.items()
    ),
    rule=WorstRule(
        order=("low", "moderate", "serious", "critical"), unknown=("no information",)
    ),
    aliases=MappingProxyType({"l": "low", "m": "moderate", "s": "serious", "c": "critical",
                              "ni": "no information", "unclear": "no information"}),
    source="doi:10.1136/bmj.i4919; PMC6969993 table 2; PMC9214343 table 4",
)  # fmt: skip
