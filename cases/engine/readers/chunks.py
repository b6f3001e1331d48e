"""A stream cut at line ends, in bounded memory however long a line is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

LONGEST_LINE = 1 << 20
_SHOWN_OF_LONG_LINE = 1 << 10


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Chunk:
    """Whole lines, the last one ended too; or the beginning of one endless line.

    position: bytes of the stream up to the end of the chunk.
    """

    data: bytes
    position: int
    too_long: bool = False
    last: bool = False


def cut_at_lines(stream: Readable, end: bytes, size: int) -> Iterator[Chunk]:
    """Chunks of about `size` bytes. `end` is one line feed in the encoding."""
    carry = b""
    position = 0
    while block := _read_full(stream, size):
        position += len(block)
        cut = _after_last_end(block, end, len(carry))
        if cut:
            held = memoryview(block)
            yield Chunk(b"".join((carry, held[:cut])), position - len(block) + cut)
            carry = bytes(held[cut:])
        else:
            carry += block
        if len(carry) > LONGEST_LINE:
            shown = carry[:_SHOWN_OF_LONG_LINE]
            carry, position = _skip_to_next_line(stream, end, size, carry, position)
            yield Chunk(shown, position - len(carry), too_long=True)
    yield Chunk(carry + end if carry else b"", position, last=True)


def _skip_to_next_line(
    stream: Readable, end: bytes, size: int, carry: bytes, position: int
) -> tuple[bytes, int]:
    """Read on to the end of a line: what follows it, and the new position."""
    odd = len(carry)
    while block := _read_full(stream, size):
        position += len(block)
        cut = _after_first_end(block, end, odd)
        if cut:
            return block[cut:], position
        odd += len(block)
    return b"", position


def _read_full(stream: Readable, size: int) -> bytes:
    """`size` bytes unless the stream ends: no unit of two bytes is torn apart."""
    block = stream.read(size)
    while 0 < len(block) < size and (more := stream.read(size - len(block))):
        block += more
    return block


def _after_last_end(block: bytes, end: bytes, before: int) -> int:
    """The offset after the last line end in `block`, 0 if there is none.

    `before` bytes of the same line came earlier: with two-byte units only a line
    feed at an even distance from the line's first byte is one.
    """
    found = block.rfind(end)
    while found >= 0 and (before + found) % len(end):
        found = block.rfind(end, 0, found + len(end) - 1)
    return found + len(end) if found >= 0 else 0


def _after_first_end(block: bytes, end: bytes, before: int) -> int:
    found = block.find(end)
    while found >= 0 and (before + found) % len(end):
        found = block.find(end, found + 1)
    return found + len(end) if found >= 0 else 0
