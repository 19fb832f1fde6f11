"""What went wrong in a cell that should be a number: a name, a reason and a repair for each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evisyn.vocab import FindingCode

#: What people and spreadsheets write where nothing was reported.
PLACEHOLDERS = frozenset(
    ("na", "n/a", "n.a.", "nr", "n.r.", "ns", "nd", "nan", "none", "null", "nil", "-", "--", "–",
     "—", ".", "?", "missing", "not reported", "unknown", "unclear", "#n/a", "#na", "#value!",
     "#div/0!", "#ref!", "#name?", "#num!", "#null!")
)  # fmt: skip

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
_NAMED = rf"(?:\d{{1,2}}[-./ ]{_MONTH}\.?(?:[-./ ]\d{{2,4}})?|{_MONTH}\.?[-./ ]\d{{2,4}})"
_FIGURES = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}/\d{1,2}"
    r"|\d{1,2}-\d{1,2}-\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
)
_NAMED_DATE = re.compile(_NAMED, re.I)
_FIGURE_DATE = re.compile(_FIGURES)
#: The same in many texts between NUL characters.
NAMED_DATES = re.compile(rf"\0{_NAMED}\0", re.I)
FIGURE_DATES = re.compile(rf"\0{_FIGURES}\0")
_DIGITS = r"[-+\u2212\u2013]?\d"
_DECIMAL_COMMA = re.compile(rf"{_DIGITS}*,\d+")
_THOUSANDS = re.compile(
    rf"{_DIGITS}{{1,3}}(?:([,.' \u00a0\u2009\u202f])\d{{3}})(?:\1\d{{3}})*(?:[.,]\d+)?"
)
_INFINITE = re.compile(r"[-+]?(?:inf|infinity|∞)", re.I)
_RELATION = re.compile(r"[<>=≤≥~≈]\s*[-+]?[\d.,]+")
_WITH_UNIT = re.compile(rf"{_DIGITS}[\d.,]*\s*(?:%|[^\W\d_]+.*|\(.*\)|±.*|/.*)")
_SIGN = re.compile(r"[\u2212\u2013\u2010\u2011]\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Code, message and fix for one text."""

    code: FindingCode
    message: str
    fix: str


def spreadsheet_date(text: str) -> bool:
    """Whether the whole text is a date with a month name, as spreadsheets make of 2-5."""
    return 5 <= len(text) <= 18 and _NAMED_DATE.fullmatch(text) is not None


def figure_date(text: str) -> bool:
    """Whether the whole text is a date in figures."""
    return _FIGURE_DATE.fullmatch(text) is not None


def number_problem(text: str) -> Diagnosis:
    """Say what is wrong with a text that is not a plain number."""
    for recognise in (_placeholder, _dated, _infinite, _separated, _signed, _extra):
        found = recognise(text)
        if found:
            return found
    return Diagnosis(
        code=FindingCode.NOT_A_NUMBER,
        message="the cell is not a number",
        fix="Write digits with a decimal point, or leave the cell empty and use the notes",
    )


def _placeholder(text: str) -> Diagnosis | None:
    if text.strip().casefold() not in PLACEHOLDERS:
        return None
    return Diagnosis(
        code=FindingCode.PLACEHOLDER,
        message="a placeholder stands in a number column",
        fix="Leave the cell empty: empty means not reported",
    )


def _dated(text: str) -> Diagnosis | None:
    if not spreadsheet_date(text.strip()) and not figure_date(text.strip()):
        return None
    return Diagnosis(
        code=FindingCode.SPREADSHEET_DATE,
        message="the cell is a date; a spreadsheet probably turned a number into one",
        fix="Type the number of the source again, with the column set to text",
    )


def _infinite(text: str) -> Diagnosis | None:
    if not _INFINITE.fullmatch(text.strip()):
        return None
    return Diagnosis(
        code=FindingCode.INFINITE,
        message="an infinite value is not a result",
        fix="Leave the cell empty and say in the notes what the source prints",
    )


def _separated(text: str) -> Diagnosis | None:
    grouped = _THOUSANDS.fullmatch(text)
    if grouped and grouped.group(1) != ",":
        return _thousands("the number is grouped in thousands")
    if grouped and text.count(",") > 1:
        return _thousands("the number is grouped in thousands by commas")
    if grouped and "." in text:
        return _thousands("the number is grouped in thousands by a comma")
    if grouped:
        return _thousands("the comma may stand for thousands or for the decimal point")
    if _DECIMAL_COMMA.fullmatch(text):
        return Diagnosis(
            code=FindingCode.DECIMAL_COMMA,
            message="the number has a decimal comma",
            fix=f"Write {text.replace(',', '.')}",
        )
    return None


def _thousands(message: str) -> Diagnosis:
    return Diagnosis(
        code=FindingCode.THOUSANDS_SEPARATOR,
        message=message,
        fix="Write the digits without any separator, with a point before decimals",
    )


def _signed(text: str) -> Diagnosis | None:
    if not _SIGN.fullmatch(text):
        return None
    return Diagnosis(
        code=FindingCode.UNICODE_SIGN,
        message="the minus sign is a dash, not the hyphen of the keyboard",
        fix=f"Write -{text[1:]}",
    )


def _extra(text: str) -> Diagnosis | None:
    if _RELATION.fullmatch(text):
        return Diagnosis(
            code=FindingCode.RELATION_IN_CELL,
            message="a relation sign stands before the number",
            fix="Write the number alone; a p value has its sign in p_relation",
        )
    if _WITH_UNIT.fullmatch(text):
        return Diagnosis(
            code=FindingCode.UNIT_IN_CELL,
            message="something stands behind the number",
            fix="Write the number alone; units and remarks have columns of their own",
        )
    return None
