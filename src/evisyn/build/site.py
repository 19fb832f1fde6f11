"""The pages for readers, with the figures and files that the build writes beside them."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

from evisyn.build.guide.pages import written_pages
from evisyn.figures.nothing import NothingSpec
from evisyn.report.site import Download, Extras, SiteFigure, site_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from evisyn.tables.base import EvidenceBase

# The site is one folder inside the folder of the evidence.
BESIDE = "../"
LABELS = {"md": "Markdown", "tex": "LaTeX", "docx": "Word", "xlsx": "Excel"}


def make_site(base: EvidenceBase, listing: str) -> dict[str, str]:
    """Make every page.

    Parameters
    ----------
    base
        The evidence base.
    listing
        JSON: ``figures`` (name, maker and its arguments), ``outputs`` (kind and name of a task
        -> its files) and ``documents`` (path -> Markdown).
    """
    stored: dict[str, Any] = json.loads(listing)
    outputs: dict[str, list[str]] = stored["outputs"]

    def downloads(kind: str) -> tuple[Download, ...]:
        chosen = {
            id.partition(":")[2]: files
            for id, files in outputs.items()
            if id.partition(":")[0] == kind
        }
        return tuple(
            Download(title=_title(base, name), files=_files(files))
            for name, files in chosen.items()
        )

    rules, guide = written_pages(stored["documents"])
    folder = f"{BESIDE}figures/"
    return site_pages(
        base,
        Extras(
            figures=tuple(
                shown
                for entry in stored["figures"]
                if (shown := _figure(base, folder, *entry)) is not None
            ),
            tables=downloads("table"),
            texts=downloads("text"),
            notebooks=downloads("notebook"),
            other=(
                Download(
                    title="Hashes of every input and output",
                    files=(("manifest.json", f"{BESIDE}manifest.json"),),
                ),
            ),
            rules=rules,
            guide=guide,
        ),
    )


def _figure(
    base: EvidenceBase, folder: str, name: str, maker: str, *arguments: str
) -> SiteFigure | None:
    """A figure for the pages; None for one without rows, which only its file says."""
    module, _, function = maker.partition(":")
    make: Callable[..., Any] = getattr(importlib.import_module(module), function)
    picture = make(base, *arguments)
    if isinstance(picture.spec, NothingSpec):
        return None
    return SiteFigure(
        name=name,
        path=f"{folder}{name}.svg",
        title=picture.title,
        alt=picture.alt,
        long_description=picture.long_description,
        condition=arguments[0] if arguments else "",
    )


#: Names of files that say too little by themselves.
_PLAIN = {
    "prisma_checklist": "PRISMA 2020 checklist",
    "prior_checklist": "PRIOR checklist, items 1 to 9b",
    "methods": "methods of this run",
    "fhir_resources": "HL7 FHIR resources of eligible results",
    "trials_only": "questions with single trials only",
    "missing_inputs": "what our ratings lack",
    "certainty_domains": "certainty of the evidence by domain",
    "presets": "the same evidence rated under several presets",
    "verdicts_under_choices": "verdicts on the claims under other choices",
    "audit": "reported results that contradict themselves",
    "overlap": "overlap of the reviews' trials",
    "indirect_evidence": "results that pool conditions",
    "citation_checks": "whether sources say what they are cited for",
    "effects": "pooled results of reviews",
    "limitations": "limitations of the reviews",
    "limitation_statements": "limitations as stated",
    "limitation_domains": "limitations by domain",
    "recommendations": "recommendations of guidelines",
    "missing": "what is not reported",
    "set_aside": "results set aside, and why",
    "sources_read": "pages that were read",
    "extraction_agreement": "agreement of two readings",
    "disagreements": "where reviews disagree",
    "trial_estimates": "estimates of single trials",
}


def _title(base: EvidenceBase, name: str) -> str:
    """The name in words; a condition at its end by its title."""
    for term in base.topic.conditions:
        if name.endswith(f"_{term.id}"):
            return f"{_words(name.removesuffix(term.id))}: {term.title}"
    return _words(name)


def _words(name: str) -> str:
    words = _PLAIN.get(name.strip("_"), name.replace("_", " ").strip())
    return words[:1].upper() + words[1:]


def _files(paths: list[str]) -> tuple[tuple[str, str], ...]:
    files = []
    for path in paths:
        ending = path.rpartition(".")[2]
        # the folder of the evidence is one above the site; a notebook itself is outside it
        if ending != "ipynb":
            files.append((LABELS.get(ending, ending.upper()), BESIDE + path.partition("/")[2]))
    return tuple(files)
