"""All tools that are known, by name and version."""

from __future__ import annotations

from evisyn.appraisal.tools.amstar import AMSTAR, AMSTAR_2
from evisyn.appraisal.tools.model import Tool
from evisyn.appraisal.tools.pedro import PEDRO
from evisyn.appraisal.tools.rob import ROB_1, ROB_2, ROBINS_I
from evisyn.appraisal.tools.robis import ROBIS
from evisyn.errors import InputError

TOOLS: tuple[Tool, ...] = (AMSTAR_2, AMSTAR, ROBIS, PEDRO, ROB_1, ROB_2, ROBINS_I)


def find_tool(name: str, version: str | None = None) -> Tool:
    """Return a tool by name, in the version asked for or the latest.

    Parameters
    ----------
    name
        As printed; case, spaces and hyphens do not matter.
    version
        Version as its authors name it.

    Raises
    ------
    InputError
        Where no such tool or version is known.
    """
    found = [tool for tool in TOOLS if _same(tool.name) == _same(name)]
    if not found:
        known = ", ".join(dict.fromkeys(tool.name for tool in TOOLS))
        raise InputError("tool", f"is {name!r}; known tools are {known}.")
    if version is None:
        return max(found, key=lambda tool: tool.version)
    for tool in found:
        if tool.version == version:
            return tool
    versions = ", ".join(tool.version for tool in found)
    raise InputError("version", f"is {version!r}; {name} is known as {versions}.")


def _same(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
