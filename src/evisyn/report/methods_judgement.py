"""Methods text, third part: appraisal, certainty, credibility classes, claims, other rules."""

from __future__ import annotations

from collections import Counter, defaultdict

from evisyn.appraisal.credibility_presets import P_VALUE, ClassRule
from evisyn.appraisal.grade_presets import EVISYN, find_grade_preset
from evisyn.appraisal.grade_records import NOT_RATED
from evisyn.report.citations import bibliography
from evisyn.report.formats import plural
from evisyn.report.methods_settings import Run
from evisyn.report.pick import records
from evisyn.report.prose import Section, Sentence, listed, say
from evisyn.report.sentences import CERTAINTY_WORDS

BIAS = "Risk of bias and quality of reviews"
CERTAINTY = "Certainty"
CREDIBILITY = "Credibility classes"
CLAIMS = "Claims"
ROBUSTNESS = "Other rules"

TOOL_CITES = {
    "RoB 1": "higgins2011",
    "RoB 2": "sterne2019",
    "ROBINS-I": "sterne2016",
    "PEDro": "maher2003",
    "Cochrane Back and Neck Group criteria": "furlan2015",
    "AMSTAR": "shea2007",
    "AMSTAR 2": "shea2017",
    "ROBIS": "whiting2016",
}
"""What to cite for a tool, by its id in the tables."""

CONDITION_WORDS = {
    "size": "the required number of cases or participants",
    "i2": "I²",
    "prediction_interval": "the prediction interval",
    "largest": "the largest study",
    "egger_p": "small-study effects",
    "excess_p": "excess significance",
    "several_studies": "at least two studies",
}


def bias(run: Run) -> Section:
    """Say with which tools trials and reviews were judged, by whom, and what was not judged."""
    said = [
        _judged(run, "risk_of_bias", "trial_id", "rob_tool", "trial", "Risk of bias"),
        _judged(run, "appraisals", "review_id", "appraisal_tool", "review", "Quality or risk of "
                "bias"),
    ]  # fmt: skip
    if not any(row["tool"] == "AMSTAR 2" for row in records(run.base.table("appraisals"))):
        said.append(say("No review was appraised with AMSTAR 2."))
    return Section(heading=BIAS, sentences=tuple(said))


def _judged(run: Run, table: str, key: str, vocabulary: str, what: str, of: str) -> Sentence:
    rows = records(run.base.table(table))
    if not rows:
        return say(f"{of} of {what}s is not recorded in the tables.")
    studies: dict[str, set[str]] = defaultdict(set)
    raters: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        studies[row["tool"]].add(row[key])
        raters[row["tool"]].add(row["assessed_by"])
    bib = bibliography(run.base)
    parts = [
        f"{run.title(vocabulary, tool)} ({plural(len(studies[tool]), what)}, judged by "
        f"{listed(sorted(run.typed(bib.short(str(rater))) for rater in raters[tool]))})"
        for tool in sorted(studies, key=lambda tool: (-len(studies[tool]), tool))
    ]
    total = len(run.base.table(f"{what}s"))
    seen = len({row[key] for row in rows})
    return say(
        f"{of} was recorded for {seen} of {plural(total, what)}, as judged by those named: "
        f"{'; '.join(parts)}.",
        *(TOOL_CITES.get(tool, "") for tool in sorted(studies)),
    )


def certainty(run: Run) -> Section:
    """Say by which rules certainty was rated, with every limit, and what came of it."""
    preset = run.settings.preset
    start = listed(
        [f"{design.replace('_', '-')} evidence {level}" for design, level in preset.start.items()]
    )
    said = [
        say(
            "Certainty was rated in the manner of GRADE by fixed rules, the set "
            f"“{preset.name}”: {preset.source}.",
            "guyatt2008",
        ),
        say(f"These start {start}, and each concern takes levels off."),
        *_starts(run),
        *(_house_rules(run) if preset.name == EVISYN.name else ()),
    ]
    if preset.single_study_cap:
        said.append(
            say("A single study is not rated above moderate unless a person judges otherwise.")
        )
    said += [
        say(
            "Where risk of bias or precision could not be assessed no level is given; where "
            "another domain could not, the level is a ceiling and never above the one that the "
            "review itself gives."
        ),
        *_surrogates(run),
        *_judgements(run),
        _levels(run),
    ]
    return Section(heading=CERTAINTY, sentences=tuple(said))


def _starts(run: Run) -> list[Sentence]:
    """From where the results of reviews started: their rows do not say which designs are in."""
    found = Counter(record.rating.certainty.start for record in run.strengths if record.rating)
    parts = [f"{CERTAINTY_WORDS[level]} ({count})" for level, count in sorted(found.items())]
    return [say(f"Index results of reviews started at {listed(parts)}.")] if parts else []


def _house_rules(run: Run) -> tuple[Sentence, ...]:
    limits = run.settings.grade
    return (
        say(
            "Risk of bias is of no concern from "
            f"{limits.low_risk_share:g}% of participants in trials at low risk, very serious below "
            f"{limits.some_risk_share:g}% and serious between; without that share, a statement of "
            "the authors that most trials are at risk counts as serious."
        ),
        say(
            "Inconsistency is read from a prediction interval from "
            f"{limits.interval_from_k} trials on, else from the overlap of the trials' intervals, "
            f"else from I², serious from {limits.i2_serious:g}%."
        ),
        say(
            "Indirectness counts the parts of the question that the result does not match: one is "
            "serious, two or more very serious."
        ),
        say(
            "Imprecision is serious when the interval includes no difference or when fewer than "
            f"{limits.ois:g} participants stand behind a continuous outcome, and very serious "
            f"below {limits.few:g} participants or when the interval holds important benefit and "
            "harm.",
            "guyatt2011",
        ),
        say(
            "Publication bias is serious when a test for small-study effects counts or the "
            "authors suspect it; a review that AMSTAR 2 rates low or critically low takes one or "
            "two levels."
        ),
    )


def _surrogates(run: Run) -> list[Sentence]:
    outcomes = sorted(run.rows.surrogate_outcomes)
    if not outcomes:
        return []
    names = listed([f"“{run.label('outcome', outcome)}”" for outcome in outcomes])
    verb = "outcome counts" if len(outcomes) == 1 else "outcomes count"
    return [say(f"As indirect {verb}: {names}.")]


def _judgements(run: Run) -> list[Sentence]:
    rows = records(run.base.table("judgements"))
    if not rows:
        return [say("No judgement of a person replaced a rule.")]
    authors = listed(sorted({run.typed(str(row["author"])) for row in rows}))
    return [
        say(
            f"Judgements by {authors} replaced the rule of a domain in "
            f"{plural(len(rows), 'place')}, each with reason and date."
        )
    ]


def _levels(run: Run) -> Sentence:
    rated = [record for record in run.strengths if record.index is not None]
    counts = Counter(record.certainty for record in rated)
    parts = [
        f"{counts[level]} {words}" for level, words in CERTAINTY_WORDS.items() if counts[level]
    ]
    missing = counts[NOT_RATED]
    if missing:
        parts.append(f"{missing} not rated for want of inputs")
    tail = f": {listed(parts)}" if parts else ""
    own = Counter(item.certainty for item in run.pooled)
    here = ""
    if own:
        shown = [f"{count} {level.replace('_', ' ')}" for level, count in sorted(own.items())]
        here = f"; {plural(len(run.pooled), 'set')} pooled here: {listed(shown)}"
    return say(
        f"In all, {plural(len(rated), 'question')} had a pooled result of a review{tail}{here}."
    )


def credibility(run: Run) -> Section:
    """Say by which criteria results were classed, for comparison only."""
    preset = run.settings.credibility
    size = f"more than {preset.cases:,.0f} cases"
    if preset.participants is not None:
        size += f" (or {preset.participants:,.0f} participants for a continuous outcome)"
    rules = "; ".join(f"{rule.label} ({rule.title}), {_demands(rule)}" for rule in preset.classes)
    return Section(
        heading=CREDIBILITY,
        sentences=(
            say(
                "For comparison, index results with a known number of trials were also put into "
                f"the classes of umbrella reviews by the criteria “{preset.name}” "
                f"({preset.source}): {rules}."
            ),
            say(
                f"The required size is {size}; p was computed from the interval, and a missing "
                "value counts as not met."
            ),
            say(
                "These classes were made for associations in observational studies and decide "
                "nothing here."
            ),
        ),
    )


def _demands(rule: ClassRule) -> str:
    parts = []
    for item in rule.requires:
        if item.name == P_VALUE:
            parts.append(f"p below {_small(item.threshold)}")
        elif item.name == "i2":
            parts.append(f"I² below {item.threshold:g}%")
        elif item.name in ("egger_p", "excess_p"):
            parts.append(f"p of {CONDITION_WORDS[item.name]} above {item.threshold:g}")
        elif item.name in ("prediction_interval", "largest"):
            parts.append(f"{CONDITION_WORDS[item.name]} excluding no effect")
        else:
            parts.append(CONDITION_WORDS[item.name])
    return ", ".join(parts)


def _small(limit: float | None) -> str:
    """A limit of p without powers of ten."""
    return "" if limit is None else f"{limit:.7f}".rstrip("0")


def claims(run: Run) -> Section | None:
    """Say what carries a claim; None where the tables hold none."""
    rows = run.rows.claims
    if not rows:
        return None
    rules = run.settings.claim_rules
    against = listed([run.label("comparator_class", key) for key in _in_order(run)], "or")
    levels = [words for level, words in CERTAINTY_WORDS.items() if level in rules.levels]
    if NOT_RATED in rules.levels:
        levels.append("no rating")
    whose = "of the review" if rules.reported_certainty else "of this run"
    checked = len(run.rows.citation_checks)
    return Section(
        heading=CLAIMS,
        sentences=(
            say(
                f"In all, {plural(len(rows), 'claim')} got two answers, kept apart: whether the "
                "named source says it, as read by a person "
                f"({plural(checked, 'reading')}), and what the rows say."
            ),
            say(
                "A claim of effect is supported when an index result excludes no difference on the "
                f"side of benefit, against {against}, at {listed(levels, 'or')} certainty {whose}, "
                "and no result fails; results never outvote each other by number."
            ),
        ),
    )


def _in_order(run: Run) -> list[str]:
    wanted = run.settings.claim_rules.comparators
    known = [key for key in run.base.topic.labels.get("comparator_class", {}) if key in wanted]
    return known or sorted(wanted)


def robustness(run: Run) -> Section:
    """Say which other rules were tried."""
    others = [
        find_grade_preset(name)
        for name in run.settings.comparison_presets
        if name != run.settings.preset.name
    ]
    said = []
    if others:
        named = "; ".join(f"{preset.name} ({preset.source})" for preset in others)
        said.append(say(f"Every rating was repeated under other sets of rules: {named}."))
    rest = list(run.settings.scenarios.values())[1:]
    if run.rows.claims and rest:
        tried = listed([f"“{words.lower()}”" for words in rest])
        said.append(
            say(
                "Verdicts on claims were repeated under "
                f"{plural(len(rest), 'other rule')}: {tried}."
            )
        )
    said.append(
        say(
            "Each rating was also repeated with the contestable limits moved, and is called "
            "fragile where that changes its level."
        )
    )
    return Section(heading=ROBUSTNESS, sentences=tuple(said))
