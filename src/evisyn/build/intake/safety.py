"""Guards that every reader goes through: sizes, encodings, archives, XML."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from evisyn.build.intake.records import IntakeError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: Largest file that is read, and largest sum of what an archive holds, in bytes.
MOST_BYTES = 200 * 1024 * 1024
#: Largest factor by which a member of an archive may grow; text rarely grows 40-fold.
MOST_GROWTH = 200
#: Members below this size may grow by any factor.
SMALL_MEMBER = 1024 * 1024
MOST_MEMBERS = 5000
#: Longest text of one cell; the longest abstract has some ten thousand characters.
MOST_CHARACTERS = 100_000
MOST_DEPTH = 200
MOST_ELEMENTS = 2_000_000
#: How every entry of an archive's list begins (APPNOTE of the format, 4.3.12).
_ENTRY = b"PK\x01\x02"
_HALF = re.compile("[\ud800-\udfff]")


def read_bytes(path: Path) -> bytes:
    """Bytes of a file that is not too large.

    Raises
    ------
    IntakeError
        There is no such file, it is a folder, or it is too large.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise IntakeError(
                f"{path.name} has {size:,} bytes, and at most {MOST_BYTES:,} are read. "
                "Split it into several files."
            )
        return path.read_bytes()
    except OSError as error:
        raise IntakeError(f"{path} cannot be read: {error.strerror}.") from error


def to_text(content: bytes) -> str:
    """Text of a file: UTF-8 (with or without mark), UTF-16 with its mark, else Windows-1252.

    Line ends become one line feed.

    Raises
    ------
    IntakeError
        The bytes are no text.
    """
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _unix(_decoded(content, encoding))
    if b"\x00" in content:
        raise IntakeError("the file holds NUL bytes, so it is not text; give its format.")
    try:
        return _unix(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _unix(content.decode("cp1252", "replace"))


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise IntakeError(f"the file begins as {encoding} and is damaged further on.") from error


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def open_archive(content: bytes) -> zipfile.ZipFile:
    """An archive whose sizes and names are in order; nothing is unpacked to disk.

    Raises
    ------
    IntakeError
        It is no archive, or one that grows too large, leaves its folder or is encrypted.
    """
    # the list is read as a whole before it can be counted, so its entries are counted first
    if content.count(_ENTRY) > 2 * MOST_MEMBERS:
        raise IntakeError(f"the archive has more than {MOST_MEMBERS} members.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise IntakeError(f"the file is no archive that can be read ({error}).") from error
    if len(members) > MOST_MEMBERS:
        raise IntakeError(f"the archive has {len(members)} members; at most {MOST_MEMBERS}.")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise IntakeError(f"the archive unpacks to more than {MOST_BYTES:,} bytes.")
    for member in members:
        _check_member(member)
    return archive


def _check_member(member: zipfile.ZipInfo) -> None:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in "".join(path.parts[:1]):
        raise IntakeError(f"the archive has a member outside its folder: {member.filename!r}.")
    if member.flag_bits & 0x1:
        raise IntakeError("the archive is encrypted; save it without a password.")
    grown = member.file_size / max(1, member.compress_size)
    if member.file_size > SMALL_MEMBER and grown > MOST_GROWTH:
        raise IntakeError(
            f"{member.filename!r} in the archive grows {grown:.0f}-fold when unpacked; "
            f"at most {MOST_GROWTH}-fold is taken."
        )


#: What unpacking trips over in a damaged member, by method of packing.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
)


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Bytes of one member, never more than it declares.

    Raises
    ------
    IntakeError
        The member is damaged or longer than it says.
    """
    declared = archive.getinfo(name).file_size
    try:
        with archive.open(name) as handle:
            content = handle.read(declared + 1)
    except _DAMAGED as error:
        raise IntakeError(f"{name!r} in the archive is damaged ({error}).") from error
    if len(content) > declared:
        raise IntakeError(f"{name!r} in the archive is longer than it says.")
    return content


def parse_xml(content: bytes) -> Element:
    """Root of an XML document. Entities are not expanded and nothing is fetched: both refuse it.

    Namespaces are dropped from names.

    Raises
    ------
    IntakeError
        The document is damaged, declares entities, or is nested or large beyond reason.
    """
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
        return reader.builder.close()
    except (expat.ExpatError, AssertionError, LookupError, ValueError) as error:
        raise IntakeError(f"the file is no XML that can be read ({error}).") from error


class _Reader:
    """A parser that refuses what a harmless document does not need."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.depth = 0
        self.count = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.builder.data
        parser.EntityDeclHandler = self.refuse
        parser.SkippedEntityHandler = self.refuse
        parser.ExternalEntityRefHandler = self.refuse
        self.parser = parser

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise IntakeError("the XML is nested or long beyond reason.")
        own = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self.builder.start(name.rpartition("}")[2], own)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(name.rpartition("}")[2])

    def refuse(self, *_: object) -> int:
        raise IntakeError("the XML declares or uses entities of its own, which are not expanded.")


def capped(text: str) -> str:
    """Text of a cell, its edges stripped; line ends become one line feed.

    Raises
    ------
    IntakeError
        It is longer than any cell should be, or holds a NUL or half a character.
    """
    if len(text) > MOST_CHARACTERS:
        raise IntakeError(f"a text of {len(text):,} characters; at most {MOST_CHARACTERS:,}")
    if "\x00" in text:
        raise IntakeError("a text with a NUL character")
    if _HALF.search(text):
        raise IntakeError("a text with half a character (a lone surrogate)")
    return _unix(text).strip()
