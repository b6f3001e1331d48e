"""How a page speaks of files in the evidence folder without naming them.

A path may hold a number of a person, and a page is kept in a browser, its form in
whatever logs it. So the page carries fingerprints, which without the key say nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from typing import Final

from django.core import signing

from cases.common.sealing import fingerprint
from cases.engine.evidence import Entry

# Two looks at a file that lie closer together do not prove that it is complete.
_BETWEEN_LOOKS_SECONDS: Final = 3
_LOOK_HOLDS_SECONDS: Final = 3_600
# A look is carried in an address, which must not grow too long.
_MOST_LOOKED_AT: Final = 100
_SALT: Final = "cases.evidence.look"

Seen = Collection[str]


def mark(entry: Entry) -> str:
    """A mark of the path, which stays the same whatever becomes of the file."""
    return fingerprint(f"evidence path {entry.path}").hex


def mark_of_look(entry: Entry) -> str:
    """A mark of the file as it is now, which changes when the file does."""
    look = entry.look
    state = f"{look.size} {look.mtime_ns} {look.inode}"
    return fingerprint(f"evidence look {state} {entry.path}").hex[:16]


def told(entries: Iterable[Entry]) -> str:
    """This look at files that are still fresh, written down for a later one."""
    marks = [mark_of_look(entry) for entry in list(entries)[:_MOST_LOOKED_AT]]
    return signing.dumps({"at": time.time(), "looks": marks}, salt=_SALT, compress=True)


def seen(look: str) -> Seen:
    """The marks of an earlier look; none where it was not ours, or not apart."""
    try:
        earlier = signing.loads(look, salt=_SALT, max_age=_LOOK_HOLDS_SECONDS)
    except signing.BadSignature:
        return frozenset()
    is_apart = time.time() - earlier["at"] >= _BETWEEN_LOOKS_SECONDS
    return frozenset(earlier["looks"] if is_apart else ())


def is_still(entry: Entry, earlier: Seen) -> bool:
    """Nobody writes the file any more: it has not changed for a while, or not since
    an earlier look."""
    return not entry.is_fresh or mark_of_look(entry) in earlier
