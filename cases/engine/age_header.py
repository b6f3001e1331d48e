"""The header of a sealed original: the age format, version 1 (C2SP, age.md).

pyrage writes it, and reads it only together with all that follows. Read here, it
gives the cipher of the payload, with which any chunk can be opened on its own.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cases.engine.errors import WrongKey

# The payload is STREAM: chunks of 64 KiB, each with its tag.
CHUNK: Final = 1 << 16
TAG: Final = 16
SEALED: Final = CHUNK + TAG

_NONCE: Final = 16
# One recipient takes 120 bytes; more than a few are never written.
_LONGEST: Final = 1 << 14

# Base64 without padding; the last letter's unused bits are zero, so that a value
# is written in one way only.
_BASE64: Final = rb"[A-Za-z0-9+/]"
_KEY: Final = _BASE64 + rb"{42}[AEIMQUYcgkosw048]"
_LAST_LINE: Final = rb"(?:%b{4}){0,15}(?:%b[AQgw]|%b{2}[AEIMQUYcgkosw048])?" % (
    (_BASE64,) * 3
)
_HEADER: Final = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"(?P<stanzas>(?:->(?: [!-~]+)+\n(?:%b{64}\n)*%b\n)+)"
    rb"--- (?P<mac>%b)\n" % (_BASE64, _LAST_LINE, _KEY)
)
_X25519: Final = re.compile(
    rb"^-> X25519 (?P<share>%b)\n(?P<wrapped>%b)\n" % (_KEY, _KEY), re.MULTILINE
)
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def open_header(sealed: BinaryIO, identities: Iterable[str]) -> ChaCha20Poly1305:
    """The payload's cipher; `sealed` then stands at the first chunk.

    identities: `AGE-SECRET-KEY-1…`, well-formed. Raises WrongKey, as yet without
    a file: `wrong_key` where none of them opens it, `damaged` where it is none.
    """
    start = sealed.read(_LONGEST)
    header = _HEADER.match(start)
    if header is None:
        raise WrongKey("damaged")
    file_key = _file_key(header["stanzas"], identities)
    authenticated = start[: header.start("mac") - 1]
    mac = hmac.digest(_derived(file_key, b"header"), authenticated, "sha256")
    if not hmac.compare_digest(mac, _decoded(header["mac"])):
        raise WrongKey("damaged")
    nonce = start[header.end() : header.end() + _NONCE]
    if len(nonce) < _NONCE:
        raise WrongKey("damaged")
    sealed.seek(header.end() + _NONCE)
    return ChaCha20Poly1305(_derived(file_key, b"payload", nonce))


def nonce_of(number: int, *, last: bool) -> bytes:
    """The nonce under which a chunk of the payload is sealed."""
    return number.to_bytes(11, "big") + bytes([last])


def _file_key(stanzas: bytes, identities: Iterable[str]) -> bytes:
    secrets = [X25519PrivateKey.from_private_bytes(_secret(key)) for key in identities]
    for stanza in _X25519.finditer(stanzas):
        share, wrapped = _decoded(stanza["share"]), _decoded(stanza["wrapped"])
        for secret in secrets:
            try:
                return _unwrapped(secret, share, wrapped)
            except (InvalidTag, ValueError):
                # Of another key, or a share that leads to the point of order one.
                continue
    raise WrongKey


def _unwrapped(secret: X25519PrivateKey, share: bytes, wrapped: bytes) -> bytes:
    shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
    salt = share + secret.public_key().public_bytes_raw()
    key = _derived(shared, b"age-encryption.org/v1/X25519", salt)
    return ChaCha20Poly1305(key).decrypt(bytes(12), wrapped, None)


def _derived(secret: bytes, purpose: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text + b"=")


def _secret(identity: str) -> bytes:
    """The 32 bytes that an identity writes down in Bech32 (BIP 173)."""
    letters = identity.lower().rpartition("1")[2]
    return bytes(_regrouped(_BECH32.index(letter) for letter in letters))[:32]


def _regrouped(values: Iterable[int]) -> Iterator[int]:
    """Bytes out of groups of five bits."""
    held = bits = 0
    for value in values:
        held, bits = held << 5 | value, bits + 5
        if bits >= 8:
            bits -= 8
            yield held >> bits
            held &= (1 << bits) - 1
