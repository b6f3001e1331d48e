"""What must not stand anywhere in the clear, and how it is recognised."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import polars as pl

from cases.demo import neighbours, story
from cases.demo.files import DemoFiles

Place = tuple[str, bytes]

_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,19}[Xx]?(?![0-9A-Za-z])")
_DIGITS: Final = re.compile(rb"[0-9]{11,60}[Xx]?")
_LENGTHS: Final = range(11, 20)
# A clock's seconds as Celery logs them, 0.8401319500007958: nine digits of nanoseconds,
# then 0000 and noise, which is just how the generator's mobile numbers end.
_FRACTION: Final = re.compile(rb"(?<![0-9.])[0-9]{1,10}\.[0-9]{12,17}(?![0-9])")
# 王某甲: so the seeded generator calls people.
_PERSON: Final = re.compile("[\u3400-\u9fff]某[甲乙丙丁戊己庚辛壬癸]")
_STREET: Final = re.compile("[\u3400-\u9fff]{2,}省[\u3400-\u9fff]{2,}(?=[0-9])")
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

    numbers: frozenset[str]
    victims: frozenset[str]
    streets: frozenset[str]
    case: frozenset[str]

    def found_in(self, content: bytes) -> Found:
        found = Found(set(), set())
        for form in _forms(content):
            found.victims |= self._numbers(form)
            for text in _texts(form):
                found.victims |= self.victims.intersection(_PERSON.findall(text))
                found.victims |= {street for street in self.streets if street in text}
                found.case |= {word for word in self.case if word in text}
        return found

    def _numbers(self, form: bytes) -> set[str]:
        found: set[str] = set()
        # UTF-16 puts a NUL beside each digit.
        form = _FRACTION.sub(b"", form.replace(b"\0", b""))
        for run in _DIGITS.findall(form):
            found.update(self._within(run.decode().upper()))
        return found

    def _within(self, run: str) -> Iterable[str]:
        parts = (
            run[start : start + length]
            for length in _LENGTHS
            for start in range(len(run) - length + 1)
        )
        return self.numbers.intersection(parts)


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


def of_demo(made: DemoFiles) -> Known:
    """Of the seized files and the reports, as they lie there before they come in."""
    whole = "\n".join(_contents(made))
    return Known(
        numbers=frozenset(number.upper() for number in _NUMBER.findall(whole)),
        victims=frozenset(_PERSON.findall(whole)),
        streets=frozenset(_STREET.findall(whole)),
        case=frozenset(word for word in _of_story() if len(word) >= _SHORTEST),
    )


def _contents(made: DemoFiles) -> Iterator[str]:
    for _name, content in (made.wang_csv, made.loan_txt, *made.chain.values()):
        try:
            yield content.decode()
        except UnicodeDecodeError:
            yield content.decode("gb18030")
    for _name, content in (made.wang_xlsx, made.reports_xlsx):
        frame = pl.read_excel(io.BytesIO(content), infer_schema_length=0)
        yield frame.write_csv(separator="\t")


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
