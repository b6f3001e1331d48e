"""A file sealed while it arrives, in the format that `sealed_reader` reads."""

from __future__ import annotations

import io
from typing import BinaryIO, Final

import pyrage

from cases.engine.age_header import CHUNK, SEALED, nonce_of, open_header
from cases.engine.keys import Keys

_STRETCH: Final = 16 * CHUNK


class SealingStream:
    """Writes what it is given to `target`, sealed chunk by chunk.

    pyrage makes the file's key and the header, by sealing nothing. Its own writer
    pulls 8 KB at a time through a pipe, at five times the cost of the cipher. The
    tag of the empty payload is never written, so no nonce is seen twice.
    """

    def __init__(self, target: BinaryIO, keys: Keys) -> None:
        nothing = pyrage.encrypt(b"", [keys.identities()[0].to_public()])
        header = io.BytesIO(nothing)
        self._cipher = open_header(header, keys.originals[:1])
        self._target = target
        self._target.write(nothing[: header.tell()])
        self._number = 0
        self._held = b""
        # Fresh memory for each stretch would take as long as the cipher.
        self._buffer = bytearray(_STRETCH // CHUNK * SEALED)

    def write(self, data: bytes) -> None:
        data = self._held + data
        # The last chunk is sealed as such: one is held back until more follows.
        whole = max(len(data) - 1, 0) // CHUNK * CHUNK
        for start in range(0, whole, _STRETCH):
            self._seal(memoryview(data)[start : min(start + _STRETCH, whole)])
        self._held = data[whole:]

    def finish(self) -> None:
        self._target.write(
            self._cipher.encrypt(nonce_of(self._number, last=True), self._held, None)
        )

    def _seal(self, data: memoryview) -> None:
        count = len(data) // CHUNK
        sealed = memoryview(self._buffer)[: count * SEALED]
        for place in range(count):
            self._cipher.encrypt_into(
                nonce_of(self._number, last=False),
                data[place * CHUNK : (place + 1) * CHUNK],
                None,
                sealed[place * SEALED : (place + 1) * SEALED],
            )
            self._number += 1
        self._target.write(sealed)
