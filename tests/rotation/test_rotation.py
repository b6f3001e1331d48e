"""A key is changed: everything is found as before, and nothing by the old key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from cases.audit.models import Entry
from cases.common import columns, sealing
from cases.common.installation import Installation, keys_in_use
from cases.common.sealing import TokenField
from cases.common.uploads import open_sealed
from cases.engine.errors import WrongKey
from cases.engine.keys import FIELDS, KINDS, ORIGINALS, RECORDS, TOKEN, Keys
from cases.matching.models import FraudLink
from cases.rotation import files
from cases.rotation.services import rotate
from cases.seizures import custody
from cases.seizures.models import SeizedFile
from cases.seizures.stores import read_row, store_folder
from tests.matching.making import found, match_now
from tests.rotation.making import World, seen


def tokens_of_links() -> list[Any]:
    return list(FraudLink.objects.order_by("pk").values_list("token", flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_found_after_a_rotation_as_before(
    world: World, key_file: Path, kind: str
) -> None:
    before = seen(world)
    old = Keys.load(key_file)
    result = rotate(kind)
    assert (result.failed, result.lost) == ([], 0)
    new = Keys.load(key_file)
    assert new.ids(kind) == [result.key] != old.ids(kind)
    assert all(new.ids(other) == old.ids(other) for other in KINDS if other != kind)
    assert key_file.stat().st_mode & 0o777 == 0o600
    with keys_in_use():
        assert seen(world) == before
    noted = Installation.objects.get()
    assert (noted.keys[kind], noted.rotating) == ([result.key], "")
    assert [custody.check(file) for file in SeizedFile.objects.all()] == [[], []]


def test_the_same_links_are_found_and_stay_judged_under_new_tokens(
    world: World,
) -> None:
    before, old = found(world.case), tokens_of_links()
    rotate(TOKEN)
    assert not set(old) & set(tokens_of_links())
    run = match_now(world.officer, world.case)
    # The number that was taken out of its report gives no link any more.
    assert (run.links, run.new_links) == (len(before) - 1, 0)
    assert sorted(map(str, found(world.case))) == sorted(map(str, before))
    assert FraudLink.objects.filter(judgement="confirmed").count() == 1


def test_the_old_keys_open_nothing_any_more(world: World, key_file: Path) -> None:
    old = Keys.load(key_file)
    for kind in (ORIGINALS, RECORDS, FIELDS):
        rotate(kind)
    file = SeizedFile.objects.defer("layouts").get(pk=world.file.pk)
    old.replace_file(key_file)
    sealing.forget_keys()
    for attempt in (
        lambda: open_sealed(file.original).read(),
        lambda: read_row(file, 0),
        lambda: SeizedFile.objects.get(pk=file.pk),
    ):
        with pytest.raises(WrongKey):
            attempt()


def test_the_command_says_what_it_did(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("rotate_keys", "records", "--json")
    result = json.loads(capsys.readouterr().out)
    assert result["rotated"] == "records"
    assert (result["done"], result["unit"], result["failed"]) == (43, "rows", [])
    call_command("rotate_keys", "token")
    out, err = capsys.readouterr()
    assert "rotated: token" in out
    assert "100 %" in err
    actions = Entry.objects.filter(detail__has_key="rotated")
    assert [e.detail["rotated"] for e in actions.order_by("pk")] == ["records", "token"]


def test_every_column_of_tokens_is_found_by_a_rotation() -> None:
    """A token in a plain UUID column would keep its old value."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if "token" in field.name and field.get_internal_type() == "UUIDField":
                assert isinstance(field, TokenField), (model, field)
    assert {m.__name__ for m, _columns in columns.token_columns()} >= {
        "ReportIdentifier",
        "Identifier",
        "FraudLink",
        "BrakedValue",
    }


def test_the_rows_of_a_file_that_was_read_anew_are_not_taken_for_unfinished(
    world: World,
) -> None:
    """Such a file's store has a name of its own, and not the file's number."""
    store = store_folder(world.file)
    world.file.store = f"{store.name}-anew"
    world.file.save()
    store.rename(store_folder(world.file))
    unfinished = store.with_name("99.part")
    unfinished.mkdir()
    files.drop_unfinished()
    assert store_folder(world.file).exists()
    assert not unfinished.exists()
