"""The ``evisyn`` command: reads arguments, calls the build, prints, and sets the exit status."""

from __future__ import annotations

import argparse
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from evisyn.errors import BuildError, EvidenceError, EvisynError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Reported(Protocol):
    """What a command has to say, for people as text and for machines as values."""

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""


FINE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_EXAMPLES = """examples:
  evisyn check                      is the data of this project valid?
  evisyn build                      make what is out of date in evidence/
  evisyn build --only NAME          make one table, figure or notebook
  evisyn build --force --jobs 1     make everything again, one notebook at a time
  evisyn build --strict             stop before a conclusion flips that nobody acknowledged
  evisyn verify                     is evidence/ what the inputs give? makes all of it anew
  evisyn verify --quick             only compare hashes, in a second
  evisyn explain ID                 how did this result or row come to be?
  evisyn explain QUESTION:COLUMN    how did this cell of the strength table come to be?
  evisyn init DIR                   start a review on another question
  evisyn import FILE --to TABLE     what would this file add? --write adds it
  evisyn export FILE.xlsx           all tables in one workbook, JSON or archive
  evisyn compare A.csv B.csv        how far do two extractions agree?
  evisyn diff HEAD .                what changed, and which conclusions flipped?

exit status: 0 fine, 1 the data or the check says no, 2 wrong use
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments
        Command line without the program's name; None for that of the process.

    Returns
    -------
    int
        Exit status: 0 fine, 1 the data or the check says no, 2 wrong use, 130 interrupted.
    """
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except EvidenceError as error:
        return _refuse_data(error, as_json=options.json)
    except UsageError as error:
        _say(f"evisyn: {error}")
        return WRONG_USE
    except BuildError as error:
        return _refuse_build(error, as_json=options.json)
    except EvisynError as error:
        _say(f"evisyn: {error}")
        return REFUSED
    except OSError as error:
        return _refuse_disk(error)
    except KeyboardInterrupt:
        _say("\nevisyn: interrupted; evidence/ is whole. Run the command again.")
        return INTERRUPTED
    return status


def _refuse_data(error: EvidenceError, *, as_json: bool) -> int:
    from evisyn.build import show

    print(show.findings(error.findings, as_json=as_json))
    _say(f"{show.count_of(error.findings)[1]} in the data; evidence/ was left as it was.")
    return REFUSED


def _refuse_build(error: BuildError, *, as_json: bool) -> int:
    from evisyn.build import show

    if as_json:
        print(show.summary({"error": str(error), "add": list(getattr(error, "rows", ()))}))
    _say(f"evisyn: {error}\nevidence/ was left as it was.")
    return REFUSED


def _refuse_disk(error: OSError) -> int:
    """Say that a disk is full or closed; any other error of the system is a fault of ours."""
    from evisyn.build import disk

    if error.errno not in disk.REASONS:
        raise error
    _say(f"evisyn: {disk.reason(error, Path.cwd())}")
    return REFUSED


def _check(options: argparse.Namespace) -> int:
    from evisyn.build import read, show

    found = read.check(options.dir)
    errors, counted = show.count_of(found)
    shown = [one for one in found if one.severity == "error"] if options.quiet else found
    if shown or options.json:
        print(show.findings(shown, as_json=options.json))
    if not options.quiet:
        _say(counted)
    return REFUSED if errors else FINE


def _build(options: argparse.Namespace) -> int:
    from evisyn.build import show
    from evisyn.build.progress import Lines, Silent
    from evisyn.build.run import Options, build

    if options.check:
        return _prove_fresh(options)
    progress = Silent() if options.quiet or options.json else Lines(sys.stderr)
    chosen = Options(
        only=tuple(options.only),
        force=options.force,
        jobs=options.jobs,
        strict=options.strict,
        since=options.since,
    )
    result = build(options.dir, chosen, progress=progress)
    if options.json:
        print(show.summary(result.to_json()))
    elif not options.quiet:
        if options.verbose and result.ledger:
            print(result.ledger)
        print(result)
    return FINE


def _prove_fresh(options: argparse.Namespace) -> int:
    """``build --check``: another name for ``verify``, as makefiles know it."""
    if options.only or options.force or options.strict or options.since:
        raise UsageError(
            "--check always builds everything; leave out --only, --force, --strict and --since."
        )
    options.quick = False
    return _verify(options)


def _verify(options: argparse.Namespace) -> int:
    from evisyn.build.progress import Lines, Silent
    from evisyn.build.verify import verify

    progress = Silent() if options.quiet or options.json else Lines(sys.stderr)
    found = verify(options.dir, quick=options.quick, jobs=options.jobs, progress=progress)
    if options.quiet and not found.ok and not options.json:
        print(found)
    _report(options, found)
    return FINE if found.ok else REFUSED


def _explain(options: argparse.Namespace) -> int:
    from evisyn.build import show
    from evisyn.build.explain import explain_in

    trail = explain_in(options.dir, options.id)
    print(show.summary(trail.to_dict()) if options.json else trail)
    return FINE


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
    _report(options, made)
    return FINE


def _docs(options: argparse.Namespace) -> int:
    from evisyn.build.start import write_docs

    _report(options, write_docs(options.dir))
    return FINE


def _import(options: argparse.Namespace) -> int:
    from evisyn.build.intake.project import take_in
    from evisyn.build.intake.propose import Wish

    wish = Wish(
        file=Path(options.file),
        table=options.to,
        mapping=Path(options.mapping) if options.mapping else None,
        format=options.format,
        constants=dict(options.set),
        similar=options.similar,
    )
    proposal = take_in(options.dir, wish, write=options.write)
    _report(options, proposal)
    return REFUSED if proposal.refused and not proposal.additions else FINE


def _export(options: argparse.Namespace) -> int:
    from evisyn.build.outtake import export

    file, rows = export(options.dir, options.file)
    if not options.quiet:
        _say(f"{file}: {rows} rows")
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
        print(adjudication.apply(*paths, found, Path(options.apply), Path(options.out)))
        return FINE
    if options.json:
        print(show.summary({table.table: table.to_json() for table in found}))
    elif not options.quiet:
        print("\n".join(map(str, found)))
    if options.sheet:
        adjudication.write_sheet(found, Path(options.sheet))
    return FINE


def _diff(options: argparse.Namespace) -> int:
    from evisyn.build.diff.difference import diff, write_page

    found = diff(options.old, options.new, options.project)
    if options.markdown:
        print(found.page().markdown(), end="")
    else:
        _report(options, found)
    page = write_page(found, options.project)
    if page and not options.quiet:
        _say(f"as a page: {page}")
    return FINE


def _report(options: argparse.Namespace, result: Reported) -> None:
    from evisyn.build import show

    if options.json:
        print(show.summary(result.to_json()))
    elif not options.quiet:
        print(result)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evisyn",
        description="Tables of sourced facts in, evidence tables with reasons out.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"evisyn {_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = _command(commands, "check", "say everything that is wrong with the data", _check)
    _add_folder(check)
    build = _command(commands, "build", "make what is out of date in evidence/", _build)
    _add_folder(build)
    _add_building(build)
    verify = _command(commands, "verify", "say whether evidence/ is what the inputs give", _verify)
    _add_folder(verify)
    verify.add_argument(
        "--quick", action="store_true", help="compare hashes only, make nothing anew"
    )
    _add_jobs(verify)
    explain = _command(commands, "explain", "say where a row comes from", _explain)
    explain.add_argument("id", metavar="ROW_ID", help="key of a row of any table")
    _add_folder(explain)
    _add_living(commands)
    return parser


def _add_building(build: argparse.ArgumentParser) -> None:
    build.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="make only these outputs"
    )
    build.add_argument("--force", action="store_true", help="make again what is up to date, too")
    _add_jobs(build)
    build.add_argument(
        "--verbose", action="store_true", help="also print how many rows of which table went where"
    )
    build.add_argument(
        "--check",
        action="store_true",
        help="write nothing and compare, as evisyn verify does",
    )
    build.add_argument(
        "--strict",
        action="store_true",
        help="stop before a conclusion flips that no row of acknowledged.csv names",
    )
    build.add_argument(
        "--since",
        default="",
        metavar="STATE",
        help="say what changed since a folder, git revision or manifest (default: what is there)",
    )


def _add_jobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--jobs", type=_positive, metavar="N", help="notebooks at once (default: cores, at most 4)"
    )


def _add_living(commands: object) -> None:
    """Commands for a review that grows: start, take in, compare, see what changed."""
    new = _command(commands, "init", "start a project on any question, with examples", _init)
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
    docs = _command(commands, "docs", "make coding manual and data dictionary again", _docs)
    _add_folder(docs)
    intake = _command(commands, "import", "say what a file would add to a table", _import)
    intake.add_argument("file", metavar="FILE", help="references, sheet, RevMan file, JSON")
    intake.add_argument("--to", default="", metavar="TABLE", help="table that gets the rows")
    intake.add_argument("--mapping", metavar="FILE", help="JSON or TOML: which column is which")
    intake.add_argument("--format", default="", help="where the file does not say it itself")
    intake.add_argument(
        "--set",
        action="append",
        default=[],
        type=_pair,
        metavar="COLUMN=TEXT",
        help="for cells that the file leaves empty",
    )
    intake.add_argument("--similar", action="store_true", help="add papers with a like title, too")
    intake.add_argument("--write", action="store_true", help="add the rows")
    _add_folder(intake)
    export = _command(commands, "export", "write all tables into one file", _export)
    export.add_argument("file", metavar="FILE", help="new file: .xlsx, .json or .zip")
    _add_folder(export)
    _add_comparisons(commands)


def _add_comparisons(commands: object) -> None:
    compare = _command(commands, "compare", "say how far two extractions agree", _compare)
    compare.add_argument("first", metavar="A", help="table of one person (CSV, JSON, workbook)")
    compare.add_argument("second", metavar="B", help="the same table of another person")
    compare.add_argument("--key", nargs="+", default=[], metavar="COLUMN", help="matches rows")
    compare.add_argument("--tolerance", type=float, default=0.0, help="between equal numbers")
    compare.add_argument("--sheet", metavar="FILE", help="write the differences to decide on")
    compare.add_argument("--apply", metavar="SHEET", help="apply a sheet that was filled in")
    compare.add_argument("--out", metavar="FILE", help="new file for the agreed table")
    diff = _command(commands, "diff", "say what changed between two states", _diff)
    for name in ("old", "new"):
        diff.add_argument(name, metavar=name.upper(), help="folder, git revision or manifest")
    diff.add_argument("--markdown", action="store_true", help="print Markdown")
    for parser in (compare, diff):
        parser.add_argument("--project", metavar="DIR", help="project root (default: found)")


def _command(commands: object, name: str, purpose: str, run: object) -> argparse.ArgumentParser:
    add = commands.add_parser  # type: ignore[attr-defined]
    parser: argparse.ArgumentParser = add(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quiet", action="store_true", help="print only what went wrong")
    parser.add_argument("--json", action="store_true", help="print for machines, on stdout")
    parser.set_defaults(run=run)
    return parser


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dir",
        nargs="?",
        metavar="DIR",
        help="project root (default: found from the working folder upwards)",
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of jobs; give 1 or more")
    return number


def _pair(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form COLUMN=TEXT")
    return column, value


def _version() -> str:
    return metadata.version("evisyn")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
