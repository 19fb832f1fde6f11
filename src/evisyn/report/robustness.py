"""What hangs on our choices: verdicts under other rules, contradictions, shared trials."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from evisyn.appraisal.audit import SEEN_BY_NO_RULE, audit_effects
from evisyn.appraisal.claims import BEYOND_CONTEXT, HOUSE_RULES, ClaimRules, judge_claims
from evisyn.appraisal.frames import evidence_rows, threads
from evisyn.appraisal.rows import EvidenceRows
from evisyn.report.citations import bibliography
from evisyn.report.display import Cell, Column, DisplayTable, table, text_cell
from evisyn.report.formats import percent, plural
from evisyn.report.pick import records
from evisyn.synthesis.overlap import PairOverlap, overlap

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

MIN_COMPLETENESS = 0.8
"""Below this share of a review's trials an overlap says more about what was seen than about the
reviews. A convention of this project."""

SCENARIOS = {
    "house": "As they stand",
    "reported": "Certainty as the reviews report it",
    "blended": "Blended comparators count like sham",
    "any_certainty": "Any certainty is enough",
    "all_rows": "Rows set aside are let in",
    "no_judgements": "Without judgements of people",
}


def verdict_multiverse(base: EvidenceBase) -> DisplayTable:
    """Show the verdict on each assessable claim under other defensible rules.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per claim that rows can decide; a verdict that changes is fragile.
    """
    rows = evidence_rows(base)
    found = {
        name: {item.claim.claim_id: item for item in judge_claims(*_scenario(name, rows))}
        for name in SCENARIOS
    }
    kept = [claim for claim in rows.claims if claim.assessable]
    made = []
    for claim in kept:
        verdicts = {name: found[name][claim.claim_id] for name in SCENARIOS}
        changed = len({item.verdict for item in verdicts.values()}) > 1
        made.append(
            {
                "claim_id": claim.claim_id,
                "statement": text_cell(claim.statement, refs=(claim.claim_id,)),
                **{
                    name: text_cell(item.verdict, refs=item.row_ids)
                    for name, item in verdicts.items()
                },
                "fragile": "yes" if changed else "no",
            }
        )
    return table(
        id="verdicts_under_choices",
        title="Verdicts under other rules",
        caption="One row per claim that evidence rows can decide.",
        columns=[
            Column(key="claim_id", label="Claim"),
            Column(key="statement", label="Statement", shown=False),
            *(Column(key=name, label=label) for name, label in SCENARIOS.items()),
            Column(key="fragile", label="Changes"),
        ],
        records=made,
        source_notes=(
            "“Any certainty is enough” drops the demand for at least moderate certainty but keeps "
            "the demand for a comparison with sham, no treatment or usual care.",
        ),
    )


def _scenario(name: str, rows: EvidenceRows) -> tuple[EvidenceRows, ClaimRules]:
    if name == "reported":
        return rows, ClaimRules(reported_certainty=True)
    if name == "blended":
        return rows, ClaimRules(comparators=BEYOND_CONTEXT | {"mixed"})
    if name == "any_certainty":
        levels = frozenset({"high", "moderate", "low", "very_low", "not_rated"})
        return rows, ClaimRules(levels=levels)
    if name == "all_rows":
        effects = tuple(replace(row, set_aside=False) for row in rows.effects)
        return replace(rows, effects=effects), HOUSE_RULES
    if name == "no_judgements":
        return replace(rows, judgements=()), HOUSE_RULES
    return rows, HOUSE_RULES


AUDIT_COLUMNS = (
    Column(key="row_id", label="Row"),
    Column(key="kind", label="What is inconsistent"),
    Column(key="what", label="In words"),
    Column(key="arithmetic", label="The arithmetic"),
    Column(key="sureness", label="How sure"),
    Column(key="if_left_out", label="If left out"),
    Column(key="noted", label="Noted by a reader"),
)

OVERLAP_COLUMNS = (
    Column(key="reviews", label="Reviews"),
    Column(key="shared", label="Shared trials", align="right"),
    Column(key="seen", label="Trials seen of each", align="right"),
    Column(key="cca", label="Corrected covered area", align="right"),
    Column(key="standing", label="Standing"),
)


def audit_table(base: EvidenceBase) -> DisplayTable:
    """Show pooled results that contradict themselves, found by rule, beside what readers noted.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per finding, with the arithmetic, how sure it is, and what leaving the row out
        would change.
    """
    found = audit_effects(
        base.table("effects"),
        reviews=base.table("reviews"),
        trials=base.table("trials"),
        membership=base.table("membership"),
        limitations=base.table("limitations"),
        adverse_events=base.table("adverse_events"),
        event_outcomes=base.topic.event_outcomes,
    )
    noted = {row["row_id"] for row in records(base.table("oddities")) if row["table"] == "effects"}
    flagged = {finding.row_id for finding in found}
    hits, extra = len(flagged & noted), len(flagged - noted)
    return table(
        id="audit",
        title="Reported results that contradict themselves or their context",
        caption=f"{plural(len(found), 'finding')} on {plural(len(flagged), 'row')}: {hits} of them "
        f"were noted by a reader too, {extra} were not; {len(noted - flagged)} noted rows were "
        "found by no rule.",
        columns=AUDIT_COLUMNS,
        records=[
            {
                "row_id": text_cell(finding.row_id, refs=(finding.row_id,)),
                "kind": text_cell(finding.kind.replace("_", " "), value=finding.kind),
                "what": finding.what,
                "arithmetic": finding.arithmetic,
                "sureness": finding.sureness,
                "if_left_out": finding.if_left_out,
                "noted": "yes" if finding.row_id in noted else "no",
            }
            for finding in found
        ],
        source_notes=(
            "No rule on figures can see: " + "; ".join(SEEN_BY_NO_RULE) + ".",
            "The limits of size were set with these tables in view, so the hits say little about "
            "other data.",
        ),
    )


OVERLAP_TITLE = "Trials that reviews are known to share"


def overlap_table(base: EvidenceBase) -> DisplayTable:
    """Show how far pairs of reviews are known to share trials.

    Parameters
    ----------
    base
        The evidence base.

    Returns
    -------
    DisplayTable
        One row per pair with a shared trial; a lower bound where a list is not complete.
    """
    members = base.table("membership")
    if members.empty:
        return table(
            id="overlap", title=OVERLAP_TITLE, columns=OVERLAP_COLUMNS, records=[],
            empty="No list of included trials has been extracted yet.",
        )  # fmt: skip
    found = overlap(
        members,
        reviews=base.table("reviews"),
        trials=base.table("trials"),
        threads=threads(base),
        min_completeness=MIN_COMPLETENESS,
    )
    complete = sum(share == 1.0 for _, share in found.completeness)
    pairs = [pair for pair in found.pairwise if pair.shared > 0]
    counts = Counter(row["review_id"] for row in records(members))
    return table(
        id="overlap",
        title=OVERLAP_TITLE,
        caption=f"{plural(found.n_reviews, 'review')} with a list, "
        f"{plural(complete, 'list')} complete, {plural(len(pairs), 'pair')} of reviews with a "
        "shared trial.",
        columns=OVERLAP_COLUMNS,
        records=[_pair(base, pair, counts) for pair in pairs],
        source_notes=(
            f"Over all lists: {found.reason or percent(found.cca, 1)}.",
            f"Categories: {found.convention}.",
        ),
        empty="No two reviews are known to share a trial.",
    )


def _pair(base: EvidenceBase, pair: PairOverlap, counts: Counter[str]) -> dict[str, object]:
    cite, ids = bibliography(base).cite, (pair.review_a, pair.review_b)
    # a covered area of lists that are not complete describes what was seen, not the reviews
    shown = (
        text_cell(percent(pair.cca, 1), value=pair.cca)
        if pair.complete
        else Cell(text="not computed", value=None)
    )
    bound = "lower bound: a list is not complete"
    return {
        "reviews": text_cell(
            "; ".join(cite(key).short for key in ids), value="; ".join(ids), refs=ids
        ),
        "shared": pair.shared,
        "seen": " and ".join(str(counts[key]) for key in ids),
        "cca": shown,
        "standing": "both lists complete" if pair.complete else bound,
    }
