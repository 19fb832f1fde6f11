"""What an import needs to know of a project, and the writing of what it adds."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evisyn.build import read
from evisyn.build.disk import telling, write_all
from evisyn.build.hashing import sha256_bytes
from evisyn.build.intake import log
from evisyn.build.intake.proposal import Proposal
from evisyn.build.intake.propose import Wish, propose, today
from evisyn.build.intake.records import IntakeError
from evisyn.build.intake.tables import Row, Stored, stored
from evisyn.build.lock import only_build
from evisyn.build.paths import find_project
from evisyn.errors import EvidenceError
from evisyn.tables.bibliography import BibKeys
from evisyn.tables.schema import Contract, TableSchema, contract_from


@dataclass(slots=True, kw_only=True)
class Contents:
    """Contract, files and bibliography of a project, read once."""

    root: Path
    descriptor: dict[str, Any]
    contract: Contract
    files: Mapping[str, bytes]
    bib_keys: BibKeys
    _stored: dict[str, Stored] = field(default_factory=dict)

    def schema(self, table: str) -> TableSchema:
        """Schema of a table; an unknown name raises IntakeError."""
        if table not in self.contract.tables:
            known = ", ".join(self.contract.tables)
            raise IntakeError(f"there is no table {table!r}; the tables are {known}.")
        return self.contract.tables[table]

    def stored(self, table: str) -> Stored:
        """A table as it is on disk."""
        if table not in self._stored:
            path = self.schema(table).path
            if path not in self.files:
                raise IntakeError(f"data/{path} is missing; run evisyn check.")
            self._stored[table] = stored(self.files[path], path)
        return self._stored[table]

    def key_of(self, table: str) -> str:
        """First column of the key of a table."""
        return self.schema(table).primary_key[0]

    def source_row(self, file: str, mentioned: Collection[str] = ()) -> Row:
        """A row of ``sources`` for a file: the one it has, else one with the next free number."""
        title = f"Imported file {file}"
        for row in self.stored("sources").rows:
            if row.get("kind") == "file" and row.get("title_seen") == title:
                return dict(row)
        ids = {*mentioned, *(row.get("source_id", "") for row in self.stored("sources").rows)}
        numbers = [re.fullmatch(r"s(\d{4})", id) for id in ids]
        last = max((int(found[1]) for found in numbers if found), default=0)
        return {
            "source_id": f"s{last + 1:04d}",
            "kind": "file",
            "title_seen": title,
            "accessed": today(),
            "reader_link": "no",
        }


def contents(path: str | Path | None = None) -> Contents:
    """Read a project for an import.

    Raises
    ------
    EvidenceError
        Its contract or its bibliography cannot be read.
    """
    project = find_project(path)
    descriptor, files, keys, findings = read.contents(project)
    if descriptor is None or keys is None:
        raise EvidenceError(findings)
    return Contents(
        root=project.root,
        descriptor=descriptor,
        contract=contract_from(descriptor),
        files=files,
        bib_keys=keys,
    )


def take_in(path: str | Path | None, wish: Wish, *, write: bool = False) -> Proposal:
    """Propose an import and, when asked to, add its rows.

    Parameters
    ----------
    path
        Project root; None walks up from the working folder.
    wish
        File, table and how.
    write
        Add the rows; without it nothing is written. No row that is there is ever changed.

    Raises
    ------
    IntakeError
        The file cannot be taken in.
    EvidenceError
        The project's contract or bibliography cannot be read.
    BuildError
        A build runs on the project.
    """
    found = contents(path)
    if not write:
        return propose(found, wish)
    with telling(found.root), only_build(found.root / "build"):
        found = contents(found.root)
        proposal = propose(found, wish)
        if proposal.additions:
            new = new_files(found, [proposal])
            write_new(found, new, last=found.schema(proposal.table).path)
    return replace(proposal, written=bool(proposal.additions))


def new_files(found: Contents, proposals: Sequence[Proposal]) -> dict[str, bytes]:
    """Files of ``data/`` with the rows of some proposals, each for a table of its own."""
    new: dict[str, bytes] = {}
    entries = []
    for proposal in proposals:
        table = found.schema(proposal.table)
        new[table.path], _ = found.stored(table.name).appended(r.cells for r in proposal.additions)
        if proposal.source:
            path = found.schema("sources").path
            new[path], _ = found.stored("sources").appended([proposal.source])
        entries += [proposal.bibliography] if proposal.bibliography else []
    if entries:
        name = found.contract.bibliography
        new[name] = _bibliography(found.files[name], "\n".join(entries))
    new[log.NAME] = log.with_entries(found.root, proposals, today())
    return new


def write_new(found: Contents, new: Mapping[str, bytes], last: str = "") -> None:
    """Write files of ``data/``, unless one of them changed since it was read.

    What rows point to comes first and ``last`` near the end, so that a stop in between leaves no
    row without its source.

    Raises
    ------
    IntakeError
        A file is no longer as it was read.
    """
    data = found.root / "data"
    for name in (n for n in new if n in found.files):
        if sha256_bytes((data / name).read_bytes()) != sha256_bytes(found.files[name]):
            raise IntakeError(f"data/{name} changed in the meantime; nothing was written.")
    order = sorted(new, key=lambda n: (n == last, n == log.NAME, n))
    write_all({data / name: new[name] for name in order})


def _bibliography(content: bytes, entries: str) -> bytes:
    gap = b"" if not content or content.endswith(b"\n\n") else b"\n"
    gap = b"\n" + gap if content and not content.endswith(b"\n") else gap
    return content + gap + entries.encode("utf-8")
