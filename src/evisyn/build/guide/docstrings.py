"""What the documentation of a function or record says, as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import griffe

from evisyn.build.guide.names import find

LONGEST_LINE = 76
_WORDS = {
    "npt.ArrayLike": "array_like",
    "ArrayLike": "array_like",
    "FloatArray": "array of float",
    "IntArray": "array of int",
    "BoolArray": "array of bool",
    "NDArray[np.float64]": "array of float",
    "NDArray[np.bool_]": "array of bool",
    "npt.NDArray[np.float64]": "array of float",
    "Array": "array of float",
    "Frame": "pandas.DataFrame",
    "pd.DataFrame": "pandas.DataFrame",
}
_FIELDS = "Fields"
_TITLES = {"parameters": "Parameters", "returns": "Returns", "raises": "Raises", "warns": "Warns"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One parameter, field, result or error: names, type and meaning (as Markdown)."""

    names: tuple[str, ...]
    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the documentation: items, or words (as Markdown), or code."""

    title: str
    items: tuple[Item, ...] = ()
    words: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A public name.

    Parameters
    ----------
    name
        As it is called, without ``ev.``.
    kind
        ``function``, ``record``, ``error`` or ``value``.
    signature
        Python, one line or one line an argument.
    summary
        The first sentence, as Markdown.
    sections
        The rest of the documentation.
    methods
        Methods and properties of a record, each with its first sentence.
    gives
        Module and name of the record that comes back; empty for none of this package.
    """

    name: str
    kind: str
    signature: str
    summary: str
    sections: tuple[Section, ...] = ()
    methods: tuple[Item, ...] = ()
    gives: tuple[str, str] = ("", "")


def entry(name: str, module: str, defined: str) -> Entry:
    """Read the documentation of one name.

    Parameters
    ----------
    name
        The public name.
    module, defined
        Where its definition is found, directly or through imports.
    """
    found = find(module, defined)
    if isinstance(found, griffe.Function):
        return _function(name, found)
    if isinstance(found, griffe.Class):
        return _class(name, found)
    words, sections = _read(found) if found else ("", ())
    return Entry(name=name, kind="value", signature="", summary=words, sections=sections)


def _function(name: str, found: griffe.Function) -> Entry:
    summary, sections = _read(found)
    given = str(found.returns or "")
    if not any(part.title == _TITLES["returns"] for part in sections):
        sections = _with_type(sections, type_words(found.module.path, given))
    record = find(found.module.path, given.strip("'\""))
    gives = (record.module.path, record.name) if isinstance(record, griffe.Class) else ("", "")
    return Entry(
        name=name, kind="function", signature=_signature(name, found), summary=summary,
        sections=sections, gives=gives,
    )  # fmt: skip


def _with_type(sections: tuple[Section, ...], kind: str) -> tuple[Section, ...]:
    """Say at least the type of what comes back, behind the parameters."""
    if kind in ("", "None"):
        return sections
    place = 1 + max(
        (i for i, part in enumerate(sections) if part.title in ("", _TITLES["parameters"])),
        default=-1,
    )
    made = Section(title=_TITLES["returns"], items=(Item(names=(), kind=kind, words=""),))
    return (*sections[:place], made, *sections[place:])


def _class(name: str, found: griffe.Class) -> Entry:
    summary, sections = _read(found)
    bases = {str(base) for base in found.bases}
    wrong = any(base.endswith(("Error", "Warning", "Exception")) for base in bases)
    shown = [
        Item(names=(member.name,), kind=_call(member), words=_read(member)[0])
        for member in found.members.values()
        if not member.name.startswith("_") and _is_method(member)
    ]
    if not any(part.title == _FIELDS for part in sections):
        sections = (*sections, *_plain_fields(found))
    return Entry(
        name=name, kind="error" if wrong else "record", signature="", summary=summary,
        sections=sections, methods=tuple(shown),
    )  # fmt: skip


def _plain_fields(found: griffe.Class) -> list[Section]:
    """Fields of a record that says nothing about them: names and types."""
    items = tuple(
        Item(names=(one.name,), kind=type_words(found.module.path, str(one.annotation)), words="")
        for one in found.members.values()
        if isinstance(one, griffe.Attribute)
        and one.annotation is not None
        and "property" not in one.labels
        and not one.name.startswith("_")
    )
    return [Section(title=_FIELDS, items=items)] if items else []


def _is_method(member: Any) -> bool:
    return isinstance(member, griffe.Function) or "property" in member.labels


def _call(member: Any) -> str:
    return _signature(member.name, member) if isinstance(member, griffe.Function) else member.name


def _read(found: Any) -> tuple[str, tuple[Section, ...]]:
    """The first sentence, and everything after it."""
    if found.docstring is None:
        return "", ()
    summary, sections = "", []
    for part in found.docstring.parsed:
        kind = part.kind.value
        if kind == "text":
            first, _, rest = part.value.partition("\n\n")
            summary, words = (summary, part.value) if summary else (markdown(first), rest)
            sections += [Section(title="", words=markdown(words))] if words.strip() else []
        elif kind in _TITLES:
            fields = isinstance(found, griffe.Class) and kind == "parameters"
            title = _FIELDS if fields else _TITLES[kind]
            items = _items(found, part.value)
            if kind == "returns" and isinstance(found, griffe.Function):
                items = _result(found, part.value, items)
            sections.append(Section(title=title, items=items))
        elif kind == "examples":
            code = "\n".join(str(text) for _, text in part.value)
            sections.append(Section(title="Examples", code=code))
        elif kind == "admonition":
            sections.append(Section(title=str(part.title), words=markdown(part.value.description)))
    return summary, tuple(sections)


def _result(found: griffe.Function, values: list[Any], items: tuple[Item, ...]) -> tuple[Item, ...]:
    """What comes back; words without a type stand where a type was looked for."""
    lines = [str(value.annotation) for value in values if not value.description]
    if len(lines) < len(values) or not any(" " in line for line in lines):
        return items
    kind = type_words(found.module.path, str(found.returns or ""))
    return (Item(names=(), kind=kind, words=markdown(" ".join(lines))),)


def _items(found: Any, values: list[Any]) -> tuple[Item, ...]:
    """Neighbours that share a description share a line."""
    items = []
    for words, group in groupby(values, key=lambda value: value.description):
        members = list(group)
        names = tuple(one.name for one in members if getattr(one, "name", None))
        kinds = dict.fromkeys(_kind(found, one) for one in members)
        items.append(Item(names=names, kind=", ".join(filter(None, kinds)), words=markdown(words)))
    return tuple(items)


def _kind(found: Any, value: Any) -> str:
    annotation = value.annotation
    if annotation is None and getattr(value, "name", None) in found.members:
        annotation = getattr(found.members[value.name], "annotation", None)
    return type_words(found.module.path, str(annotation)) if annotation is not None else ""


def type_words(module: str, annotation: str) -> str:
    """Give a type in words; a name that stands for a list of allowed words becomes that list."""
    parts = [part.strip() for part in annotation.split(" | ")]
    return " | ".join(_one_type(module, part) for part in parts)


def _one_type(module: str, part: str) -> str:
    if part in _WORDS:
        return _WORDS[part]
    named = find(module, part) if part.isidentifier() else None
    value = str(getattr(named, "value", "") or "")
    text = value if value.startswith("Literal[") else part
    if text.startswith("Literal[") and text.endswith("]"):
        return text.removeprefix("Literal[")[:-1].replace(", ", " | ").replace("'", '"')
    return text


def _signature(name: str, found: griffe.Function) -> str:
    """As it is called, without types: those stand beside the parameters."""
    parts, starred = [], False
    for parameter in found.parameters:
        if parameter.name in ("self", "cls"):
            continue
        kind = parameter.kind
        if kind is griffe.ParameterKind.keyword_only and not starred:
            parts.append("*")
            starred = True
        sign = {
            griffe.ParameterKind.var_positional: "*",
            griffe.ParameterKind.var_keyword: "**",
        }.get(kind, "")
        starred = starred or sign == "*"
        plain = parameter.default is None or bool(sign)
        parts.append(f"{sign}{parameter.name}" + ("" if plain else f"={parameter.default}"))
    line = f"{name}({', '.join(parts)})"
    if len(line) <= LONGEST_LINE:
        return line
    return f"{name}(\n" + "".join(f"    {part},\n" for part in parts) + ")"


_ROLE = re.compile(r":(?:func|class|mod|data|meth|attr|exc):`~?([^`]+)`")
_DOI = re.compile(r"(?<![\w/\[.])doi:\s?(10\.\d{4,9}/[^\s`]+)")
_LITERAL = re.compile(r"``(.+?)``", re.DOTALL)


def markdown(text: str) -> str:
    """Turn the marks of a docstring into Markdown, with links to papers."""
    text = _ROLE.sub(lambda match: f"`{match[1]}`", _LITERAL.sub(r"`\1`", text))
    return _DOI.sub(_paper, text)


def _paper(match: re.Match[str]) -> str:
    doi, tail = match[1], ""
    while doi and (doi[-1] in ".,;:" or (doi[-1] == ")" and doi.count("(") < doi.count(")"))):
        doi, tail = doi[:-1], doi[-1] + tail
    shown = doi.replace("<", "\\<").replace("_", "\\_")
    return f"[doi:{shown}](<https://doi.org/{doi.replace('<', '%3C').replace('>', '%3E')}>){tail}"
