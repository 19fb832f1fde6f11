"""What a limitation, in the words of the tables, says about a body of trials.

A rating may use the statement of a review's authors that most of its trials are at high or unclear
risk. Many statements say less ("3 of 7 trials"). The reading here is narrow on purpose: what it
does not recognise leaves the domain not assessable, and a person may judge it.
"""

from __future__ import annotations

import re

_NUMBER_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen",
)  # fmt: skip
_NUMBER = r"(\d+|" + "|".join(_NUMBER_WORDS) + r")"
_SHARE = re.compile(_NUMBER + r" of (?:the |its )?" + _NUMBER + r"\b", re.IGNORECASE)
_MOST = re.compile(
    r"\b(most|mostly|the majority|no included (?:study|trial)|none of the)\b", re.IGNORECASE
)
_DOWNGRADED = re.compile(r"\b(?:down-?graded|rated down) for\b.*\bbias\b", re.IGNORECASE)
_BAD = re.compile(
    r"high(?: or unclear)? risk|unclear|low (?:methodological )?quality|poor|some concerns",
    re.IGNORECASE,
)
_GOOD = re.compile(r"high quality|low risk|good quality", re.IGNORECASE)
MAJORITY = 0.5


def says_most_at_risk(statement: str) -> bool:
    """Whether a statement on risk of bias says that it concerns most trials.

    Parameters
    ----------
    statement
        A limitation in the domain risk of bias, as in the tables.

    Returns
    -------
    bool
        True where the statement says most, mostly or the majority; gives a share of trials at
        high or unclear risk above one half, or of good trials below it; or says that the authors
        rated the certainty down for bias.
    """
    if _DOWNGRADED.search(statement) or (_MOST.search(statement) and _names_risk(statement)):
        return True
    found = _SHARE.search(statement)
    if found is None:
        return False
    share = _number(found[1]) / max(_number(found[2]), 1)
    rest = statement[found.end() :]
    bad, good = _BAD.search(rest), _GOOD.search(rest)
    if good and (bad is None or good.start() < bad.start()):
        return 1 - share > MAJORITY
    return bad is not None and share > MAJORITY


def concerns_outcome(statement: str, outcome: str) -> bool:
    """Whether a statement concerns an outcome: it names it, or names none ("... for ...").

    Parameters
    ----------
    statement
        A limitation, as in the tables.
    outcome
        Id of the outcome, words joined by underscores.
    """
    named = outcome.replace("_", " ")
    return " for " not in statement or named in statement.lower()


def _names_risk(statement: str) -> bool:
    return bool(_BAD.search(statement) or _GOOD.search(statement) or "bias" in statement.lower())


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER_WORDS.index(text.lower())
