"""Writes a large PNG strip by strip, so that a sheet of any length needs the memory of one strip.

Each line gets the filter (none, left neighbour, line above) that leaves the smallest differences, which suits flat
drawings and photographs alike. The same pixels give the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = 3
_LEVEL = 6


class PngStrips:
    """A PNG being written. Use as a context manager; `write` strips from the top until the height is reached."""

    def __init__(self, file: BinaryIO, width: int, height: int) -> None:
        """Begin a picture.

        Args:
            file: An open binary file.
            width: Pixels.
            height: Pixels.
        """
        self._file = file
        self._width = width
        self._missing = height
        self._above = np.zeros(width * _CHANNELS, dtype=np.uint8)
        self._packer = zlib.compressobj(_LEVEL)
        file.write(_SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))

    def __enter__(self) -> PngStrips:
        """Go on writing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the picture, unless something failed."""
        if kind is None:
            if self._missing:
                raise AssertionError(f"{self._missing} lines of the picture were not written")
            self._chunk(b"IDAT", self._packer.flush())
            self._chunk(b"IEND", b"")

    def write(self, pixels: Pixels) -> None:
        """Add a strip below what is there.

        Args:
            pixels: Red, green, blue. [lines, width, 3].
        """
        if pixels.shape[1:] != (self._width, _CHANNELS) or pixels.shape[0] > self._missing:
            raise AssertionError(f"a strip of {pixels.shape} does not fit")
        lines = np.ascontiguousarray(pixels).reshape(len(pixels), -1)  # [lines, width * 3]
        above = np.vstack([self._above, lines[:-1]])
        left = np.zeros_like(lines)
        left[:, _CHANNELS:] = lines[:, :-_CHANNELS]
        choices = np.stack([lines, lines - left, lines - above])  # [3, lines, width * 3], modulo 256 as PNG wants
        costs = np.abs(choices.view(np.int8).astype(np.int16)).sum(axis=2, dtype=np.int64)  # [3, lines]
        best = costs.argmin(axis=0).astype(np.uint8)
        filtered = choices[best, np.arange(len(lines))]
        packed = self._packer.compress(np.hstack([best[:, None], filtered]).tobytes())
        if packed:
            self._chunk(b"IDAT", packed)
        self._above = lines[-1].copy()
        self._missing -= len(lines)

    def _chunk(self, name: bytes, data: bytes) -> None:
        self._file.write(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)))
