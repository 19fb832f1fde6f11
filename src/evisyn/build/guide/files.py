"""The documents of a project, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evisyn.build.paths import refuse_outside

if TYPE_CHECKING:
    from evisyn.build.paths import Project

DOCUMENTS = "docs"
RULES = f"{DOCUMENTS}/rules.md"
INDEX = f"{DOCUMENTS}/README.md"
# A project that has this document wants the reference of the package on its site.
REFERENCE = f"{DOCUMENTS}/reference.md"


def documents_of(project: Project) -> dict[str, str]:
    """Path relative to the project's root -> Markdown, sorted; hidden files aside.

    Raises
    ------
    UsageError
        A document that is a link to a file outside: pages would show it.
    """
    found = {}
    for path in sorted(project.root.glob(f"{DOCUMENTS}/**/*.md")):
        name = path.relative_to(project.root).as_posix()
        if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
            refuse_outside(path)
            found[name] = path.read_text(encoding="utf-8-sig", errors="replace")
    return dict(sorted(found.items()))
