"""Whether the bytes of a file are UTF-8 text, and what they probably are instead."""

from __future__ import annotations

from evisyn.records import Finding
from evisyn.vocab import FindingCode

#: Bytes that are decoded at once.
_PART = 1 << 22
_SAVE = "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8, comma separated)"


def decode_problem(file: str, content: bytes) -> Finding | None:
    """The reason why the bytes cannot be read as UTF-8 text, or None.

    Parameters
    ----------
    file
        Name of the file as the reader sees it.
    content
        Its bytes.
    """
    wide = _utf16(content)
    if wide:
        return _problem(
            file, 1, FindingCode.WRONG_ENCODING, f"the file is {wide}, not UTF-8", _SAVE
        )
    nul = content.find(b"\x00")
    if nul >= 0:
        return _problem(
            file,
            _line(content, nul),
            FindingCode.NUL_BYTE,
            "the file holds a NUL byte, so it is damaged or not a text file",
            "Restore the file from its last good version, or export it again as CSV",
        )
    start = _not_utf8(content)
    if start is not None:
        shown = content[max(0, start - 10) : start + 10].decode("cp1252", "replace")
        return _problem(
            file,
            _line(content, start),
            FindingCode.WRONG_ENCODING,
            "the file is not UTF-8; it looks like Latin-1 or Windows-1252",
            _SAVE,
            shown.strip(),
        )
    return None


def _not_utf8(content: bytes) -> int | None:
    """Where the bytes stop being UTF-8; decoded in parts, for the text takes far more memory."""
    begin = 0
    while begin < len(content):
        end = min(begin + _PART, len(content))
        # not in the middle of a character: step back over the bytes that continue one
        while end < len(content) and end > begin + _PART - 4 and content[end] & 0xC0 == 0x80:
            end -= 1
        try:
            content[begin:end].decode("utf-8")
        except UnicodeDecodeError as error:
            return begin + error.start
        begin = end
    return None


def _utf16(content: bytes) -> str:
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "UTF-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    # without a byte order mark every other byte of plain text is NUL
    head = content[:400]
    most = max(head[0::2].count(0), head[1::2].count(0))
    return "UTF-16" if len(head) >= 4 and most > 0.4 * len(head) else ""


def _line(content: bytes, offset: int) -> int:
    before = content[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1


def _problem(
    file: str, line: int, code: FindingCode, message: str, fix: str, value: str = ""
) -> Finding:
    return Finding(file=file, line=line, code=code, message=message, fix=fix, value=value)
