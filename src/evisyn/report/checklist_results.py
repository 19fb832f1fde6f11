"""What rows and settings of a run say on the items of checklists about results."""

from __future__ import annotations

from collections import Counter

from evisyn.appraisal.grade_records import NOT_RATED, PUBLICATION_BIAS, Certainty
from evisyn.appraisal.questions import is_between_arms
from evisyn.appraisal.trial_effects import trial_effect
from evisyn.report.checklist import Answer, answered, in_text, partly, rows, to_write
from evisyn.report.formats import plural
from evisyn.report.methods import NOT_RECORDED
from evisyn.report.methods_judgement import BIAS
from evisyn.report.methods_settings import Run
from evisyn.report.pick import records
from evisyn.report.prose import listed
from evisyn.report.sentences import CERTAINTY_WORDS


def selection_flow(run: Run) -> Answer:
    """Counts of the flow are not in the tables."""
    return to_write(
        "Not recorded: no table holds counts of records found, screened and excluded. Once they "
        "are known, ev.figures.prisma_flow and ev.figures.prior_flow draw the diagram and refuse "
        "counts that do not add up.",
        in_text(NOT_RECORDED),
    )


def excluded(run: Run) -> Answer:
    """Rows set aside are known; studies that were left out before are not."""
    aside = sum(len(run.base.set_aside(name)) for name in run.base.names)
    return to_write(
        "Studies left out before extraction are not recorded. Inside the tables "
        f"{plural(aside, 'row')} set aside from summaries are listed with the reason.",
        "table set_aside",
    )


def characteristics(run: Run) -> Answer:
    """Tables of reviews and trials."""
    reviews, trials = rows(run, "reviews"), rows(run, "trials")
    if not reviews + trials:
        return to_write("No study is in the tables.")
    return answered(
        f"{plural(reviews, 'review or related document', 'reviews and related documents')} and "
        f"{plural(trials, 'primary study', 'primary studies')}, each cited; what no page stated "
        "is marked as such.",
        "table reviews",
        "table trials",
        "table bibliography",
    )


def bias_results(run: Run) -> Answer:
    """How many trials and reviews have a judgement."""
    trials = {row["trial_id"] for row in records(run.base.table("risk_of_bias"))}
    reviews = {row["review_id"] for row in records(run.base.table("appraisals"))}
    if not trials and not reviews:
        return to_write("No judgement on a study is in the tables.")
    whole = len(trials) == rows(run, "trials") and len(reviews) == rows(run, "reviews")
    said = (
        f"Judgements on {len(trials)} of {plural(rows(run, 'trials'), 'trial')} and {len(reviews)} "
        f"of {plural(rows(run, 'reviews'), 'review')}."
    )
    make = answered if whole else partly
    return make(said, in_text(BIAS), "page Trials", "page Reviews")


def individual(run: Run) -> Answer:
    """Results of single trials."""
    made = sum(
        is_between_arms(row) and trial_effect(row) is not None for row in run.rows.trial_outcomes
    )
    if not run.rows.trial_outcomes:
        return to_write("No result of a single study is in the tables.")
    return answered(
        f"{plural(len(run.rows.trial_outcomes), 'trial row')}; {made} carry an effect with its "
        "error. Figures of arms are shown where they were read.",
        "table trials",
        *(f"table trial_estimates_{term.id}" for term in run.base.topic.conditions),
    )


def contributing(run: Run) -> Answer:
    """What is known of the studies behind each synthesis."""
    return partly(
        "For each question: review, trials and participants of the index result, limitations that "
        "were extracted. Risk of bias of the single studies inside a review is known only where a "
        "row gives it.",
        "table strength_of_evidence",
        "table limitation_domains",
        "table overlap",
    )


def results(run: Run) -> Answer:
    """Results of every question."""
    pooled = sum(record.index is not None for record in run.strengths)
    if not run.strengths:
        return to_write("No question has a row.")
    return answered(
        f"{plural(pooled, 'question')} with estimate, interval and direction of the index result; "
        f"{plural(len(run.pooled), 'set')} pooled here.",
        "table strength_of_evidence",
        "table summary_of_findings",
        "table pooled_here",
    )


def heterogeneity_results(run: Run) -> Answer:
    """How the reviews agree."""
    counts = Counter(record.consistency for record in run.strengths if record.consistency)
    named = listed([f"{count} {word}" for word, count in sorted(counts.items())])
    return answered(
        f"Consistency by question: {named or 'no question with a pooled result'}. No cause of "
        "differences was tested.",
        "table strength_of_evidence",
        *(f"table disagreements_{term.id}" for term in run.base.topic.conditions),
    )


def sensitivity_results(run: Run) -> Answer:
    """Tables of the other rules."""
    return answered(
        "Levels and verdicts under each set of rules, with a mark where they change.",
        "table presets",
        *(["table verdicts_under_choices"] if run.rows.claims else []),
    )


def _ratings(run: Run) -> list[Certainty]:
    """Ratings of index results, then of what was pooled here."""
    return [
        *(record.rating.certainty for record in run.strengths if record.rating),
        *(item.rating for item in run.pooled),
    ]


def reporting_bias_results(run: Run) -> Answer:
    """States of the domain of publication bias."""
    states = Counter(
        rating.domain(PUBLICATION_BIAS).rule.partition(".")[2].replace("_", " ")
        for rating in _ratings(run)
    )
    if not states:
        return to_write("No result was rated.")
    named = listed([f"{count} {state}" for state, count in sorted(states.items())])
    return answered(
        f"Publication bias, by index result and set pooled here: {named}.",
        "table certainty_domains",
        "table pooled_here",
    )


def certainty_results(run: Run) -> Answer:
    """Levels of every pooled result."""
    counts = Counter(record.certainty for record in run.strengths if record.index is not None)
    counts.update(item.certainty for item in run.pooled)
    if not counts:
        return to_write("No question has a pooled result to rate.")
    named = [f"{counts[key]} {words}" for key, words in CERTAINTY_WORDS.items() if counts[key]]
    if counts[NOT_RATED]:
        named.append(f"{counts[NOT_RATED]} not rated, with the inputs that are missing")
    return answered(
        f"Pooled results: {listed(named)}; the rating of a review stands beside ours.",
        "table summary_of_findings",
        "table certainty_domains",
        "table missing_inputs",
    )


def evidence_limits(run: Run) -> Answer:
    """Limitations that were extracted."""
    count = rows(run, "limitations")
    return partly(
        f"{plural(count, 'limitation')} of reviews by domain, and what was not reported. The "
        "discussion is to be written.",
        "table limitations",
        "table missing",
    )


def process_limits(run: Run) -> Answer:
    """What the run itself says it could not do."""
    return partly(
        "What was not done or not recorded is listed; agreement of the readings is known where "
        "cells were read twice. The discussion is to be written.",
        in_text(NOT_RECORDED),
        "table extraction_agreement",
        "table audit",
    )


def availability(run: Run) -> Answer:
    """Everything is in the project; its public address is not in the tables."""
    return partly(
        f"{len(run.base.names)} tables of data, every output as CSV and JSON, the contract of the "
        "tables (template for collection) and a manifest with the hash of each file lie in the "
        "project; the code is the package evisyn. The public address is to be added.",
        "page Data",
    )
