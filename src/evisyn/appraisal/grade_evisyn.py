"""Domain rules of the preset ``evisyn``: the rules of this project, argued in docs/certainty.md."""

from __future__ import annotations

from collections.abc import Mapping

from evisyn.appraisal.grade_records import (
    IMPRECISION,
    INCONSISTENCY,
    INDIRECTNESS,
    NO_CONCERN,
    NOT_ASSESSABLE,
    PUBLICATION_BIAS,
    REVIEW_PROCESS,
    RISK_OF_BIAS,
    SERIOUS,
    STEPS,
    VERY_SERIOUS,
    DomainRating,
    GradeInputs,
)
from evisyn.errors import InputError

_QUALITY = {
    "high": NO_CONCERN,
    "moderate": NO_CONCERN,
    "low": SERIOUS,
    "critically low": VERY_SERIOUS,
}


def rating(
    name: str,
    state: str,
    rule: str,
    reason: str,
    *,
    inputs: Mapping[str, object] | None = None,
    missing: tuple[str, ...] = (),
    blocks: bool = False,
) -> DomainRating:
    """Make a domain record; the steps follow from the state."""
    return DomainRating(
        name=name, state=state, steps=STEPS[state], rule=f"{name}.{rule}", reason=reason,
        inputs=tuple((inputs or {}).items()), missing=missing, blocks=blocks,
    )  # fmt: skip


def risk_of_bias(given: GradeInputs) -> DomainRating:
    """Share of participants from trials at low risk, else what the review's authors state."""
    share, limits = given.rob_low_share, given.settings
    if share is not None:
        low, some = limits.low_risk_share, limits.some_risk_share
        state = NO_CONCERN if share >= low else SERIOUS if share >= some else VERY_SERIOUS
        return rating(
            RISK_OF_BIAS, state, "low_risk_share",
            f"{share:g} % of participants come from trials at low risk of bias "
            f"(no concern from {low:g} %, very serious below {some:g} %)",
            inputs={"rob_low_share": share}, blocks=True,
        )  # fmt: skip
    if given.rob_stated:
        return rating(
            RISK_OF_BIAS, SERIOUS, "reported_by_the_review",
            "reported by the review: its authors state that most trials are at high or unclear "
            f"risk of bias ({given.rob_stated})",
            inputs={"rob_stated": given.rob_stated}, blocks=True,
        )  # fmt: skip
    return rating(
        RISK_OF_BIAS, NOT_ASSESSABLE, "missing",
        "neither the share of participants from trials at low risk nor a statement of the "
        "review's authors is known",
        missing=("rob_low_share",), blocks=True,
    )  # fmt: skip


def inconsistency(given: GradeInputs) -> DomainRating:
    """Prediction interval, else overlap of the trials' intervals, else I2."""
    if given.k == 1:
        return rating(
            INCONSISTENCY, NO_CONCERN, "single_study",
            "single study: nothing to be inconsistent with, and nothing replicated",
            inputs={"k": 1},
        )  # fmt: skip
    from_k = given.settings.interval_from_k
    if given.pi is not None and (given.k is None or given.k >= from_k):
        return _from_prediction(given, given.pi)
    if len(given.study_cis) >= 2:
        return _from_overlap(given)
    if given.i2 is not None:
        return _from_i2(given, given.i2)
    unread = f"a prediction interval is read from {from_k} trials on; " if given.pi else ""
    return rating(
        INCONSISTENCY, NOT_ASSESSABLE, "missing",
        f"{unread}the spread of the trial results is not known",
        missing=("spread of the trial results (prediction interval, intervals of trials or I2)",),
        inputs={"k": given.k},
    )  # fmt: skip


def _from_prediction(given: GradeInputs, pi: tuple[float, float]) -> DomainRating:
    low, high = pi
    threshold = given.threshold
    inputs = {"pi_low": given.shown["pi_low"], "pi_high": given.shown["pi_high"], "k": given.k}
    if threshold is not None:
        inputs["threshold"] = given.shown["threshold"]
    if low > 0 or high < 0:
        state, rule, why = NO_CONCERN, "interval_one_side", "lies on one side of no difference"
    elif threshold is not None and -threshold < low and high < threshold:
        state, rule, why = (
            NO_CONCERN,
            "interval_trivial",
            "holds only differences too small to matter",
        )
    elif threshold is not None and low <= -threshold and high >= threshold:
        state, rule = VERY_SERIOUS, "interval_both_important"
        why = "reaches important effects on both sides"
    else:
        state, rule, why = SERIOUS, "interval_crosses_null", "includes no difference"
        if threshold is None:
            why += "; no threshold that matters was given, so important effects were not looked for"
    return rating(INCONSISTENCY, state, rule, f"the prediction interval {why}", inputs=inputs)


def _from_overlap(given: GradeInputs) -> DomainRating:
    highest_low = max(low for low, _ in given.study_cis)
    lowest_high = min(high for _, high in given.study_cis)
    apart = highest_low > lowest_high
    return rating(
        INCONSISTENCY, SERIOUS if apart else NO_CONCERN,
        "intervals_apart" if apart else "intervals_overlap",
        "the confidence intervals of the trials have no value in common"
        if apart
        else "the confidence intervals of the trials share values",
        inputs={"trials": len(given.study_cis)},
    )  # fmt: skip


def _from_i2(given: GradeInputs, i2: float) -> DomainRating:
    limit = given.settings.i2_serious
    large = i2 >= limit
    return rating(
        INCONSISTENCY, SERIOUS if large else NO_CONCERN, "i2_only",
        f"only I2 is usable: {i2:g} % ({'at or above' if large else 'below'} {limit:g} %)",
        inputs={"i2": i2, "k": given.k},
    )  # fmt: skip


def indirectness(given: GradeInputs) -> DomainRating:
    """How many of comparator, population, outcome and intervention differ from the question."""
    value = given.indirectness
    if value is None:
        return rating(
            INDIRECTNESS, NOT_ASSESSABLE, "missing",
            "the evidence was not compared with a question",
            missing=("indirectness",),
        )  # fmt: skip
    if value in (NO_CONCERN, SERIOUS, VERY_SERIOUS):
        return rating(INDIRECTNESS, value, "stated", f"stated as {value}",
                      inputs={"indirectness": value})  # fmt: skip
    differing = tuple(str(part) for part in value) if not isinstance(value, int) else ()
    count = value if isinstance(value, int) else len(differing)
    state = NO_CONCERN if count == 0 else SERIOUS if count == 1 else VERY_SERIOUS
    why = "population, intervention, comparator and outcome match the question"
    if count:
        named = ", ".join(differing) if differing else f"{count} of its parts"
        why = f"differs from the question in: {named}"
    return rating(INDIRECTNESS, state, "parts_that_differ", why, inputs={"indirectness": count})


def imprecision(given: GradeInputs) -> DomainRating:
    """Confidence interval against no difference and the threshold; participants against OIS."""
    if given.ci is None:
        return rating(
            IMPRECISION, NOT_ASSESSABLE, "missing", "the confidence interval is not known",
            missing=("ci_low, ci_high",), blocks=True,
        )  # fmt: skip
    low, high = given.ci
    people, threshold = given.n_participants, given.threshold
    size, size_known = _information_size(given)
    inputs = {"ci_low": given.shown["ci_low"], "ci_high": given.shown["ci_high"],
              "n_participants": people, "ois": size,
              "threshold": given.shown["threshold"]}  # fmt: skip
    includes_null = low <= 0 <= high
    both = threshold is not None and low <= -threshold and high >= threshold
    few = people is not None and people < given.settings.few
    short = people is not None and size is not None and people < size
    parts = ["the interval includes no difference" if includes_null
             else "the interval excludes no difference"]  # fmt: skip
    if both:
        parts.append("it includes important benefit and important harm")
    parts.append(_size_words(given, size, size_known))
    state = VERY_SERIOUS if both or few else SERIOUS if includes_null or short else NO_CONCERN
    rule = ("both_important" if both else "few_participants" if few else
            "includes_null" if includes_null else "size_not_reached" if short else
            "precise")  # fmt: skip
    missing = ("n_participants",) if people is None else ()
    return rating(IMPRECISION, state, rule, "; ".join(parts), inputs=inputs, missing=missing,
                  blocks=True)  # fmt: skip


def _information_size(given: GradeInputs) -> tuple[float | None, bool]:
    """The size asked for, and whether it may be asked of this measure."""
    if given.ois is not None:
        return given.ois, True
    if given.is_ratio or given.measure == "RD":
        return None, False
    return given.settings.ois, True


def _size_words(given: GradeInputs, size: float | None, known: bool) -> str:
    people = given.n_participants
    if people is None:
        return "the number of participants is not known, so the interval decides alone"
    if people < given.settings.few:
        return f"{people:g} participants are fewer than {given.settings.few:g}"
    if not known or size is None:
        return f"{people:g} participants; no information size was given for an event outcome"
    relation = "reach" if people >= size else "do not reach"
    return f"{people:g} participants {relation} the information size of {size:g}"


def publication_bias(given: GradeInputs) -> DomainRating:
    """Small-study tests from ten trials on, or a suspicion of the review's authors."""
    limits = given.settings
    inputs = {"k": given.k, "small_study_p": given.small_study_p, "excess_p": given.excess_p}
    if given.bias_suspected:
        why = f"suspected by the review ({given.bias_suspected})"
        return rating(PUBLICATION_BIAS, SERIOUS, "suspected_by_the_review", why, inputs=inputs)
    if given.k is None or given.k < limits.funnel_from_k:
        number = "the number of trials is not known" if given.k is None else f"k = {given.k}"
        return rating(
            PUBLICATION_BIAS, NO_CONCERN, "undetected",
            f"undetected: {number}, and a test is read from {limits.funnel_from_k} on",
            inputs=inputs, missing=("k",) if given.k is None else (),
        )  # fmt: skip
    tested = [p for p in (given.small_study_p, given.excess_p) if p is not None]
    if not tested:
        return rating(PUBLICATION_BIAS, NO_CONCERN, "undetected",
                      "undetected: no test is known", inputs=inputs,
                      missing=("small_study_p or excess_p",))  # fmt: skip
    triggered = min(tested) < limits.bias_p
    return rating(
        PUBLICATION_BIAS, SERIOUS if triggered else NO_CONCERN,
        "test" if triggered else "undetected",
        f"smallest p of the tests {min(tested):g} ({'below' if triggered else 'not below'} "
        f"{limits.bias_p:g})" + ("" if triggered else ": undetected"),
        inputs=inputs,
    )  # fmt: skip


def review_process(given: GradeInputs) -> DomainRating:
    """Confidence in the index review by AMSTAR 2."""
    quality = given.review_quality
    if quality is None:
        return rating(REVIEW_PROCESS, NOT_ASSESSABLE, "missing", "the review was not appraised",
                      missing=("review_quality",))  # fmt: skip
    label = str(getattr(quality, "label", quality)).replace("_", " ").lower()
    if label == "not rated":
        why = "the appraisal of the review is incomplete"
        return rating(REVIEW_PROCESS, NOT_ASSESSABLE, "missing", why, missing=("review_quality",))
    if label not in _QUALITY:
        raise InputError(
            "review_quality",
            f"is {quality!r}; allowed are {', '.join(_QUALITY)}. Give the AMSTAR 2 confidence.",
        )
    return rating(REVIEW_PROCESS, _QUALITY[label], "amstar2", f"AMSTAR 2 confidence is {label}",
                  inputs={"review_quality": label})  # fmt: skip
