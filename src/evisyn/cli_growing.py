"""Commands for a review that grows: start, take in, give out, compare, see what changed."""

from __future__ import annotations

import argparse
from pathlib import Path

from evisyn.cli_parts import FINE, REFUSED, add_folder, command, out, pair, report, say
from evisyn.errors import UsageError


def add_growing(commands: object) -> None:
    """Commands for a review that grows: start, take in, compare, see what changed."""
    new = command(commands, "init", "start a project on any question, with examples", _init)
    new.add_argument("new", metavar="DIR", help="an empty folder, or one that does not exist")
    new.add_argument("--template", default="interventions", help="interventions or associations")
    new.add_argument("--title", default="", help="title of the review")
    for names, purpose in (
        (("--condition", "--population"), "a condition (a population), in words; give it again"),
        (("--intervention", "--exposure"), "a treatment (an exposure), in words; give it again"),
        (("--outcome",), "an outcome, in words; give it again"),
    ):
        new.add_argument(*names, action="append", default=[], metavar="WORDS", help=purpose)
    new.add_argument("--no-examples", action="store_true", help="tables with headers only")
    _add_words(commands)
    docs = command(commands, "docs", "make coding manual and data dictionary again", _docs)
    add_folder(docs)
    intake = command(commands, "import", "say what a file would add to a table", _import)
    intake.add_argument("file", metavar="FILE", help="references, sheet, RevMan file, JSON")
    intake.add_argument(
        "--to", default="", metavar="TABLE", help="table that gets the rows; all for a whole export"
    )
    intake.add_argument("--mapping", metavar="FILE", help="JSON or TOML: which column is which")
    intake.add_argument("--format", default="", help="where the file does not say it itself")
    intake.add_argument(
        "--set",
        action="append",
        default=[],
        type=pair,
        metavar="COLUMN=TEXT",
        help="for cells that the file leaves empty",
    )
    intake.add_argument("--similar", action="store_true", help="add papers with a like title, too")
    intake.add_argument("--write", action="store_true", help="add the rows")
    add_folder(intake)
    export = command(commands, "export", "write all tables into one file", _export)
    export.add_argument("file", metavar="FILE", help="new file: .xlsx, .json or .zip")
    add_folder(export)
    _add_comparisons(commands)


def _add_words(commands: object) -> None:
    words = command(commands, "words", "say or add the words of a vocabulary", _words)
    words.add_argument("vocabulary", nargs="?", default="", metavar="VOCABULARY", help="its name")
    words.add_argument("words", nargs="*", metavar="WORDS", help="new values, in plain words")
    words.add_argument("--project", metavar="DIR", help="project root (default: found)")
    examples = command(commands, "examples", "say which rows are fictional examples", _examples)
    examples.add_argument("--drop", action="store_true", help="take them out of the tables")
    add_folder(examples)
    tidy = command(
        commands, "tidy", "write tables anew that a spreadsheet saved its own way", _tidy
    )
    add_folder(tidy)


def _add_comparisons(commands: object) -> None:
    compare = command(commands, "compare", "say how far two extractions agree", _compare)
    compare.add_argument("first", metavar="A", help="table of one person (CSV, JSON, workbook)")
    compare.add_argument("second", metavar="B", help="the same table of another person")
    compare.add_argument("--key", nargs="+", default=[], metavar="COLUMN", help="matches rows")
    compare.add_argument("--tolerance", type=float, default=0.0, help="between equal numbers")
    compare.add_argument("--sheet", metavar="FILE", help="write the differences to decide on")
    compare.add_argument("--apply", metavar="SHEET", help="apply a sheet that was filled in")
    compare.add_argument("--out", metavar="FILE", help="new file for the agreed table")
    diff = command(commands, "diff", "say what changed between two states", _diff)
    for name in ("old", "new"):
        diff.add_argument(name, metavar=name.upper(), help="folder, git revision or manifest")
    diff.add_argument("--markdown", action="store_true", help="print Markdown")
    for parser in (compare, diff):
        parser.add_argument("--project", metavar="DIR", help="project root (default: found)")


def _init(options: argparse.Namespace) -> int:
    from evisyn.build.own_words import OwnWords
    from evisyn.build.start import init

    own = OwnWords(
        conditions=options.condition, interventions=options.intervention, outcomes=options.outcome
    )
    made = init(
        options.new,
        kind=options.template,
        title=options.title,
        own=own,
        examples=not options.no_examples,
    )
    report(options, made)
    return FINE


def _words(options: argparse.Namespace) -> int:
    from evisyn.build.words import add_words

    report(options, add_words(options.project, options.vocabulary, options.words))
    return FINE


def _examples(options: argparse.Namespace) -> int:
    from evisyn.build.example_rows import drop, examples_in

    found = drop(options.dir) if options.drop else examples_in(options.dir)
    report(options, found)
    return FINE


def _tidy(options: argparse.Namespace) -> int:
    from evisyn.build.tidy import tidy

    report(options, tidy(options.dir))
    return FINE


def _docs(options: argparse.Namespace) -> int:
    from evisyn.build.start import write_docs

    report(options, write_docs(options.dir))
    return FINE


def _import(options: argparse.Namespace) -> int:
    from evisyn.build.intake.project import take_in
    from evisyn.build.intake.propose import Wish
    from evisyn.build.intake.whole import ALL, take_in_whole

    wish = Wish(
        file=Path(options.file),
        table=options.to,
        mapping=Path(options.mapping) if options.mapping else None,
        format=options.format,
        constants=dict(options.set),
        similar=options.similar,
    )
    if options.to == ALL:
        whole = take_in_whole(options.dir, wish, write=options.write)
        report(options, whole)
        return REFUSED if whole.refused else FINE
    proposal = take_in(options.dir, wish, write=options.write)
    report(options, proposal)
    return REFUSED if proposal.refused and not proposal.additions else FINE


def _export(options: argparse.Namespace) -> int:
    from evisyn.build.outtake import export

    file, rows = export(options.dir, options.file)
    if not options.quiet:
        say(f"{file}: {rows} rows")
    return FINE


def _compare(options: argparse.Namespace) -> int:
    from evisyn.build import adjudication, extractions, show

    contract = extractions.contract_near(options.project)
    found = extractions.compare(
        options.first,
        options.second,
        key=options.key,
        tolerance=options.tolerance,
        contract=contract,
    )
    if options.apply:
        if not options.out:
            raise UsageError("--apply needs --out FILE, the new file for the agreed table.")
        paths = (Path(options.first), Path(options.second))
        out(adjudication.apply(*paths, found, Path(options.apply), Path(options.out)))
        return FINE
    if options.json:
        out(show.summary({table.table: table.to_json() for table in found}))
    elif not options.quiet:
        out("\n".join(map(str, found)))
    if options.sheet:
        adjudication.write_sheet(found, Path(options.sheet))
    return FINE


def _diff(options: argparse.Namespace) -> int:
    from evisyn.build.diff.difference import diff, write_page

    found = diff(options.old, options.new, options.project)
    if options.markdown:
        out(found.page().markdown(), end="")
    else:
        report(options, found)
    page = write_page(found, options.project)
    if page and not options.quiet:
        say(f"as a page: {page}")
    return FINE
