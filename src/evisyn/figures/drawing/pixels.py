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
    colours, index = _join(pixels)
    height, width = index.shape
    lines = np.zeros((height, width + 1), dtype=np.uint8)
    lines[:, 1:] = index
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


def _join(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Palette (n, 3) and the place of every pixel in it (height, width)."""
    for bits in _BITS:
        code = _code(pixels, bits)
        counts = np.bincount(code.ravel(), minlength=1 << 3 * bits)
        used = np.flatnonzero(counts)
        if used.size <= _PALETTE:
            break
    place = np.zeros(counts.size, dtype=np.uint8)
    place[used] = np.arange(used.size)
    index = place[code]
    # most of a figure is one colour, the paper: only the rest is averaged pixel by pixel
    paper = int(np.argmax(counts))
    rest = code != paper
    means = np.zeros((used.size, 3), dtype=np.uint8)
    for channel in range(3):
        sums = np.bincount(index[rest], weights=pixels[..., channel][rest], minlength=used.size)
        means[:, channel] = np.rint(sums / counts[used])
        means[place[paper], channel] = np.median(pixels[..., channel][~rest])
    return means, index


def _code(pixels: NDArray[np.uint8], bits: int) -> NDArray[np.uint16]:
    """The leading bits of the three channels as one number."""
    red, green, blue = ((pixels[..., i] >> (8 - bits)).astype(np.uint16) for i in range(3))
    return np.asarray((red << (2 * bits)) | (green << bits) | blue, dtype=np.uint16)
