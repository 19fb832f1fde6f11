"""What an executed notebook keeps, and what would differ in the next run."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from evisyn.build.normalise import normalise, refuse_unstable, serialise, title_of
from evisyn.errors import BuildError

NOTEBOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "id": "7f", "metadata": {}, "source": "text\n# Why?\nmore"},
        {
            "cell_type": "code",
            "id": "8a",
            "metadata": {"execution": {"iopub.status.busy": "now"}, "tags": ["b", "a"]},
            "execution_count": 7,
            "source": "x = 1\nx",
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": "a\nb\n"},
                {
                    "output_type": "execute_result",
                    "execution_count": 7,
                    "metadata": {"image/png": {"alt": "words"}},
                    "data": {"text/plain": "1", "image/png": "QUJD"},
                },
            ],
        },
        {"cell_type": "code", "metadata": {}, "execution_count": None, "source": "", "outputs": []},
    ],
    "metadata": {
        "kernelspec": {"name": "mine"},
        "language_info": {"name": "python", "version": "3.11.7"},
    },
    "nbformat": 4,
    "nbformat_minor": 4,
}


def test_what_varies_goes() -> None:
    """Ids, counts, timing, kernel and version are the same for every run."""
    clean = normalise(NOTEBOOK)
    assert [cell["id"] for cell in clean["cells"]] == ["cell-000", "cell-001", "cell-002"]
    assert [cell.get("execution_count") for cell in clean["cells"]] == [None, 1, 2]
    assert clean["cells"][1]["outputs"][1]["execution_count"] == 1
    assert clean["cells"][1]["metadata"] == {"tags": ["a", "b"]}
    assert clean["metadata"]["language_info"] == {"name": "python"}
    assert clean["metadata"]["kernelspec"]["name"] == "python3"


def test_what_matters_stays() -> None:
    """Outputs and the alternative text of pictures are kept."""
    first, second = normalise(NOTEBOOK)["cells"][1]["outputs"]
    assert first["text"] == ["a\n", "b\n"]
    assert second["data"] == {"text/plain": ["1"], "image/png": "QUJD"}
    assert second["metadata"] == {"image/png": {"alt": "words"}}


def test_live_widgets_go_and_their_stored_form_stays() -> None:
    """A widget's id differs in every run; what stands beside it for other readers is kept."""
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "4f"}, "text/html": "<p>a</p>"}
    given = copy.deepcopy(NOTEBOOK)
    given["cells"][1]["outputs"][1]["data"] = view
    given["metadata"]["widgets"] = {"state": {"4f": {}}}
    clean = normalise(given)
    assert clean["cells"][1]["outputs"][1]["data"] == {"text/html": ["<p>a</p>"]}
    assert b"4f" not in serialise(clean)


def test_argument_is_not_changed() -> None:
    """The notebook that was given is left as it was."""
    before = copy.deepcopy(NOTEBOOK)
    normalise(NOTEBOOK)
    assert before == NOTEBOOK


def test_normalising_twice_changes_nothing() -> None:
    """A stored notebook is its own normal form, byte for byte."""
    once = serialise(normalise(NOTEBOOK))
    assert serialise(normalise(json.loads(once))) == once
    assert once.endswith(b"}\n")
    assert b"\r" not in once


def test_title_is_the_first_heading() -> None:
    """The title comes from the first heading, or from the file's name."""
    assert title_of(NOTEBOOK, "x") == "Why?"
    assert title_of({"cells": []}, "x") == "x"


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ({"output_type": "stream", "name": "stderr", "text": "Warning: old"}, "Warning: old"),
        (
            {"output_type": "execute_result", "data": {"text/plain": "<f at 0x7f00aa>"}},
            "memory address",
        ),
    ],
)
def test_unstable_output_is_refused(output: dict[str, Any], said: str) -> None:
    """Standard error and memory addresses are refused with the cell that shows them."""
    cell = {"cell_type": "code", "source": "", "outputs": [output]}
    with pytest.raises(BuildError, match="cell 1") as caught:
        refuse_unstable("01_x", {"cells": [cell]})
    assert said in str(caught.value)
