"""``evidence/ro-crate-metadata.json``: what the folder holds and what made it, as an RO-Crate.

RO-Crate 1.2 (https://w3id.org/ro/crate/1.2), an attached package whose root is ``evidence/``. Data
and notebooks lie outside that root. The specification asks identifiers not to climb out of it, and
lets files that are deliberately not in the crate be described under a local identifier with the
path where they are found; so inputs are ``#data/NAME`` with ``localPath`` and hash, and no part of
the crate. The only date is that of publication, as people wrote it down: the build has none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from evisyn.build.citation import Citation
    from evisyn.build.steps import Task

NAME = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.2"
CONTEXT = f"{SPECIFICATION}/context"
#: Kept out of the list of single files: other forms of a file that is in it.
MEDIA = {
    "csv": "text/csv",
    "html": "text/html",
    "ipynb": "application/x-ipynb+json",
    "json": "application/json",
    "md": "text/markdown",
    "svg": "image/svg+xml",
    "bib": "text/x-bibtex",
    "yml": "application/yaml",
    "yaml": "application/yaml",
    "txt": "text/plain",
}
LISTED = {
    "table": ("csv", "json"),
    "figure": ("svg",),
    "text": ("md", "json"),
    "notebook": ("html",),
    "site": ("html",),
}
FOLDERS = {
    "tables/": ("Evidence tables", "Each as CSV and JSON, and in forms for readers."),
    "figures/": ("Figures", "Each as SVG and PNG."),
    "texts/": ("Texts", "The methods of the run, in prose with references."),
    "fhir/": ("HL7 FHIR resources", "Eligible results, for health records."),
    "notebooks/": ("Notebooks as they ran", "To read without Python."),
    "site/": ("Pages for readers", "Starts at index.html; every number opens its trail."),
}
SOFTWARE, ACTION = "#evisyn", "#build"

Entity = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What there is to describe.

    Parameters
    ----------
    tasks
        Every task of the build.
    titles
        Task id -> title.
    inputs
        Label -> hash of every input; those of the package itself are left to the manifest.
    outputs
        Path relative to the project root -> hash.
    size
        Gives the bytes of an input or an output.
    """

    tasks: Sequence[Task]
    titles: Mapping[str, str]
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    size: Callable[[str], int]


def version() -> str:
    """Version of evisyn."""
    return metadata.version("evisyn")


def crate(citation: Citation, contents: Contents) -> bytes:
    """The metadata file.

    Parameters
    ----------
    citation
        Name, authors, licence and date as people wrote them down; the date must be there.
    contents
        What there is to describe.
    """
    outside = list(_outside(contents))
    inside = list(_inside(contents))
    folders = list(_folders(contents, inside))
    authors = [author.entity for author in citation.authors]
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": citation.name,
        "description": citation.description,
        "datePublished": citation.published,
        "license": {"@id": citation.licence_url} if citation.licence_url else citation.licence,
        **({"author": _one(_refs(authors))} if authors else {}),
        **({"version": citation.version} if citation.version else {}),
        "hasPart": _refs([*_own(contents), *folders]),
        "mentions": {"@id": ACTION},
    }
    graph = [_descriptor(), root, *authors, *_licence(citation), _software()]
    graph += [_action(outside, [*_own(contents), *inside]), *_own(contents), *folders]
    graph += [*inside, *outside]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False)
    return f"{text}\n".encode()


def _descriptor() -> Entity:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "name": "What this folder holds and what made it, for machines",
        "about": {"@id": "./"},
        "conformsTo": {"@id": SPECIFICATION},
    }


def _licence(citation: Citation) -> list[Entity]:
    if not citation.licence_url:
        return []
    return [
        {
            "@id": citation.licence_url,
            "@type": "CreativeWork",
            "name": citation.licence,
            "description": f"The tables and what is made of them: {citation.licence}.",
        }
    ]


def _software() -> Entity:
    return {
        "@id": SOFTWARE,
        # an entity of this type itself would need an address, and code a file in the crate
        "@type": "CreativeWork",
        "additionalType": "http://schema.org/SoftwareApplication",
        "name": "evisyn",
        "description": "Tables of sourced facts in, evidence tables with reasons out. The hash of "
        "each of its files is in manifest.json.",
        "version": version(),
    }


def _action(objects: Iterable[Entity], results: Iterable[Entity]) -> Entity:
    return {
        "@id": ACTION,
        "@type": "CreateAction",
        "name": "evisyn build",
        "description": "Made from the files named as object and from nothing else; evisyn verify "
        "makes them again and compares.",
        "instrument": {"@id": SOFTWARE},
        "object": _refs(objects),
        "result": _refs(results),
    }


def _own(contents: Contents) -> list[Entity]:
    """The lists of the folder; the manifest names the hash of this file, so not the reverse."""
    made: list[Entity] = []
    for name, title, said in (
        ("README.md", "What this folder holds", "List of the outputs, for readers."),
        ("manifest.json", "Hashes of every input and output", "With settings and seeds."),
    ):
        entity: Entity = {"@id": name, "@type": "File", "name": title, "description": said}
        entity["encodingFormat"] = MEDIA[name.rpartition(".")[2]]
        path = f"evidence/{name}"
        if path in contents.outputs:
            entity |= {"contentSize": str(contents.size(path)), "sha256": contents.outputs[path]}
        made.append(entity)
    return made


def _inside(contents: Contents) -> Iterable[Entity]:
    for task in contents.tasks:
        for path in task.outputs:
            ending = path.rpartition(".")[2]
            if path.startswith("evidence/") and ending in LISTED.get(task.kind, ()):
                yield {
                    "@id": _uri(path.removeprefix("evidence/")),
                    "@type": "File",
                    "name": contents.titles.get(task.id) or task.name,
                    "description": f"{task.kind} {task.name}, made by {task.maker}",
                    "encodingFormat": MEDIA[ending],
                    "contentSize": str(contents.size(path)),
                    "sha256": contents.outputs[path],
                }


def _folders(contents: Contents, inside: Sequence[Entity]) -> Iterable[Entity]:
    made = {path.removeprefix("evidence/").partition("/")[0] + "/" for path in contents.outputs}
    for folder, (name, description) in FOLDERS.items():
        if folder in made:
            parts = [entity for entity in inside if entity["@id"].startswith(folder)]
            yield {
                "@id": folder,
                "@type": "Dataset",
                "name": name,
                "description": description,
                **({"hasPart": _one(_refs(parts))} if parts else {}),
            }


def _outside(contents: Contents) -> Iterable[Entity]:
    """Inputs: what people wrote. Of notebooks the hash is that of the file with its outputs."""
    for path, digest in sorted(contents.inputs.items()):
        if path.startswith("evisyn/"):
            continue
        yield {
            "@id": f"#{_uri(path)}",
            "@type": "File",
            "name": path,
            "localPath": f"../{path}",
            "encodingFormat": MEDIA.get(path.rpartition(".")[2].lower(), "text/plain"),
            "contentSize": str(contents.size(path)),
            "sha256": contents.outputs.get(path, digest),
        }


def _refs(entities: Iterable[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]


def _one(listed: list[Entity]) -> list[Entity] | Entity:
    """A list of one as the one, as the specification likes it."""
    return listed[0] if len(listed) == 1 else listed


def _uri(path: str) -> str:
    """A path as part of a URI: other letters stay as they are, marks of URIs are escaped."""
    return "".join(letter if ord(letter) > 127 else quote(letter, safe="/") for letter in path)
