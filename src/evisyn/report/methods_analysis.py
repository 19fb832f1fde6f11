"""Methods text, second part: pooling, small-study effects, overlap."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from evisyn.appraisal.frames import threads
from evisyn.appraisal.grade_records import PUBLICATION_BIAS
from evisyn.appraisal.questions import is_between_arms
from evisyn.appraisal.trial_effects import trial_effect
from evisyn.report.formats import percent, plural
from evisyn.report.methods_settings import Run
from evisyn.report.prose import Section, Sentence, listed, say
from evisyn.synthesis.overlap import overlap

if TYPE_CHECKING:
    from evisyn.synthesis.pool import PoolSettings

POOLING = "Single studies and pooling"
SMALL_STUDIES = "Small-study effects"
OVERLAP = "Overlap of primary studies"

TAU2_WORDS = {
    "REML": ("restricted maximum likelihood", ("viechtbauer2005",)),
    "ML": ("maximum likelihood", ("viechtbauer2005",)),
    "DL": ("the method of DerSimonian and Laird", ("dersimonian1986",)),
    "PM": ("the method of Paule and Mandel", ("paule1982",)),
    "SJ": ("the method of Sidik and Jonkman", ("sidik2005",)),
    "HE": ("the method of Hedges and Olkin", ("hedges1985",)),
    "HS": ("the method of Hunter and Schmidt", ("viechtbauer2005",)),
    "HSk": ("the method of Hunter and Schmidt for small samples", ("veroniki2016",)),
    "EB": ("empirical Bayes", ("veroniki2016",)),
    "PMM": ("the median-unbiased method of Paule and Mandel", ("paule1982",)),
    "DLIT": ("the iterated method of DerSimonian and Laird", ("veroniki2016",)),
    "SJIT": ("the iterated method of Sidik and Jonkman", ("veroniki2016",)),
    "GENQ": ("the generalised Q statistic", ("veroniki2016",)),
    "GENQM": ("the median-unbiased generalised Q statistic", ("veroniki2016",)),
}
"""Estimators of the between-study variance in words, with what to cite."""

TEST_WORDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "z": ("the normal distribution (Wald)", ()),
    "t": ("the t distribution with k - 1 degrees of freedom", ()),
    "hksj": ("the method of Hartung, Knapp, Sidik and Jonkman", ("hartung2001",)),
    "hksj-adhoc": (
        "the method of Hartung, Knapp, Sidik and Jonkman with a variance never below the usual one",
        ("hartung2001", "rover2015"),
    ),
    "kr": ("the method of Kenward and Roger", ("kenward1997",)),
}
PI_WORDS = {
    "t-k1": "the t distribution with k - 1 degrees of freedom",
    "t-k2": "the t distribution with k - 2 degrees of freedom",
    "z": "the normal distribution",
}


TAU2_INTERVAL_WORDS = {
    "QP": ("the Q profile", "viechtbauer2007"),
    "PL": ("profile likelihood", "veroniki2016"),
    "HT": ("the method of Higgins and Thompson", "higgins2002"),
    "GENQ": ("the generalised Q statistic", "veroniki2016"),
}


def pooling(run: Run) -> Section:
    """Say how effects of trials were had, when they were pooled, and by which model."""
    fewest = run.settings.fewest_trials
    said = [
        *_trial_effects(run),
        say(
            f"Trials were pooled anew only where at least {fewest} of them shared all keys of a "
            "question, the class of timepoint, the measure and the unit; comparator classes were "
            "never pooled together, nor changes with values after treatment in standardised form."
        ),
    ]
    sets, open_ = len(run.pooled), len(run.not_pooled)
    model = _model(run.settings.pooling, run.settings.tau2_interval)
    if sets:
        trials = sum(item.pooled.result.k for item in run.pooled)
        rest = (
            f"; {plural(open_, 'further question')} with trial effects could not be pooled"
            if open_
            else ""
        )
        said.append(
            say(
                f"This gave {plural(sets, 'pooled set')} of {plural(trials, 'trial result')} in "
                f"all{rest}."
            )
        )
    else:
        said.append(
            say(
                "No question met this, so no trial was pooled in this run."
                + (
                    f" Effects of trials are shown singly ({plural(open_, 'question')})."
                    if open_
                    else ""
                )
            )
        )
        said.append(
            say("The model set for such questions had no use here; it is given for the record.")
        )
    said += model
    return Section(heading=POOLING, sentences=(*said, _intervals(run)))


def _trial_effects(run: Run) -> list[Sentence]:
    made = [
        effect
        for row in run.rows.trial_outcomes
        if is_between_arms(row) and (effect := trial_effect(row)) is not None
    ]
    if not made:
        return [say("No trial row carried a between-arm effect with its error.")]
    counts = Counter(effect.method for effect in made)
    parts = [
        f"{method} ({count})"
        for method, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    smd = any(effect.row.poolable_from == "smd_and_n" for effect in made)
    return [
        say(
            f"Between-arm effects were obtained from {plural(len(made), 'trial row')}: "
            f"{'; '.join(parts)}.",
            "hedges1985" if smd else "",
        )
    ]


def _model(settings: PoolSettings, tau2_interval: str) -> list[Sentence]:
    test, test_cites = TEST_WORDS[settings.test]
    level = f"{100 * settings.level:g}%"
    if settings.model == "common":
        return [
            say(
                "The model pools effects by inverse variance under one true effect, with "
                f"{level} confidence intervals by {test}.",
                *test_cites,
            )
        ]
    cites: tuple[str, ...] = ()
    if settings.tau2 is None:
        words, cites = TAU2_WORDS[settings.tau2_method]
        spread = f"the between-study variance estimated by {words}"
    else:
        spread = f"the between-study variance fixed at {settings.tau2:g}"
    interval, interval_cite = TAU2_INTERVAL_WORDS[tau2_interval]
    return [
        say(f"The model pools by inverse variance with random effects, {spread}.", *cites),
        say(f"Its confidence intervals ({level}) follow {test}.", *test_cites),
        say(
            f"Its prediction intervals take their quantile from {PI_WORDS[settings.pi_method]} and "
            "the standard error of the confidence interval.",
            "higgins2009",
        ),
        say(
            f"Heterogeneity is described by tau² with an interval by {interval}, and by I² "
            "computed from tau².",
            interval_cite,
            "higgins2002",
        ),
    ]


def _intervals(run: Run) -> Sentence:
    settings = run.settings
    return say(
        f"No prediction interval is shown below {settings.interval_from} studies, and below "
        f"{settings.interval_unreliable} it is marked unreliable."
    )


def small_studies(run: Run) -> Section:
    """Say when tests for small-study effects count, and how many there were."""
    limits = run.settings.grade
    said = [
        say(
            f"A test for small-study effects counts from {limits.funnel_from_k} trials on, at p "
            f"below {limits.bias_p:g}; with fewer trials publication bias is called undetected, "
            "never absent."
        )
    ]
    from_k = run.settings.small_study_from
    tested = sum(
        dict(item.rating.domain(PUBLICATION_BIAS).inputs).get("small_study_p") is not None
        for item in run.pooled
    )
    if tested:
        said.append(
            say(f"Egger's test was made of {plural(tested, 'set')} pooled here.", "egger1997")
        )
    else:
        said.append(
            say(f"No set pooled here had {from_k} or more trials that a test can be made of.")
        )
    suspected = sum(
        bool(record.rating and record.rating.inputs.get("bias_suspected"))
        for record in run.strengths
    )
    if any(record.rating for record in run.strengths):
        how_many = plural(suspected, "index result") if suspected else "no index result"
        said.append(
            say(
                "For results of reviews, the suspicion of their authors was read instead; it was "
                f"stated for {how_many}."
            )
        )
    return Section(heading=SMALL_STUDIES, sentences=tuple(said))


def overlaps(run: Run) -> Section | None:
    """Say how shared trials were measured; None where no list of trials was seen."""
    base = run.base
    if not len(base.table("membership")):
        return None
    found = overlap(
        base.table("membership"),
        reviews=base.table("reviews"),
        trials=base.table("trials"),
        threads=threads(base),
        min_completeness=run.settings.min_completeness,
    )
    complete = sum(share == 1.0 for _, share in found.completeness)
    edges = [f"below {edge:g}% {name}" for edge, name in run.settings.cut_offs]
    top = f"{run.settings.cut_offs[-1][0]:g}% and more {run.settings.highest}"
    unseen = sum(not share >= run.settings.min_completeness for _, share in found.completeness)
    value = f"the corrected covered area was {percent(found.cca, 1)}"
    if found.reason:
        value = f"less, or an unknown share, was seen of {plural(unseen, 'list')}"
        value = value if unseen else found.reason
    verb = "was" if complete == 1 else "were"
    return Section(
        heading=OVERLAP,
        sentences=(
            say(
                "Overlap of primary studies between reviews was measured by the corrected covered "
                f"area, read as {listed([*edges, top])}; these limits have no empirical basis.",
                "pieper2014",
                "bracchiglione2025",
            ),
            say(
                f"Lists of trials were seen of {plural(found.n_reviews, 'review')}, of which "
                f"{complete} {verb} complete; papers on one sample count once, and cells that the "
                "dates rule out do not count."
            ),
            say(
                "Over all lists it is given where at least "
                f"{100 * run.settings.min_completeness:g}% of each list was seen; here: {value}."
            ),
            say("For a pair of reviews it is given only where both lists are complete."),
        ),
    )
