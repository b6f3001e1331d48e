"""Changing one kind of key: a new one is drawn, everything is done again, the old
one is dropped. Killed at any moment and called again, it goes on where it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from casedesk import environment
from cases.audit import services as audit
from cases.audit.models import Action
from cases.common import installation, sealing
from cases.common.installation import Installation, KeysRefused
from cases.engine.errors import EngineError
from cases.engine.keys import FIELDS, ORIGINALS, RECORDS, TOKEN, Keys
from cases.rotation import fields, files, tokens
from cases.rotation.files import Failure

# How long pages and jobs that began before may take to end.
_PATIENCE: Final = 30.0
_POLL: Final = 0.1

# Called with how much is done and how much there is to do, in the unit of `UNITS`.
Progress = Callable[[int, int], None]
UNITS: Final = {
    ORIGINALS: "bytes",
    RECORDS: "rows",
    FIELDS: "rows",
    TOKEN: "rows and values",
}


@dataclass(frozen=True)
class Rotated:
    """What was done again under the new key, in the unit of the kind.

    failed: files that could not be, each with the code of its sentence. While there
    are any the old key is kept beside the new one; a file whose index could not be
    made under a new token key is not matched any more instead. lost: tokens whose
    value was to be had nowhere; they find nothing any more.
    """

    kind: str
    key: str
    done: int
    seconds: float
    failed: list[Failure]
    lost: int = 0


def rotate(
    kind: str,
    on_progress: Progress = lambda _done, _total: None,
    patience: float = _PATIENCE,
) -> Rotated:
    """Raises KeysRefused (`keys_busy`, `other_rotation`, `other_keys`) and
    KeyFileError before anything is changed, and WrongKey where a value of the
    database does not open: both keys stay then, and a further call goes on."""
    started = time.monotonic()
    with _alone(kind, patience):
        keys = _begin(kind)
        newest = keys.with_newest_alone(kind)
        counter = _Counter(on_progress, _to_do(kind, keys))
        if kind != ORIGINALS:
            files.drop_unfinished()
        failed = _again(kind, keys, counter.add)
        lost = 0
        with transaction.atomic():
            if kind == TOKEN:
                lost = tokens.retokenise(newest, keys, counter.add)
            kept = keys if failed and kind != TOKEN else newest
            _end(kind, kept, failed)
        kept.replace_file(environment.key_file())
    seconds = time.monotonic() - started
    return Rotated(kind, newest.ids(kind)[0], counter.done, seconds, failed, lost)


def _again(kind: str, keys: Keys, on_done: Callable[[int], None]) -> list[Failure]:
    if kind == ORIGINALS:
        return files.reseal_originals(keys, on_done)
    if kind == RECORDS:
        return files.reseal_records(keys, on_done)
    if kind == TOKEN:
        return files.retokenise(keys.with_newest_alone(TOKEN), on_done)
    fields.reseal(keys, on_done)
    return []


class _Counter:
    def __init__(self, on_progress: Progress, total: int) -> None:
        self._on_progress = on_progress
        self._total = total
        self.done = 0

    def add(self, count: int) -> None:
        self.done += count
        self._on_progress(self.done, self._total)


@contextmanager
def _alone(kind: str, patience: float) -> Iterator[None]:
    """Nobody else works with the keys; whoever comes is told why."""
    known = _known(kind)
    _set(rotating=kind)
    end = time.monotonic() + patience
    while not installation.try_alone():
        if time.monotonic() > end:
            _set(rotating=known.rotating)
            raise KeysRefused("keys_busy")
        time.sleep(_POLL)
    try:
        yield
    except EngineError:
        # With both keys everything can be opened. For tokens that is not enough: some
        # indexes have new ones already.
        if kind != TOKEN:
            _set(rotating="")
        raise
    finally:
        sealing.forget_keys()
        installation.let_in()


def _set(*, rotating: str) -> None:
    Installation.objects.filter(pk=1).update(rotating=rotating)


def _known(kind: str) -> Installation:
    """The row of the database, if a rotation of this kind can begin or go on."""
    known = Installation.objects.filter(pk=1).first()
    if known is None or not known.rotating:
        installation.require_keys()
        known = Installation.objects.get(pk=1)
    elif known.rotating != kind:
        raise KeysRefused("other_rotation", kind=known.rotating)
    return known


def _begin(kind: str) -> Keys:
    """The keys with the new one, which the file and then the database know.

    Until the database knows it nothing is sealed under it, so one that only the
    file has is left from a call that was killed, and is used.
    """
    path = environment.key_file()
    held = Keys.load(path)
    known = Installation.objects.get(pk=1)
    newest = held.ids(kind)[-1 if kind == TOKEN else 0]
    if len(known.keys[kind]) == 1:
        if newest in known.keys[kind]:
            held = held.with_newest_alone(kind).with_new(kind)
            held.replace_file(path)
        known.keys[kind] = held.ids(kind)
        known.save()
    for lacking, name in installation.missing(known, held):
        raise KeysRefused("other_keys", kind=lacking, key=name)
    return held


def _to_do(kind: str, keys: Keys) -> int:
    if kind == ORIGINALS:
        return files.originals_size()
    if kind == FIELDS:
        return fields.count(keys)
    return files.rows() + (tokens.count() if kind == TOKEN else 0)


def _end(kind: str, keys: Keys, failed: list[Failure]) -> None:
    """The database forgets the old key before the file does: the file may hold more
    than is needed, never less. Needs a transaction."""
    known = Installation.objects.select_for_update().get(pk=1)
    known.keys[kind] = keys.ids(kind)
    known.rotating = ""
    known.save()
    audit.record(
        officer=None,
        action=Action.RUN,
        rotated=kind,
        keys=keys.ids(kind),
        failed=[failure.part for failure in failed],
    )
