"""Agreement of two readings of the same cells, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from statsmodels.stats.inter_rater import cohens_kappa

from evisyn.appraisal.rows import AgreementRow

WEAK_KAPPA = 0.70
"""Below this, counts by the field carry a warning. A convention of this project, not a test."""

ALL_PARTS = "all"

Z95 = 1.959963984540054
"""Quantile of the standard normal distribution for an interval of 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldAgreement:
    """Agreement of the second reading on one field.

    Parameters
    ----------
    field
        Name of the column.
    part
        ``sample`` (drawn at random), another part of the reading, or ``all``.
    pairs
        Cells read twice; cells that were not found again are left out.
    agreed, not_found
        Counts.
    percent
        Agreement in percent of ``pairs``; ``None`` without a pair.
    kappa
        Cohen's kappa (Cohen 1960, doi:10.1177/001316446002000104); ``None`` where the field is
        not categorical or where only one category occurs.
    kappa_low, kappa_high
        Its 95 % interval by the large-sample standard error (Fleiss, Cohen and Everitt 1969,
        doi:10.1037/h0028106), cut at -1 and 1; ``None`` without kappa or without an error.
    """

    field: str
    part: str
    pairs: int
    agreed: int
    not_found: int
    percent: float | None
    kappa: float | None
    kappa_low: float | None = None
    kappa_high: float | None = None

    @property
    def is_weak(self) -> bool:
        """Whether kappa is known and below :data:`WEAK_KAPPA`."""
        return self.kappa is not None and self.kappa < WEAK_KAPPA


def agreement_by_field(
    rows: Iterable[AgreementRow], categorical: Iterable[str]
) -> tuple[FieldAgreement, ...]:
    """Summarise a second reading by field and part.

    Parameters
    ----------
    rows
        One record for each cell that was read twice.
    categorical
        Fields whose values come from a closed list: for these kappa is computed, an empty cell
        being a category of its own.

    Returns
    -------
    tuple of FieldAgreement
        Sorted by field, then part; ``all`` joins the parts.
    """
    kinds = frozenset(categorical)
    cells: dict[tuple[str, str], list[AgreementRow]] = defaultdict(list)
    for row in rows:
        cells[row.field, row.part].append(row)
        cells[row.field, ALL_PARTS].append(row)
    return tuple(
        _summarise(field, part, cells[field, part], field in kinds) for field, part in sorted(cells)
    )


def overall_agreement(rows: Iterable[AgreementRow], part: str = ALL_PARTS) -> FieldAgreement:
    """Summarise all fields together; ``part`` chooses one part of the reading."""
    kept = [row for row in rows if part in (ALL_PARTS, row.part)]
    return _summarise("all fields", part, kept, categorical=False)


def _summarise(
    field: str, part: str, rows: list[AgreementRow], categorical: bool
) -> FieldAgreement:
    read = [row for row in rows if row.agree != "not_found"]
    agreed = sum(row.agree == "yes" for row in read)
    pairs = [(row.first_value, row.second_value) for row in read]
    kappa, low, high = _kappa(pairs) if categorical else (None, None, None)
    return FieldAgreement(
        field=field,
        part=part,
        pairs=len(read),
        agreed=agreed,
        not_found=len(rows) - len(read),
        percent=100.0 * agreed / len(read) if read else None,
        kappa=kappa,
        kappa_low=low,
        kappa_high=high,
    )


def _kappa(
    pairs: list[tuple[str, str]],
) -> tuple[float | None, float | None, float | None]:
    """Kappa and the limits of its interval."""
    categories = sorted({value for pair in pairs for value in pair})
    if len(categories) < 2:
        return None, None, None
    position = {category: index for index, category in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)))
    for first, second in pairs:
        table[position[first], position[second]] += 1
    kappa = float(cohens_kappa(table, return_results=False))
    with np.errstate(divide="ignore", invalid="ignore"):
        error = float(cohens_kappa(table).std_kappa)
    if not np.isfinite(error) or error == 0.0:  # nobody differs, or by chance alone: no error
        return kappa, None, None
    return kappa, max(-1.0, kappa - Z95 * error), min(1.0, kappa + Z95 * error)
