"""Time one contender in a fresh process: ``python -m benchmarks.measure ROW CONTENDER``.

Prints one line of JSON: seconds (best and median of the repeats) and peak memory.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from typing import Any

from benchmarks.rows import Make

#: Repeat for at least this long, and at least this often; long calls are timed fewer times.
SECONDS, REPEATS, MOST = 3.0, 8, 2_000


def timed(make: Make) -> dict[str, Any]:
    """Best and median time of the call, after one call to warm up; peak memory of the process."""
    call = make()
    start = time.perf_counter()
    call()
    first = time.perf_counter() - start
    times: list[float] = []
    begin = time.perf_counter()
    while len(times) < MOST:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
        spent = time.perf_counter() - begin
        if spent > SECONDS and (len(times) >= REPEATS or first > 3 * SECONDS):
            break
    usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "best": min(times),
        "median": statistics.median(times),
        "repeats": len(times),
        "peak_mb": usage / (1024.0**2 if sys.platform == "darwin" else 1024.0),
    }


def main(row_id: str, contender: str) -> int:
    """Measure and print; a missing package or function is a note, not an error."""
    from benchmarks.all_rows import CURVES, find  # dependence times itself with this module

    try:
        if row_id == "curve":
            name, _, sizes, make = CURVES[int(contender)]
            points = [(size, timed(make(size))["best"]) for size in sizes]
            print(json.dumps({"name": name, "points": points}))
            return 0
        row = find(row_id)
        result = timed(row.evisyn if contender == "evisyn" else row.peers[contender])
    except (ImportError, AttributeError) as error:
        result = {"missing": f"{type(error).__name__}: {error}"}
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2]))
