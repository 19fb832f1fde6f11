"""Every reader of files as a function of bytes, with files that it takes, for fuzzing.

A reader may give what it read or findings, or raise an error that evisyn means; anything else
that it raises is a fault.
"""

from __future__ import annotations

import atexit
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from _projects import ROWS, descriptor, make_project, tiny_files
from _revman import RM5

from evisyn.build import adjudication, extractions, notebooks, read
from evisyn.build.acknowledge import COLUMNS, FILE, HEADER, read_acknowledgements
from evisyn.build.cache import Cache
from evisyn.build.diff.difference import diff
from evisyn.build.intake import mapping
from evisyn.build.intake.detect import READERS as FORMATS
from evisyn.build.intake.detect import read as read_file
from evisyn.build.intake.project import take_in
from evisyn.build.intake.propose import Wish
from evisyn.build.intake.records import Raw
from evisyn.build.paths import Project
from evisyn.errors import EvisynError

Reader = Callable[[bytes], object]
RIS = """TY  - JOUR
AU  - Özgür, Zeynep Maria
TI  - Exercise & rest:
  a review
PY  - 2019/03//
JO  - Journal of Rest
DO  - https://doi.org/10.1000/REST.2019
AN  - 12345678
ER  -
"""
NBIB = """
PMID- 12345678
DP  - 2019 Mar
TI  - Exercise & rest:
      a review.
LID - 10.1000/rest.2019 [doi]
FAU - Özgür, Zeynep Maria
"""
CSL = """[{"type": "article-journal", "title": "Rest", "container-title": "J", "volume": 12,
 "author": [{"family": "Özgür", "given": "Z"}], "issued": {"date-parts": [[2019, 3]]},
 "DOI": "10.1/r"}]"""
ENDNOTE = """<?xml version="1.0" encoding="UTF-8"?><xml><records><record>
<ref-type name="Journal Article">17</ref-type><contributors><authors><author>Özgür, Z</author>
</authors></contributors><titles><title><style face="normal">Rest</style></title></titles>
<dates><year>2019</year></dates></record></records></xml>"""
BIB = """@article{rest2019, author = {{\\"O}zg{\\"u}r, Zeynep and van Dam, Jan}, title = {{Rest}: a
 review}, journal = {J}, year = 2019, doi = "10.1000/rest.2019"}
@string{x = "y"} @comment{z}
"""
CSV = 'review_id,title,year\nexample2001,One,2001\nexample2002,"Two, and\nmore",2002\n'
JSON = '{"reviews": [{"review_id": "example2001", "title": "One", "year": 2001, "x": null}]}'
TOML = """about = "a mapping"
[columns]
title = "Title"
authors = ["A", "B"]
[constants]
design = "meta_analysis"
[values.design]
SR = "systematic_review"
[melt]
columns = {C = "one"}
into = "domain"
value = "judgement"
[[cases]]
filled = ["title"]
set = {year = "2000"}
"""
MAPPING = json.dumps(
    {
        "columns": {"title": "Title", "authors": ["A", "B"]},
        "values": {"design": {"SR": "x"}},
        "melt": {"columns": {"C": "one"}, "into": "domain", "value": "judgement"},
        "cases": [{"filled": ["title"], "set": {"year": "2000"}}],
        "ignore": ["Z"],
    }
)
SHEET = (
    "table,row_id,field,first,second,decision,value,decided_by,reason\n"
    "reviews,example2002,year,2002,2003,first,,A. Person,read again\n"
)
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None,
             "outputs": [], "source": ["1 + 1"]},
            {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "# Title"},
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "P", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)  # fmt: skip
ACKNOWLEDGED = f"{','.join(HEADER)}\nC01,{COLUMNS[0]},yes,no,A. Person,2026-01-01,seen\n"
MANIFEST = json.dumps(
    {"inputs": {"data/x.csv": "0" * 64}, "outputs": {"evidence/x": {"sha256": "1" * 64}}}
)
TASKS = json.dumps(
    {
        "format": 1,
        "tasks": {"table:x": {"key": "k", "outputs": {"a": "b"}, "title": "t", "seconds": 0.5}},
        "mentions": {"m": ["n"]},
    }
)


@cache
def folder() -> Path:
    """A folder of this process for files that a reader wants to have on disk."""
    made = Path(tempfile.mkdtemp(prefix="evisyn-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@cache
def project() -> Project:
    """A tiny project, whose files are put back after each use."""
    return make_project(folder() / "project")


def workbook() -> bytes:
    """A workbook with one sheet, unpacked, so that a change inside reaches the reader."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["review_id", "title", "year"], ["example2001", "One", 2001], ["x", "=1+1", 2.5]):
        book.active.append(row)  # type: ignore[union-attr]
    packed = io.BytesIO()
    book.save(packed)
    return stored({n: zipfile.ZipFile(packed).read(n) for n in zipfile.ZipFile(packed).namelist()})


def stored(members: Mapping[str, bytes]) -> bytes:
    """An archive whose members are not packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return buffer.getvalue()


def package() -> bytes:
    """What RevMan gives today: tables and references in one archive."""
    return stored(
        {
            "x-analysis-data-rows.csv": b"Study,Experimental mean,Control mean\nA 2001,1,2\n",
            "x-study-information.csv": b"Study,Title\nA 2001,T\n",
            "x.ris": RIS.encode(),
        }
    )


def _format(name: str) -> Reader:
    return lambda content: read_file(Path("file"), content, name)


def _found(ending: str) -> Reader:
    return lambda content: read_file(Path(f"file{ending}"), content)


def _data(name: str) -> Reader:
    """Check the tiny project with one of its files replaced."""

    def check(content: bytes) -> object:
        path = project().data / name
        before = path.read_bytes()
        path.write_bytes(content)
        try:
            return [str(finding) for finding in read.check(project().root)]
        finally:
            path.write_bytes(before)

    return check


def _mapping(ending: str) -> Reader:
    def use(content: bytes) -> object:
        path = folder() / f"mapping{ending}"
        path.write_bytes(content)
        plan = mapping.from_file(path)
        return plan.rows(Raw(place="1", cells={"Title": "T", "A": "a", "C": "low"}))

    return use


def _import(ending: str, table: str) -> Reader:
    def use(content: bytes) -> object:
        path = folder() / f"import{ending}"
        path.write_bytes(content)
        return str(take_in(project().root, Wish(file=path, table=table)))

    return use


def _sheet(content: bytes) -> object:
    first, second, sheet = (folder() / f"{name}.csv" for name in ("first", "second", "sheet"))
    first.write_text(CSV, encoding="utf-8")
    second.write_text(CSV.replace(",2002\n", ",2003\n"), encoding="utf-8")
    sheet.write_bytes(content)
    target = folder() / "agreed.csv"
    for path in (target, folder() / "agreed.decisions.csv"):
        path.unlink(missing_ok=True)
    found = extractions.compare(first, second)
    return str(adjudication.apply(first, second, found, sheet, target))


def _compare(content: bytes) -> object:
    first, second = folder() / "one.csv", folder() / "two.csv"
    first.write_text(CSV, encoding="utf-8")
    second.write_bytes(content)
    return [str(one) for one in extractions.compare(first, second)]


def _acknowledged(content: bytes) -> object:
    (project().root / FILE).write_bytes(content)
    try:
        return read_acknowledgements(project())
    finally:
        (project().root / FILE).unlink()


def _manifest(content: bytes) -> object:
    path = folder() / "manifest.json"
    path.write_bytes(content)
    return str(diff(str(path), str(path), str(project().root)))


def _diff(content: bytes) -> object:
    other = folder() / "other"
    (other / "data").mkdir(parents=True, exist_ok=True)
    (other / "data" / "reviews.csv").write_bytes(content)
    return str(diff(str(other), str(project().root), str(project().root)))


def _notebook(content: bytes) -> object:
    path = folder() / "notebook.ipynb"
    path.write_bytes(content)
    return notebooks._without_outputs(path)


def _cache(content: bytes) -> object:
    (folder() / "tasks.json").write_bytes(content)
    return Cache.read(folder())


#: Name -> reader and files that it takes.
READERS: dict[str, tuple[Reader, tuple[bytes, ...]]] = {
    "table reviews": (_data("reviews.csv"), (tiny_files()["reviews.csv"],)),
    "table effects": (_data("effects.csv"), (tiny_files()["effects.csv"],)),
    "table corrections": (_data("corrections.csv"), (tiny_files()["corrections.csv"],)),
    "bibliography": (_data("references.bib"), (tiny_files()["references.bib"], BIB.encode())),
    "contract": (_data("datapackage.json"), (json.dumps(descriptor()).encode(),)),
    "ris": (_format("ris"), (RIS.encode(),)),
    "bibtex": (_format("bibtex"), (BIB.encode(),)),
    "nbib": (_format("nbib"), (NBIB.encode(),)),
    "csljson": (_format("csljson"), (CSL.encode(),)),
    "endnote": (_format("endnote"), (ENDNOTE.encode(),)),
    "rm5": (_format("rm5"), (RM5.encode(),)),
    "xlsx": (_format("xlsx"), (workbook(),)),
    "revman": (_format("revman"), (package(),)),
    "csv": (_format("csv"), (CSV.encode(), CSV.replace(",", ";").encode("utf-16"))),
    "json": (_format("json"), (JSON.encode(),)),
    "any format": (_found(".txt"), tuple(t.encode() for t in (RIS, NBIB, CSL, ENDNOTE, JSON, CSV))),
    "mapping toml": (_mapping(".toml"), (TOML.encode(),)),
    "mapping json": (_mapping(".json"), (MAPPING.encode(),)),
    "import ris": (_import(".ris", "reviews"), (RIS.encode(),)),
    "import csv": (_import(".csv", "reviews"), (tiny_files()["reviews.csv"],)),
    "import json": (_import(".json", "reviews"), (json.dumps(ROWS["reviews"]).encode(),)),
    "adjudication sheet": (_sheet, (SHEET.encode(),)),
    "extraction": (_compare, (CSV.encode(),)),
    "acknowledgements": (_acknowledged, (ACKNOWLEDGED.encode(),)),
    "manifest": (_manifest, (MANIFEST.encode(),)),
    "older state": (_diff, (tiny_files()["reviews.csv"],)),
    "notebook": (_notebook, (NOTEBOOK.encode(),)),
    "cache": (_cache, (TASKS.encode(),)),
}
assert set(FORMATS) <= set(READERS), set(FORMATS) - set(READERS)


def tried(name: str, content: bytes) -> str:
    """What a reader made of some bytes: ``read`` or ``refused``; a fault is raised."""
    try:
        READERS[name][0](content)
    except EvisynError:
        return "refused"
    return "read"
