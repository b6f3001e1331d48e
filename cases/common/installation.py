"""Which keys this database was sealed with, and whether they are being changed.

Ids of the keys stand in the database from their first use on. Whoever holds other
keys is told so and goes no further: with a wrong key a match would find nothing and
look like a result.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from cases.common import sealing
from cases.engine.errors import EngineError
from cases.engine.keys import KINDS, TOKEN, Keys

# PostgreSQL's advisory lock on the keys: every process that works shares it, a rotation
# holds it alone. It ends with the connection, so nobody can leave it behind.
_LOCK: Final = 0x6B657973


class KeysRefused(EngineError):
    """The keys that are held are not those of the database (`other_keys`), or they
    are being changed (`keys_change`)."""

    code = "other_keys"


class Installation(models.Model):
    """One row. `keys` has the ids of every kind of key that something may be sealed
    with, and of the one token key in use; `rotating` the kind that is being changed.
    """

    keys: models.JSONField[Any, Any] = models.JSONField(default=dict)
    rotating = models.CharField(max_length=10, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installations")


@contextmanager
def keys_in_use() -> Iterator[None]:
    """In the block nobody changes the keys, and they are those of the database.

    Raises KeysRefused, or KeyFileError where there are none.
    """
    if not _share():
        raise KeysRefused("keys_change")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_LOCK])


def _share() -> bool:
    """Take a share of the lock and look at the keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            require_keys()
        except BaseException:
            cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [_LOCK])
            raise
    return True


def require_keys() -> None:
    """Raises KeysRefused unless this process holds the keys of the database.

    A process that was started before a rotation reads the key file again.
    """
    known = Installation.objects.filter(pk=1).first() or _first_use()
    if known.rotating:
        raise KeysRefused("keys_change")
    if missing(known, sealing.keys()):
        sealing.forget_keys()
    for kind, name in missing(known, sealing.keys()):
        raise KeysRefused("other_keys", kind=kind, key=name)
    sealing.use_token_key(known.keys[TOKEN][0])


def missing(known: Installation, held: Keys) -> list[tuple[str, str]]:
    """Kind and id of every key that is needed and not held."""
    return [
        (kind, name)
        for kind in KINDS
        for name in known.keys[kind]
        if name not in held.ids(kind)
    ]


def _first_use() -> Installation:
    held = sealing.keys()
    ids = {kind: held.ids(kind) for kind in KINDS}
    known, _made = Installation.objects.get_or_create(pk=1, defaults={"keys": ids})
    return known


def try_alone() -> bool:
    """Take the lock for this connection alone; False while anybody shares it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def let_in() -> None:
    """Give the lock back that `try_alone` took."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
