"""Arguments into checked arrays: a refusal names argument, value and what is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evisyn.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

Array = NDArray[np.float64]

#: What a number may be; NaN always passes as "missing".
BOUNDS = {
    "any": (-np.inf, np.inf, "a finite number"),
    "non-negative": (0.0, np.inf, "zero or more"),
    "positive": (np.nextafter(0.0, 1.0), np.inf, "more than zero"),
    "correlation": (-1.0, 1.0, "between -1 and 1"),
}


def as_column(name: str, value: Any, *, kind: str = "any") -> Array:
    """Make a 1-D float array of a number or a column of numbers.

    Parameters
    ----------
    name
        Argument name for the message.
    value
        A number or anything array-like of shape (k,); None, NaN and pandas' NA are missing.
    kind
        A key of :data:`BOUNDS`.

    Returns
    -------
    Array
        Shape (k,), or (1,) for a single number; a copy, missing values as NaN.

    Raises
    ------
    InputError
        Text, complex numbers, more than one dimension, infinities, or a value out of bounds.
    """
    numbers = _to_float(name, value)
    if numbers.ndim > 1:
        raise InputError(
            name, f"has shape {numbers.shape}; give one number or one column, shape (k,)"
        )
    numbers = np.atleast_1d(numbers).astype(np.float64, copy=True)
    _check_bounds(name, numbers, kind)
    return numbers


def _to_float(name: str, value: Any) -> NDArray[Any]:
    """Floats, or a refusal; text is never read as a number."""
    if hasattr(value, "to_numpy"):
        value = value.to_numpy(dtype=object)
    try:
        raw = np.asarray(value)
    except ValueError as error:
        raise InputError(
            name, f"is not a column of numbers ({error}); give one number per study"
        ) from None
    if raw.dtype.kind in "iufb":
        return raw.astype(np.float64)
    if raw.dtype.kind == "O":
        return _from_objects(name, raw)
    raise InputError(
        name, f"holds {_shown(raw)} of type {raw.dtype}; give numbers, NaN where one is missing"
    )


def _from_objects(name: str, raw: NDArray[Any]) -> NDArray[np.float64]:
    numbers = np.empty(raw.shape, dtype=np.float64)
    for place in np.ndindex(raw.shape):
        item: Any = raw[place]
        if item is None or type(item).__name__ in {"NAType", "NaTType"}:
            numbers[place] = np.nan
        elif isinstance(item, str | bytes | complex) or not hasattr(item, "__float__"):
            raise InputError(
                name, f"holds {item!r}; give numbers, one per study, NaN where one is missing"
            )
        else:
            numbers[place] = float(item)
    return numbers


def _check_bounds(name: str, numbers: Array, kind: str) -> None:
    low, high, allowed = BOUNDS[kind]
    bad = np.isinf(numbers) | (numbers < low) | (numbers > high)
    if bad.any():
        place = int(np.flatnonzero(bad)[0])
        where = f" (study {place + 1} of {numbers.size})" if numbers.size > 1 else ""
        raise InputError(
            name,
            f"is {numbers[place]:g}{where}; it must be finite and {allowed}, "
            "or NaN where it is missing",
        )


def _shown(raw: NDArray[Any]) -> str:
    return repr(raw.flat[0].item()) if raw.size else "nothing"


def broadcast(columns: Mapping[str, Array]) -> dict[str, Array]:
    """Give every column the length k of the longest; single numbers are repeated.

    Raises
    ------
    InputError
        Two columns of different lengths, neither being 1.
    """
    longest = max(columns, key=lambda name: columns[name].size)
    k = columns[longest].size
    if any(column.size == 0 for column in columns.values()):
        k = 0
    for name, column in columns.items():
        if column.size not in (1, k):
            raise InputError(
                name,
                f"has {column.size} values but {longest} has {columns[longest].size}; "
                "give one value, or one per study",
            )
    return {
        name: np.broadcast_to(column, (k,)).copy() if k else column[:0]
        for name, column in columns.items()
    }


def choice(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    """Check one of a closed list of words."""
    if not isinstance(value, str) or value not in allowed:
        raise InputError(name, f"is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def flag(name: str, value: Any) -> bool:
    """Check True or False."""
    if not isinstance(value, bool | np.bool_):
        raise InputError(name, f"is {value!r}; it must be True or False")
    return bool(value)


def amount(name: str, value: Any) -> float:
    """Check one finite number of zero or more."""
    number = as_column(name, value, kind="non-negative")
    if number.size != 1 or np.isnan(number[0]):
        raise InputError(name, f"is {value!r}; it must be one number of zero or more")
    return float(number[0])


def within(name: str, part: Array, whole_name: str, whole: Array) -> None:
    """Check that a part is not larger than its whole (events against persons)."""
    bad = part > whole
    if bad.any():
        place = int(np.flatnonzero(bad)[0])
        raise InputError(
            name,
            f"is {part[place]:g} in study {place + 1}, more than {whole_name} "
            f"({whole[place]:g}); it must be at most {whole_name}",
        )
