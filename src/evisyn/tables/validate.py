"""From bytes to an evidence base, or to the list of everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from evisyn.errors import InputError
from evisyn.records import Finding
from evisyn.tables.base import EvidenceBase
from evisyn.tables.bibliography import BibKeys, check_bibliography
from evisyn.tables.cells import check_cells
from evisyn.tables.conditions import check_rules
from evisyn.tables.corrections import Corrected, apply_corrections
from evisyn.tables.flags import flags_of, set_aside_of
from evisyn.tables.frames import to_frame
from evisyn.tables.grid import FOLDER, Grid
from evisyn.tables.header import to_grid
from evisyn.tables.keys import check_keys
from evisyn.tables.parse import parse
from evisyn.tables.schema import Contract, TableSchema, contract_from
from evisyn.vocab import FindingCode

#: File of the descriptor in the data folder.
DESCRIPTOR = "datapackage.json"


def validate(
    files: Mapping[str, bytes],
    descriptor: Mapping[str, Any],
    bib_keys: BibKeys | None,
) -> tuple[EvidenceBase | None, list[Finding]]:
    """Check every table against its contract.

    Parameters
    ----------
    files
        File name inside the data folder to bytes; the bibliography is taken from here too.
    descriptor
        The parsed ``datapackage.json``.
    bib_keys
        Keys of the bibliography with the lines of their entries; None leaves the
        bibliography unchecked.

    Returns
    -------
    tuple
        The base, None when there is an error, and all findings sorted by file and line.
    """
    contract, corrected, findings = _examine(files, descriptor, bib_keys)
    if contract is None or corrected is None or _failed(findings):
        return None, findings
    return _base(contract, files, corrected), findings


def find_problems(
    files: Mapping[str, bytes],
    descriptor: Mapping[str, Any],
    bib_keys: BibKeys | None,
) -> list[Finding]:
    """Findings of :func:`validate` alone, in less time: no table is made.

    Parameters
    ----------
    files, descriptor, bib_keys
        As in :func:`validate`.
    """
    return _examine(files, descriptor, bib_keys)[2]


def _examine(
    files: Mapping[str, bytes],
    descriptor: Mapping[str, Any],
    bib_keys: BibKeys | None,
) -> tuple[Contract | None, Corrected | None, list[Finding]]:
    """Contract and corrected cells, as far as they can be had, and everything that is wrong."""
    try:
        contract = contract_from(descriptor)
    except InputError as error:
        return None, None, [_broken_contract(error)]
    grids, findings = _read(contract, files)
    corrected = apply_corrections(grids)
    findings += corrected.findings
    for grid in corrected.grids.values():
        findings += check_cells(grid) + check_rules(grid)
    findings += check_keys(corrected.grids)
    if bib_keys is not None:
        findings += check_bibliography(contract, corrected.grids, bib_keys)
    return contract, corrected, _sorted(_unaccepted(contract, findings, corrected))


def _failed(findings: list[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _broken_contract(error: InputError) -> Finding:
    return Finding(
        file=FOLDER + DESCRIPTOR,
        code=FindingCode.INVALID_CONTRACT,
        message=f"the contract of the tables cannot be used: {error}",
        fix="Correct that part of the file, or restore it from its last good version",
    )


def _read(contract: Contract, files: Mapping[str, bytes]) -> tuple[dict[str, Grid], list[Finding]]:
    grids: dict[str, Grid] = {}
    findings: list[Finding] = []
    for name, schema in contract.tables.items():
        if schema.path not in files:
            findings.append(_missing_file(schema))
            continue
        parsed, found = parse(schema.path, files[schema.path], schema.names)
        findings += found
        if parsed is not None:
            grids[name], found = to_grid(schema, parsed)
            findings += found
    return grids, findings + _extra_files(contract, files)


def _missing_file(schema: TableSchema) -> Finding:
    return Finding(
        file=FOLDER + schema.path,
        code=FindingCode.MISSING_FILE,
        message=f"the file of the table {schema.name} is missing",
        fix="Put it back; a table without rows still has its header",
    )


def _extra_files(contract: Contract, files: Mapping[str, bytes]) -> list[Finding]:
    known = {schema.path for schema in contract.tables.values()}
    return [
        Finding(
            severity="warning",
            file=FOLDER + path,
            code=FindingCode.EXTRA_FILE,
            message="the contract has no such table, so the file is not read",
            fix=f"Describe it in {FOLDER}{DESCRIPTOR}, or move it out of {FOLDER}",
        )
        for path in files
        if path.endswith(".csv") and path not in known
    ]


def _unaccepted(contract: Contract, findings: list[Finding], corrected: Corrected) -> list[Finding]:
    """Leave out what a comparison found in a cell that is accepted as printed."""
    accepted = {
        (FOLDER + contract.tables[table].path, row_id, column)
        for table, row_id, column in corrected.accepted
    }
    codes = {c.code for table in contract.tables.values() for c in table.comparisons}
    return [
        f for f in findings if f.code not in codes or (f.file, f.row_id, f.column) not in accepted
    ]


def _sorted(findings: list[Finding]) -> list[Finding]:
    return sorted(
        dict.fromkeys(findings), key=lambda f: (f.file, f.line or 0, f.row_id, f.column, f.code)
    )


def _base(contract: Contract, files: Mapping[str, bytes], corrected: Corrected) -> EvidenceBase:
    grids = corrected.grids
    frames = {name: to_frame(grids[name]) for name in contract.tables}
    bibtex = files.get(contract.bibliography, b"").decode("utf-8", "replace")
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    return EvidenceBase(
        contract=contract,
        bibtex=bibtex,
        sha256=MappingProxyType(hashes),
        _frames=MappingProxyType(frames),
        _aside=set_aside_of(frames),
        _flags=flags_of(frames, corrected.entries),
    )
