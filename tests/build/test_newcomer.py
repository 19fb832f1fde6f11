"""A person who never saw the package goes from nothing to a page with the pooled result."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path

import pytest

from evisyn import cli
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.pooled_here import pooled_here
from evisyn.build import read
from evisyn.report.site import site_pages

SHEETS = Path(__file__).parent / "newcomer"
BCG = (
    "--title", "BCG vaccine against tuberculosis", "--condition", "Tuberculosis",
    "--intervention", "BCG vaccine", "--outcome", "Cases of tuberculosis", "--no-examples",
)  # fmt: skip
ADHERENCE = (
    "--template", "associations", "--population", "People who take medicines",
    "--exposure", "Conscientiousness", "--outcome", "Adherence", "--no-examples",
)  # fmt: skip
COUNTS = (
    "--set", "measure=RR", "--set", "comparator_class=no_treatment",
    "--set", "larger_value_favours=comparator",
)  # fmt: skip
#: metafor 5.0-1, REML, log risk ratio of dat.bcg: estimate, tau2, I2, adhoc interval.
METAFOR_BCG = (-0.7145323421581397, 0.3132432581364859, 92.22138452126907)
BCG_INTERVAL = (-1.1084437136855514, -0.32062097063072803)
#: metafor 5.0-1, REML, Fisher's z of dat.molloy2014.
METAFOR_Z = (0.14991714851830118, 0.008109560825203208, 61.72965469185883)
#: metafor 5.0-1, REML, log odds ratio of dat.hackshaw1998.
METAFOR_OR = (0.218889231608336, 0.022394530971298454, 29.56938296991685)
# sheets hold six decimals of yi and vi, and stop at the estimators' own tolerances
CLOSE = 1e-4


def run(*words: str | Path) -> None:
    """One command, which has to succeed."""
    assert cli.main([str(word) for word in words]) == 0


def made(folder: Path, sheet: str, init: tuple[str, ...], more: tuple[str, ...]) -> Path:
    """A project with a sheet taken in: studies first, then their results."""
    project = folder / "review"
    run("init", project, *init, "--quiet")
    for table, extra in (("trials", ()), ("trial_outcomes", more)):
        run("import", SHEETS / sheet, project, "--to", table, "--write", "--quiet", *extra)
    return project


def numbers(project: Path) -> tuple[float, float, float]:
    """Estimate on the scale of pooling, tau2 and I2 of the only result."""
    (one,) = pooled_here(evidence_rows(read.load(project)))
    return one.pooled.result.estimate, one.pooled.result.tau2, one.pooled.result.i2


def stored(project: Path, table: str) -> list[dict[str, str]]:
    """Rows of a table of a project."""
    text = (project / "data" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def words(page: str) -> str:
    """What a page says, without marks."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_sheet_of_counts_is_pooled_as_metafor_does(tmp_path: Path) -> None:
    """Log risk ratio, tau2, I2 and the Hartung-Knapp interval of the BCG trials."""
    project = made(tmp_path, "bcg.csv", BCG, COUNTS)
    assert numbers(project) == pytest.approx(METAFOR_BCG, rel=CLOSE)
    (one,) = pooled_here(evidence_rows(read.load(project)))
    result = one.pooled.result
    assert (result.ci_low, result.ci_high) == pytest.approx(BCG_INTERVAL, rel=CLOSE)
    assert one.n_participants == 357_347


def test_the_data_of_a_newcomer_are_valid(tmp_path: Path) -> None:
    """Neither error nor warning: what the import fills in fits the contract."""
    assert read.check(made(tmp_path, "bcg.csv", BCG, COUNTS)) == []


def test_the_start_page_says_the_result(tmp_path: Path) -> None:
    """Estimate, interval, prediction interval, heterogeneity, and why nothing is rated."""
    base = read.load(made(tmp_path, "bcg.csv", BCG, COUNTS))
    page = words(site_pages(base)["index.html"])
    for said in ("RR 0.49 (0.33 to 0.73)", "0.34 to 0.70", "0.14 to 1.76", "92.2%", "tau² 0.313"):
        assert said in page
    assert "not rated, for want of: an overall judgement on the risk of bias" in page


def test_the_page_of_the_condition_says_it_too(tmp_path: Path) -> None:
    """With the absolute effect of the summary of findings."""
    base = read.load(made(tmp_path, "bcg.csv", BCG, COUNTS))
    pages = site_pages(base)
    assert "RR 0.49 (0.33 to 0.73)" in words(pages["condition/tuberculosis.html"])
    assert "16 per 1000" in words(pages["findings.html"])


def test_judgements_on_bias_lead_to_a_rating(tmp_path: Path) -> None:
    """With an overall judgement on every trial the result is rated."""
    project = made(tmp_path, "bcg.csv", BCG, COUNTS)
    trials = [row["trial_id"] for row in stored(project, "trials")]
    sheet = tmp_path / "bias.csv"
    lines = ["trial_id,tool,domain,judgement,assessed_by"]
    lines += [f"{trial},RoB 2,overall,low,this review" for trial in trials]
    sheet.write_text("\n".join(lines), encoding="utf-8")
    run("import", sheet, project, "--to", "risk_of_bias", "--write", "--quiet")
    (one,) = pooled_here(evidence_rows(read.load(project)))
    states = {domain.name: domain.state for domain in one.rating.domains}
    assert (one.missing, one.certainty) == ((), "moderate")
    assert (states["risk_of_bias"], states["inconsistency"]) == ("no concern", "serious")


def test_correlations_are_pooled_as_metafor_does(tmp_path: Path) -> None:
    """Fisher's z with REML, shown as a correlation, in the words of associations."""
    project = made(tmp_path, "adherence.csv", ADHERENCE, ())
    assert numbers(project) == pytest.approx(METAFOR_Z, rel=CLOSE)
    page = words(site_pages(read.load(project))["index.html"])
    assert "COR 0.15 (0.08 to 0.22)" in page
    assert "higher with exposure" in page
    assert "intervention" not in page.lower().replace("studies of interventions", "")


def test_log_odds_ratios_are_pooled_as_metafor_does(tmp_path: Path) -> None:
    """Columns yi and vi, in a file of a spreadsheet that puts semicolons between cells."""
    odds = ("--set", "measure=OR", "--set", "comparator_class=no_treatment")
    project = made(tmp_path, "smoking.csv", ADHERENCE, odds)
    assert numbers(project) == pytest.approx(METAFOR_OR, rel=CLOSE)


def test_a_sheet_without_a_table_says_where_it_can_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --to the message names the tables, studies first."""
    run("init", tmp_path / "review", *BCG, "--quiet")
    assert cli.main(["import", str(SHEETS / "bcg.csv"), str(tmp_path / "review")]) == 1
    said = capsys.readouterr().err
    assert "--to trials or --to trial_outcomes" in said


def test_what_a_sheet_lacks_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Thirteen rows with the same gap give one line that names the option and its choices."""
    run("init", tmp_path / "review", *BCG, "--quiet")
    cli.main(
        ["import", str(SHEETS / "bcg.csv"), str(tmp_path / "review"), "--to", "trial_outcomes"]
    )
    lines = [line for line in capsys.readouterr().out.splitlines() if "comparator_class" in line]
    (line,) = lines
    assert "lines 2 to 14" in line
    assert "--set comparator_class=TEXT, one of sham_placebo, no_treatment" in line


def test_two_tables_from_one_file_have_one_source(tmp_path: Path) -> None:
    """The second import of a file points to the row of sources that the first one made."""
    project = made(tmp_path, "bcg.csv", BCG, COUNTS)
    assert [row["title_seen"] for row in stored(project, "sources")] == ["Imported file bcg.csv"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("sheet", "init", "more", "said"),
    [
        ("bcg.csv", BCG, COUNTS, "RR 0.49 (0.33 to 0.73)"),
        ("adherence.csv", ADHERENCE, (), "COR 0.15 (0.08 to 0.22)"),
    ],
)
def test_the_build_writes_it(
    sheet: str, init: tuple[str, ...], more: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """From init over import and check to evidence/: page, table, forest with its diamond."""
    project = made(tmp_path, sheet, init, more)
    run("check", project, "--quiet")
    run("build", project, "--quiet")
    evidence = project / "evidence"
    assert said in words((evidence / "site/index.html").read_text(encoding="utf-8"))
    table = json.loads((evidence / "tables/pooled_here.json").read_text(encoding="utf-8"))
    assert table["rows"]
    (forest,) = (evidence / "figures").glob("trials_*.svg")
    assert "Pooled estimate" in forest.read_text(encoding="utf-8")
