"""The second place: each seal's hash, one line after the other, in a file outside
the database. What is missing at the end of the trail shows there.

A line is JSON with the code of it and of the line before, so that none can be
changed, left out or added without the key.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cases.audit import codes, journal
from cases.audit.models import Seal

_REASON = 200
# The last two lines are always shorter than this, whatever reason they hold.
_END_BYTES = 4_000


class HeadsDisagree(Exception):
    """The file does not end where the database does; nothing may be sealed on top
    of that, or the difference would be lost."""


@dataclass(frozen=True)
class Head:
    """One line. `total` counts all entries sealed up to here; `began` is why a new
    file was begun, in its first line, if it was not the first seal."""

    seal: int
    at: str
    total: int
    hash: str
    began: str
    code: bytes
    content: str


def path() -> Path:
    return Path(settings.CASEDESK_AUDIT_HEADS_DIR) / "heads.log"


def read() -> Iterator[Head | None]:
    """The lines from the first to the last; None for one that is no head."""
    if not path().exists():
        return
    with path().open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            yield _parse(line)


def last() -> Head | None:
    """The last line; raises HeadsDisagree if it is no head of ours."""
    if not path().exists():
        return None
    with path().open("rb") as file:
        file.seek(max(0, path().stat().st_size - _END_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    if not lines:
        return None
    head = _parse(lines[-1])
    previous = _parse(lines[-2]) if len(lines) > 1 else None
    if head is None or not fits(head, previous):
        raise HeadsDisagree("The last line of the heads file is not ours.")
    return head


def fits(head: Head, previous: Head | None) -> bool:
    """Whether the line was written with our key, directly after that other one."""
    before = previous.code if previous else codes.START
    return any(
        codes.of_head(head.content, before, key) == head.code
        for key in codes.trail_keys()
    )


def append(seal: Seal, *, began: str = "") -> None:
    """Append the head of a seal, and wait until it is on the disk."""
    previous = None if began else last()
    content = json.dumps(
        {
            "seal": seal.number,
            "at": seal.at.isoformat(),
            "entries": seal.total,
            "hash": bytes(seal.hash).hex(),
            "began": began,
        },
        ensure_ascii=False,
    )
    code = codes.of_head(content, previous.code if previous else codes.START)
    path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    descriptor = os.open(path(), flags, 0o600)
    try:
        os.write(descriptor, f"{content} {code.hex()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def catch_up(newest: Seal | None) -> None:
    """Write the one head that a crash may have kept from the file.

    Raises HeadsDisagree where the file is further behind, ahead, or another's.
    """
    head = last()
    written, sealed = head.seal if head else 0, newest.number if newest else 0
    if newest is not None and written == sealed - 1:
        append(newest)
    elif written != sealed:
        raise HeadsDisagree(
            f"The database ends with seal {sealed}, the heads file with {written}."
        )
    elif head and newest and head.hash != bytes(newest.hash).hex():
        raise HeadsDisagree(f"Seal {sealed} is another one than in the heads file.")


def begin_anew(newest: Seal, reason: str) -> None:
    """Put the file aside and begin one at the seal that is the newest now."""
    if path().exists():
        aside = path().with_name(f"heads-before-{newest.number}.log")
        if aside.exists():
            raise HeadsDisagree(f"{aside.name} is in the way.")
        path().rename(aside)
    for notes in journal.files():
        notes.rename(notes.with_suffix(f".before-{newest.number}"))
    append(newest, began=reason[:_REASON])


def _parse(line: str) -> Head | None:
    content, _, code = line.rstrip("\n").rpartition(" ")
    try:
        fields = json.loads(content)
        return Head(
            seal=int(fields["seal"]),
            at=str(fields["at"]),
            total=int(fields["entries"]),
            hash=str(fields["hash"]),
            began=str(fields["began"]),
            code=bytes.fromhex(code),
            content=content,
        )
    except (ValueError, KeyError, TypeError):
        return None
