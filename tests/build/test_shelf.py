"""Drawings and office files are made once for each content, and never taken for another's."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import pytest

from evisyn.build import shelf
from evisyn.build.digest import digest_of
from evisyn.build.shelf import Shelf
from evisyn.figures.picture import Picture
from evisyn.kept import keeping_on, kept


class Side(Enum):
    """Two values with the same content."""

    LEFT = 1
    RIGHT = 2


@dataclass(frozen=True)
class Point:
    """A record."""

    x: object


@dataclass(frozen=True)
class Dot:
    """Another record with the same field."""

    x: object


DISTINCT = (
    None, True, 1, 1.0, "1", b"1", (), [], {}, (1, 2), ((1,), 2), (12,), ("a", "b"), ("ab", ""),
    Point(1), Dot(1), Point(1.0), Point((1,)), Side.LEFT, Side.RIGHT, {"a": 1, "b": 2},
    {"b": 2, "a": 1}, 0.0, -0.0, float("nan"), np.float64(1.0), np.array([1.0, 2.0]),
    np.array([[1.0], [2.0]]), np.array([1, 2]), np.array(["a", None], dtype=object),
)  # fmt: skip


def test_different_values_have_different_digests() -> None:
    """Types, order, nesting and shapes count."""
    digests = [digest_of(value) for value in DISTINCT]
    assert None not in digests
    assert len(set(digests)) == len(DISTINCT)


def test_equal_values_have_equal_digests() -> None:
    """A digest depends on content, not on identity; sets have no order."""
    assert digest_of(Point([1, "a"])) == digest_of(Point([1, "a"]))
    assert digest_of(frozenset("abc")) == digest_of(frozenset("cba"))


@pytest.mark.parametrize("value", [len, object(), Point(lambda: 1), {object()}])
def test_what_has_no_content_has_no_digest(value: object) -> None:
    """A function may hide anything, so that nothing is kept for it."""
    assert digest_of(value) is None


def count(folder: Path, what: tuple[object, ...]) -> list[bytes]:
    """Ask twice; contents that were made."""
    made: list[bytes] = []

    def make() -> bytes:
        made.append(b"content")
        return made[-1]

    assert Shelf(folder)(what, make) == Shelf(folder)(what, make) == b"content"
    return made


def test_content_is_made_once(tmp_path: Path) -> None:
    """The second to ask gets what the first made, also in another process."""
    assert len(count(tmp_path, ("png", Point(1)))) == 1


def test_what_has_no_digest_is_made_each_time(tmp_path: Path) -> None:
    """Nothing is kept that cannot be told from something else."""
    assert len(count(tmp_path, ("png", len))) == 2


def test_damaged_file_is_made_again(tmp_path: Path) -> None:
    """A file that was cut or changed is never handed out."""
    count(tmp_path, ("png", 1))
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    assert len(count(tmp_path, ("png", 1))) == 1


def test_disk_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    """Where nothing can be kept, everything is made."""
    (tmp_path / "file").write_bytes(b"")
    assert len(count(tmp_path / "file", ("png", 1))) == 2


def test_old_files_and_other_code_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The latest files of the present code stay."""
    monkeypatch.setattr(shelf, "MOST_FILES", 1)
    for folder in ("now", "before"):
        for number in (1, 2):
            count(tmp_path / folder, (number,))
    latest = tmp_path / "now" / str(digest_of((2,)))
    os.utime(latest, (2e9, 2e9))
    shelf.prune(tmp_path / "now")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [latest]


def test_a_picture_is_drawn_once_for_what_it_shows() -> None:
    """Pictures that differ in the specification or the words are not taken for each other."""
    seen: list[tuple[object, ...]] = []

    def note(what: tuple[object, ...], make: object) -> bytes:
        seen.append(what)
        return b""

    words = {"id": "a", "title": "A", "long_description": ""}
    with keeping_on(note):
        for spec, alt in ((1, "x"), (1, "x"), (2, "x"), (1, "y")):
            Picture(alt=alt, spec=spec, **words).svg()
    first, twin, *others = map(digest_of, seen)
    assert first == twin
    assert len({first, *others}) == 3


def test_nothing_is_kept_unless_asked_for() -> None:
    """Without a shelf the maker is called."""
    assert kept((1,), lambda: b"made") == b"made"
