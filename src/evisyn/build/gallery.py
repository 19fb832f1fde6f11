"""Draw every figure at several sizes onto one page, and fail where text overlaps or is cut.

Run with ``python -m evisyn.build.gallery [DIR]``; DIR is the ignored ``build/gallery`` of the
project by default.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Final

from evisyn.build.catalogue import catalogue_of
from evisyn.build.gallery_figures import (
    NAMES,
    OF_TRIALS,
    Exhibit,
    example_exhibit,
    exhibit,
    tool_exhibits,
)
from evisyn.build.paths import Project, find_project
from evisyn.build.read import load
from evisyn.figures.drawing.export import png_bytes
from evisyn.figures.drawing.overlap import TextProblem, text_problems

SIZES: Final = (1, 2, 20, 65, 200)
_HEAD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Figures of evisyn</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 15px/1.5 "DejaVu Sans", Verdana, sans-serif; margin: 2rem; color: #1a1a1a; }
figure { display: inline-block; vertical-align: top; margin: 0 1rem 1rem 0; width: 30rem; }
img { max-width: 100%; border: 1px solid #b5b5b5; }
figcaption { font-size: 12px; color: #555555; }
.wrong { color: #a3300a; font-weight: bold; }
</style></head><body>
<h1>Figures of evisyn</h1>
"""


def exhibits(sizes: Sequence[int] = SIZES, names: Sequence[str] = NAMES) -> Iterator[Exhibit]:
    """Every figure: the public example first, then made-up rows of each size; every tool."""
    for name in names:
        if name in OF_TRIALS:
            yield example_exhibit(name)
        for n in sizes:
            yield exhibit(name, n)
    yield from tool_exhibits()


def project_exhibits(project: Project) -> Iterator[Exhibit]:
    """The figures that the build makes from the tables of a project."""
    base = load(project.root)
    for spec in catalogue_of(project).figures:
        module, function = spec.make.split(":")
        picture = getattr(import_module(module), function)(base, *spec.arguments)
        yield Exhibit(name="from the tables of this project", rows="all", picture=picture)


def write_gallery(folder: Path, shown: Iterator[Exhibit]) -> tuple[str, ...]:
    """Write the page and its images.

    Parameters
    ----------
    folder
        Made when it is not there.
    shown
        What to draw.

    Returns
    -------
    tuple of str
        A line for every overlap and every text that leaves its sheet; empty when all is well.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [_HEAD]
    wrong: list[str] = []
    before = ""
    for item in shown:
        figure = item.picture.draw()
        problems = text_problems(figure)
        (folder / f"{item.picture.id}.png").write_bytes(png_bytes(figure))
        if item.name != before:
            parts.append(f"<h2>{escape(item.name)}</h2>\n")
            before = item.name
        lines = [f"{item.picture.id}: {_problem_words(problem)}" for problem in problems]
        parts.append(_entry(item, lines))
        wrong += lines
    verdict = f"{len(wrong)} problems" if wrong else "No text overlaps or is cut."
    parts.append(f"<p>{verdict}</p>\n</body></html>\n")
    (folder / "index.html").write_text("".join(parts), encoding="utf-8")
    return tuple(wrong)


def _problem_words(problem: TextProblem) -> str:
    with_what = f" and {problem.second!r}" if problem.second else ""
    return f"{problem.kind}, {problem.first!r}{with_what}, by {problem.amount:.1f} points"


def _entry(item: Exhibit, lines: Sequence[str]) -> str:
    picture = item.picture
    bad = "".join(f'<br><span class="wrong">{escape(line)}</span>' for line in lines)
    return (
        f'<figure><a href="{picture.id}.png"><img src="{picture.id}.png" loading="lazy"'
        f' alt="{escape(picture.alt)}"></a>\n<figcaption>{escape(item.rows)} rows.'
        f" {escape(picture.alt)}{bad}</figcaption></figure>\n"
    )


def main(arguments: Sequence[str]) -> int:
    """Write the gallery; 1 when a text overlaps or is cut, else 0."""
    project = find_project()
    folder = Path(arguments[0]) if arguments else project.build / "gallery"
    wrong = write_gallery(folder, chain(exhibits(), project_exhibits(project)))
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{folder / 'index.html'}: {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
