"""The secrets of one installation: made once, kept away from the data."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from pyrage import IdentityError, x25519

from cases.engine.errors import EngineError

TOKEN_BYTES = 16
SEALING_BYTES = 32


class KeyFileError(EngineError):
    """The keys cannot be had; `code` says why, and nothing falls back."""

    code = "key_file_malformed"


def key_id(purpose: str, key: bytes) -> str:
    """Eight hexadecimal digits that name a key without giving it away."""
    return hashlib.sha256(purpose.encode() + b"\0" + key).hexdigest()[:8]


@dataclass(frozen=True)
class Keys:
    """Four kinds of secret, so that one can be given out without the others.

    token: 16 bytes, keys the AES-CMAC of every identifier.
    records, fields: 32 bytes each, seal the rows and single values.
    originals: age identities (`AGE-SECRET-KEY-1…`), seal the seized files.
    Of the last three the first seals and all of them open: that is how a key is
    rotated. There is one token key, since tokens of two keys never meet.
    """

    token: bytes = field(repr=False)
    records: tuple[bytes, ...] = field(repr=False)
    fields: tuple[bytes, ...] = field(repr=False)
    originals: tuple[str, ...] = field(repr=False)

    def __post_init__(self) -> None:
        sealing = (*self.records, *self.fields)
        if (
            len(self.token) != TOKEN_BYTES
            or not (self.records and self.fields and self.originals)
            or any(len(key) != SEALING_BYTES for key in sealing)
        ):
            raise KeyFileError
        try:
            self.identities()
        except IdentityError:
            raise KeyFileError from None

    @property
    def token_id(self) -> str:
        return key_id("token", self.token)

    @property
    def records_ids(self) -> dict[str, bytes]:
        return {key_id("records", key): key for key in self.records}

    @property
    def fields_ids(self) -> dict[str, bytes]:
        return {key_id("fields", key): key for key in self.fields}

    @property
    def originals_ids(self) -> dict[str, str]:
        return {key_id("originals", key.encode()): key for key in self.originals}

    def identities(self) -> list[x25519.Identity]:
        return [x25519.Identity.from_str(text) for text in self.originals]

    @classmethod
    def generate(cls) -> Keys:
        return cls(
            token=secrets.token_bytes(TOKEN_BYTES),
            records=(secrets.token_bytes(SEALING_BYTES),),
            fields=(secrets.token_bytes(SEALING_BYTES),),
            originals=(str(x25519.Identity.generate()),),
        )

    def to_json(self) -> str:
        content = {
            "token": _encode(self.token),
            "records": [_encode(key) for key in self.records],
            "fields": [_encode(key) for key in self.fields],
            "originals": list(self.originals),
        }
        return json.dumps(content, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Keys:
        """Raise KeyFileError unless all four kinds are there and whole."""
        try:
            content = json.loads(text)
            return cls(
                token=_decode(content["token"]),
                records=tuple(_decode(key) for key in content["records"]),
                fields=tuple(_decode(key) for key in content["fields"]),
                originals=tuple(str(key) for key in content["originals"]),
            )
        except (ValueError, KeyError, TypeError):
            raise KeyFileError from None

    def save(self, path: Path) -> None:
        """Write a new file that its owner alone can read; never overwrite one."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            descriptor = os.open(path, flags, 0o600)
        except FileExistsError:
            raise KeyFileError("key_file_exists", file=path.name) from None
        with os.fdopen(descriptor, "w") as stream:
            stream.write(self.to_json())
            stream.flush()
            os.fsync(stream.fileno())

    @classmethod
    def load(cls, path: Path) -> Keys:
        """Read a key file that nobody but its owner may read."""
        try:
            with path.open(encoding="ascii") as stream:
                mode = stat.S_IMODE(os.fstat(stream.fileno()).st_mode)
                if mode & (stat.S_IRWXG | stat.S_IRWXO):
                    raise KeyFileError("key_file_open_to_others", file=path.name)
                return cls.from_json(stream.read())
        except FileNotFoundError:
            raise KeyFileError("key_file_missing", file=path.name) from None
        except UnicodeDecodeError:
            raise KeyFileError(file=path.name) from None


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise KeyFileError from None
