"""A small PNG with a palette: figures of few colours in a quarter of the room."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Most colours that a palette can hold.
_PALETTE: Final = 256
#: Bits a channel by which near colours are joined, finest first.
_BITS: Final = (5, 4, 3, 2)
_INCH: Final = 0.0254
_WHITE: Final = 255
#: Effort of the deflate library; more gains little.
_EFFORT: Final = 6


def palette_png(pixels: NDArray[np.uint8], dpi: int) -> bytes:
    """Encode pixels with at most 256 colours, near ones joined to their mean.

    Parameters
    ----------
    pixels
        Shape (height, width, 3), red, green and blue.
    dpi
        Dots an inch, written into the file.

    Notes
    -----
    The eight-bit palette form of the PNG specification, section 11.2; every line with filter 0.
    The same pixels give the same bytes for one version of the deflate library.
    """
    height, width = pixels.shape[:2]
    inked = np.flatnonzero(_differs(pixels))
    colours, paper, index = _join(pixels.reshape(-1, 3)[inked], height * width - inked.size)
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = paper
    lines[inked // width, inked % width + 1] = index
    per_metre = round(dpi / _INCH)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours.tobytes()),
        (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
        (b"IDAT", zlib.compress(lines.tobytes(), _EFFORT)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def _differs(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a pixel is not pure paper, shape (height, width): the small rest of most figures."""
    darkest = np.minimum(np.minimum(pixels[..., 0], pixels[..., 1]), pixels[..., 2])
    return np.asarray(darkest != _WHITE, dtype=np.bool_)


def _join(
    inked: NDArray[np.uint8], n_paper: int
) -> tuple[NDArray[np.uint8], int, NDArray[np.uint8]]:
    """Palette (n, 3), place of the paper in it, and the place of every inked pixel (m,)."""
    for bits in _BITS:
        code = _code(inked, bits)
        counts = np.bincount(code, minlength=1 << 3 * bits)
        counts[-1] += n_paper
        used = np.flatnonzero(counts)
        if used.size <= _PALETTE:
            break
    place = np.zeros(counts.size, dtype=np.uint8)
    place[used] = np.arange(used.size)
    index = place[code]
    means = np.zeros((used.size, 3), dtype=np.uint8)
    for channel in range(3):
        sums = np.bincount(index, weights=inked[:, channel], minlength=used.size)
        if n_paper:
            sums[place[-1]] += n_paper * _WHITE
        means[:, channel] = np.rint(sums / counts[used])
    if 2 * n_paper > counts[-1]:  # nearly white pixels do not grey the paper
        means[place[-1]] = _WHITE
    return means, int(place[-1]), index


def _code(pixels: NDArray[np.uint8], bits: int) -> NDArray[np.uint16]:
    """The leading bits of the three channels (m, 3) as one number (m,)."""
    red, green, blue = ((pixels[:, i] >> (8 - bits)).astype(np.uint16) for i in range(3))
    return np.asarray((red << (2 * bits)) | (green << bits) | blue, dtype=np.uint16)
