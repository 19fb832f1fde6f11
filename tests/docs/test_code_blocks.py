"""Every block of the documents runs, in order, as a reader types it, and shows what is said."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from _doc_blocks import NO_RUN, Block, Reader, blocks, difference

import evisyn

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
# Blocks that need another program, a network or minutes; each is read all the same.
MOST_NOT_RUN = 12
LANGUAGES = {"python", "bash", "text", "toml", "json", "csv", "r", "bibtex", "yaml"}
# These build a project two or three times: make test-long runs them.
LONG = {"first-review.md", "add-a-review.md", "living.md"}
NAME = re.compile(r"\bev\.([A-Za-z_]\w*)(?:\.([A-Za-z_]\w*))?")
COMMAND = re.compile(r"\bevisyn (?:--)?([a-z]+)")


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """A reader in a folder with the data of the shipped review."""
    home = tmp_path / "review"
    for name in ("data", "docs"):
        shutil.copytree(ROOT / name, home / name)
    return Reader(home)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(path, marks=[pytest.mark.long] if path.name in LONG else [])
        for path in DOCUMENTS
    ],
    ids=label,
)
def test_blocks_run_and_show_what_is_said(document: Path, reader: Reader) -> None:
    """In one session, without a warning; outputs are those on the page."""
    wrong = []
    for block in blocks(document.read_text(encoding="utf-8")):
        got = reader.type(block, document.name)
        if block.shown is not None and block.runs:
            found = difference(block.shown, got)
            wrong += [f"line {block.line}: {found}"] if found else []
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_blocks_can_be_read(document: Path) -> None:
    """Each names its language, and is right in it, whether it is run or not."""
    for block in blocks(document.read_text(encoding="utf-8")):
        assert block.language in LANGUAGES or document.name == "README.md", block.line
        read(block)


def read(block: Block) -> None:
    """Read a block; what is not right in its language raises."""
    if block.language == "python":
        ast.parse(block.code)
    elif block.language == "bash":
        subprocess.run(["bash", "-n", "-c", block.code], check=True)
    elif block.language == "toml":
        tomllib.loads(block.code)
    elif block.language == "json":
        json.loads(block.code)


def test_few_blocks_are_not_run() -> None:
    """A block that nobody runs goes stale."""
    every = [one for path in DOCUMENTS for one in blocks(path.read_text(encoding="utf-8"))]
    not_run = [one for one in every if NO_RUN in one.words]
    assert len(not_run) <= MOST_NOT_RUN
    assert len([one for one in every if one.runs]) > 5 * len(not_run)


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_names_exist(document: Path) -> None:
    """No name of the package in text or code that the package does not have."""
    lost = []
    for name, inner in set(NAME.findall(document.read_text(encoding="utf-8"))):
        known = name in evisyn.__all__
        if known and inner and name in ("report", "figures", "convert", "priors"):
            known = hasattr(getattr(evisyn, name), inner)
        lost += [] if known else [f"ev.{name}.{inner}"]
    assert lost == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=label)
def test_commands_exist(document: Path) -> None:
    """What a page tells readers to type is a command, with the options that it has."""
    parser = import_module("evisyn.cli")._parser()
    for block in blocks(document.read_text(encoding="utf-8")):
        code = block.code.replace("\\\n", " ")
        lines = code.splitlines() if block.language == "bash" else []
        for line in lines:
            words = shlex.split(line, comments=True)
            if words[:1] == ["evisyn"] and "--help" not in words and "--version" not in words:
                ends = [words.index(sign) for sign in ("|", ">", "&&", "||") if sign in words]
                parser.parse_args(words[1 : min(ends, default=None)])


def test_command_line_is_the_one_described() -> None:
    """docs/command-line.md is what the parsers give; python tests/_command_line.py writes it."""
    from _command_line import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page()


def test_command_of_the_guide_exists() -> None:
    """What the guide tells readers to type is what the command understands."""
    from evisyn.build.scale import _parser

    text = (ROOT / "docs" / "guide" / "dependence.md").read_text(encoding="utf-8")
    lines = re.findall(r"^python -m evisyn\.build\.scale (.*)$", text, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        given = _parser().parse_args(line.split())
        assert given.by == ["question", "outcome"]
