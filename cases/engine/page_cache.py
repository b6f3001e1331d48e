"""Keeps files that are read or written once out of the system's page cache.

A seizure is larger than that memory: left alone, it would push out the index and the
database, and each page of it would have to be found a place first, which takes longer
than to copy it there.
"""

from __future__ import annotations

import os
from typing import Final

# Bytes after which the disk is told to write.
_PIECE: Final = 16 << 20
# Bytes that may still be on their way to the disk when the rest is dropped.
_ON_ITS_WAY: Final = 256 << 20


class Passing:
    """An open file that is written, or read, in order."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._told = 0

    def written(self, position: int) -> None:
        """Let the disk work from the beginning: by itself the system waits until a
        tenth of its memory is to be written, and `fsync` then waits for the disk."""
        if position - self._told >= _PIECE:
            # Drops clean pages, of which there are none yet; of the others it starts
            # the writing, and waits for nothing.
            self._drop(self._told, position)
            self._drop(0, self._told - _ON_ITS_WAY)
            self._told = position

    def read(self, position: int) -> None:
        if position - self._told >= _PIECE:
            self._drop(self._told, position)
            self._told = position

    def whole(self) -> None:
        """To be called when all of it is on the disk."""
        os.posix_fadvise(self._descriptor, 0, 0, os.POSIX_FADV_DONTNEED)

    def _drop(self, start: int, end: int) -> None:
        if end > start:
            os.posix_fadvise(
                self._descriptor, start, end - start, os.POSIX_FADV_DONTNEED
            )
