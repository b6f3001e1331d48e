"""One property of a card: `item1.TEL;TYPE=CELL;CHARSET=GBK:…`."""

from __future__ import annotations

import quopri
import re
from typing import NamedTuple

# What is no text: pictures, sounds, keys.
SKIPPED = frozenset({"PHOTO", "LOGO", "SOUND", "KEY"})
# What a card says about itself.
_ABOUT_CARD = frozenset({"BEGIN", "END", "VERSION", "PRODID", "REV", "UID"})

_PROPERTY = re.compile(
    r"(?:[\w-]+\.)?([\w-]+)((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL
)
_CHARSET = re.compile(r";CHARSET=\"?([\w.:-]+)", re.IGNORECASE)
_QUOTED = re.compile(r";(?:ENCODING=)?QUOTED-PRINTABLE\b", re.IGNORECASE)
_BINARY = re.compile(r";(?:ENCODING=)?(?:BASE64|B)\b", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_PARTS = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)
_STRUCTURED = frozenset({"N", "ADR", "ORG"})
_SCHEME = re.compile(r"^(?:tel|mailto|sms|xmpp|sip|x-apple|im):", re.IGNORECASE)


class Property(NamedTuple):
    name: str
    text: str


def is_quoted_printable(line: str) -> bool:
    return _QUOTED.search(line.partition(":")[0]) is not None


def read_property(line: str) -> Property | None:
    """None where the line is no property; no text where it says nothing here."""
    found = _PROPERTY.fullmatch(line)
    if found is None:
        return None
    name, parameters, text = found[1].upper(), found[2], found[3]
    if name in SKIPPED or name in _ABOUT_CARD or _BINARY.search(parameters):
        return Property(name, "")
    if _QUOTED.search(parameters):
        charset = _CHARSET.search(parameters)
        text = _from_quoted_printable(text, charset[1] if charset else "utf-8")
    if name in _STRUCTURED:
        between = "" if name == "N" and not text.isascii() else " "
        text = between.join(part.strip() for part in _PARTS.findall(text))
    text = _ESCAPE.sub(lambda at: "\n" if at[1] in "nN" else at[1], text)
    return Property(name, _SCHEME.sub("", text.strip()))


def _from_quoted_printable(text: str, charset: str) -> str:
    data = quopri.decodestring(text.encode("latin-1", "replace"))
    for encoding in (charset, "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8", "replace")
