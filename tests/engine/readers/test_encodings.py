"""The encoding of a text is told by what makes sense of it."""

from __future__ import annotations

import numpy as np
import pytest

from cases.engine.fictitious import addresses, names
from cases.engine.readers.encodings import DAMAGE, detect_encoding, to_utf8
from tests.engine.readers.helpers import layout_of, outcome

TRADITIONAL = "姓名,手機號碼,地址\n陳大文,13800001234,臺北市信義區虛構路\n"
SIMPLIFIED = "姓名,手机号,地址\n陈大文,13800001234,台北市信义区虚构路\n"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "utf-8", "utf-8"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str, found: str) -> None:
    data = text.encode(encoding)
    assert detect_encoding(data) == found
    assert outcome(data).rows[2] == tuple(text.splitlines()[1].split(","))


@pytest.mark.parametrize("seed", range(20))
def test_a_few_lines_of_simplified_names_are_never_taken_for_big5(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = zip(names(rng, 3), addresses(rng, 3), strict=True)
    text = "".join(f"{name},13800001234,{address}\n" for name, address in rows)
    assert detect_encoding(text.encode("gb18030")) == "gb18030"


def test_a_file_of_numbers_in_utf_16_without_a_mark_is_read() -> None:
    data = "13800001234\r\n13900001234\r\n".encode("utf-16-le")
    assert layout_of(data).encoding == "utf-16-le"
    assert outcome(data).rows == {1: ("13800001234",), 2: ("13900001234",)}


def test_nul_bytes_alone_do_not_make_utf_16() -> None:
    assert detect_encoding(b"\0" * 400) == "utf-8"
    assert detect_encoding(b"138\0001234\n" * 40) == "utf-8"


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("follows", ["", "next"])
@pytest.mark.parametrize("start", [b"\xe65", b"\xe6", b"\xb0\xa1\xe65"])
def test_a_damaged_character_never_takes_the_end_of_its_line(
    start: bytes, follows: str, end: str
) -> None:
    """GB18030 has characters of four bytes: cut after a line end, the beginning of one
    looks as if it might still become whole."""
    text = to_utf8(start + f"{end}{follows}".encode(), "gb18030").decode()
    assert text.endswith(f"{end}{follows}")
    assert text.count(DAMAGE) == 1
