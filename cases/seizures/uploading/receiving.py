"""Bytes from the network, sealed before they touch the disk.

A request's body becomes stretches: each is a sealed file, made durable, and only
then counted in the database and acknowledged. A connection that breaks ends the
stretch where it broke; a process that is killed leaves a file that nobody counts,
which goes with its folder.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from cases.common.jobs import Job
from cases.common.sealing import keys
from cases.engine import disk
from cases.engine.originals import Digests, Sealer
from cases.seizures.uploading.models import Stretch, Upload
from cases.seizures.uploading.protocol import (
    ALGORITHMS,
    CHECKSUM_MISMATCH,
    Checksum,
    Refused,
)

# What a killed server may lose of a body; small enough to be sent again in seconds.
STRETCH_BYTES: Final = 64 << 20
_CHUNK: Final = 1 << 20


class Body:
    """A request's body of a known length that may end too early."""

    def __init__(self, read: Callable[[int], bytes], length: int) -> None:
        self._read = read
        self.left = length
        self._hasher: Any = None

    def hash_with(self, checksum: Checksum) -> None:
        self._hasher = ALGORITHMS[checksum.algorithm](usedforsecurity=False)

    def matches(self, checksum: Checksum) -> bool:
        return not self.left and bool(self._hasher.digest() == checksum.digest)

    def read(self, most: int) -> bytes:
        """The next bytes; none at the end, and none once the connection is gone."""
        data = b""
        with suppress(OSError):
            data = self._read(min(most, self.left)) if self.left else b""
        self.left = self.left - len(data)
        self.is_over = not data or not self.left
        if self._hasher:
            self._hasher.update(data)
        return data

    is_over = False


@dataclass(frozen=True)
class Arrived:
    """A sealed stretch that does not count yet."""

    start: int
    digests: Digests
    sealed: str


def receive(
    upload: Upload, *, offset: int, body: Body, checksum: Checksum | None = None
) -> int:
    """Seal what arrives and count it; the new offset.

    With a checksum nothing counts before all of it has arrived and agrees. Raises
    Refused: 409 (not the place where the upload stands), 413 (longer than
    announced), 460 (the checksum differs), 507 (the disk is full).
    """
    if upload.state != Job.State.DRAFT or offset != upload.received:
        raise Refused(409)
    if offset + body.left > upload.size:
        raise Refused(413)
    if checksum is None:
        while body.left and not body.is_over:
            offset = _count(upload, [_seal(upload, offset, body)])
        return offset
    return _receive_checked(upload, offset, body, checksum)


def _receive_checked(
    upload: Upload, offset: int, body: Body, checksum: Checksum
) -> int:
    body.hash_with(checksum)
    arrived: list[Arrived] = []
    at = offset
    while body.left and not body.is_over:
        arrived.append(_seal(upload, at, body))
        at += arrived[-1].digests.size
    if not body.matches(checksum):
        _drop(upload, arrived)
        raise Refused(CHECKSUM_MISMATCH)
    return _count(upload, arrived)


def _seal(upload: Upload, start: int, body: Body) -> Arrived:
    # A name of its own: a request that was thought dead may still be writing.
    name = f"{uuid.uuid4()}.age"
    left = STRETCH_BYTES
    try:
        upload.folder.mkdir(parents=True, exist_ok=True)
        with Sealer(upload.folder / name, keys()) as sealer:
            while left and (chunk := body.read(min(_CHUNK, left))):
                sealer.write(chunk)
                left -= len(chunk)
    except OSError as error:
        if disk.is_full(error):
            raise Refused(507, no_room()) from None
        raise
    return Arrived(start, sealer.digests, name)


def no_room() -> str:
    return _(
        "The server's disk is full. Tell your administrator to make room; what was"
        " uploaded so far is kept, so the upload goes on from there."
    )


def _count(upload: Upload, arrived: list[Arrived]) -> int:
    """Acknowledge stretches; those that do not fit on what is there are dropped."""
    try:
        with transaction.atomic():
            row = Upload.lock(upload.pk)
            for one in arrived:
                _add(row, one)
            # With `updated_at`: what grows does not expire.
            row.save(update_fields=["received", "updated_at"])
    except BaseException as error:
        _drop(upload, arrived)
        if isinstance(error, Upload.DoesNotExist):
            raise Refused(404) from None
        raise
    _drop(upload, [one for one in arrived if not one.digests.size])
    upload.received = row.received
    return row.received


def _add(row: Upload, one: Arrived) -> None:
    if row.state != Job.State.DRAFT or row.received != one.start:
        raise Refused(409)
    if not one.digests.size:
        return
    Stretch.objects.create(
        upload=row,
        start=one.start,
        size=one.digests.size,
        sha256=one.digests.sha256,
        sealed=one.sealed,
    )
    row.received += one.digests.size


def _drop(upload: Upload, arrived: list[Arrived]) -> None:
    for one in arrived:
        (upload.folder / one.sealed).unlink(missing_ok=True)
