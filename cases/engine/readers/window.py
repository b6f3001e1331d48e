"""A window on the text of a file, moved from its beginning to its end."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cases.engine.readers.encodings import DAMAGE, Unmarked, plain_name

# What is longer than this is no record: so much text is held while one is read.
LONGEST_RECORD = 1 << 20
SHOWN = 1 << 10
BLOCK = 1 << 20
# How much stays in sight while something is looked for.
_OVERLAP = 64


class Window:
    """text: what is in sight; place: up to where it has been dealt with; line: the
    1-based line of the place; position: bytes read from the file so far; passed:
    characters that are out of sight again.

    Bytes that mean nothing in the encoding stand in the text as DAMAGE.
    """

    def __init__(self, stream: BinaryIO, encoding: str, block: int = BLOCK) -> None:
        self._stream = Unmarked(stream, encoding)
        self._block = block
        decoder = codecs.getincrementaldecoder(plain_name(encoding))
        self._decoder = decoder("casedesk-mark-damage")
        self.position = self._stream.mark
        self.text = ""
        self.place = 0
        self.line = 1
        self.passed = 0
        self.ended = False
        self.damaged = False
        # Carriage returns alone, as old Mac OS ended lines.
        self._old_mac: bool | None = None

    @property
    def ahead(self) -> int:
        return len(self.text) - self.place

    def more(self) -> bool:
        """Bring more text in sight; False where there is none."""
        if self.ended:
            return False
        block = self._stream.read(self._block)
        self.position += len(block)
        self.ended = not block
        text = self._decoder.decode(block, final=self.ended)
        if self._old_mac is None and text:
            self._old_mac = "\r" in text and "\n" not in text
        if self._old_mac:
            text = text.replace("\r", "\n")
        self.damaged = self.damaged or DAMAGE in text
        self.passed += self.place
        self.text = self.text[self.place :] + text
        self.place = 0
        return bool(text) or not self.ended

    def fill(self, length: int) -> bool:
        """See that as much lies ahead, unless the file ends. Whether more came."""
        came = False
        while self.ahead < length and self.more():
            came = True
        return came

    def move(self, place: int) -> None:
        self.line += self.text.count("\n", self.place, place)
        self.place = place

    def is_damaged(self, start: int, end: int) -> bool:
        return self.damaged and self.text.find(DAMAGE, start, end) >= 0

    def is_damaged_text(self, text: str) -> bool:
        return self.damaged and DAMAGE in text


class Line(NamedTuple):
    """A line without its end; of one that is too long, its beginning."""

    number: int
    text: str
    too_long: bool = False


def lines_of(
    window: Window, longest: int = LONGEST_RECORD, until: str | None = None
) -> Iterator[Line]:
    """To the end of the text, or up to and without the line `until`."""
    while True:
        cut = window.text.rfind("\n", window.place)
        if cut >= 0:
            number, place = window.line, window.place
            for text in window.text[place:cut].split("\n"):
                place += len(text) + 1
                if until is not None and text.removesuffix("\r") == until:
                    window.place, window.line = place, number + 1
                    return
                yield Line(number, text, len(text) > longest)
                number += 1
            window.place, window.line = cut + 1, number
        elif window.ahead > longest:
            yield Line(window.line, window.text[window.place :][:SHOWN], too_long=True)
            _skip_line(window)
        elif not window.more():
            if window.ahead:
                yield Line(window.line, window.text[window.place :])
            return


def _skip_line(window: Window) -> None:
    while (end := window.text.find("\n", window.place)) < 0:
        window.place = len(window.text)
        if not window.more():
            return
    window.move(end + 1)


def after(pattern: re.Pattern[str], text: str, place: int) -> int:
    """Where what the pattern fits at `place` ends; `place` itself if it does not."""
    found = pattern.match(text, place)
    return found.end() if found else place


def find(window: Window, pattern: re.Pattern[str]) -> int:
    """Move behind the next place where the pattern fits, or to the end.

    How many characters that were. What the pattern fits is short.
    """
    begun = window.passed + window.place
    while True:
        found = pattern.search(window.text, window.place)
        if found and (found.end() < len(window.text) or window.ended):
            window.move(found.end())
            break
        window.move(max(window.place, len(window.text) - _OVERLAP))
        if not window.more():
            window.move(len(window.text))
            break
    return window.passed + window.place - begun


def shown(text: str) -> str:
    """The beginning of a rejected record, as it can be stored and shown."""
    return text[:SHOWN].strip().replace(DAMAGE, "\ufffd").replace("\0", "\u2400")
