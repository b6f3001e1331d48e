"""From the bytes of a text file to UTF-8, with what cannot be decoded marked."""

from __future__ import annotations

import codecs

# Stands for bytes that mean nothing in the encoding. A noncharacter: no text
# holds it, whereas U+FFFD is found in files that were damaged before.
DAMAGE = "\U0010ffff"
DAMAGE_BYTES = DAMAGE.encode()

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BOM_OF = {encoding: bom for bom, encoding in _BOMS}


def _mark_damage(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return DAMAGE, error.end


codecs.register_error("casedesk-mark-damage", _mark_damage)


def detect_encoding(sample: bytes) -> str:
    """The byte-order mark decides; else UTF-8 if most of it decodes, else GB18030.

    Characters of GB18030 are hardly ever UTF-8 by chance, so a few damaged lines
    do not turn the one into the other. The sample may end inside a character.
    """
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    text = sample.decode("utf-8", "replace")
    damaged = text[:-1].count("\ufffd")
    decoded = sum(not character.isascii() for character in text) - damaged
    return "utf-8" if decoded >= damaged else "gb18030"


def plain_name(encoding: str) -> str:
    """The encoding of what stands after the byte-order mark."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


def encoded(line_break: str, encoding: str) -> bytes:
    """A line break as bytes, at which a file can be cut before it is decoded.

    In UTF-8 and GB18030 neither 0x0A nor 0x0D is ever part of another character.
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
