"""The documents of a project, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evisyn.build.paths import Project

DOCUMENTS = "docs"
RULES = f"{DOCUMENTS}/rules.md"
INDEX = f"{DOCUMENTS}/README.md"
# A project that has this document wants the reference of the package on its site.
REFERENCE = f"{DOCUMENTS}/reference.md"


def documents_of(project: Project) -> dict[str, str]:
    """Path relative to the project's root -> Markdown, sorted; hidden files aside."""
    root = project.root
    paths = {path.relative_to(root).as_posix(): path for path in root.glob(f"{DOCUMENTS}/**/*.md")}
    return {
        name: path.read_text(encoding="utf-8-sig", errors="replace")
        for name, path in sorted(paths.items())
        if not any(part.startswith(".") for part in name.split("/"))
    }
