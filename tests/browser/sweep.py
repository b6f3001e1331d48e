"""Everything that is written anywhere, looked through for numbers and names.

What is packed is unpacked first: messages of the queue and sessions are Base64, the
latter also compressed. Text is looked for in the encodings that seized files have.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import redis
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection

_DIGITS: Final = re.compile(r"[0-9]{11,40}[Xx]?")
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,}")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")

Place = tuple[str, bytes]

_READ: Final[dict[str, Callable[[Any, bytes], Any]]] = {
    "none": lambda _client, _key: None,  # gone since it was listed
    "string": lambda client, key: _shown(client.get(key)),
    "list": lambda client, key: _shown(client.lrange(key, 0, -1)),
    "set": lambda client, key: _shown(client.smembers(key)),
    "hash": lambda client, key: _shown(client.hgetall(key)),
    "zset": lambda client, key: _shown(client.zrange(key, 0, -1)),
}


def _shown(value: Any) -> Any:
    """Bytes as text, so that Chinese is not escaped."""
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, dict):
        return {_shown(key): _shown(item) for key, item in value.items()}
    if isinstance(value, list | set):
        return [_shown(item) for item in value]
    return value


@dataclass(frozen=True)
class Known:
    """Numbers of eleven and more digits, and names of three and more characters: a
    shorter one stands in other words by chance."""

    numbers: frozenset[str]
    names: frozenset[str]

    def numbers_in(self, content: bytes) -> set[str]:
        return self._found(content, _DIGITS, self.numbers)

    def names_in(self, content: bytes) -> set[str]:
        return self._found(content, _HAN, self.names)

    def _found(
        self, content: bytes, runs: re.Pattern[str], known: frozenset[str]
    ) -> set[str]:
        lengths = {len(text) for text in known}
        return {
            part
            for text in _texts(content)
            for run in runs.findall(text)
            for length in lengths
            for start in range(len(run) - length + 1)
            if (part := run[start : start + length].upper()) in known
        }


def _texts(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        yield content.decode(encoding, errors="ignore")
    for packed in _BASE64.findall(content):
        with suppress(binascii.Error, ValueError):
            plain = base64.b64decode(packed + b"=" * (-len(packed) % 4), b"-_")
            yield plain.decode("utf-8", errors="ignore")


def tables() -> Iterator[Place]:
    """Every row of every table, binary columns as the bytes that they are; sessions
    opened."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own tables
            while rows := cursor.fetchmany(5_000):
                yield table, b"\n".join(_bytes(cell) for row in rows for cell in row)
    for session in Session.objects.all():
        opened = SessionStore().decode(session.session_data)
        yield "django_session", str(opened).encode()


def _bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()


def files(folder: Path) -> Iterator[Place]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            yield str(path), path.name.encode() + b"\n" + path.read_bytes()


def redis_client() -> Any:
    """Celery writes a socket's address in a way of its own."""
    address = str(settings.CELERY_BROKER_URL).replace("redis+socket", "unix")
    return redis.Redis.from_url(address)


def broker() -> Iterator[Place]:
    """Every key of the Redis server, messages that wait among them."""
    client = redis_client()
    for key in client.scan_iter():
        kind = client.type(key).decode()
        # Not DUMP, which compresses.
        yield "redis", key + b"\n" + repr(_READ[kind](client, key)).encode()


def mails() -> Iterator[Place]:
    for message in getattr(mail, "outbox", ()):
        yield "mail", message.message().as_bytes()


def leaks(known: Known, places: Iterable[Place], allowed: set[str]) -> dict[str, int]:
    """How many known numbers and names each place holds; names are not looked for in
    the tables that may hold some."""
    found: dict[str, set[str]] = {}
    for place, content in places:
        hits = known.numbers_in(content)
        if place not in allowed:
            hits |= known.names_in(content)
        if hits:
            found.setdefault(place, set()).update(hits)
    return {place: len(hits) for place, hits in found.items()}
