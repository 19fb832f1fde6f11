"""Content hashes: the only thing that decides whether an output is up to date."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


def sha256_bytes(content: bytes) -> str:
    """SHA-256 of bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's content, or an empty string when there is no such file."""
    try:
        return sha256_bytes(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        return ""


def sha256_json(value: object) -> str:
    """SHA-256 of a value that JSON can hold; the order of mapping keys does not matter."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256_bytes(text.encode("utf-8"))


def package_digest() -> str:
    """SHA-256 of every module of the package, by name and content."""
    root = Path(__file__).resolve().parents[1]
    return sha256_json(
        {path.relative_to(root).as_posix(): sha256_file(path) for path in root.rglob("*.py")}
    )


def sha256_cells(path: Path) -> str:
    """SHA-256 of what a person writes in a notebook: kinds and sources of its cells.

    Outputs, execution counts, cell ids and metadata do not count, so that running a notebook
    does not make it look edited.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, KeyError, TypeError):
        return sha256_file(path)
    return sha256_json(sources)
