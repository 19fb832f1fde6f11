"""Office files with the same bytes every time: no clock, no machine, members in order."""

from __future__ import annotations

import io
import re
import zipfile

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip archive can hold, given to every member."""

STAMP = b"2020-01-01T00:00:00Z"
FIRST = "[Content_Types].xml"
CORE = "docProps/core.xml"
DATES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NOT_IN_XML = re.compile("[\\x00-\\x08\\x0b-\\x1f\ud800-\udfff\ufffe\uffff]")
UNIX, PRIVATE = 3, 0o600 << 16


def settled(content: bytes) -> bytes:
    """Write an archive again without what changes from run to run.

    Parameters
    ----------
    content
        Bytes of a docx or xlsx file.

    Returns
    -------
    The same members, the list of types first and the others by name, with one fixed time. They
    are not packed: what packing gives depends on the library that a machine has.
    """
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as made,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != FIRST, name)):
            member = zipfile.ZipInfo(name, MOMENT)
            member.create_system, member.external_attr = UNIX, PRIVATE
            made.writestr(member, _without_dates(name, source.read(name)))
    return target.getvalue()


def _without_dates(name: str, content: bytes) -> bytes:
    return DATES.sub(rb"\g<1>" + STAMP, content) if name == CORE else content


def xml_text(text: str) -> str:
    """Drop what XML cannot hold: control characters, halves of pairs, two marks of the end."""
    return NOT_IN_XML.sub("", text)
