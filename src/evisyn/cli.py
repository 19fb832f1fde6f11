"""The ``evisyn`` command: reads arguments, calls the build, prints, and sets the exit status."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING

from evisyn.errors import BuildError, EvidenceError, EvisynError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evisyn.records import Finding, Locator

FINE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_EXAMPLES = """examples:
  evisyn check                      is the data of this project valid?
  evisyn build                      make what is out of date in evidence/
  evisyn build --only NAME          make one table, figure or notebook
  evisyn build --force --jobs 1     make everything again, one notebook at a time
  evisyn explain ROW_ID             where does this row come from?

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
        _print_findings(error.findings, as_json=options.json)
        _say(f"{len(error.findings)} problems in the data; evidence/ was left as it was.")
        return REFUSED
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


def _check(options: argparse.Namespace) -> int:
    from evisyn.build import read

    findings: list[Finding] = read.check(options.dir)
    errors = sum(finding.severity == "error" for finding in findings)
    _print_findings(findings, as_json=options.json)
    if not options.quiet:
        _say(f"{errors} errors, {len(findings) - errors} warnings")
    return REFUSED if errors else FINE


def _build(options: argparse.Namespace) -> int:
    from evisyn.build.progress import Lines, Silent
    from evisyn.build.run import Options, build

    silent = options.quiet or options.json
    result = build(
        options.dir,
        Options(only=tuple(options.only), force=options.force, jobs=options.jobs),
        progress=Silent() if silent else Lines(sys.stderr),
    )
    if options.json:
        print(json.dumps(result.to_json(), indent=2, ensure_ascii=False))
    elif not options.quiet:
        print(result)
    return FINE


def _explain(options: argparse.Namespace) -> int:
    from evisyn.build import read

    found: tuple[Locator, ...] = read.load(options.dir).locate(options.id)
    if not found:
        _say(f"evisyn: no row of the evidence tables has the id {options.id!r}.")
        return REFUSED
    if options.json:
        print(json.dumps([asdict(place) for place in found], indent=2, ensure_ascii=False))
        return FINE
    for place in found:
        print(f"{place.row_id} in data/{place.table}.csv")
        print(f"  source   {place.source_id}")
        print(f"  place    {place.locator or 'not stated'}")
        print(f"  address  {place.url or 'not stated'}")
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


def _print_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False))
        return
    for finding in findings:
        print(finding)


def _say(text: str) -> None:
    print(text, file=sys.stderr)
