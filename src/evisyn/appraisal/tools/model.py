"""What an appraisal tool is: items, answers and one rule, all of it data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Key = int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item or domain of a tool.

    Parameters
    ----------
    key
        Number or short name, as used in tables.
    topic
        What it is about, in our words.
    critical
        Whether a flaw here weighs double (AMSTAR 2).
    counted
        Whether it enters the total (item 1 of PEDro does not).
    answers
        Allowed answers.
    """

    key: Key
    topic: str
    critical: bool = False
    counted: bool = True
    answers: tuple[str, ...] = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A label for totals from ``low`` to ``high``, both included."""

    label: str
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule:
    """The label is a total: one point for each counted item with the answer ``point``."""

    point: str = "yes"
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawLevel:
    """A level that holds up to so many flaws; ``None`` sets no limit."""

    label: str
    most_critical: int | None
    most_other: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawRule:
    """The label follows from the number of critical and other flaws, first level that fits.

    Parameters
    ----------
    flaws
        Answers that are a flaw.
    partial
        Answers that are a flaw only when the caller says so.
    dropped
        Answers that take the item out of the count.
    levels
        From best to worst.
    """

    flaws: tuple[str, ...]
    partial: tuple[str, ...]
    dropped: tuple[str, ...]
    levels: tuple[FlawLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorstRule:
    """The label is the least favourable domain.

    Parameters
    ----------
    order
        Levels from best to worst.
    unknown
        Answers that carry no level ("no information").
    """

    order: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """The overall judgement is a person's: stored, checked for contradictions, not computed.

    Parameters
    ----------
    levels
        Allowed overall judgements, best first.
    domains
        Keys of the domains whose concern is compared with the overall judgement.
    """

    levels: tuple[str, ...]
    domains: tuple[Key, ...]


Rule = CountRule | FlawRule | WorstRule | StoredRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One version of an appraisal tool.

    Parameters
    ----------
    name, version
        ``version`` is the year or the number that its authors use.
    items
        In the order of the tool.
    rule
        How an overall label comes about.
    aliases
        Other spellings of answers, in lower case, to the answer.
    tolerated
        Answers that published tables give where the tool offers none, to the items where they
        are read all the same, with a note.
    source
        Where the rule was read.
    note
        What a reader of a result must know.
    """

    name: str
    version: str
    items: tuple[Item, ...]
    rule: Rule
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tolerated: Mapping[str, tuple[Key, ...]] = field(default_factory=lambda: MappingProxyType({}))
    source: str
    note: str = ""

    @property
    def keys(self) -> tuple[Key, ...]:
        """Keys of the items, in order."""
        return tuple(item.key for item in self.items)

    def item(self, key: Key) -> Item:
        """Return the item with this key."""
        return next(item for item in self.items if item.key == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """What a tool's own rule makes of a set of answers.

    Parameters
    ----------
    tool, version
        The table that was used.
    label
        The overall label; ``not_rated`` where missing answers leave it open.
    total, maximum
        Points, for tools that count; ``None`` otherwise.
    answers
        The answers as read, by item.
    flaws, critical_flaws, other_flaws
        Items with a flaw, for tools that count flaws.
    dropped
        Items out of the count ("no meta-analysis conducted").
    missing
        Items without an answer.
    possible
        Labels that the missing answers still allow, best first; one when nothing is open.
    notes
        Everything that a reader must know, options that were used included.
    """

    tool: str
    version: str
    label: str
    total: int | None = None
    maximum: int | None = None
    answers: tuple[tuple[Key, str], ...]
    flaws: tuple[Key, ...] = ()
    critical_flaws: tuple[Key, ...] = ()
    other_flaws: tuple[Key, ...] = ()
    dropped: tuple[Key, ...] = ()
    missing: tuple[Key, ...] = ()
    possible: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def best(self) -> str:
        """The best label that the missing answers allow."""
        return self.possible[0]

    @property
    def worst(self) -> str:
        """The worst label that the missing answers allow."""
        return self.possible[-1]
