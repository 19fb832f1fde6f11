"""What rows and settings of a run say on the items of checklists about methods."""

from __future__ import annotations

from collections import Counter, defaultdict

from evisyn.appraisal.frames import threads
from evisyn.appraisal.questions import effect_status, is_between_arms
from evisyn.appraisal.trial_effects import trial_effect
from evisyn.report.checklist import Answer, answered, in_text, partly, rows, to_write
from evisyn.report.formats import number, plural
from evisyn.report.methods_analysis import OVERLAP, POOLING, SMALL_STUDIES
from evisyn.report.methods_data import DATA, DIRECTION, QUESTIONS, READING
from evisyn.report.methods_judgement import BIAS, CERTAINTY, ROBUSTNESS
from evisyn.report.methods_settings import Run
from evisyn.report.pick import records
from evisyn.report.prose import listed
from evisyn.synthesis.overlap import overlap


def objectives(run: Run) -> Answer:
    """The keys of a question, and how many questions have rows."""
    topic = run.base.topic
    keys = listed([name.replace("_", " ") for name in topic.question_columns])
    return partly(
        f"A question is one combination of {keys}; {plural(len(run.strengths), 'question')} "
        f"on {listed([run.typed(term.title) for term in topic.conditions])} have rows. The aim in "
        "words is not in the tables.",
        in_text(QUESTIONS),
        "page Start",
    )


def eligibility(run: Run) -> Answer:
    """Rules for results; those for whole studies are not in the tables."""
    return partly(
        f"Rules by which results entered a synthesis and how they were grouped; {_met(run)} By "
        "which criteria studies came into the tables is not recorded.",
        in_text(QUESTIONS),
        "table set_aside",
    )


def eligibility_of_reviews(run: Run) -> Answer:
    """The same for an overview, with the primary studies beside its reviews."""
    return partly(
        f"Rules by which results entered a synthesis and how they were grouped; {_met(run)} Beside "
        f"the reviews stand {plural(rows(run, 'trials'), 'primary study', 'primary studies')}. By "
        "which criteria reviews and studies came into the tables, and why studies were added, is "
        "not recorded.",
        in_text(QUESTIONS),
        "table reviews",
        "table trials",
    )


def _met(run: Run) -> str:
    own = sum(
        effect_status(row) == "eligible" and row.condition in run.rows.conditions
        for row in run.rows.effects
    )
    return f"{own} of {plural(rows(run, 'effects'), 'pooled result')} met them."


def sources(run: Run) -> Answer:
    """Pages that were read, with dates; where was searched is not in the tables."""
    found = records(run.base.table("sources"))
    if not found:
        return to_write("No page is listed in sources.csv.")
    kinds = Counter(row["kind"] for row in found)
    order = sorted(kinds.items(), key=lambda item: (-item[1], str(item[0])))
    named = listed([f"{run.label('source_kind', kind)} ({count})" for kind, count in order])
    dates = sorted({str(row["accessed"]) for row in found if row["accessed"]})
    when = f", read {dates[0]}" + (f" to {dates[-1]}" if len(dates) > 1 else "") if dates else ""
    reviews = records(run.base.table("reviews"))
    searched = sum(row["databases"] is not None for row in reviews)
    ended = sum(row["search_end"] is not None for row in reviews)
    return partly(
        f"sources.csv lists {plural(len(found), 'page')}{when}: {named}. Which databases and "
        "registers were searched to find them, and when last, is not recorded. Of the reviews in "
        f"the tables, {searched} of {len(reviews)} name their databases and {ended} the end of "
        "their search.",
        in_text(DATA),
        "table sources_read",
    )


def collection(run: Run) -> Answer:
    """How well two readings agree; who read is not in the tables."""
    cells = records(run.base.agreement)
    if not cells:
        return to_write("No cell was read twice, and who read is not recorded.")
    pairs = sum(row["agree"] != "not_found" for row in cells)
    same = sum(row["agree"] == "yes" for row in cells)
    share = f" ({number(100 * same / pairs, 1)}%)" if pairs else ""
    return partly(
        f"{plural(len(cells), 'cell')} were read twice; {same} of the {pairs} found again agreed"
        f"{share}. Who read, how many people, and whether independently is not recorded.",
        in_text(READING),
        "table extraction_agreement",
    )


def outcomes(run: Run) -> Answer:
    """The list of outcomes and instruments, and how often each has a result."""
    counts = Counter(row.outcome for row in run.rows.effects)
    counts.update(row.outcome for row in run.rows.trial_outcomes)
    named = [f"{run.label('outcome', key)} ({count})" for key, count in counts.most_common()]
    if not named:
        return to_write("No result is in the tables.")
    return partly(
        f"Outcomes with their number of rows: {listed(named)}; "
        f"{plural(rows(run, 'instruments'), 'instrument')} described. Whether every compatible "
        "result of each study was sought is not recorded.",
        "table effects",
        "table missing",
    )


def variables(run: Run) -> Answer:
    """Every column is defined by the contract, and no missing figure was filled in."""
    schemas = run.base.contract.tables.values()
    columns = sum(len(schema.columns) for schema in schemas)
    kinds = Counter(row["kind"] for row in records(run.base.table("oddities")))
    inferred = kinds["transcription_inferred"]
    marked = (
        f" {plural(inferred, 'row')} that hold an inferred transcription are marked so."
        if inferred
        else ""
    )
    return answered(
        f"{columns} columns of {len(run.base.contract.tables)} tables, each with meaning, unit and "
        "allowed values, in data/datapackage.json. What was not stated stays empty and was not "
        f"imputed.{marked}",
        in_text(DATA),
        "table missing",
    )


def bias_methods(run: Run) -> Answer:
    """Tools and raters, as the rows name them."""
    found = records(run.base.table("risk_of_bias"))
    if not found:
        return to_write("No judgement on risk of bias is in the tables.")
    tools = sorted({run.title("rob_tool", row["tool"]) for row in found})
    return partly(
        f"Judgements by {listed(tools)}, each with its rater. How many people judged, and whether "
        "independently, is not recorded.",
        in_text(BIAS),
    )


def measures(run: Run) -> Answer:
    """Measures of each outcome among the pooled results."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in run.rows.effects:
        if row.measure:
            found[row.outcome].add(row.measure)
    for outcome in run.rows.trial_outcomes:
        if outcome.measure:
            found[outcome.outcome].add(outcome.measure)
    if not found:
        return to_write("No measure is in the tables.")
    named = "; ".join(
        f"{run.label('outcome', key)}: {', '.join(sorted(found[key]))}" for key in sorted(found)
    )
    return answered(f"{named}.", in_text(DIRECTION), "table effects")


def entering(run: Run) -> Answer:
    """Which results went into which synthesis."""
    pooled = sum(record.index is not None for record in run.strengths)
    return answered(
        f"By the keys of the question: {plural(pooled, 'question')} with an eligible pooled result "
        f"of a review, {len(run.strengths) - pooled} with rows of single trials only.",
        in_text(QUESTIONS),
        "table strength_of_evidence",
        "table indirect_evidence",
    )


def preparation(run: Run) -> Answer:
    """Conversions and turning of signs."""
    made = [
        effect
        for row in run.rows.trial_outcomes
        if is_between_arms(row) and (effect := trial_effect(row)) is not None
    ]
    converted = sum(effect.converted for effect in made)
    return answered(
        "Results were turned to one direction by a column of the tables. Of "
        f"{plural(len(made), 'effect')} of trials, {converted} were converted from other figures "
        "and are marked so; no missing figure was imputed.",
        in_text(DIRECTION),
        in_text(POOLING),
    )


def display(run: Run) -> Answer:
    """Tables and figures of the run."""
    return answered(
        "Strength of evidence by question, summary of findings, forests of reviews and of trials "
        "by condition, evidence map, strip of certainty; each also as files.",
        "table strength_of_evidence",
        "table summary_of_findings",
        "figure evidence_map",
        "page Data",
    )


def synthesis(run: Run) -> Answer:
    """Whether trials were pooled, and by which model."""
    sets = len(run.pooled)
    done = (
        f"{plural(sets, 'set')} of trials pooled here by the model named in the text"
        if sets
        else "no trials were pooled here, since no question had two that may be pooled; results of "
        "reviews stand as they print them"
    )
    return answered(
        f"Summary of reviews by an index result per question; {done}. Software: evisyn, version to "
        "be added.",
        in_text(POOLING),
        "table pooled_here",
    )


def heterogeneity_methods(run: Run) -> Answer:
    """No subgroup analysis is among the outputs."""
    return answered(
        "Agreement of reviews on one question is described (single review, same direction, mixed). "
        "No subgroup analysis and no meta-regression was made.",
        in_text(QUESTIONS),
        "table strength_of_evidence",
    )


def sensitivity_methods(run: Run) -> Answer:
    """Other rules for ratings and verdicts."""
    presets = len(run.settings.comparison_presets)
    parts = [f"ratings under {presets} sets of rules and with their limits moved"]
    if run.rows.claims:
        parts.append(f"verdicts under {len(run.settings.scenarios)} sets of rules")
    return answered(f"Made: {listed(parts)}.", in_text(ROBUSTNESS))


def reporting_bias_methods(run: Run) -> Answer:
    """From how many trials a test counts."""
    limits = run.settings.grade
    return answered(
        f"A test for small-study effects counts from {limits.funnel_from_k} trials on at p below "
        f"{limits.bias_p:g}; else a suspicion stated by a review's authors.",
        in_text(SMALL_STUDIES),
    )


def certainty_methods(run: Run) -> Answer:
    """The set of rules."""
    people = rows(run, "judgements")
    return answered(
        f"GRADE by the fixed rules “{run.settings.preset.name}”, every limit printed; "
        f"{plural(people, 'judgement')} of people with reason and date.",
        in_text(CERTAINTY),
        "page Methods",
    )


def shared_studies(run: Run) -> Answer:
    """How overlap of primary studies was found and handled."""
    if not rows(run, "membership"):
        return partly(
            "No list of primary studies is in the tables. One index result stands for a question "
            "and nothing is added up over reviews, so no study counts twice.",
            in_text(QUESTIONS),
        )
    found = overlap(
        run.base.table("membership"),
        reviews=run.base.table("reviews"),
        trials=run.base.table("trials"),
        threads=threads(run.base),
        min_completeness=run.settings.min_completeness,
    )
    complete = sum(share == 1.0 for _, share in found.completeness)
    shared = sum(pair.shared > 0 for pair in found.pairwise)
    return answered(
        f"Lists of {plural(found.n_reviews, 'review')} ({complete} complete), "
        f"{plural(shared, 'pair')} with a shared study, by the corrected covered area; one index "
        "result stands for a question and nothing is added up over reviews.",
        in_text(OVERLAP),
        "table overlap",
    )
