"""kill -9 at any moment: evidence/ is the old one or the new one, and the next build works."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from _nursery import Child
from _survival import TEMPLATES, Build, Case, aftermath, count, kill, start

pytestmark = pytest.mark.long

#: Folders, and kills in each; the build that follows the last of them must put all right.
RANDOM, NEAR_THE_END, WHOLE = (9, 3), (5, 3), (1, 2)
#: Seconds after the last task within which everything is put in place.
PUBLISH = 0.25


def last_task(process: Build) -> None:
    """Wait until a small build has made its last output, or has nothing to make."""
    assert isinstance(process, Child)
    while process.poll() is None:
        counts = re.findall(r"^\[(\d+)/(\d+)\]", process.said(), re.M)
        if any(made == total for made, total in counts):
            return
        sleep(0.005)


def killed(
    case: Case, folder: Path, times: int, moment: Callable[[Build], None]
) -> list[str | None]:
    """Kill the build of one folder again and again, and let the last one end."""
    root = case.copy(folder)
    found = []
    for n in range(times):
        process = start(root, small=case.small)
        moment(process)
        # the kernels are killed along, or left to themselves
        kill(process, root, kernels=n % 2 == 0)
        found.append(aftermath(root, case, finish=n == times - 1))
    return found


def series(
    case: Case, folder: Path, size: tuple[int, int], moment: Callable[[Build], None]
) -> list[str | None]:
    """The same in several folders."""
    folders, times = size
    made = [killed(case, folder / f"{n}", times, moment) for n in range(folders)]
    return [problem for one in made for problem in one]


def test_kill_at_random_moments(small: Case, tmp_path: Path) -> None:
    """Over the whole length of a build."""
    rng = random.Random(20)
    found = series(small, tmp_path, RANDOM, lambda _: sleep(rng.uniform(0.05, small.seconds)))
    assert count("kill -9 at random moments of a build", found) == []


def test_kill_while_outputs_are_put_in_place(small: Case, tmp_path: Path) -> None:
    """Around the exchange of the folders, where two renames would leave a gap."""
    rng = random.Random(21)

    def moment(process: Build) -> None:
        last_task(process)
        sleep(rng.uniform(0, PUBLISH))

    found = series(small, tmp_path, NEAR_THE_END, moment)
    assert count("kill -9 while outputs are put in place", found) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_kill_of_the_whole_command(template: str, cases: Any, tmp_path: Path) -> None:
    """The same with everything that a new project makes."""
    rng = random.Random(22)
    case: Case = cases(template, small=False)
    found = series(case, tmp_path, WHOLE, lambda _: sleep(rng.uniform(0.05, case.seconds)))
    assert count(f"kill -9 of evisyn build, {template}", found) == []
