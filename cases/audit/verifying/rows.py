"""Reads a range of entries and checks each against its own code."""

from __future__ import annotations

from binascii import unhexlify
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db import connection
from psycopg.pq import ExecStatus

from cases.audit import codes, encoding

Ids = npt.NDArray[np.int64]

# Processes take their number and their time one after the other, not at once.
CLOCK_TOLERANCE_SECONDS = 5.0
_HEX = 2 * codes.CODE_BYTES


@dataclass(frozen=True)
class Changed:
    """An entry that does not fit its code."""

    entry: int
    content: bytes
    code: bytes


@dataclass
class Rows:
    """Entries in the order of their numbers; `codes` is 32 bytes of each."""

    ids: Ids
    codes: bytes
    changed: list[Changed] = field(default_factory=list)
    # Entries whose clock stood before that of the entry before, and by how long.
    clock_back: dict[int, float] = field(default_factory=dict)


def in_range(above: int, to: int) -> Rows:
    return _read(f"id > '{above:d}'::bigint AND id <= '{to:d}'::bigint")


def numbered(ids: Ids) -> Rows:
    return _read(f"id = ANY('{{{','.join(map(str, ids.tolist()))}}}')")


def _read(condition: str) -> Rows:
    ids: list[int] = []
    all_codes = bytearray()
    changed: list[Changed] = []
    clock_back: dict[int, float] = {}
    fits = codes.EntryCodes().fits
    before = b""
    for row in _copied(condition):
        code, content = unhexlify(row[:_HEX]), row[_HEX + 1 : -1]
        number, at, _ = content.split(b"\t", 2)
        ids.append(int(number))
        all_codes += code
        if not fits(content, code):
            changed.append(Changed(int(number), content, code))
        elif at < before and (back := _seconds(at, before)) > CLOCK_TOLERANCE_SECONDS:
            clock_back[int(number)] = back
        before = at
    return Rows(np.array(ids, np.int64), bytes(all_codes), changed, clock_back)


def _copied(condition: str) -> Iterator[bytes]:
    """The rows as COPY writes them, straight from libpq: with ten million rows, every
    function call in between costs half a minute."""
    connection.ensure_connection()
    pg = connection.connection.pgconn
    query = (
        f"COPY (SELECT encode(mac, 'hex'), {encoding.COLUMNS} FROM cases_entry"  # noqa: S608 - conditions of ours
        f" WHERE {condition} ORDER BY id) TO STDOUT"
    )
    started = pg.exec_(query.encode())
    if started.status != ExecStatus.COPY_OUT:
        raise RuntimeError(started.error_message.decode(errors="replace"))
    get = pg.get_copy_data
    while True:
        size, data = get(0)
        if size < 0:
            break
        yield bytes(data)
    while (end := pg.get_result()) is not None:
        if end.status != ExecStatus.COMMAND_OK:
            raise RuntimeError(end.error_message.decode(errors="replace"))


def _seconds(at: bytes, before: bytes) -> float:
    """Both as PostgreSQL writes a time in UTC."""
    earlier, later = (datetime.fromisoformat(t.decode()) for t in (at, before))
    return (later - earlier).total_seconds()
