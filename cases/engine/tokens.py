"""Identifiers turned into keyed 128-bit tokens, a whole column at a time.

A token is the AES-CMAC (RFC 4493, NIST SP 800-38B) of the kind's code followed
by the canonical value in UTF-8. Without the key nobody can try all ten billion
mobile numbers, and since the code is part of the message a QQ number and a
mobile number of the same digits have nothing in common.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Final

import numpy as np
import polars as pl
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cases.engine.side_by_side import Bytes, side_by_side

BLOCK: Final = 16
TOKENS_SCHEMA = {"hi": pl.UInt64, "lo": pl.UInt64}
# A million short values keep the working memory near 50 MB.
_AT_ONCE = 1_000_000


class Tokeniser:
    """Holds one key's cipher and its two CMAC subkeys."""

    def __init__(self, key: bytes) -> None:
        # One block at a time through ECB is the bare block cipher, on which
        # CMAC is built; it is never used here to hide a message.
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305
        zero = self._encrypt(np.zeros((1, BLOCK), np.uint8))[0].tobytes()
        first = _doubled(zero)
        self._full = np.frombuffer(first, np.uint8)
        self._padded = np.frombuffer(_doubled(first), np.uint8)

    def column(self, code: int, values: pl.Series) -> pl.DataFrame:
        """Tokens of a String column without nulls, as `hi` and `lo` (UInt64).

        The halves are the token's 16 bytes read as two big-endian numbers, so
        they sort as the bytes do.
        """
        tokens = np.empty((len(values), BLOCK), np.uint8)
        for start in range(0, len(values), _AT_ONCE):
            part = values.slice(start, _AT_ONCE)
            self._fill(tokens[start : start + _AT_ONCE], code, part)
        halves = tokens.view(">u8").astype(np.uint64)
        return pl.DataFrame({"hi": halves[:, 0], "lo": halves[:, 1]})

    def one(self, code: int, value: str) -> uuid.UUID:
        """The token of one value; `.bytes` are its 16 bytes."""
        return whole(*self.column(code, pl.Series([value])).row(0))

    def _fill(self, tokens: Bytes, code: int, values: pl.Series) -> None:
        # Values of one length lie side by side as a matrix without a loop over
        # rows; a kind has few lengths (a mobile number: one).
        lengths = values.str.len_bytes()
        distinct = lengths.unique().to_list()
        if len(distinct) == 1:
            tokens[:] = self._macs(code, values, distinct[0])
            return
        for length in distinct:
            chosen = lengths == length
            tokens[chosen.to_numpy()] = self._macs(code, values.filter(chosen), length)

    def _macs(self, code: int, values: pl.Series, length: int) -> Bytes:
        size = 1 + length
        blocks = -(-size // BLOCK)
        message = np.zeros((len(values), blocks * BLOCK), np.uint8)
        message[:, 0] = code
        message[:, 1:size] = side_by_side(values, length)
        if size < message.shape[1]:
            message[:, size] = 0x80
        last = message[:, -BLOCK:]
        last ^= self._full if size == message.shape[1] else self._padded
        state = self._encrypt(message[:, :BLOCK])
        for block in range(1, blocks):
            state = self._encrypt(
                state ^ message[:, block * BLOCK : (block + 1) * BLOCK]
            )
        return state

    def _encrypt(self, blocks: Bytes) -> Bytes:
        source = np.ascontiguousarray(blocks)
        # OpenSSL wants one spare block behind the output.
        output = np.empty(source.size + BLOCK - 1, np.uint8)
        self._cipher.encryptor().update_into(source.data.cast("B"), output.data)
        return output[: source.size].reshape(-1, BLOCK)


def halves(tokens: Iterable[uuid.UUID]) -> pl.DataFrame:
    """In TOKENS_SCHEMA, a row each, as `Tokeniser.column` gives them."""
    pairs = [divmod(token.int, 1 << 64) for token in tokens]
    return pl.DataFrame(pairs, schema=TOKENS_SCHEMA, orient="row")


def whole(hi: int, lo: int) -> uuid.UUID:
    """A token put together again from its halves."""
    return uuid.UUID(int=hi << 64 | lo)


def bucket_of(hi: pl.Series, bits: int) -> Bytes:
    """The first bits of each token."""
    return (hi.to_numpy() >> np.uint64(64 - bits)).astype(np.uint8)


def _doubled(block: bytes) -> bytes:
    """Multiply by x in GF(2^128), as RFC 4493 derives its subkeys."""
    number = int.from_bytes(block) << 1
    if number >> 128:
        number = number & ((1 << 128) - 1) ^ 0x87
    return number.to_bytes(BLOCK)
