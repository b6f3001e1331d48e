"""What a literal of SQL stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cases.engine.readers.numbers import exact_number
from cases.engine.readers.sql_dump.grammar import Dialect

_ESCAPES = {
    "0": "", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a",
    # MySQL keeps the backslash of these two, which are wildcards of LIKE.
    "%": "\\%", "_": "\\_",
}  # fmt: skip
# What stands in quotes, and what of it stands for another character; by the quote,
# and by whether a backslash protects.
_ESCAPED = {
    (quote, escapes): re.compile((r"\\.|" if escapes else "") + quote * 2, re.DOTALL)
    for quote in "'\""
    for escapes in (True, False)
}
_INSIDE = {
    (quote, escapes): re.compile(rf"(?:{escaped.pattern}|[^{quote}])*+", re.DOTALL)
    for (quote, escapes), escaped in _ESCAPED.items()
}
_NUMBER = re.compile(r"[+-]?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_HEX = re.compile(r"0[xX]([0-9a-fA-F]*+)|[xX]'([0-9a-fA-F]*+)'")
_PREFIX = re.compile(r"(\w*+)\s*+(['\"])")
_INNER = re.compile(r"\w++\s*+\(\s*+(.*)", re.DOTALL)
# bytea of PostgreSQL.
_BYTEA = re.compile(r"\\x((?:[0-9a-fA-F]{2})++)")


def texts(values: Sequence[str], raw: str, dialect: Dialect) -> list[str | None]:
    """The values of a row; `raw` is the whole of it."""
    if "\\" in raw or "''" in raw:
        return [text_of(value, dialect) for value in values]
    # Most rows: nothing to unescape in any of them.
    return [
        value[1:-1] if value[0] == "'" == value[-1] else text_of(value, dialect)
        for value in values
    ]


def text_of(value: str, dialect: Dialect) -> str | None:
    """None for NULL. What is no literal stays as it is written."""
    if value.isdigit():
        return value
    if value.upper() == "NULL":
        return None
    if hexadecimal := _HEX.fullmatch(value):
        return _from_hex(hexadecimal[1] or hexadecimal[2] or "") or value
    if quoted := _PREFIX.match(value):
        escapes = dialect.backslashes or quoted[1] in {"E", "e"}
        return _unquoted(value[quoted.end() :], quoted[2], escapes=escapes)
    if _NUMBER.fullmatch(value):
        return exact_number(value)
    if call := _INNER.fullmatch(value):
        # CAST(N'2020-09-01' AS DateTime): the literal inside is what was stored.
        inner = _PREFIX.match(call[1])
        return text_of(call[1], dialect) if inner else value
    return value


def _unquoted(rest: str, quote: str, *, escapes: bool) -> str:
    """`rest`: from behind the opening quote; what follows the closing one goes."""
    inside = _INSIDE[quote, escapes].match(rest)
    text = inside.group() if inside else rest
    if not escapes and (bytea := _BYTEA.fullmatch(text)):
        return _from_hex(bytea[1]) or text
    return _ESCAPED[quote, escapes].sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found.group()[0] == "\\":
        return _ESCAPES.get(found.group()[1], found.group()[1])
    return found.group()[0]


def _from_hex(digits: str) -> str:
    """The text behind the digits, "" if they are no text."""
    if len(digits) % 2:
        return ""
    data = bytes.fromhex(digits)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.isprintable():
            return text
    return ""
