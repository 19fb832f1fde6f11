"""Fuzzes a group of readers, led by the lines that an input reaches; a program of its own.

``python coverage_guided.py GROUP FOLDER SECONDS``; the first byte of an input chooses the reader.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import atheris

#: What reads bytes; more would slow each run down and lead nowhere.
READING = [
    *("evisyn.build.intake", "evisyn.build.diff", "evisyn.build.acknowledge"),
    *("evisyn.tables.grid", "evisyn.tables.parse", "evisyn.tables.header"),
]
with atheris.instrument_imports(include=READING):
    from _readers import READERS, tried

#: Group -> readers; together all of them.
GROUPS: dict[str, tuple[str, ...]] = {
    "references": ("ris", "bibtex", "nbib", "csljson", "any format"),
    "tables of others": ("csv", "json", "endnote", "rm5"),
    "archives": ("xlsx", "revman"),
    "files of people": (
        *("mapping toml", "mapping json", "adjudication sheet", "extraction"),
        *("acknowledgements", "manifest", "older state", "notebook", "cache"),
    ),
    "data": (
        *("table reviews", "table effects", "table corrections", "bibliography", "contract"),
        *("import ris", "import csv", "import json"),
    ),
}


def main() -> None:
    """Write the good files as a corpus and begin."""
    group, folder, seconds = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    names = GROUPS[group]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for place, name in enumerate(names):
        for number, content in enumerate(READERS[name][1]):
            (corpus / f"{place}-{number}").write_bytes(bytes([place]) + content)
            # what is imported when it is first needed does not count as the time of an input
            tried(name, content)
    logging.disable(logging.CRITICAL)

    def one(data: bytes) -> None:
        if data:
            tried(names[data[0] % len(names)], data[1:])

    limits = ["-rss_limit_mb=2048", "-timeout=120", "-max_len=20000", f"-max_total_time={seconds}"]
    atheris.Setup([sys.argv[0], str(corpus), f"-artifact_prefix={folder}/", *limits], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
