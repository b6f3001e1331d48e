"""Keys come from their file alone, and are never replaced unasked."""

from pathlib import Path

import pytest

from cases.engine.keys import KeyFileError, Keys


def test_keys_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    keys = Keys.generate()
    keys.save(tmp_path / "keys.json")
    assert Keys.load(tmp_path / "keys.json") == keys


def test_no_two_installations_share_a_key() -> None:
    one, other = Keys.generate(), Keys.generate()
    assert one.token_id != other.token_id
    assert not one.records_ids.keys() & other.records_ids.keys()
    assert not one.fields_ids.keys() & other.fields_ids.keys()
    assert not one.originals_ids.keys() & other.originals_ids.keys()


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Keys.generate().save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(KeyFileError) as refusal:
        Keys.load(path)
    assert refusal.value.code == "key_file_open_to_others"


def test_a_missing_key_file_is_never_replaced_by_a_default(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError) as refusal:
        Keys.load(tmp_path / "keys.json")
    assert refusal.value.code == "key_file_missing"
    assert not (tmp_path / "keys.json").exists()


def test_keys_are_never_written_over(tmp_path: Path) -> None:
    first = Keys.generate()
    first.save(tmp_path / "keys.json")
    with pytest.raises(KeyFileError) as refusal:
        Keys.generate().save(tmp_path / "keys.json")
    assert refusal.value.code == "key_file_exists"
    assert Keys.load(tmp_path / "keys.json") == first


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{", ""),
        ("{", "é{"),
        ('"fields"', '"other"'),
        ('"originals": [', '"originals": [], "was": ['),
        ("AGE-SECRET-KEY-1", "AGE-SECRET-KEY-2"),
        ('"token": "', '"token": "AAAA'),
        ('"token": "', '"token": "*'),
    ],
)
def test_a_malformed_key_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_text(Keys.generate().to_json().replace(old, new), encoding="utf-8")
    with pytest.raises(KeyFileError) as refusal:
        Keys.load(path)
    assert refusal.value.code == "key_file_malformed"


def test_a_printed_key_shows_nothing() -> None:
    keys = Keys.generate()
    assert keys.originals[0] not in repr(keys)
    assert repr(keys.token) not in repr(keys)
