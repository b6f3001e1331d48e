"""From the bytes of a text file to UTF-8, with what cannot be decoded marked."""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import BinaryIO

# Stands for bytes that mean nothing in the encoding. A noncharacter: no text
# holds it, whereas U+FFFD is found in files that were damaged before.
DAMAGE = "\U0010ffff"
DAMAGE_BYTES = DAMAGE.encode()

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BIG5 = "big5hkscs"

# Where each encoding keeps its characters of everyday use, and the codec for them.
_LEVEL_1 = {
    "gb18030": (0xB0A1, 0xD7F9, "gb2312"),
    BIG5: (0xA440, 0xC67E, "big5"),
}
_READ_FOR_WORDS = 50_000
_LINE_END = re.compile(rb"[\r\n]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
# Text in Chinese alone has hardly any zero byte, one of numbers has many.
_ZEROS = 0.2

BOM_OF = {encoding: bom for bom, encoding in _BOMS}


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # At the end of a stretch what might have become a character of four bytes holds the
    # end of its line; inside of one its first byte alone is damaged.
    is_of_bytes = error.encoding in _LEVEL_1
    if is_of_bytes and _LINE_END.search(error.object, error.start, error.end):
        return DAMAGE, error.start + 1
    return DAMAGE, error.end


codecs.register_error("casedesk-mark-damage", _mark_damage)


def detect_encoding(sample: bytes) -> str:
    """The byte-order mark decides; else what makes sense of most of the bytes.

    Characters of GB18030 and Big5 are hardly ever UTF-8 by chance, so a few damaged
    lines do not turn the one into the other. The sample may end inside a character.
    """
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if unmarked := _utf_16_without_mark(sample):
        return unmarked
    text = sample.decode("utf-8", "replace")
    damaged = text[:-1].count("\ufffd")
    decoded = len(_NOT_ASCII.findall(text)) - damaged
    if decoded >= damaged:
        return "utf-8"
    return max(("gb18030", BIG5), key=lambda encoding: _familiar(sample, encoding))


def _utf_16_without_mark(sample: bytes) -> str:
    """Digits, separators and line ends leave every second byte zero."""
    units = len(sample) // 2
    high = {"utf-16-le": sample[1::2], "utf-16-be": sample[0::2]}
    low = {"utf-16-le": sample[0::2], "utf-16-be": sample[1::2]}
    for encoding, zeros in high.items():
        if zeros.count(0) > units * _ZEROS and not low[encoding].count(0):
            text = sample[: units * 2].decode(encoding, "replace")
            if "\n" in text and text[:-1].count("\ufffd") * 100 < units:
                return encoding
    return ""


@cache
def _frequent(encoding: str) -> frozenset[str]:
    """The characters that the encoding's first level has for everyday use.

    GB 2312: 3,755 simplified ones; Big5: 5,401 traditional ones.
    """
    first, last, codec = _LEVEL_1[encoding]
    pairs = (code.to_bytes(2, "big") for code in range(first, last + 1))
    found = (pair.decode(codec, "ignore") for pair in pairs)
    return frozenset(text for text in found if len(text) == 1)


def _familiar(sample: bytes, encoding: str) -> float:
    """The share of everyday characters among all that are not ASCII."""
    text = sample.decode(encoding, "replace")[:_READ_FOR_WORDS]
    foreign = _NOT_ASCII.findall(text)
    frequent = _frequent(encoding)
    return sum(each in frequent for each in foreign) / max(1, len(foreign))


def plain_name(encoding: str) -> str:
    """The encoding of what stands after the byte-order mark."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


class Unmarked:
    """A stream from behind its byte-order mark, if it has one.

    mark: how many bytes that was.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        bom = BOM_OF.get(encoding, b"")
        start = stream.read(len(bom))
        self.mark = len(bom) if start == bom else 0
        self._start = start[self.mark :]

    def read(self, size: int) -> bytes:
        if not self._start:
            return self._stream.read(size)
        start, self._start = self._start[:size], self._start[size:]
        return start


def encoded(line_break: str, encoding: str) -> bytes:
    """A line break as bytes, at which a file can be cut before it is decoded.

    In UTF-8, GB18030 and Big5 neither 0x0A nor 0x0D is ever part of another character.
    """
    return line_break.encode(plain_name(encoding))


def to_utf8(data: bytes, encoding: str, *, checked: bool = False) -> bytes:
    """Whole characters of `encoding` as UTF-8, DAMAGE in place of the rest.

    UTF-8 is passed on unread unless `checked`: the parser notices what is wrong
    with it at no cost, and asks again.
    """
    if encoding in {"utf-8", "utf-8-sig"}:
        if not checked:
            return data
        return data.decode("utf-8", "casedesk-mark-damage").encode()
    try:
        return data.decode(encoding).encode()
    except UnicodeDecodeError:
        return data.decode(encoding, "casedesk-mark-damage").encode()
