"""How a build ends: what changed, whether that may be put in place, and what is kept of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.hashing import sha256_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from evisyn.build.acknowledge import Acknowledgement
    from evisyn.build.diff.difference import Difference
    from evisyn.build.ledger import Ledger
    from evisyn.build.paths import Project
    from evisyn.build.records import BuildResult
    from evisyn.tables.base import EvidenceBase

NOW = "this build"
FIRST = "nothing to compare with: evidence/ had no tables before this build"


class Ending:
    """The difference of one build, and what follows from it.

    Parameters
    ----------
    project
        The project's folders.
    inputs
        Label -> hash of everything that the outputs are made from.
    strict
        Whether a conclusion that flips must have been acknowledged.
    since
        State to compare with; empty for what is in place.

    Raises
    ------
    EvidenceError
        Rows of the file of acknowledgements that cannot be used.
    """

    def __init__(
        self, project: Project, inputs: Mapping[str, str], *, strict: bool, since: str
    ) -> None:
        self._project = project
        self._inputs = inputs
        self._strict = strict
        self._since = since
        self._known = _acknowledged(project) if strict else ()
        self.ledger: Ledger | None = None
        self.difference: Difference | None = None
        self.page = ""
        self.notes: tuple[str, ...] = ()

    @property
    def always(self) -> bool:
        """Whether a difference is wanted even where nothing was made."""
        return bool(self._since)

    def draw_up(
        self,
        base: EvidenceBase,
        paths: Iterable[str],
        read: Callable[[str], bytes],
        *,
        complete: bool,
    ) -> None:
        """Follow every row from what was read to what will be shown.

        Parameters
        ----------
        base
            The tables as read.
        paths, read
            As for :meth:`compare`.
        complete
            Whether every output is of this state of the data; if not, only what happens before
            the outputs is reckoned.

        Raises
        ------
        BuildError
            A count does not add up.
        """
        from evisyn.build import ledger

        folder = f"{self._project.evidence.name}/tables/"
        wanted = [p for p in paths if p.startswith(folder) and p.endswith(".json")]
        names = {p: p.removeprefix(folder).removesuffix(".json") for p in wanted if complete}
        self.ledger = ledger.draw_up(base, {name: read(path) for path, name in names.items()})
        self.ledger.refuse()

    def log(self, result: BuildResult, seconds: Mapping[str, float]) -> None:
        """Write ``build/log.jsonl``: what was made, and the counts of every table.

        Parameters
        ----------
        result
            The summary of the build.
        seconds
            Task -> time it took.
        """
        from evisyn.build.log import write_log

        write_log(self._project.build, result, seconds)

    def compare(self, paths: Iterable[str], read: Callable[[str], bytes]) -> None:
        """Say what changed; under ``strict`` refuse what nobody acknowledged.

        Call this before anything is put in place.

        Parameters
        ----------
        paths
            Outputs that this build leaves in place, relative to the project root.
        read
            Gives the content of an output as this build leaves it.

        Raises
        ------
        FlipError
            A conclusion flipped and nobody acknowledged it.
        UsageError
            ``since`` is no state of the project.
        """
        self.difference = self._difference(paths, read)
        if self.difference is not None:
            from evisyn.build.diff.difference import write_page

            page = write_page(self.difference, self._project.root)
            self.page = page.relative_to(self._project.root).as_posix() if page else ""
        else:
            self.notes = (FIRST,)
        if self._strict:
            self._refuse()

    def keep(self, *, complete: bool) -> None:
        """Keep the data of this build for the next one to compare with."""
        from evisyn.build.diff import baseline

        if complete or not baseline.manifest_inputs(self._project):
            baseline.keep(self._project, self._inputs)

    def _difference(self, paths: Iterable[str], read: Callable[[str], bytes]) -> Difference | None:
        from evisyn.build.diff import baseline
        from evisyn.build.diff.difference import difference
        from evisyn.build.diff.snapshot import Snapshot, snapshot

        project, inputs = self._project, self._inputs
        if self._since:
            old = snapshot(self._since, project.root)
        else:
            state = baseline.in_place(project, inputs)
            if state is None:
                return None
            old = state
        tables = f"{project.evidence.name}/tables/"
        wanted = [p for p in paths if p.startswith(tables) and p.endswith(".csv")]
        files = {path: read(path) for path in sorted(wanted)}
        hashes = {path: sha256_bytes(content) for path, content in files.items()} | dict(inputs)
        if self._since or not baseline.manifest_inputs(project):
            # folders, revisions and copies are tables only: what they do not know is not new
            known = {*files, *(p for p in old.hashes if not p.startswith("evidence/"))}
            hashes = {p: d for p, d in hashes.items() if p in known or baseline.is_data(p)}
        files |= baseline.inputs_now(project, old, inputs)
        return difference(old, Snapshot(name=NOW, files=files, hashes=hashes))

    def _refuse(self) -> None:
        from evisyn.build import acknowledge

        found = acknowledge.flips(self.difference) if self.difference else ()
        acknowledge.refuse(found, self._known)
        self.notes += acknowledge.unused(found, self._known)


def _acknowledged(project: Project) -> tuple[Acknowledgement, ...]:
    """What people acknowledged; wrong rows are said before anything slow is made."""
    from evisyn.build.acknowledge import read_acknowledgements

    return read_acknowledgements(project)
