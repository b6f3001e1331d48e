"""What an archive gives: its members one after the other, each a stream of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from cases.engine.errors import EngineError

ZIP: Final = "zip"
SEVEN_ZIP: Final = "7z"
RAR: Final = "rar"
TAR: Final = "tar"
COMPRESSED: Final = "compressed"

BLOCK: Final = 1 << 20
MOST_MEMBERS: Final = 100_000


class UnreadableMember(EngineError):
    """One member cannot be read; those after it in the archive may be readable."""

    code = "damaged_member"


class TooMuch(EngineError):
    """The archive unpacks to more than any honest one would; the members before are
    whole."""

    code = "unpacks_to_too_much"


@dataclass(frozen=True)
class Member:
    """One file in an archive; folders are none.

    path: a label, cleaned, never a path on this machine. refused: why it has no
    content to be had (a link, a device), else empty. chunks: its bytes, to be
    asked for before the next member is; raises UnreadableMember (`damaged_member`,
    `unsupported_member`, `needs_password`, `wrong_password`, `locked_rar`).
    """

    path: str
    chunks: Callable[[], Iterator[bytes]] = lambda: iter(())
    refused: str = ""


@dataclass
class Budget:
    """What one archive may unpack to, with every archive inside it.

    Counted on bytes that were really produced, not on sizes that a header claims.
    Seized tables shrink to a tenth or, when very uniform, to a hundredth.
    """

    packed: int
    ratio: int = 200
    free: int = 256 << 20
    largest: int = 1 << 40
    members: int = MOST_MEMBERS
    spent: int = field(default=0, init=False)

    def count_member(self) -> None:
        """Raises TooMuch (`too_many_members`)."""
        self.members -= 1
        if self.members < 0:
            raise TooMuch("too_many_members")

    def metered(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Raises TooMuch in the middle of a member that would go too far."""
        most = min(self.largest, max(self.free, self.ratio * self.packed))
        for chunk in chunks:
            self.spent += len(chunk)
            if self.spent > most:
                raise TooMuch
            yield chunk


def as_bytes(passwords: Sequence[str]) -> list[bytes]:
    """The password as bytes, in every encoding in which Chinese programs turn one into
    a key."""
    tried = [
        password.encode(encoding, "ignore")
        for password in passwords
        for encoding in ("utf-8", "gb18030")
    ]
    return [password for password in dict.fromkeys(tried) if password]
