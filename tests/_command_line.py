"""The page on the command line, from the parsers: python tests/_command_line.py writes it."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "command-line.md"
HEAD = """# Command line

Every command and option of `evisyn`, made from the command itself. Where no folder is given, the
project is found from the working folder upwards.

Exit status: 0 fine, 1 the data or the check says no, 2 wrong use, 130 interrupted. With `--json`
the answer is on the standard output, for machines; what only people need is on the standard error.
"""


def page() -> str:
    """The page as Markdown."""
    parser = import_module("evisyn.cli")._parser()
    chosen = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    parts = [HEAD, "| command | what it does |\n|---|---|"]
    parts[1] += "".join(
        f"\n| [`evisyn {one.dest}`](#evisyn-{one.dest}) | {_cell(one.help)} |"
        for one in chosen._choices_actions
    )
    parts += [_command(name, made) for name, made in chosen.choices.items()]
    return "\n".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def _command(name: str, parser: argparse.ArgumentParser) -> str:
    usage = " ".join(_usage(action) for action in parser._actions if action.dest != "help")
    lines = [
        f"## evisyn {name}\n",
        f"{parser.description}\n",
        f"```text\nevisyn {name} {usage.strip()}\n```\n",
        "| option | meaning |\n|---|---|",
    ]
    rows = [
        f"| {_names(action)} | {_cell(action.help)}{_default(action)} |"
        for action in parser._actions
        if action.dest != "help"
    ]
    return "\n".join([*lines, *rows])


def _usage(action: argparse.Action) -> str:
    words = f"{action.option_strings[-1]} " if action.option_strings else ""
    words += _value(action)
    return words.strip() if action.required and action.nargs != "?" else f"[{words.strip()}]"


def _names(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{_value(action)}`"
    return ", ".join(f"`{f'{name} {_value(action)}'.strip()}`" for name in action.option_strings)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    one = str(action.metavar or action.dest.upper())
    one = "|".join(map(str, action.choices)) if action.choices else one
    return f"{one} ..." if action.nargs in ("+", "*") else one


def _default(action: argparse.Action) -> str:
    plain = action.default in (None, False, "", 0.0, argparse.SUPPRESS) or action.default == []
    return "" if plain or "default" in (action.help or "") else f" (default: {action.default})"


def _cell(text: str | None) -> str:
    return " ".join((text or "").replace("|", "\\|").split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
