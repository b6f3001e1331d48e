"""A rotation that was killed: it goes on where it was, and all else waits for it."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.common.installation import Installation, KeysRefused, keys_in_use
from cases.engine import durable
from cases.engine.keys import KINDS, ORIGINALS, RECORDS, TOKEN, Keys
from cases.rotation.services import rotate
from cases.seizures import custody
from cases.seizures.models import SeizedFile
from tests.rotation.making import Killed, World, killed_at, seen


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


def test_intake_and_match_refuse_with_a_sentence_while_a_key_is_changed(
    world: World, as_lead: Client
) -> None:
    with pytest.raises(Killed):
        rotate(TOKEN, killed_at(1))
    with pytest.raises(CommandError, match="keys are being changed"):
        call_command("crossmatch", f"--case={world.case.number}", stdout=StringIO())
    page = as_lead.post("/reports/search/", {"raw": "13800009999"})
    assert page.status_code == 503
