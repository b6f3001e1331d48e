"""What is sealed while it arrives is a file that age opens."""

import io
from itertools import pairwise

import numpy as np
import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.keys import Keys
from cases.engine.sealing_stream import SealingStream

CHUNK = 1 << 16
KEYS = Keys.generate()
CONTENT = np.random.default_rng(23).bytes(3 * CHUNK + 5)


def sealed(*pieces: bytes) -> bytes:
    target = io.BytesIO()
    stream = SealingStream(target, KEYS)
    for piece in pieces:
        stream.write(piece)
    stream.finish()
    return target.getvalue()


def opened_by_age(content: bytes) -> bytes:
    return bytes(pyrage.decrypt(content, KEYS.identities()))


@pytest.mark.parametrize(
    "size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]
)
def test_age_opens_what_is_sealed_here(size: int) -> None:
    assert opened_by_age(sealed(CONTENT[:size])) == CONTENT[:size]


@given(cuts=st.lists(st.integers(0, len(CONTENT)), max_size=8))
def test_it_does_not_matter_in_what_pieces_a_file_arrives(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(CONTENT)]
    pieces = [CONTENT[a:b] for a, b in pairwise(edges)]
    assert opened_by_age(sealed(*pieces)) == CONTENT


def test_the_same_file_is_never_sealed_alike() -> None:
    one, other = sealed(b"a" * 100), sealed(b"a" * 100)
    assert one[-116:] != other[-116:]


def test_a_file_that_was_not_finished_is_not_taken_for_whole() -> None:
    target = io.BytesIO()
    stream = SealingStream(target, KEYS)
    stream.write(CONTENT)
    with pytest.raises(pyrage.DecryptError):
        opened_by_age(target.getvalue())
