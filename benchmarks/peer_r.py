"""R's metafor as a peer: one Rscript process per row, timed inside R."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

from benchmarks.data import one
from benchmarks.rows import METAFOR_K, Row, as_text

SCRIPT = """
suppressMessages(library(metafor))
yi <- c({yi}); vi <- c({vi})
invisible(suppressWarnings({call}))
times <- c(); begin <- proc.time()[[3]]
repeat {{
  start <- Sys.time()
  suppressWarnings(for (i in seq_len({inner})) {call})
  times <- c(times, as.numeric(difftime(Sys.time(), start, units="secs")) / {inner})
  spent <- proc.time()[[3]] - begin
  if (spent > 2 && (length(times) >= 3 || spent > 12)) break
}}
status <- tryCatch(readLines("/proc/self/status"), error=function(e) character())
peak <- sub("[^0-9]*([0-9]+).*", "\\\\1", grep("^VmHWM", status, value=TRUE))
if (length(peak) == 0) peak <- "0"
cat(sprintf('{{"best": %.9g, "median": %.9g, "repeats": %d, "peak_mb": %.1f}}\\n',
            min(times), median(times), length(times), as.numeric(peak) / 1024))
"""


def version() -> str:
    """Version of metafor, empty where R or the package is missing."""
    if shutil.which("Rscript") is None:
        return ""
    command = ["Rscript", "-e", "cat(as.character(packageVersion('metafor')))"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def timed(row: Row) -> dict[str, Any]:
    """Seconds for the whole row: what R does, times how much of the row that is."""
    yi, vi = one(METAFOR_K.get(row.id, 10))
    inner = 20 if row.id in {"one_k10", "many_reml"} else 1
    script = SCRIPT.format(yi=as_text(yi), vi=as_text(vi), call=row.metafor, inner=inner)
    command = ["Rscript", "-"]
    done = subprocess.run(command, input=script, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return {"missing": done.stderr.strip().splitlines()[-1] if done.stderr else "R failed"}
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    for name in ("best", "median"):
        result[name] *= row.metafor_scale
    result["scaled"] = row.metafor_scale != 1.0
    return result
