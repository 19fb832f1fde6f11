"""BibTeX."""

from __future__ import annotations

from evisyn.build.intake import reference
from evisyn.build.intake.records import Batch, IntakeError, Problem, Raw
from evisyn.build.intake.safety import to_text
from evisyn.report.bibtex import ENTRY_START, BibEntry, bibtex_problems, read_bibtex


def read(content: bytes) -> tuple[Batch, ...]:
    """Entries of a BibTeX file, LaTeX accents turned into letters.

    Raises
    ------
    IntakeError
        The file cannot be read as a whole; every reason is given.
    """
    text = to_text(content)
    problems = bibtex_problems(text)
    if problems:
        raise IntakeError("; ".join(map(str, problems)))
    lines = {m[2]: text.count("\n", 0, m.start(1)) + 1 for m in ENTRY_START.finditer(text)}
    found = [_record(entry, lines.get(entry.key)) for entry in read_bibtex(text)]
    if not found:
        raise IntakeError("the file has no BibTeX entry.")
    return (reference.batch(found),)


def _record(entry: BibEntry, line: int | None) -> tuple[Raw | None, Problem | None]:
    place = f"entry {entry.key}" if line is None else f"line {line}, entry {entry.key}"
    people = [f"{family}, {given}" if given else family for family, given in entry.people]
    fields = {
        "kind": entry.kind,
        "title": entry.get("title"),
        "year": reference.year_in(entry.get("year", "date")),
        "journal": entry.get("journal", "journaltitle", "booktitle"),
        "volume": entry.get("volume"),
        "issue": entry.get("number", "issue"),
        "pages": entry.get("pages").replace("--", "-").replace("–", "-"),
        "doi": reference.doi_in(entry.get("doi", "url")),
        "pmid": reference.pmid_in(entry.get("pmid", "eprint")),
        "pmcid": reference.pmcid_in(entry.get("pmcid", "pmc")),
        "url": entry.get("url"),
        "language": entry.get("language", "langid"),
    }
    return reference.record(place, people, fields)
