"""Cells that are wrong: each kind has its own code, message and repair."""

from __future__ import annotations

import pytest
from _findings import findings, outcome, with_cells, with_row
from _projects import ROWS

from evisyn.vocab import FindingCode as Code

NUMBERS = {
    "2,5": (Code.DECIMAL_COMMA, "decimal comma", "Write 2.5"),
    "-0,25": (Code.DECIMAL_COMMA, "decimal comma", "Write -0.25"),
    "1,234.5": (Code.THOUSANDS_SEPARATOR, "grouped in thousands", "without any separator"),
    "1.234.567": (Code.THOUSANDS_SEPARATOR, "grouped in thousands", "without any separator"),
    "1 234": (Code.THOUSANDS_SEPARATOR, "grouped in thousands", "without any separator"),
    "1,234": (Code.THOUSANDS_SEPARATOR, "thousands or for the decimal point", "without any"),
    "02-May": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "2-May-26": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "May-26": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "2026-05-02": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "2026-05-02 00:00:00": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "02.05.2026": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "5/2": (Code.SPREADSHEET_DATE, "the cell is a date", "again"),
    "NA": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "n/a": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "-": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "NR": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "nan": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "None": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "#DIV/0!": (Code.PLACEHOLDER, "placeholder", "Leave the cell empty"),
    "inf": (Code.INFINITE, "infinite", "Leave the cell empty"),
    "-Infinity": (Code.INFINITE, "infinite", "Leave the cell empty"),
    "\u22122.5": (Code.UNICODE_SIGN, "the minus sign is a dash", "Write -2.5"),
    "\u20132.5": (Code.UNICODE_SIGN, "the minus sign is a dash", "Write -2.5"),
    "<0.5": (Code.RELATION_IN_CELL, "a relation sign", "p_relation"),
    "63%": (Code.UNIT_IN_CELL, "stands behind the number", "number alone"),
    "2.5 (1.0 to 3.0)": (Code.UNIT_IN_CELL, "stands behind the number", "number alone"),
    "2.5 ± 1": (Code.UNIT_IN_CELL, "stands behind the number", "number alone"),
    "two": (Code.NOT_A_NUMBER, "not a number", "Write digits"),
    "1_000": (Code.NOT_A_NUMBER, "not a number", "Write digits"),
    "0x10": (Code.UNIT_IN_CELL, "stands behind the number", "number alone"),
    "True": (Code.NOT_A_NUMBER, "not a number", "Write digits"),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_what_is_wrong_with_a_number_is_said(files, text):
    """A text in a number column is told apart by what went wrong, with the repair."""
    code, message, fix = NUMBERS[text]
    (found,) = findings(with_cells(files, "effects", {"tau2": text}))
    assert (found.file, found.line, found.row_id, found.column, found.value) == (
        "data/effects.csv",
        2,
        "ames2020-e1",
        "tau2",
        text,
    )
    assert found.code == code
    assert message in found.message
    assert fix in found.fix


@pytest.mark.parametrize("text", ["2.5", "0", "1e-3", "2.5E+1", "+4", ".5"])
def test_plain_numbers_are_numbers(files, text):
    """Digits with a point, a sign or an exponent are read."""
    base, found = outcome(with_cells(files, "effects", {"tau2": text}))
    assert found == []
    assert base.effects["tau2"].iloc[0] == float(text)


CELLS = {
    "stray blank": (
        ("effects", "outcome", "frequency "),
        Code.STRAY_WHITESPACE,
        "a blank stands at the edge",
        "Write 'frequency'",
    ),
    "stray blank in prose": (
        ("effects", "intervention", " massage"),
        Code.STRAY_WHITESPACE,
        "a blank stands at the edge",
        "Write 'massage'",
    ),
    "blank before a number": (
        ("effects", "tau2", " 2.5"),
        Code.STRAY_WHITESPACE,
        "a blank stands at the edge",
        "Write '2.5'",
    ),
    "only a blank": (
        ("effects", "subtype", " "),
        Code.STRAY_WHITESPACE,
        "a blank stands at the edge",
        "Leave the cell empty",
    ),
    "non-breaking space": (
        ("effects", "tau2", "2.5\u00a0"),
        Code.STRAY_WHITESPACE,
        "a non-breaking space stands",
        "Write '2.5'",
    ),
    "invisible character": (
        ("effects", "outcome", "freq\u200buency"),
        Code.STRAY_WHITESPACE,
        "an invisible character stands",
        "Write 'frequency'",
    ),
    "near miss of a vocabulary": (
        ("effects", "outcome", "Frequencey"),
        Code.NOT_IN_VOCABULARY,
        "'Frequencey' is not in the vocabulary of outcome",
        "Perhaps 'frequency'",
    ),
    "unknown word": (
        ("effects", "comparator_class", "wizardry"),
        Code.NOT_IN_VOCABULARY,
        "'wizardry' is not in the vocabulary",
        "One of: sham_placebo",
    ),
    "list without a blank": (
        ("reviews", "headache_types", "migraine;tth"),
        Code.NOT_IN_VOCABULARY,
        "is not in the vocabulary",
        "Join several values with '; '",
    ),
    "list with a repeat": (
        ("reviews", "headache_types", "tth; tth"),
        Code.REPEATED_IN_LIST,
        "twice in the list",
        "once",
    ),
    "decimals in a count": (
        ("effects", "k", "4.0"),
        Code.NOT_AN_INTEGER,
        "k is a count",
        "Write 4",
    ),
    "half a study": (
        ("effects", "k", "4.5"),
        Code.NOT_AN_INTEGER,
        "k is a count",
        "whole number",
    ),
    "below the range": (
        ("effects", "tau2", "-1"),
        Code.OUT_OF_RANGE,
        "tau2 must be at least 0",
        "Check the figure",
    ),
    "above the range": (
        ("effects", "i2", "101"),
        Code.OUT_OF_RANGE,
        "i2 must be from 0 to 100",
        "Check the figure",
    ),
    "DOI with an address": (
        ("reviews", "doi", "https://doi.org/10.1000/ames.2020"),
        Code.PATTERN,
        "doi does not have the form",
        "Write 10.1000/ames.2020, without anything in front",
    ),
    "PMID with words": (
        ("reviews", "pmid", "PMID: 12345"),
        Code.PATTERN,
        "pmid does not have the form",
        "Write 12345",
    ),
    "PMCID without letters": (
        ("reviews", "pmcid", "12345"),
        Code.PATTERN,
        "pmcid does not have the form",
        "^PMC",
    ),
    "date in the pages": (
        ("reviews", "pages", "05-Oct"),
        Code.SPREADSHEET_DATE,
        "the cell is a date",
        "again",
    ),
    "date in the issue": (
        ("reviews", "issue", "2026-01-02"),
        Code.SPREADSHEET_DATE,
        "the cell is a date",
        "again",
    ),
    "date in an id": (
        ("membership", "list_scope", "1-May"),
        Code.SPREADSHEET_DATE,
        "the cell is a date",
        "again",
    ),
    "month 13": (
        ("sources", "accessed", "2026-13-01"),
        Code.NOT_A_DATE,
        "not a day of the calendar",
        "YYYY-MM-DD",
    ),
    "day first": (
        ("sources", "accessed", "23/11/2026"),
        Code.NOT_A_DATE,
        "not a day of the calendar",
        "YYYY-MM-DD",
    ),
    "required cell": (
        ("effects", "locator", ""),
        Code.REQUIRED,
        "locator is empty, and every row of effects has one",
        "Fill it",
    ),
}


@pytest.mark.parametrize("kind", CELLS)
def test_what_is_wrong_with_a_cell_is_said(files, kind):
    """Each kind of wrong cell gives one finding with its code, message and repair."""
    (table, column, text), code, message, fix = CELLS[kind]
    (found,) = findings(with_cells(files, table, {column: text}))
    assert (found.code, found.column, found.value, found.line) == (code, column, text, 2)
    assert message in found.message
    assert fix in found.fix


@pytest.mark.parametrize("text", ["NA", "None", "null", "nan", "N/A", "-", "Müller\u00a0et al."])
def test_such_words_survive_in_prose(files, text):
    """What means missing elsewhere is a text like any other in a free text column."""
    base, found = outcome(with_cells(files, "reviews", {"title": text}))
    assert found == []
    assert base.reviews["title"].iloc[0] == text


def test_a_duplicate_key_names_the_first_line(files):
    """The later of two rows with one key is reported, with the line of the earlier."""
    (found,) = findings(with_row(files, "effects", ROWS["effects"][0]))
    assert (found.code, found.line, found.row_id) == (Code.DUPLICATE_KEY, 4, "ames2020-e1")
    assert "stands already on line 2" in found.message


def test_a_duplicate_composite_key_is_found(files):
    """Keys of several columns count as one."""
    (found,) = findings(with_row(files, "membership", ROWS["membership"][0]))
    assert (found.code, found.row_id) == (
        Code.DUPLICATE_KEY,
        "ames2020 + cole2018 + whole review",
    )


def test_one_doi_belongs_to_one_review(files):
    """Identifiers are unique without regard to case."""
    (found,) = findings(with_cells(files, "reviews", {"doi": "10.1000/AMES.2020"}, row=1))
    assert (found.code, found.column, found.line) == (Code.NOT_UNIQUE, "doi", 3)


def test_all_problems_of_all_tables_come_at_once_in_order(files):
    """Findings are not cut short, and are sorted by file and line."""
    files = with_cells(files, "trials", {"n_randomised": "many"})
    files = with_cells(files, "effects", {"outcome": "x"}, row=1)
    files = with_cells(files, "effects", {"tau2": "NA", "k": "0"})
    found = findings(files)
    assert [(f.file, f.line, f.column) for f in found] == [
        ("data/effects.csv", 2, "k"),
        ("data/effects.csv", 2, "tau2"),
        ("data/effects.csv", 3, "outcome"),
        ("data/trials.csv", 2, "n_randomised"),
    ]
