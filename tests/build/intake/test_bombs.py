"""Files made to exhaust a reader: refused with a reason, soon, and in little memory."""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

#: Address space that the process of a reader gets, and seconds of its processor.
MEMORY, SECONDS = 2 * 1024**3, 60
_READ = """
import sys, time
from pathlib import Path
from evisyn.build.intake.detect import read
from evisyn.build.intake.records import IntakeError
path = Path(sys.argv[1])
try:
    name, batches = read(path, path.read_bytes(), sys.argv[2])
except IntakeError as error:
    print("refused:", str(error)[:300])
else:
    print("read:", sum(len(batch.rows) for batch in batches))
"""
XML = '<?xml version="1.0"?>'
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)
RECORD = "<xml><records><record><titles><title>{}</title></titles></record></records></xml>"
ENDNOTE = {
    "billion laughs": f"{XML}<!DOCTYPE x [{LAUGHS}]>{RECORD.format('&l11;')}",
    "quadratic blow-up": f'{XML}<!DOCTYPE x [<!ENTITY q "{"q" * 50_000}">]>'
    + RECORD.format("&q;" * 50_000),
    "file entity": f'{XML}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + RECORD.format("&e;"),
    "network entity": f'{XML}<!DOCTYPE x [<!ENTITY e SYSTEM "http://x.example/">]>'
    + RECORD.format("&e;"),
    "parameter entity": f'{XML}<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>'
    + RECORD.format("x"),
    "external type": f'{XML}<!DOCTYPE x SYSTEM "file:///etc/passwd">{RECORD.format("&e;")}',
    "deep": f"{XML}{'<a>' * 1_000_000}",
    "many": f"{XML}<a>{'<b/>' * 3_000_000}</a>",
    "many attributes": XML + "<a " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>",
    "long name": f"{XML}<{'a' * 20_000_000}/>",
}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)
CELL = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def workbook(sheet: str, name: str = "", content: str = "") -> bytes:
    """A workbook whose sheet is given as XML, with one part more or replaced."""
    import openpyxl

    book = openpyxl.Workbook()
    plain = io.BytesIO()
    book.save(plain)
    source = zipfile.ZipFile(plain)
    members = {one: source.read(one) for one in source.namelist()}
    members["xl/worksheets/sheet1.xml"] = sheet.encode()
    if name:
        members[name] = content.encode()
    return packed(members)


def nested(levels: int) -> bytes:
    """An archive in an archive, and so on."""
    content = b"0" * 10_000_000
    for level in range(levels):
        content = packed({f"{level}.zip": content})
    return content


def lying() -> bytes:
    """An archive whose list says that its one member is small."""
    content = bytearray(packed({"x.csv": b"a,b\n" + b"0" * 5_000_000}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.find(mark) + at
        content[place : place + 4] = (4).to_bytes(4, "little")
    return bytes(content)


ARCHIVES = {
    "grows": lambda: packed({"x.csv": b"0" * 150_000_000}),
    "nested": lambda: nested(6),
    "too small a size": lying,
    "many members": lambda: packed({f"{n}.csv": b"" for n in range(60_000)}, zipfile.ZIP_STORED),
    "no name": lambda: packed({".": b"a,b\n1,2\n"}),
    "bzip2": lambda: packed({"x.csv": b"0" * 100_000_000}, zipfile.ZIP_BZIP2),
    "lzma": lambda: packed({"x.csv": b"0" * 100_000_000}, zipfile.ZIP_LZMA),
}
WORKBOOKS = {
    "row of any number": lambda: workbook(
        SHEET.format(f"<sheetData>{CELL.format(999_999_999_999, 'A')}</sheetData>")
    ),
    "last cell": lambda: workbook(
        SHEET.format(
            '<dimension ref="A1:XFD1048576"/><sheetData>' + CELL.format(1_048_576, "XFD")
            + "</sheetData>"
        )
    ),
    "wide rows": lambda: workbook(
        SHEET.format(
            "<sheetData>" + "".join(CELL.format(n, "XFD") for n in range(1, 60_000))
            + "</sheetData>"
        )
    ),
    "entities in a part with another name": lambda: workbook(
        SHEET.format("<sheetData/>"), "xl/odd.bin", ENDNOTE["billion laughs"]
    ),
    "laughing strings": lambda: workbook(
        SHEET.format("<sheetData/>"), "xl/sharedStrings.xml", ENDNOTE["billion laughs"]
    ),
    "laughing sheet": lambda: workbook(ENDNOTE["quadratic blow-up"]),
    "many strings": lambda: workbook(
        SHEET.format("<sheetData/>"),
        "xl/sharedStrings.xml",
        "<sst>" + "".join(f"<si><t>{n}</t></si>" for n in range(5_000_000)) + "</sst>",
    ),
}  # fmt: skip


def limited() -> None:
    """Limits of the process that reads."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def outcome(folder: Path, content: bytes, format: str) -> tuple[str, float]:
    """What a process with little memory made of a file, and the seconds of its processor."""
    path = folder / "bomb"
    path.write_bytes(content)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path), format],
        capture_output=True,
        text=True,
        preexec_fn=limited,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr[-2000:] or done.returncode
    return done.stdout, after.ru_utime - before.ru_utime


@pytest.mark.long
@pytest.mark.parametrize("format", ["endnote", "rm5"])
@pytest.mark.parametrize("name", ENDNOTE)
def test_an_xml_bomb(name: str, format: str, tmp_path: Path) -> None:
    """Refused, whatever it hides behind."""
    said, seconds = outcome(tmp_path, ENDNOTE[name].encode(), format)
    assert said.startswith("refused:")
    assert "root:" not in said
    assert seconds < 10


@pytest.mark.long
@pytest.mark.parametrize("format", ["revman", "xlsx"])
@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_bomb(name: str, format: str, tmp_path: Path) -> None:
    """Refused before it is unpacked."""
    said, seconds = outcome(tmp_path, ARCHIVES[name](), format)
    assert said.startswith("refused:") or said == "read: 1\n"
    assert seconds < 10


@pytest.mark.long
@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_bomb(name: str, tmp_path: Path) -> None:
    """Refused, or read as the few cells that it holds."""
    began = time.monotonic()
    said, seconds = outcome(tmp_path, WORKBOOKS[name](), "xlsx")
    assert said.startswith(("refused:", "read: 0"))
    assert seconds < 40, f"{seconds:.0f} s of {time.monotonic() - began:.0f}"
