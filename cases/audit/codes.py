"""Authentication codes of entries, seals and heads (HMAC-SHA-256, RFC 2104).

The keys are apart from those that open case data, so that an auditor can verify
the trail without being able to read a case. The first one writes; older ones
still verify what they wrote.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from casedesk import environment

CODE_BYTES = 32
_BLOCK_BYTES = 64  # of SHA-256
START = bytes(CODE_BYTES)  # what the first seal and the first head follow upon
_ENTRY = b"casedesk audit entry 1\n"
_SEAL = b"casedesk audit seal 1\n"
_HEAD = b"casedesk audit head 1\n"


@cache
def trail_keys() -> tuple[bytes, ...]:
    """The process's keys, the newest first, read once."""
    return environment.load_audit_keys()


def of_entry(content: bytes, key: bytes | None = None) -> bytes:
    """`content` as `encoding.line` gives it."""
    return hmac.digest(key or trail_keys()[0], _ENTRY + content, "sha256")


def of_seal(
    number: int,
    at: datetime,
    entry_ids: Sequence[int],
    digest: bytes,
    previous: bytes,
    key: bytes | None = None,
) -> bytes:
    """`digest` is the SHA-256 over the codes of the entries, one after the other."""
    head = f"{number} {at.astimezone(UTC).isoformat()} {len(entry_ids)}\n".encode()
    ids = struct.pack(f">{len(entry_ids)}q", *entry_ids)
    content = _SEAL + head + ids + digest + previous
    return hmac.digest(key or trail_keys()[0], content, "sha256")


def of_head(content: str, previous: bytes, key: bytes | None = None) -> bytes:
    return hmac.digest(
        key or trail_keys()[0], _HEAD + previous + content.encode(), "sha256"
    )


class EntryCodes:
    """Verifies many entries. Runs of entries share a key, so the last one that fitted
    is tried first."""

    def __init__(self) -> None:
        self._keys = [Prepared(key) for key in trail_keys()]

    def fits(self, content: bytes, code: bytes) -> bool:
        for place, key in enumerate(self._keys):
            if key.of_entry(content) == code:
                if place:
                    self._keys.insert(0, self._keys.pop(place))
                return True
        return False


class Prepared:
    """`of_entry` for ten million of them: what the key itself adds to the hash is
    computed once, which OpenSSL's own HMAC does anew each time."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(_BLOCK_BYTES, b"\0")
        self._inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + _ENTRY)
        self._outer = hashlib.sha256(bytes(b ^ 0x5C for b in block))

    def of_entry(self, content: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(content)
        outer.update(inner.digest())
        return outer.digest()
