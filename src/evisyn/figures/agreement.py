"""How well two readings of the same cells agree, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evisyn.errors import InputError
from evisyn.figures.picture import Picture
from evisyn.figures.wording import count, listing, number

if TYPE_CHECKING:
    from evisyn.appraisal.agreement import FieldAgreement


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """One field: pairs read, percent that agree, kappa where it can be had."""

    label: str
    pairs: int
    agreed: int
    not_found: int
    percent: float | None
    kappa: float | None
    weak: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSpec:
    """Everything that the drawing needs; ``low`` is the left end of the percent axis."""

    title: str
    lines: tuple[AgreementLine, ...]
    low: float
    weak_below: float
    notes: tuple[str, ...]


def specify_agreement(
    fields: Sequence[FieldAgreement],
    *,
    title: str,
    weak_below: float,
    notes: Sequence[str] = (),
) -> AgreementSpec:
    """Arrange fields, weakest kappa first, then lowest percent; weak ones are not left out.

    Parameters
    ----------
    fields
        One part of the reading: a field may stand once.
    title, notes
        First and last lines.
    weak_below
        Kappa below which a field is marked as weak.

    Raises
    ------
    InputError
        No field, or a field given twice.
    """
    if not fields:
        raise InputError("fields", "empty; pass the agreement of at least one field")
    if len({f.field for f in fields}) != len(fields):
        raise InputError("fields", "a field stands twice; choose one part of the reading")
    lines = [
        AgreementLine(
            label=f.field.replace("_", " "),
            pairs=f.pairs,
            agreed=f.agreed,
            not_found=f.not_found,
            percent=f.percent,
            kappa=f.kappa,
            weak=f.kappa is not None and f.kappa < weak_below,
        )
        for f in fields
    ]
    lines.sort(key=lambda x: (_or_high(x.kappa, 2.0), _or_high(x.percent, 200.0), x.label))
    known = [x.percent for x in lines if x.percent is not None]
    low = min(50.0, 10.0 * (min(known, default=50.0) // 10))
    return AgreementSpec(
        title=title, lines=tuple(lines), low=low, weak_below=weak_below, notes=tuple(notes)
    )


def _or_high(value: float | None, high: float) -> float:
    return high if value is None else value


def agreement_picture(spec: AgreementSpec, *, id: str) -> Picture:
    """Make the picture of a specification, with its words.

    Parameters
    ----------
    spec
        From :func:`specify_agreement`.
    id
        Name of the files.
    """
    pairs = sum(x.pairs for x in spec.lines)
    agreed = sum(x.agreed for x in spec.lines)
    share = number(100 * agreed / pairs, 1) if pairs else "no"
    weak = [f"{x.label} ({number(x.kappa)})" for x in spec.lines if x.weak]
    doubt = (
        f" Weak, kappa below {number(spec.weak_below)}: {listing(weak)}."
        if weak
        else (f" No kappa is below {number(spec.weak_below)}.")
    )
    alt = (
        f"Agreement of two readings in {count(len(spec.lines), 'field')}: {share} percent of"
        f" {count(pairs, 'cell')} agree.{doubt}"
    )
    long = "\n".join([*(_words(x) for x in spec.lines), *spec.notes])
    return Picture(id=id, title=spec.title, alt=alt, long_description=long, spec=spec)


def _words(line: AgreementLine) -> str:
    facts = [f"{line.agreed} of {line.pairs} agree"]
    facts += [f"{number(line.percent, 1)}%"] if line.percent is not None else []
    kappa = "kappa not defined" if line.kappa is None else f"kappa {number(line.kappa)}"
    facts.append(kappa + (", weak" if line.weak else ""))
    facts += [f"{line.not_found} not found again"] if line.not_found else []
    return f"{line.label}: {'; '.join(facts)}."
