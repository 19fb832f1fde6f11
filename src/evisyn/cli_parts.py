"""What every command has: its options, what it prints and how it ends."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, Protocol

from evisyn.build.page import harmless

FINE, REFUSED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

EXAMPLES = """examples:
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
  evisyn words VOCABULARY WORDS     name a further condition, treatment or outcome
  evisyn examples --drop            take the fictional rows out of the tables
  evisyn import FILE --to TABLE     what would this file add? --write adds it
  evisyn tidy                       mend tables that a spreadsheet saved with semicolons
  evisyn export FILE.xlsx           all tables in one workbook, JSON or archive
  evisyn compare A.csv B.csv        how far do two extractions agree?
  evisyn diff HEAD .                what changed, and which conclusions flipped?

exit status: 0 fine, 1 the data or the check says no, 2 wrong use
"""


class Reported(Protocol):
    """What a command has to say, for people as text and for machines as values."""

    def to_json(self) -> dict[str, Any]:
        """Give plain values."""


def report(options: argparse.Namespace, result: Reported) -> None:
    """Print a result for people or machines, unless it should be quiet."""
    from evisyn.build import show

    if options.json:
        out(show.summary(result.to_json()))
    elif not options.quiet:
        out(result)


def command(commands: object, name: str, purpose: str, run: object) -> argparse.ArgumentParser:
    """Add a command with the options that all of them have."""
    add = commands.add_parser  # type: ignore[attr-defined]
    parser: argparse.ArgumentParser = add(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quiet", action="store_true", help="print only what went wrong")
    parser.add_argument("--json", action="store_true", help="print for machines, on stdout")
    parser.set_defaults(run=run)
    return parser


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add the project root, which is found when it is left out."""
    parser.add_argument(
        "dir",
        nargs="?",
        metavar="DIR",
        help="project root (default: found from the working folder upwards)",
    )


def positive(text: str) -> int:
    """A number of jobs."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number of jobs; give 1 or more")
    return number


def pair(text: str) -> tuple[str, str]:
    """A column and the text for its empty cells."""
    column, equals, value = text.partition("=")
    if not equals or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form COLUMN=TEXT")
    return column, value


def out(result: object, end: str = "\n") -> None:
    """Print a result, with characters that a terminal would obey as their code."""
    print(harmless(str(result)), end=end)


def say(text: str) -> None:
    """Print for people, beside what machines read and after what was read out before."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        stop_printing()
    print(harmless(text), file=sys.stderr)


def stop_printing() -> None:
    """Print quietly into nothing when nobody reads on, as behind ``| head``."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
