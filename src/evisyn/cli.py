"""The ``evisyn`` command: reads arguments, calls the build, prints, and sets the exit status."""

from __future__ import annotations

import argparse
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from evisyn.errors import BuildError, EvidenceError, EvisynError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.build.progress import Progress

FINE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_EXAMPLES = """examples:
  evisyn check                      is the data of this project valid?
  evisyn build                      make what is out of date in evidence/
  evisyn build --only NAME          make one table, figure or notebook
  evisyn build --force --jobs 1     make everything again, one notebook at a time
  evisyn build --check              is evidence/ what the data give? writes nothing there
  evisyn explain ID                 how did this result or row come to be?
  evisyn explain QUESTION:COLUMN    how did this cell of the strength table come to be?

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
        _say(f"evisyn: {error}\nevidence/ was left as it was.")
        return REFUSED
    except EvisynError as error:
        _say(f"evisyn: {error}")
        return REFUSED
    except KeyboardInterrupt:
        _say("\nevisyn: interrupted; evidence/ was left as it was. Run the command again.")
        return INTERRUPTED
    return status


def _refuse_data(error: EvidenceError, *, as_json: bool) -> int:
    from evisyn.build import show

    print(show.findings(error.findings, as_json=as_json))
    _say(f"{show.count_of(error.findings)[1]} in the data; evidence/ was left as it was.")
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

    progress = Silent() if options.quiet or options.json else Lines(sys.stderr)
    if options.check:
        return _prove_fresh(options, progress)
    chosen = Options(only=tuple(options.only), force=options.force, jobs=options.jobs)
    result = build(options.dir, chosen, progress=progress)
    if options.json:
        print(show.summary(result.to_json()))
    elif not options.quiet:
        print(result)
    return FINE


def _prove_fresh(options: argparse.Namespace, progress: Progress) -> int:
    from evisyn.build import show
    from evisyn.build.fresh import differences

    if options.only or options.force:
        raise UsageError("--check always builds everything; leave out --only and --force.")
    changes = differences(options.dir, jobs=options.jobs, progress=progress)
    if changes or options.json:
        print(show.differences(changes, as_json=options.json))
    if changes:
        _say("evidence/ is not what the inputs give: run evisyn build and look at the difference.")
        return REFUSED
    if not options.quiet:
        _say("evidence/ is what the inputs give.")
    return FINE


def _explain(options: argparse.Namespace) -> int:
    from evisyn.build import show
    from evisyn.build.explain import explain_in

    trail = explain_in(options.dir, options.id)
    print(show.summary(trail.to_dict()) if options.json else trail)
    return FINE


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
    build.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="make only these outputs"
    )
    build.add_argument("--force", action="store_true", help="make again what is up to date, too")
    build.add_argument(
        "--jobs", type=_positive, metavar="N", help="notebooks at once (default: cores, at most 4)"
    )
    build.add_argument(
        "--check",
        action="store_true",
        help="write nothing: build in a temporary folder and compare with evidence/",
    )
    explain = _command(commands, "explain", "say where a row comes from", _explain)
    explain.add_argument("id", metavar="ROW_ID", help="key of a row of any table")
    _add_folder(explain)
    return parser


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


def _version() -> str:
    return metadata.version("evisyn")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
