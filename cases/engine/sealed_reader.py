"""A sealed original read at any place: its payload is chunks that open alone.

STREAM (C2SP, age.md): 64 KiB of ChaCha20-Poly1305 each, numbered, and the last
one marked. So nothing can be changed, moved, left out or added unnoticed.
"""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag

from cases.engine.age_header import CHUNK, SEALED, TAG, nonce_of, open_header
from cases.engine.errors import WrongKey
from cases.engine.keys import Keys
from cases.engine.page_cache import Passing

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# How many chunks are fetched from the disk at a time.
_STRETCH: Final = 16


class SealedReader(io.RawIOBase):
    """The clear bytes of a sealed file; only what is authenticated is given out.

    Opening checks the header and the last chunk, so that the size can be relied
    on; reading checks each chunk that it opens. Both raise WrongKey.
    """

    def __init__(self, sealed: io.FileIO, name: str, keys: Keys) -> None:
        super().__init__()
        self._file = sealed
        self._passing = Passing(sealed.fileno())
        self._fetched = 0
        self._name = name
        try:
            self._cipher = open_header(self._file, keys.originals)
            self._start = self._file.tell()
            self._measure()
        except WrongKey as error:
            self.close()
            raise WrongKey(error.code, file=self._name) from None
        self._at = 0

    def _measure(self) -> None:
        sealed = os.fstat(self._file.fileno()).st_size - self._start
        self._chunks = max(1, -(-sealed // SEALED))
        self._held = -1
        self._buffer = bytearray(_STRETCH * SEALED)
        self._chunk = bytearray(CHUNK)
        self.size = sealed - self._chunks * TAG
        # Only the one chunk of an empty file may be empty.
        least = (self._chunks - 1) * CHUNK
        if self.size < least or 0 < least == self.size:
            raise WrongKey("damaged")
        self._hold(self._chunks - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        target = memoryview(buffer)
        wanted = min(len(target), self.size - self._at)
        if wanted <= 0:
            return 0
        number, offset = divmod(self._at, CHUNK)
        if offset or wanted < CHUNK:
            self._hold(number)
            count = min(wanted, CHUNK - offset)
            target[:count] = memoryview(self._chunk)[offset : offset + count]
        else:
            count = min(wanted // CHUNK, _STRETCH) * CHUNK
            self._open(number, target[:count])
        self._at += count
        return count

    def _hold(self, number: int) -> None:
        """Keep one chunk in the clear, for reads of less."""
        if number == self._held:
            return
        self._held = -1
        length = min(CHUNK, self.size - number * CHUNK)
        self._open(number, memoryview(self._chunk)[:length])
        self._held = number

    def _open(self, first: int, target: memoryview) -> None:
        """Fill `target` with chunks, whole but for the last of the file."""
        count = max(1, -(-len(target) // CHUNK))
        sealed = memoryview(self._buffer)[: len(target) + count * TAG]
        self._fetch(self._start + first * SEALED, sealed)
        for place in range(count):
            number = first + place
            nonce = nonce_of(number, last=number == self._chunks - 1)
            try:
                self._cipher.decrypt_into(
                    nonce,
                    sealed[place * SEALED : (place + 1) * SEALED],
                    None,
                    target[place * CHUNK : (place + 1) * CHUNK],
                )
            except InvalidTag:
                raise WrongKey("damaged", file=self._name) from None

    def _fetch(self, offset: int, target: memoryview) -> None:
        in_order = offset == self._fetched
        self._fetched = offset + len(target)
        self._file.seek(offset)
        while target:
            count = self._file.readinto(target)
            if not count:
                raise WrongKey("damaged", file=self._name)
            target = target[count:]
        if in_order:
            self._passing.read(self._fetched)

    def close(self) -> None:
        self._file.close()
        super().close()
