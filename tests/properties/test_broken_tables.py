"""However a file is broken, validation ends in a base or in findings, never in a traceback."""

from __future__ import annotations

from _findings import outcome
from _projects import tiny_files
from hypothesis import given, settings
from hypothesis import strategies as st

from evisyn.vocab import FindingCode

FILES = tiny_files()
TABLES = sorted(name for name in FILES if name.endswith(".csv"))
CODES = set(FindingCode)
QUICK = settings(max_examples=40, deadline=None, derandomize=True)

#: Bytes that have a meaning in such files, and some that have none.
PIECES = st.sampled_from(
    [b",", b'"', b'""', b"\n", b"\r", b"\r\n", b"\x00", b";", b"\t", b" ", b"\xff", b"\xef\xbb\xbf",
     b"\xc2\xa0", b"1-May", b"NA", b"inf", b"-", b"2,5", b"", b"{", b"ames2020", b"9" * 400]
)  # fmt: skip


def _holds(files: dict[str, bytes]) -> None:
    base, findings = outcome(files)
    errors = [finding for finding in findings if finding.severity == "error"]
    assert (base is None) == bool(errors)
    for finding in findings:
        assert finding.code in CODES
        assert finding.file.startswith("data/")
        assert finding.message
        assert finding.fix
    places = [(finding.file, finding.line or 0) for finding in findings]
    assert places == sorted(places)


@QUICK
@given(
    table=st.sampled_from(TABLES),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), min_size=1, max_size=4),
)
def test_any_edit_ends_in_a_base_or_in_findings(table, edits):
    """Pieces cut out of a file and others put in their place never raise."""
    content = FILES[table]
    for place, length, piece in edits:
        start = int(place * len(content))
        content = content[:start] + piece + content[start + length :]
    _holds({**FILES, table: content})


@QUICK
@given(table=st.sampled_from(TABLES), content=st.binary(max_size=200))
def test_any_bytes_end_in_findings(table, content):
    """A file of arbitrary bytes never raises."""
    _holds({**FILES, table: content})


@QUICK
@given(table=st.sampled_from(TABLES), share=st.floats(0, 1))
def test_a_file_that_is_cut_off_ends_in_findings(table, share):
    """A file that ends early never raises."""
    content = FILES[table]
    _holds({**FILES, table: content[: int(share * len(content))]})
