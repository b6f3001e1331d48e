"""Somebody with every right in the database forges the trail, and is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import Settings

from cases.access.models import Officer
from cases.audit import heads, journal, sealer, verifying
from cases.audit import services as audit
from cases.audit.models import Action, Entry, Seal
from tests.audit.making import by_hand, faults, sentences, write


@pytest.fixture
def trail(lead: Officer) -> list[Entry]:
    """Twelve entries in three seals."""
    return write(lead, 12, seal_each=4)


def test_a_trail_that_nobody_touched_is_whole(trail: list[Entry]) -> None:
    result = verifying.verify()
    assert result.faults == []
    assert (result.entries, result.sealed, result.seals) == (12, 12, 3)


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'forged'",
        "actor_id = NULL",
        "unit_name = 'Other unit'",
        "address = '10.0.0.9'",
        "action = 'sign_in'",
        "object_type = 'case'",
        "object_id = 7",
        "case_id = 7",
        "at = at - interval '1 microsecond'",
        "detail = '{}'",
        "mac = sha256('x')",
    ],
)
def test_any_changed_column_is_found(trail: list[Entry], change: str) -> None:
    by_hand(
        "UPDATE cases_entry SET {change} WHERE id = {id}", change=change, id=trail[5].pk
    )
    assert f"Entry {trail[5].pk} was changed." in sentences()


def test_a_removed_entry_is_found_with_its_seal(trail: list[Entry]) -> None:
    gone = trail[5].pk
    by_hand("DELETE FROM cases_entry WHERE id = {gone}", gone=gone)
    assert sentences() == f"Entries {gone} to {gone} were removed (listed in seal 2)."


def test_an_inserted_entry_is_found_though_it_copies_a_true_one(
    trail: list[Entry],
) -> None:
    columns = "at, actor_id, unit_name, address, action, object_type, object_id"
    columns += ", case_id, reason, detail, mac"
    by_hand(
        "INSERT INTO cases_entry (id, {columns})"
        " SELECT -1, {columns} FROM cases_entry WHERE id = {true}",
        columns=columns,
        true=trail[3].pk,
    )
    assert sentences() == "Entries -1 to -1 were inserted: no seal lists them."


def test_entries_in_another_order_are_found(trail: list[Entry]) -> None:
    one, two = trail[4].pk, trail[9].pk
    by_hand(
        "UPDATE cases_entry SET id = -5 WHERE id = {one}",
        "UPDATE cases_entry SET id = {one} WHERE id = {two}",
        "UPDATE cases_entry SET id = {two} WHERE id = -5",
        one=one,
        two=two,
    )
    assert f"Entry {one} is what was entry {two}" in sentences()
    assert f"Entry {two} is what was entry {one}" in sentences()


def test_an_entry_written_by_somebody_with_the_key_is_found(
    trail: list[Entry], lead: Officer
) -> None:
    """A thief of the key rewrites an entry with a code that fits."""
    old = trail[5]
    by_hand("DELETE FROM cases_entry WHERE id = {old}", old=old.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('cases_entry', 'id'), %s)",
            [old.pk - 1],
        )
    audit.record(officer=lead, action=Action.EXPORT)
    assert "entries_replaced" in faults()


def test_a_removed_seal_is_found(trail: list[Entry]) -> None:
    by_hand("DELETE FROM cases_seal WHERE number = 2")
    assert {"seals_removed", "entries_inserted"} <= set(faults())


def test_a_seal_over_fewer_entries_is_found(trail: list[Entry]) -> None:
    """The list of the seal is forged together with the entries."""
    gone = trail[5].pk
    by_hand(
        "DELETE FROM cases_entry WHERE id = {gone}",
        "UPDATE cases_seal SET entry_ids = array_remove(entry_ids, {gone})",
        gone=gone,
    )
    assert "seal_changed" in faults()


def test_a_removed_end_is_found_by_the_second_place(trail: list[Entry]) -> None:
    by_hand(
        "DELETE FROM cases_entry WHERE id >= {first}",
        "DELETE FROM cases_seal WHERE number > 1",
        first=trail[4].pk,
    )
    assert sentences() == (
        "The end was removed: the second place has seals up to 3 with 8 entries more"
        " than the database, which ends with seal 1."
    )


def test_everything_removed_is_found_by_the_second_place(trail: list[Entry]) -> None:
    by_hand("DELETE FROM cases_entry", "DELETE FROM cases_seal")
    assert "end_removed" in faults()


def test_nothing_is_sealed_on_top_of_a_removed_end(
    trail: list[Entry], lead: Officer
) -> None:
    by_hand(
        "DELETE FROM cases_entry WHERE id >= {first}",
        "DELETE FROM cases_seal WHERE number > 1",
        first=trail[4].pk,
    )
    write(lead, 1)
    with pytest.raises(heads.HeadsDisagree):
        sealer.seal()
    assert "end_removed" in faults()


def test_entries_removed_before_they_are_sealed_are_found(
    lead: Officer, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        entries = write(lead, 3)
    assert faults() == []
    by_hand(
        "DELETE FROM cases_entry WHERE id = {gone}",
        "DELETE FROM cases_waiting WHERE entry_id = {gone}",
        gone=entries[1].pk,
    )
    assert faults() == ["entries_removed_unsealed"]


def test_an_entry_that_was_rolled_back_is_not_missed(
    lead: Officer, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write(lead, 1)
        with transaction.atomic():
            write(lead, 1)
            transaction.set_rollback(True)
        write(lead, 1)
    sealer.seal()
    assert faults() == []


def _without_last_line(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-2])


def _forged_hash(text: str) -> str:
    return text.replace('"seal": 2', '"seal": 2 ', 1)


def _line_left_out(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return lines[0] + lines[2]


def _nonsense(text: str) -> str:
    return "no heads here\n" * 3


@pytest.mark.parametrize(
    ("forge", "fault"),
    [
        (_without_last_line, "heads_truncated"),
        (_forged_hash, "head_forged"),
        (_line_left_out, "head_forged"),
        (_nonsense, "head_forged"),
    ],
)
def test_a_forged_heads_file_is_found(
    trail: list[Entry], forge: Callable[[str], str], fault: str
) -> None:
    heads.path().write_text(forge(heads.path().read_text()))
    assert fault in faults()


def test_a_missing_heads_file_is_found_and_not_made_anew(
    trail: list[Entry], lead: Officer
) -> None:
    heads.path().unlink()
    assert faults() == ["heads_missing"]
    write(lead, 1)
    with pytest.raises(heads.HeadsDisagree):
        sealer.seal()


def test_heads_of_a_forged_database_do_not_fit(
    trail: list[Entry], tmp_path: Path, settings: Settings, lead: Officer
) -> None:
    """All rewritten with the key; the second place has the true hashes."""
    by_hand("DELETE FROM cases_seal", "DELETE FROM cases_entry")
    true = settings.CASEDESK_AUDIT_HEADS_DIR
    settings.CASEDESK_AUDIT_HEADS_DIR = tmp_path
    write(lead, 12, seal_each=4)
    settings.CASEDESK_AUDIT_HEADS_DIR = true
    assert faults() == ["seal_replaced"] * 3


def test_a_clock_that_goes_back_is_noted_and_breaks_nothing(
    lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(lead, 2)
    monkeypatch.setattr(
        audit,
        "_PREPARE",
        audit._PREPARE.replace("clock_timestamp()", "now() - interval '1 hour'"),
    )
    late = write(lead, 1)[0]
    monkeypatch.undo()
    write(lead, 1, seal_each=1)
    result = verifying.verify()
    assert result.faults == []
    (note,) = result.notes
    assert note.startswith("The clock went back by 36")
    assert note.endswith(f"at entry {late.pk}.")


def test_after_a_restored_backup_the_heads_begin_anew_with_a_reason(
    trail: list[Entry], lead: Officer, capsys: pytest.CaptureFixture[str]
) -> None:
    by_hand(
        "DELETE FROM cases_entry WHERE id >= {first}",
        "DELETE FROM cases_seal WHERE number > 2",
        first=trail[8].pk,
    )
    call_command("seal_audit", begin_heads_anew="Backup of last night restored")
    assert faults() == []
    assert verifying.verify().notes == [
        "The heads begin with seal 2: Backup of last night restored"
    ]
    entry = Entry.objects.latest("pk")
    assert entry.reason == "Backup of last night restored"


def test_the_command_says_where_and_fails(
    trail: list[Entry], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_audit", "--json")
    assert json.loads(capsys.readouterr().out)["faults"] == []
    by_hand("UPDATE cases_entry SET reason = 'forged' WHERE id = {id}", id=trail[0].pk)
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--json")
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["what"], fault["entry"]) == ("entry_changed", trail[0].pk)


def test_notes_of_sealed_hours_go_and_evidence_stays(
    lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_SETTLED_SECONDS", -60)
    entry = write(lead, 1)[0]
    journal.note(entry.pk, bytes(entry.mac))
    sealer.drop_journals()
    assert len(journal.files()) == 1
    sealer.seal()
    sealer.drop_journals()
    assert journal.files() == []
    journal.note(entry.pk + 1, bytes(32))
    sealer.drop_journals()
    assert len(journal.files()) == 1
    assert Seal.objects.count() == 1
