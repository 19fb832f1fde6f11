"""The evidence base: validated tables, what they are about, and the way back to a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from html import escape
from typing import Any

import pandas as pd

from evisyn.errors import InputError
from evisyn.records import Locator
from evisyn.shown import grid
from evisyn.tables.schema import KEY_JOIN, Contract
from evisyn.tables.topic import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceBase:
    """Validated tables. Every frame handed out is a copy: nothing can change the base.

    Parameters
    ----------
    contract
        Schema of all tables.
    bibtex
        Text of the bibliography.
    sha256
        File name in the data folder to the hash of its bytes.
    """

    contract: Contract
    bibtex: str = ""
    sha256: Mapping[str, str] = field(default_factory=dict)
    _frames: Mapping[str, pd.DataFrame] = field(repr=False)
    _aside: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _flags: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    _index: dict[str, list[tuple[str, int]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        rows = sum(map(len, self._frames.values()))
        return f"EvidenceBase({self.topic.title!r}, {len(self.names)} tables, {rows} rows)"

    def _repr_html_(self) -> str:
        rows = [
            (name, str(len(self._frames[name])), str(len(self.set_aside(name)) or ""))
            for name in self.names
        ]
        head = ("table", "rows", "shown and not summarised")
        return f"<p>{escape(self.topic.title)}</p>{grid('', head, rows)}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the tables, in the order of the contract."""
        return tuple(self.contract.tables)

    @property
    def topic(self) -> Topic:
        """What the tables are about, in words for a reader."""
        return self.contract.topic

    def table(self, name: str) -> pd.DataFrame:
        """A copy of a table; an unknown name raises InputError."""
        self.contract.table(name)
        return self._frames[name].copy()

    def set_aside(self, table: str) -> frozenset[str]:
        """Row ids that are shown and kept out of every range, count and verdict."""
        self.contract.table(table)
        return self._aside.get(table, frozenset())

    def flags(self, table: str) -> dict[str, str]:
        """Row id to what is odd about the row or was corrected in it."""
        self.contract.table(table)
        return dict(self._flags.get(table, {}))

    def locate(self, row_id: str) -> tuple[Locator, ...]:
        """Where the facts of a row were read.

        Parameters
        ----------
        row_id
            Key of a row of any table; composite keys are joined by ``" + "``.

        Returns
        -------
        tuple of Locator
            One for each table that has the row; an entry about another row leads to the
            source of that row.

        Raises
        ------
        InputError
            When no table has the row; the message lists near ids.
        """
        return tuple(self._locators(row_id, frozenset()))

    def _locators(self, row_id: str, visited: frozenset[str]) -> list[Locator]:
        places = self._places().get(row_id)
        if places is None:
            near = get_close_matches(row_id, self._places(), n=3)
            hint = f"; near ids: {', '.join(near)}" if near else ""
            raise InputError("row_id", f"no table has a row {row_id!r}{hint}")
        found: list[Locator] = []
        for table, position in places:
            found += self._locator(table, position, row_id, visited | {row_id})
        return list(dict.fromkeys(found))

    def _locator(
        self, table: str, position: int, row_id: str, visited: frozenset[str]
    ) -> list[Locator]:
        frame = self._frames[table]
        naming = self.contract.tables[table].row_reference
        if naming is not None:
            target = str(frame[naming.row].iat[position])
            return [] if target in visited else self._locators(target, visited)
        if "source_id" not in frame:
            return []
        source_id = str(frame["source_id"].iat[position])
        url, reader_link = self._sources()[source_id]
        return [
            Locator(
                table=table,
                row_id=row_id,
                source_id=source_id,
                locator="" if table == "sources" else str(frame["locator"].iat[position]),
                url=url,
                reader_link=reader_link,
            )
        ]

    def _sources(self) -> dict[str, tuple[str, bool]]:
        """Source to its address and whether readers may follow it; filled once."""
        if "sources" not in self._kept:
            frame = self._frames["sources"]
            urls = frame["url"].astype(object).where(frame["url"].notna(), "")
            links = frame["reader_link"] == "yes"
            ids = frame["source_id"].astype(str)
            self._kept["sources"] = {
                source: (str(url), bool(link))
                for source, url, link in zip(ids, urls, links, strict=True)
            }
        found: dict[str, tuple[str, bool]] = self._kept["sources"]
        return found

    def _places(self) -> dict[str, list[tuple[str, int]]]:
        """Row id to tables and positions; filled once, when first asked for."""
        if not self._index:
            for name, schema in self.contract.tables.items():
                keys = [self._frames[name][column].astype("str") for column in schema.primary_key]
                for position, parts in enumerate(zip(*keys, strict=True)):
                    self._index.setdefault(KEY_JOIN.join(parts), []).append((name, position))
        return self._index

    @property
    def reviews(self) -> pd.DataFrame:
        """Reviews, guidelines and protocols of reviews."""
        return self.table("reviews")

    @property
    def limitations(self) -> pd.DataFrame:
        """Limitations of reviews."""
        return self.table("limitations")

    @property
    def effects(self) -> pd.DataFrame:
        """Pooled results."""
        return self.table("effects")

    @property
    def trials(self) -> pd.DataFrame:
        """Primary studies."""
        return self.table("trials")

    @property
    def trial_outcomes(self) -> pd.DataFrame:
        """Results of trials."""
        return self.table("trial_outcomes")

    @property
    def membership(self) -> pd.DataFrame:
        """Which review includes which trial."""
        return self.table("membership")

    @property
    def risk_of_bias(self) -> pd.DataFrame:
        """Judgements on trials."""
        return self.table("risk_of_bias")

    @property
    def appraisals(self) -> pd.DataFrame:
        """Judgements on reviews."""
        return self.table("appraisals")

    @property
    def adverse_events(self) -> pd.DataFrame:
        """Safety findings."""
        return self.table("adverse_events")

    @property
    def claims(self) -> pd.DataFrame:
        """Statements of the article."""
        return self.table("claims")

    @property
    def citation_checks(self) -> pd.DataFrame:
        """Whether a named source says what a statement says."""
        return self.table("citation_checks")

    @property
    def sources(self) -> pd.DataFrame:
        """Pages that were read."""
        return self.table("sources")

    @property
    def recommendations(self) -> pd.DataFrame:
        """Graded recommendations of guidelines."""
        return self.table("recommendations")

    @property
    def thresholds(self) -> pd.DataFrame:
        """Smallest differences that matter."""
        return self.table("thresholds")

    @property
    def instruments(self) -> pd.DataFrame:
        """Outcome instruments."""
        return self.table("instruments")

    @property
    def agreement(self) -> pd.DataFrame:
        """Cells that were read twice."""
        return self.table("agreement")

    @property
    def intervention_groups(self) -> pd.DataFrame:
        """Which group contains which class."""
        return self.table("intervention_groups")

    @property
    def oddities(self) -> pd.DataFrame:
        """Rows kept as printed."""
        return self.table("oddities")

    @property
    def corrections(self) -> pd.DataFrame:
        """Repairs and acceptances."""
        return self.table("corrections")

    @property
    def judgements(self) -> pd.DataFrame:
        """Judgements on certainty by reviewers."""
        return self.table("judgements")
