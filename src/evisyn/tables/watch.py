"""Which parts of an evidence base a piece of work reads, and a digest of each part.

Work that is a function of the base has the same result as long as the parts that it read are
the same. A build asks for no more than that before it leaves an output as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, TypeVar

from evisyn.tables.base import EvidenceBase

Note = Callable[[str], None]
T = TypeVar("T")

EVERYTHING: Final = "everything"
BIBLIOGRAPHY: Final = "bibliography"
ROW_IDS: Final = "row ids"
TABLE: Final = "table"
ASIDE: Final = "rows set aside"
FLAGS: Final = "flags"

_ATTRIBUTES: Final = {"bibtex": BIBLIOGRAPHY, "sha256": EVERYTHING}


class Watched(EvidenceBase):
    """An evidence base that says which of its parts are read; made by :func:`watch`."""

    __slots__ = ("_note", "_plain")
    _note: Note
    _plain: EvidenceBase

    def __getattribute__(self, name: str) -> Any:
        if name in _ATTRIBUTES:
            object.__getattribute__(self, "_note")(_ATTRIBUTES[name])
        return object.__getattribute__(self, name)

    def _places(self) -> dict[str, list[tuple[str, int]]]:
        """Places of the plain base, so that the index is filled once."""
        self._note(ROW_IDS)
        return self._plain._places()


class _Noting(Mapping[str, T], Generic[T]):
    """A mapping by table that says which tables are asked for."""

    def __init__(self, held: Mapping[str, T], kind: str, note: Note) -> None:
        self._held = held
        self._kind = kind
        self._note = note

    def __getitem__(self, name: str) -> T:
        self._note(f"{self._kind} {name}")
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        self._note(EVERYTHING)
        return iter(self._held)

    def __len__(self) -> int:
        self._note(EVERYTHING)
        return len(self._held)


def watch(base: EvidenceBase, note: Note) -> EvidenceBase:
    """The same base, with every read noted.

    Parameters
    ----------
    base
        An evidence base, itself watched or not; who watched it before hears nothing more. An
        object of another kind cannot say what is read of it and counts as read whole.
    note
        Called with the label of a part whenever it is read. The contract is no part: everything
        depends on it.
    """
    if not _says(base):
        note(EVERYTHING)
        return base
    plain = _plain_of(base)
    twin = Watched(
        contract=plain.contract,
        bibtex=plain.bibtex,
        sha256=plain.sha256,
        _frames=_Noting(plain._frames, TABLE, note),
        _aside=_Noting(plain._aside, ASIDE, note),
        _flags=_Noting(plain._flags, FLAGS, note),
    )
    object.__setattr__(twin, "_note", note)
    object.__setattr__(twin, "_plain", plain)
    return twin


def once(base: EvidenceBase, name: str, make: Callable[[EvidenceBase], T]) -> T:
    """A value worked out once for a base; who asks counts as having read what made it.

    Parameters
    ----------
    base
        An evidence base, watched or not.
    name
        Name of the value among all that are kept with a base.
    make
        Works it out. The value must not hold on to the base that it was made from: reads that
        come later would go unnoticed.
    """
    if not _says(base):
        return make(base)
    plain = _plain_of(base)
    if name not in plain._kept:
        read: set[str] = set()
        plain._kept[name] = (make(watch(plain, read.add)), frozenset(read))
    value: T
    value, labels = plain._kept[name]
    if isinstance(base, Watched):
        for label in sorted(labels):
            base._note(label)
    return value


def is_watched(base: EvidenceBase) -> bool:
    """Whether somebody hears what is read from a base."""
    return isinstance(base, Watched)


def parts_of(base: EvidenceBase) -> dict[str, str]:
    """Label of every part that :func:`watch` names, to a digest of its content.

    Parameters
    ----------
    base
        A base that was read from files.

    Returns
    -------
    dict of str to str
        A table's digest is that of its file and of the corrections that were applied to it.
        Empty for an object of another kind.
    """
    if not _says(base):
        return {}
    base = _plain_of(base)
    found = {
        EVERYTHING: _digest(sorted(base.sha256.items())),
        BIBLIOGRAPHY: base.sha256.get(base.contract.bibliography, ""),
        ROW_IDS: _digest([[name, _keys(base, name)] for name in base.names]),
    }
    repairs = _corrections(base)
    for name, schema in base.contract.tables.items():
        file = base.sha256.get(schema.path, "")
        found[f"{TABLE} {name}"] = _digest([file, repairs.get(name, [])])
        found[f"{ASIDE} {name}"] = _digest(sorted(base.set_aside(name)))
        found[f"{FLAGS} {name}"] = _digest(sorted(base.flags(name).items()))
    return found


def _says(base: object) -> bool:
    """Whether a base can say what is read of it; a stand-in need not."""
    return isinstance(base, EvidenceBase)


def _plain_of(base: EvidenceBase) -> EvidenceBase:
    return base._plain if isinstance(base, Watched) else base


def _keys(base: EvidenceBase, name: str) -> list[list[str]]:
    frame = base._frames[name]
    columns = base.contract.tables[name].primary_key
    return [frame[column].astype("str").tolist() for column in columns]


def _corrections(base: EvidenceBase) -> dict[str, list[list[str]]]:
    """Rows of the corrections by the table that they repair."""
    if "corrections" not in base.names:
        return {}
    frame = base._frames["corrections"].astype(object)
    rows: dict[str, list[list[str]]] = {}
    for table, row in zip(frame["table"], frame.to_numpy().tolist(), strict=True):
        rows.setdefault(str(table), []).append([str(cell) for cell in row])
    return rows


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
