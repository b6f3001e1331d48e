"""The secrets of one installation: made once, kept away from the data."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from pyrage import IdentityError, x25519

from cases.engine.durable import sync_folder
from cases.engine.errors import EngineError

TOKEN_BYTES = 16
SEALING_BYTES = 32
# The kinds of key, as they are rotated one by one.
ORIGINALS: Final = "originals"
RECORDS: Final = "records"
FIELDS: Final = "fields"
TOKEN: Final = "token"  # noqa: S105 - the name of a kind
KINDS: Final = (ORIGINALS, RECORDS, FIELDS, TOKEN)


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
    rotated. There is one token key, since tokens of two keys never meet;
    `next_token` waits for its turn while everything is tokenised anew.
    """

    token: bytes = field(repr=False)
    records: tuple[bytes, ...] = field(repr=False)
    fields: tuple[bytes, ...] = field(repr=False)
    originals: tuple[str, ...] = field(repr=False)
    next_token: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        sealing = (*self.records, *self.fields)
        if (
            len(self.token) != TOKEN_BYTES
            or len(self.next_token) not in {0, TOKEN_BYTES}
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

    def ids(self, kind: str) -> list[str]:
        """The ids of the keys of one kind, as the file has them."""
        if kind == TOKEN:
            tokens = filter(None, (self.token, self.next_token))
            return [key_id(TOKEN, token) for token in tokens]
        held: dict[str, dict[str, object]] = {
            ORIGINALS: {**self.originals_ids},
            RECORDS: {**self.records_ids},
            FIELDS: {**self.fields_ids},
        }
        return list(held[kind])

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

    def with_new(self, kind: str) -> Keys:
        """Add a key of one kind: it seals from now on, the old ones still open.

        A new token key only waits, until `with_newest_alone` puts it in its place.
        """
        drawn = Keys.generate()
        if kind == TOKEN:
            return replace(self, next_token=drawn.token)
        held = getattr(drawn, kind) + getattr(self, kind)
        return replace(self, **{kind: held})

    def with_newest_alone(self, kind: str) -> Keys:
        """Drop the keys of one kind that a rotation has replaced."""
        if kind == TOKEN:
            return replace(self, token=self.next_token or self.token, next_token=b"")
        return replace(self, **{kind: getattr(self, kind)[:1]})

    def with_token(self, name: str) -> Keys:
        """The same keys with the token key of this id in use, if it is held."""
        if self.next_token and key_id(TOKEN, self.next_token) == name:
            return replace(self, token=self.next_token, next_token=self.token)
        return self

    def to_json(self) -> str:
        content: dict[str, object] = {
            "token": _encode(self.token),
            "records": [_encode(key) for key in self.records],
            "fields": [_encode(key) for key in self.fields],
            "originals": list(self.originals),
        }
        if self.next_token:
            content["next_token"] = _encode(self.next_token)
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
                next_token=_decode(content.get("next_token", "")),
            )
        except (ValueError, KeyError, TypeError):
            raise KeyFileError from None

    def save(self, path: Path) -> None:
        """Write a new file that its owner alone can read; never overwrite one."""
        try:
            _write(path, self.to_json(), os.link)
        except FileExistsError:
            raise KeyFileError("key_file_exists", file=path.name) from None

    def replace_file(self, path: Path) -> None:
        """Put these keys in the place of the file's, all at once or not at all.

        Raises KeyFileError (`key_file_read_only`) where that is not allowed.
        """
        try:
            _write(path, self.to_json(), os.replace)
        except OSError:
            raise KeyFileError("key_file_read_only", file=path.name) from None

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


def _write(path: Path, text: str, into_place: Callable[[str, Path], object]) -> None:
    # Made for its owner alone (mode 0600), beside its place and then put there:
    # nobody ever reads half a key file.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as stream:
        try:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
            into_place(stream.name, path)
            sync_folder(path.parent)
        finally:
            Path(stream.name).unlink(missing_ok=True)


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise KeyFileError from None
