"""Reading a project's tables from its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evisyn.build import listen
from evisyn.build.paths import Project, find_project, refuse_outside
from evisyn.errors import EvidenceError, UsageError
from evisyn.records import Finding
from evisyn.report.bibtex import ENTRY_START, bibtex_problems, read_bibtex
from evisyn.tables.bibliography import BibKeys
from evisyn.tables.encoding import decode_problem
from evisyn.tables.grid import FOLDER
from evisyn.tables.validate import DESCRIPTOR, find_problems, validate
from evisyn.vocab import FindingCode

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

BIBLIOGRAPHY = "references.bib"


def load(path: str | Path | None = None) -> EvidenceBase:
    """Read and validate the tables of a project.

    Parameters
    ----------
    path
        Project root or its data folder; None walks up from the working folder.

    Returns
    -------
    EvidenceBase
        Validated tables.

    Raises
    ------
    EvidenceError
        When the tables break their contract; ``.findings`` lists every problem.
    UsageError
        When there is no project there.
    """
    project = find_project(path)
    base = listen.offered(project)
    findings: list[Finding] = []
    if base is None:
        with listen.reading(project):
            base, findings = _validated(project)
    if base is None:
        raise EvidenceError(findings)
    return listen.heard(base, project)


def check(path: str | Path | None = None) -> list[Finding]:
    """List every problem of the tables of a project, warnings too, without raising for them.

    Parameters
    ----------
    path
        Project root or its data folder; None walks up from the working folder.

    Returns
    -------
    list of Finding
        Sorted by file and line; empty when all is well.

    Raises
    ------
    UsageError
        When there is no project there.
    """
    descriptor, files, keys, findings = contents(find_project(path))
    if descriptor is not None:
        findings = _by_place([*findings, *find_problems(files, descriptor, keys)])
    return findings


def contents(
    project: Project,
) -> tuple[dict[str, Any] | None, dict[str, bytes], BibKeys | None, list[Finding]]:
    """Contract, files by name and keys of the bibliography, and why one of them is None."""
    descriptor, findings = _descriptor(project)
    if descriptor is None:
        return None, {}, None, findings
    files = _files(project)
    keys, findings = _bibliography(files.get(BIBLIOGRAPHY))
    return descriptor, files, keys, findings


def descriptor_of(project: Project) -> dict[str, Any]:
    """The contract as it is stored.

    Raises
    ------
    EvidenceError
        It cannot be read.
    """
    descriptor, findings = _descriptor(project)
    if descriptor is None:
        raise EvidenceError(findings)
    return descriptor


def _validated(project: Project) -> tuple[EvidenceBase | None, list[Finding]]:
    descriptor, files, keys, findings = contents(project)
    if descriptor is None:
        return None, findings
    base, found = validate(files, descriptor, keys)
    findings = _by_place([*findings, *found])
    failed = any(finding.severity == "error" for finding in findings)
    return (None if failed else base), findings


def _by_place(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda f: (f.file, f.line or 0))


def _files(project: Project) -> dict[str, bytes]:
    """Bytes of every table and of the bibliography, by file name."""
    names = sorted(p for p in project.data.iterdir() if p.suffix == ".csv" and p.is_file())
    bibliography = project.data / BIBLIOGRAPHY
    return {
        p.name: _bytes(p) for p in [*names, *([bibliography] if bibliography.is_file() else [])]
    }


def _bytes(path: Path) -> bytes:
    refuse_outside(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}. Check its permissions."
        ) from error


def _descriptor(project: Project) -> tuple[dict[str, Any] | None, list[Finding]]:
    content = _bytes(project.data / DESCRIPTOR)
    file = FOLDER + DESCRIPTOR
    problem = decode_problem(file, content)
    if problem:
        return None, [problem]
    try:
        descriptor = json.loads(content.decode("utf-8-sig"))
        # a pair that lacks a half is text to JSON, and cannot be written anywhere
        json.dumps(descriptor, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        return None, [_contract(file, error.lineno, f"the file is not JSON: {error.msg}")]
    except (ValueError, RecursionError) as error:
        return None, [_contract(file, 1, f"the file cannot be read as JSON: {error}")]
    if not isinstance(descriptor, dict):
        return None, [_contract(file, 1, "the file is JSON, and not an object")]
    return descriptor, []


def _contract(file: str, line: int, message: str) -> Finding:
    return Finding(
        file=file,
        line=line,
        code=FindingCode.INVALID_CONTRACT,
        message=message,
        fix="Correct the file, or restore it from its last good version",
    )


def _bibliography(content: bytes | None) -> tuple[BibKeys | None, list[Finding]]:
    """Keys with lines, or None and the reasons why they cannot be had."""
    file = FOLDER + BIBLIOGRAPHY
    if content is None:
        return None, [
            Finding(
                file=file,
                code=FindingCode.MISSING_FILE,
                message="the bibliography is missing",
                fix="Put it back: every review, trial and threshold source has its entry there",
            )
        ]
    problem = decode_problem(file, content)
    if problem:
        return None, [problem]
    text = content.decode("utf-8-sig")
    problems = bibtex_problems(text)
    if problems:
        return None, [
            Finding(
                file=file,
                line=problem.line,
                row_id=problem.key,
                code=FindingCode.BIBLIOGRAPHY_INVALID,
                message=problem.message,
                fix="Correct the entry; each key stands once, and every brace is closed",
            )
            for problem in problems
        ]
    return _keys(text), []


def _keys(text: str) -> dict[str, int | None]:
    lines = {m[2]: text.count("\n", 0, m.start(1)) + 1 for m in ENTRY_START.finditer(text)}
    return {entry.key: lines.get(entry.key) for entry in read_bibtex(text)}
