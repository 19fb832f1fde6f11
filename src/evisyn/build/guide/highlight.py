"""Code with its parts marked by class, for the style sheet to colour."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

PLAIN = ("text", "csv")


def code_block(code: str, language: str) -> str:
    """Give a block of code that scrolls inside the page.

    Parameters
    ----------
    code
        The text; shown as it is.
    language
        A name that Pygments knows; any other is shown without colours.
    """
    text = code.rstrip("\n")
    kind = "output" if language == "text" else "code"
    return f'<pre class="{kind}" tabindex="0"><code>{marked(text, language)}</code></pre>\n'


def marked(text: str, language: str) -> str:
    """Mark the parts of some code; escaped."""
    lexer = None if language in PLAIN else _lexer(language)
    if lexer is None:
        return escape(text)
    return str(highlight(text, lexer, HtmlFormatter(nowrap=True))).rstrip("\n")


@lru_cache
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
