"""The words of a forest plot: alternative text and long description."""

from __future__ import annotations

from evisyn.figures.forest_spec import ForestEntry, ForestPanel, ForestRow, ForestSpec, ListedEntry
from evisyn.figures.picture import Picture
from evisyn.figures.style import CERTAINTY_WORDS
from evisyn.figures.wording import count, interval, number, whole


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


def _alt(spec: ForestSpec) -> str:
    rows = spec.rows
    labels = {row.entry.label for row in rows} | {item.entry.label for item in spec.listed}
    noun = spec.study_noun
    studies = count(len(labels), noun, "studies" if noun == "study" else f"{noun}s")
    parts = [
        f"Forest plot of {count(len(rows), 'result')} from {studies}"
        f" in {count(len(spec.panels), 'panel')}, benefit of the intervention on the left."
    ]
    parts += [_panel_words(p) for p in spec.panels[:3]]
    if len(spec.panels) > 3:
        parts.append(f"{count(len(spec.panels) - 3, 'further panel')}.")
    hollow = sum(row.entry.set_aside for row in rows)
    if hollow:
        parts.append(f"{count(hollow, 'result')} set aside, hollow.")
    if spec.listed:
        parts.append(f"{count(len(spec.listed), 'result')} listed, not drawn.")
    return " ".join(parts)


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
        if panel.summary is not None:
            out.append(_summary_words(panel))
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
    facts += [f"set aside: {entry.note}".rstrip(": .")] if entry.set_aside else []
    facts += [f"direction turned, printed as {printed_text(entry)}"] if row.flipped else []
    what = f", {entry.detail[:1].lower()}{entry.detail[1:]}" if entry.detail else ""
    return f"{entry.label}{what}: {'; '.join(facts)}."


def _summary_words(panel: ForestPanel) -> str:
    s = panel.summary
    if s is None:
        return ""
    text = f"{s.label} of {s.k}: {number(s.x)} ({interval(s.low, s.high)})"
    if s.beside_label:
        text += f"; {s.beside_label.lower()} {interval(s.beside_low, s.beside_high)}"
    if s.pi_low is None:
        return f"{text}; no prediction interval."
    doubt = ", unreliable with so few studies" if s.pi_unreliable else ""
    return f"{text}; prediction interval {interval(s.pi_low, s.pi_high)}{doubt}."
