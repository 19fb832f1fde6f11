"""Coding manual and data dictionary of a project, made from its contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.page import Block, Heading, Listing, Page, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evisyn.tables.rules import Comparison, Rule
    from evisyn.tables.schema import ColumnSchema, Contract, TableSchema

_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number with a decimal point",
    "date": "day, YYYY-MM-DD",
}
_GENERAL = (
    "Write what the source states. What it does not state stays empty: no NA, no 0, no dash.",
    "Every row names the page it was read on (source_id) and the place in it (locator).",
    "Figures are as printed, sign included. Turning a sign, converting and rounding is done later, "
    "by written rules.",
    "A number stands alone in its cell, with a decimal point, without unit, % or <.",
    "Say it in your own words; do not copy sentences.",
    "Several values in one cell are joined by '; ' where the column allows it.",
    "A spreadsheet turns 2-5 into a date and 2.5 into 2,5: set all columns to text before typing.",
    "A row that looks wrong but is printed so stays as printed, with an entry in corrections.",
    "Two people fill the same table apart from each other; evisyn compare shows where they differ, "
    "and a third word decides.",
)


#: A cell as it is typed, for columns whose form is not plain from the words.
_EXAMPLES = {
    "source_id": "s0012",
    "review_id": "smith2019",
    "trial_id": "jones2004b",
    "effect_id": "smith2019-e3",
    "outcome_id": "jones2004b-o1",
    "limitation_id": "smith2019-l2",
    "adverse_event_id": "jones2004b-a1",
    "doi": "10.1000/xyz123",
    "search_end": "2018-06",
    "timepoint": "12 weeks after the last session",
    "locator": "table 2, row 4",
}


def data_dictionary(contract: Contract) -> Page:
    """Every table and column: meaning, type, unit, allowed values, keys."""
    page = Page(f"Data dictionary: {contract.topic.title}")
    page.add(
        Paragraph(
            text="Made from data/datapackage.json, which is what evisyn check holds the tables "
            "against. Make it again with evisyn docs after a change there."
        )
    )
    for table in contract.tables.values():
        page.add(Heading(text=f"{table.name}: {table.title}"), Paragraph(text=table.description))
        page.add(Paragraph(text=f"File data/{table.path}; key {' + '.join(table.primary_key)}."))
        page.add(
            Table(
                caption="",
                head=("Column", "Meaning", "Type", "Needed", "Allowed"),
                rows=tuple(_column(column, contract) for column in table.columns),
            )
        )
        page.add(*_rules(table))
    page.add(Heading(text="Vocabularies"))
    for name in _used(contract):
        labels = contract.vocabularies[name]
        rows = tuple((id, words) for id, words in labels.items())
        page.add(Table(caption=name, head=("Value", "Meaning"), rows=rows))
    return page


def coding_manual(contract: Contract) -> Page:
    """How to fill the tables, for a person with a paper in one hand and a spreadsheet."""
    page = Page(f"Coding manual: {contract.topic.title}")
    conditions = ", ".join(f"{term.title} ({term.id})" for term in contract.topic.conditions)
    page.add(
        Paragraph(
            text=f"Conditions of this review: {conditions}. A question is one combination of "
            f"{', '.join(contract.topic.question_columns)}."
        ),
        Heading(text="Where to begin"),
        *_beginning(contract),
        Heading(text="For every table"),
        Listing(items=_GENERAL),
        Heading(text="All tables"),
        Listing(
            items=tuple(f"{table.path}: {table.description}" for table in contract.tables.values()),
            numbered=True,
        ),
    )
    for table in contract.tables.values():
        page.add(Heading(text=f"Filling {table.path}"), *_steps(table, contract))
    return page


def _beginning(contract: Contract) -> list[Block]:
    """Three ways to begin; no review needs all tables."""
    ways = [
        (
            "You pool studies yourself:",
            "sources, trials, trial_outcomes; then risk_of_bias, domain overall, for a rating",
        ),
        ("You review reviews:", "sources, reviews, effects, limitations; then membership"),
        ("You test what an article says:", "besides one of the two, claims and citation_checks"),
    ]
    known = set(contract.tables)
    return [
        Paragraph(text="No review needs all tables. A table that is not needed keeps its header."),
        Listing(
            items=tuple(
                f"{who} {what}."
                for who, what in ways
                if {"sources", "trials", "reviews", "claims"} <= known
            )
        ),
        Paragraph(
            text="What you have as a file need not be typed: evisyn import FILE says where it goes."
        ),
    ]


def _column(column: ColumnSchema, contract: Contract) -> tuple[str, ...]:
    kind = _TYPES[column.type] + (f", {column.unit}" if column.unit else "")
    needed = "always" if column.required else ""
    return column.name, column.description, kind, needed, _allowed(column, contract)


def _allowed(column: ColumnSchema, contract: Contract) -> str:
    if column.enum:
        values = ", ".join(column.enum)
        return f"several of: {values}" if column.separator else f"one of: {values}"
    bounds = [
        f"at least {column.minimum:g}" if column.minimum is not None else "",
        f"at most {column.maximum:g}" if column.maximum is not None else "",
        f"the form {column.pattern}" if column.pattern else "",
    ]
    return ", ".join(bound for bound in bounds if bound)


def _used(contract: Contract) -> list[str]:
    columns = [c.vocabulary for t in contract.tables.values() for c in t.columns]
    return [name for name in dict.fromkeys(columns) if name in contract.vocabularies]


def _rules(table: TableSchema) -> list[Block]:
    said = [*map(_rule, table.rules), *map(_comparison, table.comparisons)]
    said += [f"{r.column} is a key of {_targets(r.targets, r.named)}." for r in table.references]
    return [Paragraph(text="Rules:"), Listing(items=tuple(said))] if said else []


def _targets(targets: tuple[tuple[str, str], ...], named: tuple[str, ...]) -> str:
    return " or ".join([*(table for table, _ in targets), *map(repr, named)])


def _rule(rule: Rule) -> str:
    when = f" where {' and '.join(map(str, rule.when))}" if rule.when else ""
    columns = (" or " if rule.one_is_enough else " and ").join(rule.columns)
    if rule.kind == "need":
        return f"Fill {columns}{when}: {rule.why}."
    if rule.kind == "blank":
        return f"Leave {columns} empty{when}: {rule.why}."
    return f"Choose {columns} so that it fits{when}: {rule.why}."


def _comparison(rule: Comparison) -> str:
    times = f"{rule.times:g} times " if rule.times != 1 else ""
    part = f"the {rule.part} of " if rule.part else ""
    return f"{rule.left} {rule.relation} {times}{part}{rule.right}: {rule.why} ({rule.severity})."


def _steps(table: TableSchema, contract: Contract) -> list[Block]:
    needed = [c for c in table.columns if c.required]
    other = [c for c in table.columns if not c.required]
    blocks: list[Block] = [
        Paragraph(text="Always:"),
        Listing(items=tuple(_how(column, contract) for column in needed), numbered=True),
    ]
    if other:
        blocks += [
            Paragraph(text="Where the source states it:"),
            Listing(items=tuple(_how(column, contract) for column in other)),
        ]
    if table.bibliography:
        key = f"{table.bibliography.prefix}{table.bibliography.column}"
        blocks.append(Paragraph(text=f"Add an entry to {contract.bibliography}, key {key}."))
    return blocks + _rules(table)


def _how(column: ColumnSchema, contract: Contract) -> str:
    labels = contract.vocabularies.get(column.vocabulary, {})
    text = f"{column.name}: {column.description}"
    if column.enum:
        several = "Choose one or several" if column.separator else "Choose"
        text += f" {several}: " + "; ".join(_choice(v, labels) for v in column.enum) + "."
    elif column.is_number:
        text += f" A {_TYPES[column.type]}{_in(column.unit)}."
    elif column.type == "date":
        text += f" A {_TYPES[column.type]}."
    example = _EXAMPLES.get(column.name)
    return f"{text} Example: {example}." if example else text


def _choice(value: str, labels: Mapping[str, str]) -> str:
    """A value with its meaning; a value that says it itself stands alone."""
    words = labels.get(value, value)
    plain = value.replace("_", " ").casefold()
    return value if words.casefold() == plain else f"{value} ({words[:1].lower()}{words[1:]})"


def _in(unit: str) -> str:
    """How a unit is said behind a kind of number."""
    if not unit:
        return ""
    if unit.startswith("the unit column"):
        return ", in the unit that the column unit names" + (
            " (ratios and standardised differences have none)" if "," in unit else ""
        )
    return f", on the scale of the {unit[3:]}" if unit.startswith("as ") else f", in {unit}"
