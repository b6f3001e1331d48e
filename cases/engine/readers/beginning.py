"""The beginning of a text file: enough to tell its encoding and its format."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.engine.errors import UnreadableFile
from cases.engine.readers.base import Opener
from cases.engine.readers.encodings import BOM_OF, detect_encoding, plain_name

SAMPLE_BYTES = 256 << 10

# How far to look for the first character that tells UTF-8 from GB18030.
_ASCII_AT_MOST = 64 << 20

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1a\x7f]")


@dataclass(frozen=True)
class Beginning:
    """sample: the first bytes; whole: whether the file ends with them."""

    sample: bytes
    encoding: str

    @property
    def whole(self) -> bool:
        return len(self.sample) < SAMPLE_BYTES

    @property
    def text(self) -> str:
        body = self.sample.removeprefix(BOM_OF.get(self.encoding, b""))
        return body.decode(plain_name(self.encoding), "replace")


def beginning(opener: Opener, encoding: str = "") -> Beginning:
    """`encoding`: as somebody corrected it; else it is detected."""
    with opener() as stream:
        sample = stream.read(SAMPLE_BYTES)
        if encoding:
            return Beginning(sample, encoding)
        encoding = detect_encoding(sample)
        read, block = len(sample), sample
        while block.isascii() and block and read < _ASCII_AT_MOST:
            block = stream.read(1 << 20)
            read += len(block)
            if not block.isascii():
                # The block may begin in the middle of a character, hence the line.
                encoding = detect_encoding(block[block.find(b"\n") + 1 :])
    return Beginning(sample, encoding)


def text_beginning(opener: Opener, name: str) -> Beginning:
    """Raises UnreadableFile (`empty_file`, `binary_file`)."""
    begun = beginning(opener)
    if not begun.text.strip():
        raise UnreadableFile("empty_file", file=name)
    if _is_binary(begun.text):
        raise UnreadableFile("binary_file", file=name)
    return begun


def _is_binary(text: str) -> bool:
    """NUL bytes and control characters beyond what a damaged line explains."""
    odd = text.count("\0") + len(_CONTROL.findall(text)) + text.count("\ufffd")
    return odd > max(8, len(text) // 20)
