"""What must not stand anywhere in the clear, and how it is recognised."""

from __future__ import annotations

import base64
import binascii
import itertools
import re
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from cases.demo import neighbours, story
from cases.engine import fictitious

Place = tuple[str, bytes]

_DIGITS: Final = re.compile(rb"[0-9]{11,60}[Xx]?")
_MOBILE, _RESIDENT_ID = 11, 18
# A clock's seconds as Celery logs them, 0.8401319500007958: nine digits of nanoseconds,
# then 0000 and noise, which is just how the generator's mobile numbers end.
_FRACTION: Final = rb"(?<![0-9.])[0-9]{1,10}\.[0-9]{12,17}(?![0-9])"
# The trail is full of them, and each has two dozen places for eleven digits.
_DIGEST: Final = rb"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{32,}(?![0-9A-Za-z])"
_NONE: Final = re.compile(_FRACTION + b"|" + _DIGEST)
_AROUND: Final = 128
# Shorter ones stand by chance in what is sealed.
_SHORTEST: Final = 3

_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_BYTE: Final = re.compile(rb"\\x([0-9a-fA-F]{2})")
_CHARACTER: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


@dataclass
class Found:
    """What one place holds in the clear: of victims, and what names the case."""

    victims: set[str]
    case: set[str]


@dataclass(frozen=True)
class Known:
    """Victims' numbers, names and streets; and what names the case: its number, its
    title, and what suspects are called."""

    numbers: Container[str]
    victims: frozenset[str]
    streets: frozenset[str]
    case: frozenset[str] = frozenset()

    def found_in(self, content: bytes) -> Found:
        found = Found(set(), set())
        for form in _forms(content):
            found.victims |= self._numbers(form)
            for text in _texts(form):
                found.victims.update(self._words.findall(text))
                found.case |= {word for word in self.case if word in text}
        return found

    @cached_property
    def _words(self) -> re.Pattern[str]:
        """One look for all of them: what is sealed is long and holds none."""
        return re.compile("|".join(map(re.escape, self.victims | self.streets)))

    def _numbers(self, form: bytes) -> set[str]:
        found: set[str] = set()
        # UTF-16 puts a NUL beside each digit.
        form = form.replace(b"\0", b"")
        for run in _DIGITS.finditer(form):
            within = set(self._within(run[0].decode().upper()))
            if within and not _is_none(form, run):
                found |= within
        return found

    def _within(self, run: str) -> Iterator[str]:
        for length in (_MOBILE, _RESIDENT_ID):
            for start in range(len(run) - length + 1):
                part = run[start : start + length]
                if part in self.numbers:
                    yield part


class Invented:
    """Every mobile number and every resident ID that the seeded generator can make."""

    # Also where a spreadsheet has cut the end, and the check character with it.
    _born: Final = re.compile(
        r"[1-9][0-9]0000(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
        r"[0-9]{3}[0-9X]"
    )

    def __contains__(self, number: object) -> bool:
        text = str(number)
        return text in self._mobiles or bool(self._born.fullmatch(text))

    @cached_property
    def _mobiles(self) -> frozenset[str]:
        return frozenset(
            f"{prefix}0000{ending:04}"
            for prefix in fictitious._prefixes()
            for ending in range(10_000)
        )


def _is_none(form: bytes, run: re.Match[bytes]) -> bool:
    """A run of digits that looks like a number and is part of something else."""
    start = max(0, run.start() - _AROUND)
    around = form[start : run.end() + _AROUND]
    return any(
        start + none.start() <= run.start() and run.end() <= start + none.end()
        for none in _NONE.finditer(around)
    )


def _forms(content: bytes) -> Iterator[bytes]:
    """As it is; with bytes that were written as `\\xe6`; and what is packed as Base64,
    as the queue's messages are."""
    yield content
    if b"\\x" in content:
        content = _BYTE.sub(lambda code: bytes.fromhex(code[1].decode()), content)
        yield content
    for packed in _BASE64.findall(content):
        with suppress(binascii.Error, ValueError):
            yield base64.b64decode(packed + b"=" * (-len(packed) % 4), b"-_")


def _texts(form: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        text = form.decode(encoding, errors="ignore")
        yield text
        if "\\u" in text:
            # JSON writes Chinese so.
            yield _CHARACTER.sub(lambda code: chr(int(code[1], 16)), text)


def _combined(*parts: Iterable[str]) -> frozenset[str]:
    return frozenset(map("".join, itertools.product(*parts)))


# Whoever the generator can invent: the victims of the demo case, and the people of
# every test that has some.
EVERYBODY: Final = Known(
    numbers=Invented(),
    victims=_combined(fictitious._SURNAMES, "某", fictitious._GIVEN),
    streets=_combined(fictitious._PLACES, fictitious._ROADS),
)


def demo_case() -> Known:
    words = frozenset(word for word in _of_story() if len(word) >= _SHORTEST)
    return replace(EVERYBODY, case=words)


def _of_story() -> Iterator[str]:
    yield from (story.CASE_NUMBER, story.CASE_TITLE, neighbours.NUMBER)
    for suspect in story.SUSPECTS:
        yield suspect.name
        yield from (handle for _platform, handle, _seen in suspect.aliases)


def look_through(known: Known, places: Iterable[Place]) -> dict[str, Found]:
    """By place, those alone that hold something."""
    found: dict[str, Found] = {}
    for place, content in places:
        hits = known.found_in(content)
        if hits.victims or hits.case:
            seen = found.setdefault(place, Found(set(), set()))
            seen.victims |= hits.victims
            seen.case |= hits.case
    return found
