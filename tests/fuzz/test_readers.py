"""Damaged and hostile files: every reader gives a result or a reason, soon."""

from __future__ import annotations

import os
import time

import pytest
from _readers import READERS, tried
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: Files that one reader is tried on; a quarter of them where a whole project is checked each time.
EXAMPLES = int(os.environ.get("EVISYN_FUZZ_EXAMPLES", "80"))
CHECKS_A_PROJECT = ("table", "import", "contract", "bibliography")
#: Seconds that one small file may take, on a machine under load, too.
PATIENCE = 20.0
#: Pieces that mean something to some reader.
PIECES = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n\n",
        b'"',
        b",",
        b";",
        b"\t",
    ),
    *(b"{", b"}", b"[", b"]", b"<", b">", b"&x;", b"<![CDATA[", b"<!DOCTYPE x>", b"\\", b"@", b"="),
    *(
        b"null",
        b"true",
        b"NaN",
        b"1e999",
        b"-0",
        b"9" * 400,
        b"\\ud800",
        b"\xe2\x80\xae",
        b"\x1b[2J",
    ),
    *(
        b"TY  - ",
        b"ER  -",
        b"PMID- ",
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"../../x",
        b"[" * 3000,
        b'{"a":' * 2000,
    ),
    *(b"<a>" * 300, b"x" * 5000, b" " * 5000, b",a" * 3000, b"\n" * 3000),
]


@st.composite
def damaged(draw: st.DrawFn, good: tuple[bytes, ...]) -> bytes:
    """A good file with pieces put in, cut out, doubled or changed."""
    content = bytearray(draw(st.sampled_from(good)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(content)))
        size = draw(st.integers(0, 40))
        kind = draw(st.sampled_from(["put", "cut", "twice", "flip", "noise", "end"]))
        if kind == "put":
            content[at:at] = draw(st.sampled_from(PIECES))
        elif kind == "cut":
            del content[at : at + size]
        elif kind == "twice":
            content[at:at] = content[at : at + size] * draw(st.integers(1, 50))
        elif kind == "flip" and at < len(content):
            content[at] ^= draw(st.integers(1, 255))
        elif kind == "noise":
            content[at : at + size] = draw(st.binary(max_size=40))
        elif kind == "end":
            del content[at:]
    return bytes(content)


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file(name: str) -> None:
    """No reader raises anything but an error that evisyn means, and none hangs."""

    slow = name.startswith(CHECKS_A_PROJECT)

    @settings(
        max_examples=EXAMPLES // 4 if slow else EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(content=damaged(READERS[name][1]) | st.binary(max_size=200))
    def holds(content: bytes) -> None:
        began = time.monotonic()
        tried(name, content)
        assert time.monotonic() - began < PATIENCE

    holds()


@pytest.mark.parametrize("name", READERS)
def test_a_good_file_is_read(name: str) -> None:
    """What the fuzzing starts from is taken, so that it reaches what lies behind."""
    assert [tried(name, content) for content in READERS[name][1]].count("read") >= 1
