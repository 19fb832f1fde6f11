"""Texts that try to be more than text, one of each kind that a reader or a renderer may meet."""

from __future__ import annotations

ESC = "\x1b"
TEXTS: dict[str, str] = {
    "tag": "<b>bold</b><script>alert(1)</script>",
    "script in an attribute": '"><img src=x onerror=alert(1)>',
    "handler": "' onmouseover='alert(1)",
    "closing tags": "</td></table></style></script><!-- ",
    "script address": "[x](javascript:alert(1)) javascript:alert(1)",
    "data address": "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "entity": "&lt;script&gt; &#x3C;script&#x3E;",
    "svg": "<svg onload=alert(1)><foreignObject>",
    "template": "{{7*7}} ${7*7} {% raw %} #{7*7}",
    "latex input": r"\input{/etc/passwd} \include{x} \openin\file",
    "latex write": r"\immediate\write18{touch harmed} \directlua{os.exit()}",
    "latex end": r"\end{document} \catcode`\%=12 % $ ^ _ # & ~ { }",
    "latex letters": "^^5cinput{x} ``q'' --- fi ?` !`",
    "formula": '=HYPERLINK("http://x.example","click")',
    "formula plus": "+cmd|' /C calc'!A0",
    "formula minus": "-2+3+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "formula after tab": "\t=1+1",
    "formula after return": "\r=1+1",
    "colours": f"{ESC}[31mred{ESC}[0m",
    "title of a terminal": f"{ESC}]0;owned\x07 {ESC}]8;;http://x.example\x07link{ESC}]8;;\x07",
    "screen": f"{ESC}[2J{ESC}[H\x08\x08\x7f",
    "c1 controls": "\x9b31mred \x90\x9c\x85",
    "other controls": "".join(map(chr, (1, 2, 7, 8, 11, 12, 14, 28, 29, 30, 31))),
    "right to left override": "safe\u202egpj.exe\u202c",
    "isolates": "\u2066\u2067\u2068 turned \u2069",
    "embeddings": "\u202a\u202b\u202d",
    "zero width": "zero\u200bwidth\u200c\u200d\u2060\ufeff",
    "separators": "line\u2028paragraph\u2029next\x85",
    "noncharacters": "\ufffe\uffff\ufdd0",
    "combining": "Z" + "\u0301" * 500,
    "emoji": "👩\u200d👩\u200d👧 \U000e0041",
    "markdown": "# head\n- item\n| a | b |\n```\ncode\n``` **b** _i_ ~~s~~ <http://x.example>",
    "quotes": "a \"quoted\", comma; tab\tand 'apostrophe' \\",
    "lines": "one\r\ntwo\nthree\r",
    "path": "../../../../etc/passwd\\..\\..\\x",
    "percent": "%s %n %(name)s %{x} %%",
    "shell": "$(touch harmed) `touch harmed`; rm -rf . | cat && true",
    "long word": "x" * 100_000,
    "long text": "many words " * 20_000,
}
#: Too long for the small tables that go through every renderer.
HUGE = "y" * 10_000_000
#: Characters that no terminal should get from a text: it would obey them.
OBEYED = frozenset(
    chr(code)
    for code in (
        *(c for c in range(0x20) if c not in (0x09, 0x0A)),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
)
