"""The words of tus 1.0 (https://tus.io/protocols/resumable-upload): headers and
status codes, without any act."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,expiration,checksum,termination"
CONTENT_TYPE: Final = "application/offset+octet-stream"
ALGORITHMS: Final[dict[str, Callable[..., Any]]] = {
    "sha256": hashlib.sha256,
    # The protocol asks for it; it guards against accidents of transport only.
    "sha1": hashlib.sha1,
}
CHECKSUM_MISMATCH: Final = 460
# 4 KB is what servers and proxies let through in one header line.
_METADATA_MOST: Final = 4_000
_KEY: Final = re.compile(r"[!-+\--~]+")  # printable ASCII, no space, no comma


class Refused(Exception):
    """A request that is answered with an error: its status and a sentence."""

    def __init__(self, status: int, text: object = "") -> None:
        self.status = status
        self.text = str(text)
        super().__init__(status)


def number(value: str | None) -> int:
    """A non-negative integer, or Refused (400)."""
    if not value or not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise Refused(400)
    return int(value)


def metadata(header: str) -> dict[str, str]:
    """The pairs of Upload-Metadata, or Refused (400)."""
    if len(header) > _METADATA_MOST:
        raise Refused(400)
    found: dict[str, str] = {}
    for pair in header.split(",") if header else []:
        key, _space, value = pair.strip(" ").partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise Refused(400)
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused(400) from None
    return found


@dataclass(frozen=True)
class Checksum:
    """What the body of one PATCH must hash to."""

    algorithm: str
    digest: bytes


def checksum(header: str | None) -> Checksum | None:
    """Upload-Checksum, if given; Refused (400) for an unknown algorithm."""
    if header is None:
        return None
    algorithm, _space, value = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(400)
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error:
        raise Refused(400) from None
