"""The tasks of a build: what each makes, and the key that says whether it is up to date."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from evisyn.build.guide.files import REFERENCE, documents_of
from evisyn.build.hashing import sha256_file, sha256_json
from evisyn.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evisyn.build.catalogue import Catalogue
    from evisyn.build.inputs import Inputs
    from evisyn.build.paths import Project

Kind = Literal["check", "table", "figure", "text", "notebook", "site"]

# Raised when the layout of the cache or of the outputs changes, so that old entries do not count.
FORMAT = 2
TABLE_FORMATS = ("csv", "json", "md", "html")
FIGURE_FORMATS = ("svg", "png")
# Seconds for one cell of a notebook; the slowest cell of this project takes a few.
CELL_TIMEOUT = 120
CHECK = "check:data"
CONTRACT = "data/datapackage.json"
READER = "evisyn.build.read"
RENDERERS = {
    "table": "evisyn.build.render_table",
    "figure": "evisyn.build.render_figure",
    "text": "evisyn.build.render_text",
    "site": "evisyn.build.render_site",
}
SITE_START = "index.html"
NOTEBOOK_RUNNER = "evisyn.build.notebooks"
# Not reachable from a notebook: what a notebook shows cannot depend on them.
NOT_FOR_NOTEBOOKS = ("evisyn/build/", "evisyn/cli", "evisyn/__main__.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step of the build.

    Parameters
    ----------
    kind, name
        What it makes, and the name for ``--only``.
    maker
        ``"module:function"``, or the notebook's label.
    outputs
        Files, relative to the project root.
    arguments
        Further arguments of the maker.
    inputs
        Label -> hash of everything that it may read.
    key
        Hash of the maker, its code, the contract of the tables and the versions that matter.
        Which tables count is known from the last run: :attr:`evisyn.build.cache.Entry.reads`.
    """

    kind: Kind
    name: str
    maker: str
    outputs: tuple[str, ...]
    inputs: dict[str, str]
    key: str
    arguments: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Kind and name, unique in a build."""
        return f"{self.kind}:{self.name}"

    def pages(self, paths: Iterable[str]) -> list[str]:
        """Those of some paths that are pages of this task, which names its first page only."""
        if self.kind != "site":
            return []
        folder = self.outputs[0].removesuffix(SITE_START)
        return [path for path in paths if path.startswith(folder)]


def tasks(project: Project, catalogue: Catalogue, inputs: Inputs) -> tuple[Task, ...]:
    """All tasks: the data check, tables, figures, texts, notebooks, site, in that order.

    Raises
    ------
    UsageError
        Two entries would write the same file.
    """
    folder = project.evidence.name
    made = [_task(inputs, "check", "data", f"{READER}:load", ())]
    for table in catalogue.tables:
        outputs = tuple(
            f"{folder}/tables/{table.name}.{ext}" for ext in (*TABLE_FORMATS, *table.more)
        )
        made.append(_task(inputs, "table", table.name, table.make, outputs, table.arguments))
    for figure in catalogue.figures:
        outputs = tuple(f"{folder}/figures/{figure.name}.{ext}" for ext in FIGURE_FORMATS)
        made.append(_task(inputs, "figure", figure.name, figure.make, outputs, figure.arguments))
    for text in catalogue.texts:
        outputs = tuple(f"{folder}/{text.folder}/{text.name}.{ext}" for ext in text.formats)
        made.append(_task(inputs, "text", text.name, text.make, outputs, text.arguments))
    for label in inputs.notebooks:
        name = label.rpartition("/")[2].removesuffix(".ipynb")
        outputs = (label, f"{folder}/notebooks/{name}.html")
        made.append(_task(inputs, "notebook", name, label, outputs))
    if catalogue.site:
        made.append(_site(inputs, project, catalogue, made))
    _refuse_twins(made)
    return tuple(made)


def select(all_tasks: Sequence[Task], only: Iterable[str]) -> tuple[Task, ...]:
    """Tasks with the given names; every task when there are none.

    Raises
    ------
    UsageError
        A name that no output has; the message lists near matches.
    """
    wanted = tuple(only)
    if not wanted:
        return tuple(all_tasks)
    known = {name for task in all_tasks for name in (task.name, task.id)}
    for name in wanted:
        if name not in known:
            raise UsageError(_unknown(name, all_tasks))
    chosen = {task.id for task in all_tasks if {task.name, task.id} & set(wanted)}
    return tuple(task for task in all_tasks if task.id in chosen)


def _unknown(name: str, all_tasks: Sequence[Task]) -> str:
    names = sorted({task.name for task in all_tasks})
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Known names: {', '.join(names)}."
    return f"--only: no output is named {name!r}. {hint}"


def _task(
    inputs: Inputs,
    kind: Kind,
    name: str,
    maker: str,
    outputs: tuple[str, ...],
    arguments: tuple[str, ...] = (),
) -> Task:
    reads = _code(kind, maker, inputs) | _contract(inputs)
    if kind == "notebook":
        reads |= {maker: inputs.notebooks[maker]}
    if kind == "check":
        reads |= inputs.data
    settings = [FORMAT, kind, name, maker, list(arguments)]
    return Task(
        kind=kind,
        name=name,
        maker=maker,
        outputs=outputs,
        arguments=arguments,
        inputs=inputs.data | reads,
        key=sha256_json([settings, reads, inputs.versions, inputs.lock]),
    )


def _contract(inputs: Inputs) -> dict[str, str]:
    """The contract of the tables, which everything depends on."""
    return {CONTRACT: inputs.data.get(CONTRACT, "")}


def _site(inputs: Inputs, project: Project, catalogue: Catalogue, others: Sequence[Task]) -> Task:
    """The site shows every figure and links to every file, so it depends on what makes them."""
    documents = documents_of(project)
    listing = {
        "figures": [[figure.name, figure.make, *figure.arguments] for figure in catalogue.figures],
        "outputs": {f"{task.kind}:{task.name}": task.outputs for task in others},
        "documents": documents,
    }
    start = f"{project.evidence.name}/site/{SITE_START}"
    reads = _contract(inputs) | inputs.sources_of(
        READER,
        RENDERERS["site"],
        catalogue.site.partition(":")[0],
        *(figure.make.partition(":")[0] for figure in catalogue.figures),
    )
    reads |= {name: sha256_file(project.root / name) for name in documents}
    if REFERENCE in documents:
        reads |= inputs.package
    return Task(
        kind="site",
        name="site",
        maker=catalogue.site,
        outputs=(start,),
        arguments=(json.dumps(listing),),
        inputs=inputs.data | reads,
        key=sha256_json([FORMAT, listing, reads, inputs.versions, inputs.lock]),
    )


def _code(kind: Kind, maker: str, inputs: Inputs) -> dict[str, str]:
    """Package files that a task depends on."""
    if kind == "check":
        return inputs.sources_of(READER)
    if kind == "notebook":
        runner = inputs.sources_of(READER, NOTEBOOK_RUNNER)
        core = {
            label: digest
            for label, digest in inputs.package.items()
            if not label.startswith(NOT_FOR_NOTEBOOKS)
        }
        return core | runner
    return inputs.sources_of(READER, RENDERERS[kind], maker.partition(":")[0])


def _refuse_twins(made: Sequence[Task]) -> None:
    seen: set[str] = set()
    for task in made:
        for output in task.outputs:
            if output in seen:
                raise UsageError(f"two outputs of the build are named {output}; rename one.")
            seen.add(output)
