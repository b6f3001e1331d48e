"""Fills an empty trail with valid entries, faster than they could be recorded."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection, connections

from cases.audit import codes, encoding, heads, journal
from cases.audit.models import Action, Seal

BLOCK = 10_000  # entries in a seal
CASES, OBJECTS = 2_000, 200_000
START = datetime(2024, 1, 1, tzinfo=UTC)
YEARS = 2
# What officers do and how often: mostly they read.
_ACTIONS = [Action.READ] * 70 + [Action.SEARCH] * 12 + [Action.CHANGE] * 10
_ACTIONS += [Action.JUDGE] * 4 + [Action.SIGN_IN] * 2 + [Action.EXPORT, Action.REFUSE]
_OBJECTS = ("suspect", "case", "fraudreport", "seizeddataset", "fraudlink")
_COLUMNS = (
    "id, at, actor_id, unit_name, address, action, object_type, object_id, case_id,"
    " reason, detail, mac"
)

Actor = tuple[int, str]  # primary key, name of the unit


def fill(entries: int, actors: Sequence[Actor]) -> None:
    """Fill the trail; what it holds before is removed. entries: a multiple of BLOCK."""
    _empty()
    indexes = _drop_indexes()
    make = partial(_load_block, actors=actors, step=_step(entries))
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(mp_context=context) as pool:
        _seal(pool.map(make, range(entries // BLOCK)))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('cases_entry', 'id'), %s)", [entries]
        )
        cursor.execute("VACUUM ANALYZE cases_entry")


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE cases_entry, cases_seal, cases_waiting")
        cursor.execute("SET session_replication_role = DEFAULT")
    for path in (heads.path(), *journal.files()):
        path.unlink(missing_ok=True)


def _step(entries: int) -> timedelta:
    return timedelta(days=365 * YEARS) / entries


def _load_block(block: int, actors: Sequence[Actor], step: timedelta) -> bytes:
    """Write one block; the digest of its codes."""
    digest, code_of = hashlib.sha256(), codes.Prepared(codes.trail_keys()[0]).of_entry
    lines = []
    for content in _contents(block, actors, step):
        code = code_of(content)
        digest.update(code)
        lines.append(b"%b\t\\\\x%b\n" % (content, code.hex().encode()))
    with connection.cursor() as cursor:
        # Neither triggers nor foreign keys: the rows are valid as they are.
        cursor.execute("SET session_replication_role = replica")
        with cursor.copy(f"COPY cases_entry ({_COLUMNS}) FROM STDIN") as copy:
            copy.write(b"".join(lines))
    return digest.digest()


def _contents(block: int, actors: Sequence[Actor], step: timedelta) -> Iterator[bytes]:
    draw = random.Random(block)  # noqa: S311 - the same in each run, no secret
    who = draw.choices(actors, k=BLOCK)
    what = draw.choices(_ACTIONS, k=BLOCK)
    kinds = draw.choices(_OBJECTS, k=BLOCK)
    things = draw.choices(range(1, OBJECTS), k=BLOCK)
    cases = draw.choices(range(1, CASES), k=BLOCK)
    first = block * BLOCK + 1
    for place, (actor, unit) in enumerate(who):
        number = first + place
        yield encoding.line(
            (
                number,
                _as_postgresql(START + step * number),
                actor,
                unit,
                f"10.{actor % 32}.{actor // 32 % 256}.{number % 4 + 1}",
                what[place].value,
                kinds[place],
                things[place],
                cases[place],
                "",
                '{"page": "detail"}',
            )
        )


def _as_postgresql(at: datetime) -> str:
    """The time as PostgreSQL writes it: fractions of a second end with their last digit
    that is not 0."""
    text = at.isoformat(" ", "microseconds").removesuffix("+00:00")
    return text.rstrip("0").rstrip(".") + "+00"


def _seal(digests: Iterator[bytes]) -> None:
    previous = codes.START
    for block, digest in enumerate(digests):
        entry_ids = list(range(block * BLOCK + 1, (block + 1) * BLOCK + 1))
        at, number = START + timedelta(days=365 * YEARS), block + 1
        seal = Seal.objects.create(
            number=number,
            at=at,
            entry_ids=entry_ids,
            total=number * BLOCK,
            digest=digest,
            previous=previous,
            hash=codes.of_seal(number, at, entry_ids, digest, previous),
        )
        heads.append(seal)
        previous = bytes(seal.hash)


def _drop_indexes() -> list[str]:
    """Drop the indexes that serve the filters; returns the statements that make them
    again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'cases_entry'"
            " AND indexname LIKE 'entry\\_by\\_%'"
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]
