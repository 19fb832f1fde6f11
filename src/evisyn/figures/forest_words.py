"""The words of a forest plot: alternative text and long description."""

from __future__ import annotations

import math

from evisyn.figures.forest_spec import (
    ForestEntry,
    ForestPanel,
    ForestRow,
    ForestSpec,
    ForestSummary,
    ListedEntry,
    PooledLike,
)
from evisyn.figures.picture import Picture
from evisyn.figures.style import CERTAINTY_WORDS
from evisyn.figures.wording import count, interval, number, whole

MOST_SUMMARIES = 3
"""Summaries of groups that an alternative text says; the long description has all."""


def forest_picture(spec: ForestSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`evisyn.figures.forest.specify_forest`.
    id
        Name of the files.
    """
    return Picture(id=id, title=spec.title, alt=_alt(spec), long_description=_long(spec), spec=spec)


def estimate_text(row: ForestRow, digits: int) -> str:
    """Estimate and interval as the figure prints them."""
    limits = interval(row.low, row.high, digits)
    kind = f" {row.entry.interval_words}" if row.entry.interval_words else ""
    return f"{number(row.x, digits)} ({limits or 'no interval'}){kind}"


def printed_text(entry: ForestEntry) -> str:
    """A result that is listed, with the sign as printed."""
    limits = interval(entry.ci_low, entry.ci_high)
    tail = f" ({limits})" if limits else ""
    unit = f" {entry.unit}" if entry.unit else ""
    measure = f"{entry.measure} " if entry.measure else ""
    return f"{measure}{number(entry.estimate)}{tail}{unit}"


def listed_text(item: ListedEntry) -> str:
    """One line of the list below the figure."""
    entry = item.entry
    what = f", {entry.detail[:1].lower()}{entry.detail[1:]}" if entry.detail else ""
    group = f", {entry.group[:1].lower()}{entry.group[1:]}" if entry.group else ""
    return f"{entry.label}{what}{group}: {printed_text(entry)} as printed; {item.reason}."


def aside_text(row: ForestRow) -> str:
    """One line on why a drawn result is set aside."""
    entry = row.entry
    what = f", {entry.detail[:1].lower()}{entry.detail[1:]}" if entry.detail else ""
    return f"{entry.label}{what}: {entry.note.rstrip('.') or 'reason not recorded'}."


def certainty_words(level: str) -> str:
    """Certainty in words; ``not reported`` when empty."""
    return CERTAINTY_WORDS.get(level, level.replace("_", " "))


def heterogeneity_line(pooled: PooledLike) -> str:
    """Q, I2 and tau2 of a pooled result in one line; empty where it has none.

    Parameters
    ----------
    pooled
        Read: ``q``, ``q_df``, ``q_p``, ``i2`` and, with random effects, ``tau2``.
    """
    q, df, p, i2 = (getattr(pooled, name, math.nan) for name in ("q", "q_df", "q_p", "i2"))
    if pooled.k < 2 or not math.isfinite(q):
        return ""
    tau2 = getattr(pooled, "tau2", math.nan)
    spread = "" if not math.isfinite(tau2) else f"; τ² = {number(tau2, 3)}"
    sure = "p < 0.001" if p < 0.001 else f"p = {number(p, 3)}"
    return f"Heterogeneity: Q = {number(q)}, df = {int(df)}, {sure}; I² = {number(i2, 1)}%{spread}"


def between_line(q: float, df: int, p: float) -> str:
    """Test of the difference between groups in one line."""
    if df < 1 or not math.isfinite(q):
        return ""
    sure = "p < 0.001" if p < 0.001 else f"p = {number(p, 3)}"
    return f"Difference between groups: Q = {number(q)}, df = {df}, {sure}"


def _alt(spec: ForestSpec) -> str:
    rows = spec.rows
    labels = {row.entry.label for row in rows} | {item.entry.label for item in spec.listed}
    noun = spec.study_noun
    studies = count(len(labels), noun, "studies" if noun == "study" else f"{noun}s")
    parts = [
        f"Forest plot of {count(len(rows), 'result')} from {studies}"
        f" in {count(len(spec.panels), 'panel')}, {spec.direction}."
    ]
    parts += [_panel_words(p) for p in spec.panels[:3]]
    parts += [line for p in spec.panels for line in _pooled_groups(p)][:MOST_SUMMARIES]
    if len(spec.panels) > 3:
        parts.append(f"{count(len(spec.panels) - 3, 'further panel')}.")
    hollow = sum(row.entry.set_aside for row in rows)
    if hollow:
        parts.append(f"{count(hollow, 'result')} set aside, hollow.")
    if spec.listed:
        parts.append(f"{count(len(spec.listed), 'result')} listed, not drawn.")
    return " ".join(parts)


def _pooled_groups(panel: ForestPanel) -> list[str]:
    """The summaries of groups where they are all there is: what was found."""
    if panel.summary is not None:
        return []
    return [f"{g.label}: {_summary_words(g.summary)[0]}" for g in panel.groups if g.summary]


def _panel_words(panel: ForestPanel) -> str:
    kept = [row for row in panel.rows if not row.entry.set_aside]
    if not kept:
        return f"{panel.title}: only results set aside."
    xs = [row.x for row in kept]
    if len(xs) == 1:
        return f"{panel.title}: {estimate_text(kept[0], panel.digits)}."
    span = f"{number(min(xs), panel.digits)} to {number(max(xs), panel.digits)}"
    return f"{panel.title}: {len(xs)} estimates from {span}."


def _long(spec: ForestSpec) -> str:
    out: list[str] = []
    for panel in spec.panels:
        out.append(f"{panel.title}:")
        for group in panel.groups:
            if group.label:
                out.append(f"{group.label}:")
            out += [_row_words(row, panel, spec) for row in group.rows]
            out += _summary_words(group.summary)
        out += _summary_words(panel.summary)
        out += [f"{panel.between}."] if panel.between else []
    if spec.listed:
        out.append("Listed, not drawn:")
        out += [listed_text(item) for item in spec.listed]
    return "\n".join([*out, *spec.notes])


def _row_words(row: ForestRow, panel: ForestPanel, spec: ForestSpec) -> str:
    entry = row.entry
    heads = spec.heads
    facts = [estimate_text(row, panel.digits)]
    facts += [f"{whole(entry.k)} trials"] if heads.k and entry.k is not None else []
    facts += [f"{whole(entry.n)} participants"] if heads.n and entry.n is not None else []
    facts += [f"weight {number(entry.weight, 1)}%"] if entry.weight is not None else []
    facts += [f"certainty {certainty_words(entry.certainty)}"] if heads.certainty else []
    facts += ["index review"] if entry.index else []
    facts += [f"{head} {cell}" for head, cell in zip(heads.raw, entry.raw, strict=False)]
    facts += [
        f"{head} {light.words}" for head, light in zip(heads.lights, entry.lights, strict=False)
    ]
    facts += [f"set aside: {entry.note}".rstrip(": .")] if entry.set_aside else []
    facts += [f"direction turned, printed as {printed_text(entry)}"] if row.flipped else []
    what = f", {entry.detail[:1].lower()}{entry.detail[1:]}" if entry.detail else ""
    return f"{entry.label}{what}: {'; '.join(facts)}."


def _summary_words(s: ForestSummary | None) -> list[str]:
    if s is None:
        return []
    limits = interval(s.low, s.high) or "no interval"
    text = f"{s.label} of {s.k}: {number(s.x)} ({limits})"
    if s.beside_label:
        text += f"; {s.beside_label.lower()} {interval(s.beside_low, s.beside_high)}"
    if s.pi_low is None:
        text = f"{text}; no prediction interval."
    else:
        doubt = ", unreliable with so few studies" if s.pi_unreliable else ""
        text = f"{text}; prediction interval {interval(s.pi_low, s.pi_high)}{doubt}."
    return [text, f"{s.heterogeneity}."] if s.heterogeneity else [text]
