"""Characters that a page, a terminal or a typesetter would obey instead of showing.

Every format for readers shows them as one mark; CSV and JSON, which are for machines, keep
them. Marks of direction and joiners that some scripts need to be written (U+200C to U+200F)
stay everywhere.
"""

from __future__ import annotations

#: What stands in the place of a character that cannot be shown: U+FFFD, REPLACEMENT CHARACTER.
MARK = "\ufffd"
#: Tab and line feed are white space, which every format treats in its own way.
_KEPT = (0x09, 0x0A)
_OBEYED = (
    *range(0x20),
    *range(0x7F, 0xA0),
    # embeddings, overrides and isolates turn the text that follows them around
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    # anchors of notes between lines, and the byte order mark
    *range(0xFFF9, 0xFFFC),
    0xFEFF,
    # what no document may hold
    0xFFFE,
    0xFFFF,
    # halves of pairs, which are no characters
    *range(0xD800, 0xE000),
)
SHOWN_AS = {code: MARK for code in _OBEYED if code not in _KEPT}
"""Character code -> what is shown, for :meth:`str.translate`."""


def tamed(text: str, mark: str = MARK) -> str:
    """A text in which characters that would be obeyed are one visible mark each.

    Parameters
    ----------
    text
        Any text.
    mark
        What to show; a typesetter may lack the usual one.
    """
    shown = text.translate(SHOWN_AS)
    return shown if mark == MARK else shown.replace(MARK, mark)
