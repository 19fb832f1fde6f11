"""Methods text, first part: what was read, questions, eligibility, direction, second reading."""

from __future__ import annotations

from collections import Counter

from evisyn.appraisal.questions import BETWEEN_ARMS, effect_status
from evisyn.report.extraction import SAMPLE, UNKNOWN_READING, agreements
from evisyn.report.formats import NOT_REPORTED, number, plural
from evisyn.report.methods_settings import Run
from evisyn.report.pick import records
from evisyn.report.prose import Section, Sentence, listed, say

DATA = "Data"
QUESTIONS = "Questions and eligibility"
DIRECTION = "Effect measures and direction"
READING = "Second reading"

TABLES = (
    ("reviews", "review or related document", "reviews and related documents"),
    ("effects", "pooled result", ""),
    ("trials", "primary study or report of one", "primary studies or reports of them"),
    ("trial_outcomes", "result of a trial", "results of trials"),
    ("limitations", "limitation of a review", "limitations of reviews"),
    ("adverse_events", "safety finding", ""),
    ("recommendations", "recommendation of a guideline", "recommendations of guidelines"),
    ("claims", "claim", ""),
)
"""Tables that a text names, with what one row and several rows are."""

ORDER_WORDS = {
    "search": "the latest end of search (else the latest year of publication)",
    "trials": "more trials",
    "participants": "more participants",
}
"""What each step of the choice of an index result looks at."""

STATUS_WORDS = {
    "not between arms": "did not compare arms",
    "duplicate": "repeated a result printed elsewhere",
    "set aside": "had been set aside",
    "no interval": "lacked an estimate or a limit of the interval",
    "umbrella": "came from reviews of reviews and were counted apart",
}


def data(run: Run) -> Section:
    """Say what was read, and how much of each kind."""
    base = run.base
    held = [
        plural(len(base.table(name)), one, many)
        for name, one, many in TABLES
        if name in base.names and len(base.table(name))
    ]
    said = [
        say(
            f"The evidence tables on “{run.typed(base.topic.title)}” held {listed(held)}, read "
            f"from {plural(len(base.table('sources')), 'page or document', 'pages or documents')}."
        )
    ]
    for name, column, vocabulary in (
        ("reviews", "design", "review_design"),
        ("trials", "design", "trial_design"),
        ("sources", "kind", "source_kind"),
    ):
        counts = _counts(run, name, column, vocabulary)
        if counts:
            what = {"reviews": "reviews", "trials": "primary studies", "sources": "pages"}[name]
            said.append(say(f"By {column}, the {what} were: {counts}."))
    dates = sorted({str(row["accessed"]) for row in records(base.table("sources"))} - {"None"})
    if dates:
        when = f"on {dates[0]}" if len(dates) == 1 else f"between {dates[0]} and {dates[-1]}"
        said.append(say(f"The pages were read {when}."))
    said.append(
        say(
            "Every row names the page and the place in it that it was read from; what no page "
            f"stated is shown as “{NOT_REPORTED}” and was not filled in."
        )
    )
    return Section(heading=DATA, sentences=tuple(said))


def _counts(run: Run, name: str, column: str, vocabulary: str) -> str:
    found = Counter(str(row[column]) for row in records(run.base.table(name)) if row[column])
    parts = [
        f"{run.label(vocabulary, value)}, {count}"
        for value, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "; ".join(parts)


def questions(run: Run) -> Section:
    """Say what a question is, which results were eligible, and which stood for a question."""
    topic = run.base.topic
    keys = [name.replace("_", " ") for name in topic.question_columns]
    names = [run.label(topic.question_columns[0], term.id) for term in topic.conditions]
    said = [
        say(
            f"A question was one combination of {listed(keys)}, for each of {listed(names)}; "
            f"results that pool several of them informed none alone and are shown apart."
        ),
        _eligible(run),
        *_left_out(run),
        *_set_aside(run),
        _index(run),
        say(
            "Numbers of trials and participants are those of the index result and were not added "
            "up over reviews, because the same trials recur in several of them."
        ),
    ]
    return Section(heading=QUESTIONS, sentences=tuple(said))


def _eligible(run: Run) -> Sentence:
    named = [run.base.topic.label("model_kind", kind) for kind in run.settings.effect_models]
    models = sorted(name.lower().replace("meta-analysis", "").strip() for name in named)
    contrast = run.label("contrast", BETWEEN_ARMS)
    return say(
        f"A pooled result was eligible when its contrast was “{contrast}”, its model a "
        f"{listed(models, 'or')} "
        "meta-analysis, when it did not repeat a result printed elsewhere, had not been set "
        "aside, concerned one condition alone and carried both limits of its interval."
    )


def _left_out(run: Run) -> list[Sentence]:
    rows = run.rows.effects
    if not rows:
        return []
    found = Counter(effect_status(row) for row in rows)
    own = sum(
        effect_status(row) == "eligible" and row.condition in run.rows.conditions for row in rows
    )
    mixed = found["eligible"] - own
    parts = [f"{found[key]} {words}" for key, words in STATUS_WORDS.items() if found[key]]
    if mixed:
        parts.append(f"{mixed} pooled several conditions")
    rest = f"; of the others, {listed(parts)}" if parts else ""
    return [say(f"Of {plural(len(rows), 'pooled result')}, {own} met this{rest}.")]


def _set_aside(run: Run) -> list[Sentence]:
    aside = sum(len(run.base.set_aside(name)) for name in run.base.names)
    replaced = sum(row["action"] == "replace" for row in records(run.base.table("corrections")))
    said = []
    if aside:
        said.append(
            say(
                "Rows that looked wrong or were easily misread were kept as printed, shown with "
                "the reason, and left out of every range, direction, index result and verdict "
                f"({plural(aside, 'row')})."
            )
        )
    said.append(
        say(
            "Printed figures were corrected by an entry with its reason "
            f"({plural(replaced, 'cell')})."
            if replaced
            else "No printed figure was changed."
        )
    )
    return said


def _index(run: Run) -> Sentence:
    steps = [ORDER_WORDS[name] for name in run.settings.index_order]
    order = ", then ".join(steps)
    return say(
        f"Where several results answered one question, the one with {order}, and last the first "
        "by identifier, stood for it (the index result); the runner-up is recorded."
    )


def direction(run: Run) -> Section:
    """Say which measures there are and how results were turned to one direction."""
    rows = run.rows.effects
    counts = Counter(row.measure for row in rows if row.measure)
    said = []
    if counts:
        parts = [
            f"{run.label('measure', measure)} ({count})"
            for measure, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
        said.append(say(f"The pooled results were printed as {listed(parts)}."))
    said += _turned(run)
    unclear = sum(not row.larger_value_favours for row in rows)
    if unclear:
        said.append(
            say(
                f"For {plural(unclear, 'result')} the source did not say which direction is "
                "better: these are listed and enter no range."
            )
        )
    said.append(
        say(
            "A range holds results of one measure and unit at one class of timepoint only; "
            "standardised mean differences and Hedges' g stand together."
        )
    )
    cuts = run.settings.size_cuts
    said.append(
        say(
            "In sentences for lay readers, standardised differences from "
            f"{cuts.important:g}, {cuts.moderate:g} and {cuts.large:g} are called small, moderate "
            "and large, and the verb follows the certainty.",
            "santesso2020",
        )
    )
    return Section(heading=DIRECTION, sentences=tuple(said))


def _turned(run: Run) -> list[Sentence]:
    first, second = run.label("side", "intervention"), run.label("side", "comparator")
    if run.base.topic.as_printed:
        return [
            say(
                "Results keep their printed direction where the row does not say otherwise: a "
                f"larger value means more of the outcome on the side “{first}” than on the side "
                f"“{second}”."
            )
        ]
    return [
        say(
            "Reviews print benefit with either sign; from the column that says which side a "
            f"larger value favours, results were turned so that benefit on the side “{first}” lies "
            "below 0 for differences, which change sign, and below 1 for ratios, which are "
            "inverted."
        ),
        say("The figures as printed stay beside the turned ones."),
    ]


def reading(run: Run) -> Section | None:
    """Say how far two readings of the same cells agree; None where nothing was read twice."""
    cells = records(run.base.agreement)
    if not cells:
        return None
    found = Counter(row["agree"] for row in cells)
    pairs = len(cells) - found["not_found"]
    said = [
        say(
            f"A second reading covered {plural(len(cells), 'cell')} of "
            f"{plural(_rows(cells), 'row')}: {found['yes']} held the same value and {found['no']} "
            "another"
            + (f", {found['not_found']} were not found again" if found["not_found"] else "")
            + (f"; agreement {number(100 * found['yes'] / pairs, 1)}% of the cells found again."
               if pairs else ".")
        )
    ]  # fmt: skip
    sample = [row for row in cells if row["part"] == SAMPLE and row["agree"] != "not_found"]
    if sample and len(sample) < pairs:
        same = sum(row["agree"] == "yes" for row in sample)
        said.append(
            say(
                f"In the part drawn at random {same} of {len(sample)} cells agreed "
                f"({number(100 * same / len(sample), 1)}%)."
            )
        )
    said += _kappas(run)
    said.append(say(run.base.topic.second_reading or UNKNOWN_READING))
    return Section(heading=READING, sentences=tuple(said))


def _rows(cells: list[dict[str, object]]) -> int:
    return len({(row["table"], row["row_id"]) for row in cells})


def _kappas(run: Run) -> list[Sentence]:
    items = [item for item in agreements(run.base) if item.kappa is not None]
    if not items:
        return []
    limit = run.settings.weak_kappa
    weak = [
        f"{item.field.replace('_', ' ')} ({_part(run, item.part)}, kappa {number(item.kappa, 2)}, "
        f"{plural(item.pairs, 'pair')})"
        for item in items
        if item.kappa is not None and item.kappa < limit
    ]
    tail = f"it was below {limit:g} for {listed(weak)}" if weak else f"none was below {limit:g}"
    return [
        say(
            "Agreement on columns with a closed list of values was measured by Cohen's kappa; "
            f"{tail}.",
            "cohen1960",
        )
    ]


def _part(run: Run, part: str) -> str:
    return "all parts" if part == "all" else run.label("reading_part", part)
