"""The ``evisyn`` command: reads arguments, calls the build, prints, and sets the exit status."""

from __future__ import annotations

import argparse
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from evisyn.cli_growing import add_growing
from evisyn.cli_parts import (
    EXAMPLES,
    FINE,
    INTERRUPTED,
    REFUSED,
    WRONG_USE,
    add_folder,
    command,
    out,
    positive,
    report,
    say,
    stop_printing,
)
from evisyn.errors import BuildError, EvidenceError, EvisynError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


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
        say(f"evisyn: {error}")
        return WRONG_USE
    except BuildError as error:
        return _refuse_build(error, as_json=options.json)
    except EvisynError as error:
        say(f"evisyn: {error}")
        return REFUSED
    except BrokenPipeError:
        stop_printing()
        return FINE
    except OSError as error:
        return _refuse_disk(error)
    except KeyboardInterrupt:
        say("\nevisyn: interrupted; evidence/ is whole. Run the command again.")
        return INTERRUPTED
    return status


def _refuse_data(error: EvidenceError, *, as_json: bool) -> int:
    from evisyn.build import show

    out(show.findings(error.findings, as_json=as_json))
    say(f"{show.count_of(error.findings)[1]} in the data; evidence/ was left as it was.")
    return REFUSED


def _refuse_build(error: BuildError, *, as_json: bool) -> int:
    from evisyn.build import show

    if as_json:
        out(show.summary({"error": str(error), "add": list(getattr(error, "rows", ()))}))
    say(f"evisyn: {error}\nevidence/ was left as it was.")
    return REFUSED


def _refuse_disk(error: OSError) -> int:
    """Say that a disk is full or closed; any other error of the system is a fault of ours."""
    from pathlib import Path

    from evisyn.build import disk

    if error.errno not in disk.REASONS:
        raise error
    say(f"evisyn: {disk.reason(error, Path.cwd())}")
    return REFUSED


def _check(options: argparse.Namespace) -> int:
    from evisyn.build import read, show

    found = read.check(options.dir)
    errors, counted = show.count_of(found)
    shown = [one for one in found if one.severity == "error"] if options.quiet else found
    if shown or options.json:
        out(show.findings(shown, as_json=options.json))
    if not options.quiet:
        say(counted)
        _say_more(options, {str(one.code) for one in found})
    return REFUSED if errors else FINE


def _say_more(options: argparse.Namespace, codes: set[str]) -> None:
    """What a person can do that no single finding says."""
    from evisyn.build.example_rows import note
    from evisyn.build.tidy import MENDED

    if options.json:
        return
    if codes & MENDED:
        say("evisyn tidy writes tables anew that a spreadsheet saved with other separators.")
    if text := note(options.dir):
        say(text)


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
        out(show.summary(result.to_json()))
    elif not options.quiet:
        if options.verbose and result.ledger:
            out(result.ledger)
        out(result)
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
        out(found)
    report(options, found)
    return FINE if found.ok else REFUSED


def _explain(options: argparse.Namespace) -> int:
    from evisyn.build import show
    from evisyn.build.explain import explain_in

    trail = explain_in(options.dir, options.id)
    out(show.summary(trail.to_dict()) if options.json else trail)
    return FINE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evisyn",
        description="Tables of sourced facts in, evidence tables with reasons out.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"evisyn {metadata.version('evisyn')}"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    check = command(commands, "check", "say everything that is wrong with the data", _check)
    add_folder(check)
    build = command(commands, "build", "make what is out of date in evidence/", _build)
    add_folder(build)
    _add_building(build)
    verify = command(commands, "verify", "say whether evidence/ is what the inputs give", _verify)
    add_folder(verify)
    verify.add_argument(
        "--quick", action="store_true", help="compare hashes only, make nothing anew"
    )
    _add_jobs(verify)
    explain = command(commands, "explain", "say where a row comes from", _explain)
    explain.add_argument("id", metavar="ROW_ID", help="key of a row of any table")
    add_folder(explain)
    add_growing(commands)
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
        "--jobs", type=positive, metavar="N", help="notebooks at once (default: cores, at most 4)"
    )
