"""A key is changed: everything is found as before, and nothing by the old key."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common import columns, installation, sealing
from cases.common.installation import Installation, KeysRefused, keys_in_use
from cases.common.sealing import TokenField
from cases.common.uploads import open_sealed, original_path
from cases.engine import durable
from cases.engine.errors import EngineError, WrongKey
from cases.engine.keys import FIELDS, KINDS, ORIGINALS, RECORDS, TOKEN, Keys
from cases.matching.models import FraudLink
from cases.rotation import files
from cases.rotation.services import rotate
from cases.seizures import custody
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources, read_row, store_folder
from tests.matching.making import found, match_now
from tests.rotation.making import World, make_world, seen

# A rotation asks for a lock that the connection has for itself, so the test's own
# transaction does not disturb it.


@pytest.fixture
def world(lead: Officer, case: Case, key_file: Path) -> World:
    with keys_in_use():
        return make_world(lead, case)


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


class Killed(BaseException):
    """As if the process ended here: nothing catches it."""


def killed_at(count: int) -> Any:
    def on_progress(_done: int, _total: int) -> None:
        nonlocal count
        count -= 1
        if count < 0:
            raise Killed

    return on_progress


@pytest.mark.parametrize("kind", KINDS)
def test_a_rotation_that_was_killed_goes_on_where_it_was(
    world: World, key_file: Path, kind: str
) -> None:
    before = seen(world)
    with pytest.raises(Killed):
        rotate(kind, killed_at(0))
    begun = Keys.load(key_file).ids(kind)
    assert len(begun) == 2
    with pytest.raises(KeysRefused) as refusal, keys_in_use():
        pass
    assert refusal.value.code == "keys_change"
    result = rotate(kind)
    assert Keys.load(key_file).ids(kind) == [result.key]
    assert result.key in begun
    with keys_in_use():
        assert seen(world) == before
    assert [custody.check(file) for file in SeizedFile.objects.all()] == [[], []]


@pytest.mark.parametrize("kind", [ORIGINALS, RECORDS, TOKEN])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_every_single_file_it_still_comes_to_its_end(
    world: World, kind: str, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: dies at the first file, then at the second, and so on. After: each
    call brings one more file into place and dies."""
    before = seen(world)
    move = durable.move_into_place
    patience = kills = 0

    def move_or_die(finished: Path, place: Path) -> None:
        nonlocal patience
        patience -= 1
        if when == "before" and patience < 0:
            raise Killed
        move(finished, place)
        if when == "after":
            raise Killed

    monkeypatch.setattr(durable, "move_into_place", move_or_die)
    while True:
        patience = kills
        try:
            result = rotate(kind)
            break
        except Killed:
            kills += 1
    assert kills >= 1
    assert result.failed == []
    with keys_in_use():
        assert seen(world) == before
    assert [custody.check(file) for file in SeizedFile.objects.all()] == [[], []]


@pytest.mark.parametrize("kind", KINDS)
def test_killed_between_database_and_key_file_nothing_is_lost(
    world: World, key_file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each writing of the key file: the new key not yet noted, the old one not
    yet dropped."""
    before = seen(world)
    write = Keys.replace_file

    def write_and_die(keys: Keys, path: Path) -> None:
        write(keys, path)
        raise Killed

    def die(keys: Keys, path: Path) -> None:
        if len(keys.ids(kind)) == 1:
            raise Killed
        write(keys, path)

    for replace in (write_and_die, die):
        monkeypatch.setattr(Keys, "replace_file", replace)
        with pytest.raises(Killed):
            rotate(kind)
    monkeypatch.setattr(Keys, "replace_file", write)
    with keys_in_use():
        assert seen(world) == before
    key = Installation.objects.get().keys[kind]
    assert rotate(kind).key not in key
    with keys_in_use():
        assert seen(world) == before
    assert len(Keys.load(key_file).ids(kind)) == 1


def test_another_key_has_to_wait_for_a_rotation_that_was_interrupted(
    world: World,
) -> None:
    with pytest.raises(Killed):
        rotate(RECORDS, killed_at(0))
    with pytest.raises(KeysRefused) as refusal:
        rotate(TOKEN)
    assert (refusal.value.code, refusal.value.where) == (
        "other_rotation",
        {"kind": RECORDS},
    )
    rotate(RECORDS)
    rotate(TOKEN)


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


def test_intake_and_match_refuse_with_a_sentence_while_a_key_is_changed(
    world: World, as_lead: Client
) -> None:
    with pytest.raises(Killed):
        rotate(TOKEN, killed_at(1))
    with pytest.raises(CommandError, match="keys are being changed"):
        call_command("crossmatch", f"--case={world.case.number}", stdout=StringIO())
    page = as_lead.post("/reports/search/", {"raw": "13800009999"})
    assert page.status_code == 503


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
