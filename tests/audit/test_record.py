"""What an entry is made of."""

from __future__ import annotations

import hmac
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from casedesk import environment
from cases.access.models import Officer
from cases.audit import codes, sealer, verifying
from cases.audit import services as audit
from cases.audit.models import Action, Entry, Seal
from cases.casefiles.models import Case
from tests.audit.making import write
from tests.people import make_case

AWKWARD = "tab\t line\n return\r back\\slash \\N \b\f\v '\" 王超 🦀 \u2028 \x01"


def test_awkward_text_is_authenticated_as_the_database_keeps_it(lead: Officer) -> None:
    token = audit.remote_address.set("::ffff:192.0.2.7")
    for text in (AWKWARD, "", "NUL \0 here", "half \ud800 a pair", "x" * 500):
        audit.record(
            officer=lead,
            action=Action.CHANGE,
            reason=text,
            text=text,
            numbers=[1, 1.50, 10**20, -0.0, True, None],
            nested={"z": 1, "a": {"é": text}},
        )
    audit.remote_address.reset(token)
    audit.record(officer=None, action=Action.SIGN_IN_REFUSED)
    sealer.seal()
    result = verifying.verify()
    assert (result.entries, result.faults) == (6, [])


def test_many_entries_at_once_are_what_each_alone_would_be(
    lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_AT_ONCE", 2)
    cases = [make_case(lead=lead) for _ in range(5)]
    token = audit.remote_address.set("192.0.2.7")
    start = audit.written.get()
    each: list[tuple[Case, dict[str, Any]]] = [
        (case, {"text": AWKWARD, "place": n}) for n, case in enumerate(cases)
    ]
    audit.record_each(officer=lead, action=Action.CHANGE, of=each, reason=AWKWARD)
    assert audit.written.get() == start + 5
    for case, detail in each:
        audit.record(
            officer=lead, action=Action.CHANGE, obj=case, reason=AWKWARD, **detail
        )
    audit.remote_address.reset(token)
    told = Entry.objects.filter(action=Action.CHANGE, object_type="case").order_by("pk")
    together, alone = list(told)[-10:-5], list(told)[-5:]
    for one, other in zip(together, alone, strict=True):
        for field in Entry._meta.concrete_fields:
            if field.name not in {"id", "at", "mac"}:
                value = getattr(one, field.attname)
                assert value == getattr(other, field.attname), field.name
    sealer.seal()
    assert verifying.verify().faults == []


def test_no_entries_are_none(lead: Officer) -> None:
    before = Entry.objects.count()
    audit.record_each(officer=lead, action=Action.CHANGE, of=[])
    assert Entry.objects.count() == before


@given(st.binary(max_size=300), st.binary(min_size=32, max_size=32))
def test_the_fast_code_is_hmac_sha256(content: bytes, key: bytes) -> None:
    expected = hmac.digest(key, b"casedesk audit entry 1\n" + content, "sha256")
    assert codes.Prepared(key).of_entry(content) == expected
    assert codes.of_entry(content, key) == expected


def test_what_an_older_key_wrote_still_verifies(
    lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(lead, 3, seal_each=3)
    older, newer = codes.trail_keys()[0], bytes(range(32))
    monkeypatch.setattr(codes, "trail_keys", lambda: (newer, older))
    write(lead, 3, seal_each=3)
    assert verifying.verify().faults == []
    monkeypatch.setattr(codes, "trail_keys", lambda: (newer,))
    assert {fault.what for fault in verifying.verify().faults} >= {"entry_changed"}


@pytest.mark.parametrize("table", ["cases_entry", "cases_seal"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_database_refuses(lead: Officer, table: str, statement: str) -> None:
    write(lead, 1, seal_each=1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER not_truncated")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement.format(table))
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER not_truncated")


def test_an_entry_without_a_code_is_refused(lead: Officer) -> None:
    entry = audit.record(officer=lead, action=Action.READ)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(at=entry.at, action=Action.READ)


@pytest.mark.django_db(transaction=True)
def test_late_commits_and_officers_at_once_are_sealed_without_waiting() -> None:
    """One transaction stays open while others write and are sealed."""
    wrote, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                audit.record(officer=None, action=Action.READ, slow=True)
                wrote.set()
                sealed.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert wrote.wait(30)
    for _ in range(3):
        audit.record(officer=None, action=Action.READ)
    assert sealer.seal() == 3
    assert verifying.verify().faults == []
    sealed.set()
    thread.join()
    assert verifying.verify().waiting == 1
    assert sealer.seal() == 1
    late, others = Seal.objects.last(), Seal.objects.first()
    assert late is not None
    assert others is not None
    assert late.entry_ids[0] < others.entry_ids[0]
    assert verifying.verify().faults == []


@pytest.mark.django_db(transaction=True)
def test_two_that_seal_at_once_make_one_chain() -> None:
    for _ in range(20):
        audit.record(officer=None, action=Action.READ)

    def seal() -> None:
        try:
            sealer.seal()
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealer.seal()
    result = verifying.verify()
    assert (result.sealed, result.faults) == (20, [])


def test_a_full_disk_of_the_second_place_is_logged_and_stops_nobody(
    lead: Officer,
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    (tmp_path / "no-folder").write_text("")
    settings.CASEDESK_AUDIT_HEADS_DIR = tmp_path / "no-folder"
    with django_capture_on_commit_callbacks(execute=True):
        entry = audit.record(officer=lead, action=Action.READ)
    assert Entry.objects.filter(pk=entry.pk).exists()
    assert "on_commit" in caplog.text


def test_a_new_key_goes_before_the_older_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "audit.keys"
    monkeypatch.setenv("CASEDESK_AUDIT_KEYS", str(path))
    call_command("make_audit_key", str(path))
    (first,) = environment.load_audit_keys()
    call_command("make_audit_key", str(path))
    second, older = environment.load_audit_keys()
    assert older == first != second
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "not hexadecimal", "abcd", "00" * 31, "00" * 32])
def test_a_key_file_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "audit.keys"
    path.touch(mode=0o600)
    path.write_text(text)
    monkeypatch.setenv("CASEDESK_AUDIT_KEYS", str(path))
    with pytest.raises(ImproperlyConfigured, match="64 hexadecimal digits"):
        environment.load_audit_keys()
