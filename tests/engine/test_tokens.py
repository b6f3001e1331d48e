"""Tokens are the AES-CMAC of RFC 4493, whatever the column's shape."""

import uuid

import polars as pl
import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.cmac import CMAC
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.tokens import Tokeniser, halves, whole

KEY = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")


def mac(key: bytes, code: int, value: str) -> bytes:
    reference = CMAC(algorithms.AES(key))
    reference.update(bytes([code]) + value.encode())
    return reference.finalize()


def as_bytes(tokens: pl.DataFrame) -> list[bytes]:
    return [
        hi.to_bytes(8) + lo.to_bytes(8) for hi, lo in tokens.select("hi", "lo").rows()
    ]


# RFC 4493 section 4 uses messages that are no UTF-8 beyond the first byte, so
# its vectors are held against the cipher with a message of the kind byte alone
# and against the library that the column is then compared with.
def test_the_reference_agrees_with_rfc_4493() -> None:
    message = bytes.fromhex("6bc1bee22e409f96e93d7e117393172a")
    reference = CMAC(algorithms.AES(KEY))
    reference.update(message)
    assert reference.finalize().hex() == "070a16b46b4d4144f79bdd9dd04a287c"


def test_the_subkeys_are_those_of_rfc_4493() -> None:
    tokeniser = Tokeniser(KEY)
    assert tokeniser._full.tobytes().hex() == "fbeed618357133667c85e08f7236a8de"
    assert tokeniser._padded.tobytes().hex() == "f7ddac306ae266ccf90bc11ee46d513b"


@given(
    st.integers(0, 255),
    st.lists(st.text(max_size=40), min_size=1, max_size=20),
    st.binary(min_size=16, max_size=16),
)
def test_a_column_of_tokens_is_the_librarys_cmac_of_each_value(
    code: int, values: list[str], key: bytes
) -> None:
    tokens = Tokeniser(key).column(code, pl.Series(values, dtype=pl.String))
    assert as_bytes(tokens) == [mac(key, code, value) for value in values]


@pytest.mark.parametrize("length", [0, 14, 15, 16, 30, 31, 32, 47, 48])
def test_every_block_boundary_is_right(length: int) -> None:
    token = Tokeniser(KEY).one(1, "9" * length)
    assert token.bytes == mac(KEY, 1, "9" * length)


def test_a_slice_of_a_longer_column_is_read_from_its_own_start() -> None:
    values = pl.Series([f"1990000{n:04}" for n in range(1000)])
    tokens = Tokeniser(KEY).column(1, values.slice(300, 200))
    assert as_bytes(tokens) == [mac(KEY, 1, value) for value in values[300:500]]


def test_a_column_longer_than_one_stretch_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cases.engine.tokens._AT_ONCE", 7)
    values = pl.Series([f"1990000{n:04}" for n in range(100)])
    tokens = Tokeniser(KEY).column(1, values)
    assert as_bytes(tokens) == [mac(KEY, 1, value) for value in values]


def test_the_same_digits_of_two_kinds_have_different_tokens() -> None:
    tokeniser = Tokeniser(KEY)
    assert tokeniser.one(1, "19900000001") != tokeniser.one(5, "19900000001")


def test_an_empty_column_gives_no_tokens() -> None:
    assert Tokeniser(KEY).column(1, pl.Series([], dtype=pl.String)).height == 0


@given(st.lists(st.uuids(), max_size=5))
def test_tokens_are_the_same_in_halves_and_put_together_again(
    tokens: list[uuid.UUID],
) -> None:
    parts = halves(tokens)
    assert as_bytes(parts) == [token.bytes for token in tokens]
    assert [whole(hi, lo) for hi, lo in parts.iter_rows()] == tokens
