"""A sealed value opens only where it belongs, and under its key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.engine.errors import WrongKey
from cases.engine.keys import Keys
from cases.engine.sealing import seal, unseal

KEYS = Keys.generate()


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert unseal(seal(text, KEYS, b"row 1"), KEYS, b"row 1") == text


def test_the_same_value_never_looks_the_same_twice() -> None:
    assert seal("19900000001", KEYS) != seal("19900000001", KEYS)


def test_a_value_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(WrongKey) as refusal:
        unseal(seal("19900000001", KEYS, b"row 1"), KEYS, b"row 2")
    assert refusal.value.code == "damaged"


def test_any_changed_byte_is_noticed() -> None:
    sealed = seal("19900000001", KEYS)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(WrongKey):
            unseal(bytes(changed), KEYS)
    with pytest.raises(WrongKey):
        unseal(sealed[:10], KEYS)


def test_another_installations_key_is_refused_by_name() -> None:
    with pytest.raises(WrongKey) as refusal:
        unseal(seal("19900000001", KEYS), Keys.generate())
    assert refusal.value.code == "wrong_key"


def test_a_rotated_key_still_opens_what_the_old_one_sealed() -> None:
    sealed = seal("19900000001", KEYS)
    new = Keys.generate()
    rotated = Keys(new.token, new.records, new.fields + KEYS.fields, new.originals)
    assert unseal(sealed, rotated) == "19900000001"
