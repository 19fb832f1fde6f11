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
    """

    field: str
    part: str
    pairs: int
    agreed: int
    not_found: int
    percent: float | None
    kappa: float | None

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
    return FieldAgreement(
        field=field,
        part=part,
        pairs=len(read),
        agreed=agreed,
        not_found=len(rows) - len(read),
        percent=100.0 * agreed / len(read) if read else None,
        kappa=_kappa([(r.first_value, r.second_value) for r in read]) if categorical else None,
    )


def _kappa(pairs: list[tuple[str, str]]) -> float | None:
    categories = sorted({value for pair in pairs for value in pair})
    if len(categories) < 2:
        return None
    position = {category: index for index, category in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)))
    for first, second in pairs:
        table[position[first], position[second]] += 1
    return float(cohens_kappa(table, return_results=False))
