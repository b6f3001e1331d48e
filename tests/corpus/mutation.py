"""Files as damaged as a number says: the same number, the same damage."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.corpus.messy import Messy

# What readers trip over: separators, quotes, escapes, markers of formats, numbers.
_TOKENS = (
    b"\0", b"\n", b"\r", b'"', b"'", b"\\", b",", b"\t", b"|", b"----", b";", b"{",
    b"}", b"[", b"]", b"(", b")", b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0", b"INSERT INTO t VALUES (", b"COPY t FROM stdin;\n", b"\\.\n",
    b"BEGIN:VCARD\n", b"END:VCARD\n", b"/*", b"*/", b"--", b"N'", b"E'", b"=\r\n",
    b"1.38E+10", b"\xa1\xa1", b"\x81", b"\xff", b"&lol;", b"<row r='9999999'>",
    b"A1:XFD1048576", b"9" * 400, b"<table>", b"</table>", b"<td colspan=1000>",
    b"<tr>", b"<td rowspan='0'>", b"<!--", b"<script>", b"<![CDATA[",
    b"<Row ss:Index='999999'>",
)  # fmt: skip

Damage = Callable[[random.Random, bytearray], None]


def _flip(chance: random.Random, data: bytearray) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _cut_end(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def _cut_out(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.randrange(1, 200)]


def _repeat(chance: random.Random, data: bytearray) -> None:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 200)]
    place = chance.randrange(len(data))
    data[place:place] = piece * chance.choice((1, 2, 3, 500))


def _insert(chance: random.Random, data: bytearray) -> None:
    place = chance.randrange(len(data))
    data[place:place] = chance.choice(_TOKENS)


def _noise(chance: random.Random, data: bytearray) -> None:
    place = chance.randrange(len(data))
    data[place : place + 16] = chance.randbytes(16)


_DAMAGES: Sequence[Damage] = (_flip, _cut_end, _cut_out, _repeat, _insert, _noise)


def damaged(files: Sequence[Messy], number: int) -> Messy:
    """One of the files with one to eight damages, sometimes under another's name."""
    chance = random.Random(number)
    file = chance.choice(files)
    data = bytearray(file.data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        if data:
            chance.choice(_DAMAGES)(chance, data)
    name = chance.choice(files).name if chance.random() < 0.1 else file.name
    return Messy(name, bytes(data), file.truth)
