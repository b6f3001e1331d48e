"""What does not open, or is in use, is named; what was sealed stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.common import installation
from cases.common.installation import Installation, KeysRefused, keys_in_use
from cases.common.uploads import open_sealed, original_path
from cases.engine.errors import EngineError
from cases.engine.keys import ORIGINALS, RECORDS, TOKEN, Keys
from cases.rotation.services import rotate
from cases.seizures import custody
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources, store_folder
from tests.matching.making import match_now
from tests.rotation.making import World, seen


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_what_does_not_open_is_named_and_keeps_its_old_key(
    world: World, key_file: Path
) -> None:
    damage(original_path(world.file.original))
    result = rotate(ORIGINALS)
    [failure] = result.failed
    assert (failure.part, failure.code) == (world.file.original, "damaged")
    assert len(Keys.load(key_file).ids(ORIGINALS)) == 2
    with keys_in_use():
        draft = SeizedFile.objects.get(name="draft.csv")
        assert open_sealed(draft.original).read()
    damage(original_path(world.file.original))
    assert rotate(ORIGINALS).failed == []
    assert len(Keys.load(key_file).ids(ORIGINALS)) == 1


def test_a_file_whose_rows_do_not_open_is_not_matched_under_the_new_tokens(
    world: World,
) -> None:
    [path] = (store_folder(world.file) / "records").iterdir()
    path.write_bytes(path.read_bytes()[:-100])
    assert [failure.code for failure in rotate(TOKEN).failed] == ["damaged"]
    run = match_now(world.officer, world.case)
    assert run.error_code == "no_data_to_match"
    assert "custody_failed" in {item["reason"] for item in run.left_out}


def test_a_rotation_blesses_no_index_that_somebody_has_changed(world: World) -> None:
    [source] = index_sources([world.file])
    damage(source.bucket(5))
    rotate(RECORDS)
    [fault] = custody.check(SeizedFile.objects.get(pk=world.file.pk))
    assert fault.part == "index/5.parquet"


def test_nothing_is_changed_while_somebody_is_at_work(
    world: World, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = key_file.read_text()
    monkeypatch.setattr(installation, "try_alone", lambda: False)
    with pytest.raises(KeysRefused) as refusal:
        rotate(TOKEN, patience=0)
    assert refusal.value.code == "keys_busy"
    assert key_file.read_text() == before
    assert Installation.objects.get().rotating == ""


def test_a_key_file_that_cannot_be_written_is_said_before_anything_is_done(
    world: World, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seen(world)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("cases.engine.keys.tempfile.NamedTemporaryFile", refuse)
    with pytest.raises(EngineError) as refusal:
        rotate(RECORDS)
    assert refusal.value.code == "key_file_read_only"
    with keys_in_use():
        assert seen(world) == before
