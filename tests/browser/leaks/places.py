"""Everything that is written, place by place, opened where it is packed."""

from __future__ import annotations

import gzip
import io
import os
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import polars as pl
import redis
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from playwright.sync_api import BrowserContext, Request

from tests.browser.leaks.known import Place

_ROWS: Final = 5_000
_READ: Final[dict[bytes, Callable[[Any, bytes], Any]]] = {
    b"none": lambda _client, _key: None,  # gone since it was listed
    b"string": lambda client, key: client.get(key),
    b"list": lambda client, key: client.lrange(key, 0, -1),
    b"set": lambda client, key: client.smembers(key),
    b"hash": lambda client, key: client.hgetall(key),
    b"zset": lambda client, key: client.zrange(key, 0, -1),
    b"stream": lambda client, key: client.xrange(key),
}


def tables() -> Iterator[Place]:
    """Every row of every table; sessions opened as well."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 - our own tables
            while rows := cursor.fetchmany(_ROWS):
                yield table, b"\n".join(_cell(cell) for row in rows for cell in row)
    for session in Session.objects.all():
        opened = SessionStore().decode(session.session_data)
        yield "django_session", str(opened).encode()


def _cell(cell: Any) -> bytes:
    """What is binary as it is: the digits of a token would be mistaken for numbers."""
    if isinstance(cell, uuid.UUID):
        return cell.bytes
    if isinstance(cell, bytes | memoryview):
        return bytes(cell)
    return str(cell).encode()


def files(folder: Path) -> Iterator[Place]:
    """Names and contents."""
    for path in sorted(folder.rglob("*")):
        yield str(path), os.fsencode(path.name)
        if path.is_file() and not path.is_symlink():
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # a worker has just removed it
                continue
            yield str(path), content
            yield from ((str(path), part) for part in _unpacked(content))


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Of Parquet, ZIP and gzip; what is sealed is none of these."""
    if content.startswith(b"PAR1"):
        with suppress(pl.exceptions.ComputeError):  # not yet written to its end
            yield from _columns(pl.read_parquet(io.BytesIO(content)))
    elif content.startswith(b"PK\x03\x04"):
        with suppress(zipfile.BadZipFile, RuntimeError):
            archive = zipfile.ZipFile(io.BytesIO(content))
            yield from (archive.read(name) for name in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError):
            yield gzip.decompress(content)


def _columns(frame: pl.DataFrame) -> Iterator[bytes]:
    for column in frame:
        if column.dtype.is_integer():
            # Those that can be a mobile; a token's two halves hold any digits.
            wide = column.cast(pl.UInt64, strict=False)
            column = wide.filter(wide.is_between(10**10, 10**11))
        yield b"\n".join(_cell(cell) for cell in column.unique())


def redis_client() -> Any:
    """Celery writes a socket's address in a way of its own."""
    address = str(settings.CELERY_BROKER_URL).replace("redis+socket", "unix")
    return redis.Redis.from_url(address, socket_timeout=None)


def redis_keys() -> Iterator[Place]:
    """Every key, messages that wait among them; not by DUMP, which compresses."""
    client = redis_client()
    for key in client.scan_iter():
        yield "redis", key + b"\n" + repr(_READ[client.type(key)](client, key)).encode()


@contextmanager
def redis_commands() -> Iterator[Callable[[], list[Place]]]:
    """Every command that the server is sent meanwhile, also for what is gone again."""
    heard: list[str] = []
    stop = uuid.uuid4().hex
    listening, stopped = threading.Event(), threading.Event()

    def listen() -> None:
        with redis_client().monitor() as monitor:
            listening.set()
            for said in monitor.listen():
                if stop in said["command"]:
                    break
                heard.append(said["command"])
        stopped.set()

    def places() -> list[Place]:
        """Ends the listening; all that was said before has been heard then."""
        if not stopped.is_set():
            redis_client().echo(stop)
            assert stopped.wait(30)
        return [("redis, as it was told", said.encode()) for said in heard]

    threading.Thread(target=listen, daemon=True).start()
    assert listening.wait(10)
    try:
        yield places
    finally:
        places()


class LogFiles:
    """What is added to them from now on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._before = {path: path.stat().st_size for path in folder.iterdir()}

    def added(self) -> Iterator[Place]:
        for path in self._folder.iterdir():
            yield str(path), path.read_bytes()[self._before.get(path, 0) :]


def mails() -> Iterator[Place]:
    for message in getattr(mail, "outbox", ()):
        whole = message.message()
        for part in whole.walk():
            yield "mail", part.as_bytes()
            yield "mail", part.get_payload(decode=True) or b""


class Addresses:
    """Of all that a browser asks for: its history holds them, and a proxy's log."""

    def __init__(self, context: BrowserContext) -> None:
        self.seen: list[str] = []
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.seen += [request.url, request.headers.get("referer", "")]

    def places(self) -> Iterable[Place]:
        return [("address", unquote(address).encode()) for address in self.seen]
