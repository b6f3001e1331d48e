"""A list that leaves: asked for by one officer, approved by another, locked, marked."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import py7zr
import pyrage
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.jobs import Job
from cases.exports import marks, services
from cases.exports.making import exports_dir
from cases.exports.models import Export, ExportDownload
from cases.seizures import leaving
from tests.exports.making import (
    ASKED,
    PASSWORD,
    approve,
    ask,
    ask_for_suspects,
    rows_of,
    run,
    unlocked,
)
from tests.people import address_found, join, make_case, make_officer, signed_in
from tests.seizures.making import as_text, make_dataset, people, taken_in
from tests.suspects.making import make_suspect

FORM = {**ASKED, "again": PASSWORD}


@pytest.fixture
def suspects(case: Case) -> Case:
    for number in range(30):
        make_suspect(case, name=f"王某{number:02}")
    return case


@pytest.fixture
def second(case: Case) -> Officer:
    """Another lead investigator of the case."""
    return join(case, make_officer("second"), Role.LEAD)


def fetched(client: Client, export: Export) -> Any:
    return client.post(reverse("cases:export_download", args=[export.pk]))


def decided(client: Client, export: Export, word: str = "approve") -> Any:
    address = reverse("cases:export_decide", args=[export.pk])
    return client.post(address, {"decision": word, "reason": "Needed in court"})


def opens(content: bytes, password: str) -> bool:
    """py7zr has no error of its own for a wrong password: it reads nonsense."""
    try:
        unlocked(content, password)
    except Exception:  # noqa: BLE001
        return False
    return True


def change(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_list_leaves_after_a_second_officers_word(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    query: dict[str, Any] = {"case": suspects.pk, "export": "all"}
    place = as_lead.get(reverse("cases:suspect_list"), query)["Location"]
    assert place.startswith(reverse("cases:export_create"))
    assert "30" in as_lead.get(place).content.decode()
    asked = as_lead.post(place, FORM)
    export = Export.objects.get()
    assert asked["Location"] == export.get_absolute_url()
    assert (export.rows, export.case) == (30, suspects)
    assert decided(signed_in(second), export).status_code == 302
    assert run(export).state == Job.State.DONE
    response = fetched(as_lead, export)
    rows = rows_of(unlocked(response.content))
    assert len(rows) == 32
    for told in (lead.name, lead.badge, second.name, "For the prosecutor's file"):
        assert told in rows[0][0]
    page = as_lead.get(export.get_absolute_url())
    assert page.context["downloads"].count() == 1
    actions = Entry.objects.filter(object_type="export", object_id=export.pk)
    assert {Action.CREATE, Action.APPROVE, Action.EXPORT} <= set(
        actions.values_list("action", flat=True)
    )


def test_what_is_on_the_screen_leaves_at_once_and_no_more(
    as_lead: Client, lead: Officer, suspects: Case
) -> None:
    query: dict[str, Any] = {"case": suspects.pk, "export": "csv", "page": "2"}
    response = as_lead.get(reverse("cases:suspect_list"), query)
    rows = rows_of(response.content)
    assert len(rows) == 2 + 5
    assert lead.badge in rows[0][0]
    assert Entry.objects.filter(action=Action.EXPORT).latest("pk").detail["rows"] == 5


def test_nobody_decides_on_what_they_asked_for(
    as_lead: Client, lead: Officer, suspects: Case
) -> None:
    export = ask_for_suspects(lead, suspects)
    response = decided(as_lead, export)
    assert response.status_code == 403
    assert "another officer has to decide" in response.content.decode()
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.action) == (lead, Action.REFUSE)
    export.refresh_from_db()
    assert export.is_waiting_for_word


def test_the_database_refuses_the_same_officer_twice(
    lead: Officer, suspects: Case
) -> None:
    export = ask_for_suspects(lead, suspects)
    with pytest.raises(IntegrityError, match="export_decided_by_another"):
        change(
            "UPDATE cases_export SET decision = 'approved', decided_by_id = %s"
            " WHERE id = %s",
            lead.pk,
            export.pk,
        )


@pytest.mark.parametrize("state", ["waiting", "running", "done", "failed"])
def test_the_database_refuses_work_without_an_approval(
    lead: Officer, suspects: Case, state: str
) -> None:
    export = ask_for_suspects(lead, suspects)
    with pytest.raises(IntegrityError, match="export_made_only_if_approved"):
        change("UPDATE cases_export SET state = %s WHERE id = %s", state, export.pk)


@pytest.mark.parametrize(
    "changed",
    [
        "purpose = 'x'",
        "receiver = 'x'",
        "page = 'report_list'",
        "requested_by_id = decided_by_id",
        "mark = 1",
        "decision = 'refused'",
        "decided_by_id = NULL",
        "decision_reason = 'x'",
    ],
)
def test_what_was_asked_and_decided_stays(
    lead: Officer, second: Officer, suspects: Case, changed: str
) -> None:
    export = approve(second, ask_for_suspects(lead, suspects))
    with pytest.raises(DatabaseError, match="stays as it was asked for"):
        change(
            f"UPDATE cases_export SET {changed} WHERE id = %s",  # noqa: S608
            export.pk,
        )


def test_no_export_and_no_download_is_deleted(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    services.fetch(officer=lead, export=export)
    for table in ("cases_exportdownload", "cases_export"):
        with pytest.raises(DatabaseError, match="append-only"):
            change(f"DELETE FROM {table}")  # noqa: S608
    with pytest.raises(DatabaseError, match="append-only"):
        change("UPDATE cases_exportdownload SET at = now()")


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.ANALYST, Role.VIEWER])
def test_only_a_lead_of_the_case_decides(
    lead: Officer, suspects: Case, role: Role
) -> None:
    export = ask_for_suspects(lead, suspects)
    member = join(suspects, make_officer("member"), role)
    # Nor does it help to lead another case of the same unit.
    make_case(lead=member)
    assert decided(signed_in(member), export).status_code == 404
    with pytest.raises(ValidationError, match="Only a lead investigator"):
        approve(member, export)


def test_a_lead_whose_membership_has_ended_decides_no_more(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = ask_for_suspects(lead, suspects)
    yesterday = timezone.localdate() - timedelta(days=1)
    CaseMember.objects.filter(officer=second).update(until=yesterday)
    assert decided(signed_in(second), export).status_code == 404


def test_strangers_and_administrators_see_no_export(
    lead: Officer, suspects: Case, outsider: Officer, prosecutor: Officer
) -> None:
    export = ask_for_suspects(lead, suspects)
    others = [make_officer(d, duty=d) for d in ("auditor", "system_admin")]
    for officer in (outsider, prosecutor, *others):
        client = signed_in(officer)
        assert client.get(export.get_absolute_url()).status_code == 404
        assert decided(client, export).status_code == 404
        assert fetched(client, export).status_code == 404


def test_it_is_decided_once(lead: Officer, second: Officer, suspects: Case) -> None:
    export = approve(second, ask_for_suspects(lead, suspects))
    third = join(suspects, make_officer("third"), Role.LEAD)
    response = decided(signed_in(third), export, "refuse")
    assert response.status_code == 403
    assert "does not wait" in response.content.decode()


def test_a_refusal_has_a_reason_and_makes_nothing(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    export = ask_for_suspects(lead, suspects)
    address = reverse("cases:export_decide", args=[export.pk])
    silent = signed_in(second).post(address, {"decision": "refuse", "reason": ""})
    assert "nothing was decided" in silent.content.decode()
    decided(signed_in(second), export, "refuse")
    export.refresh_from_db()
    assert (export.decision, export.password) == ("refused", "")
    assert run(export).state == Job.State.CANCELLED
    as_lead.post(reverse("cases:export_start", args=[export.pk]))
    assert run(export).file == ""
    assert fetched(as_lead, export).status_code == 302
    assert not ExportDownload.objects.exists()


def test_only_who_asked_fetches_it(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    assert fetched(signed_in(second), export).status_code == 302
    assert not ExportDownload.objects.exists()


def test_whoever_left_the_case_gets_nothing(
    lead: Officer, second: Officer, suspects: Case, outsider: Officer
) -> None:
    join(suspects, outsider, Role.VIEWER)
    export = ask_for_suspects(outsider, suspects)
    made = run(approve(lead, ask_for_suspects(outsider, suspects)))
    CaseMember.objects.filter(officer=outsider).delete()
    assert fetched(signed_in(outsider), made).status_code == 404
    late = run(approve(lead, export))
    assert (late.state, late.error_code) == (Job.State.FAILED, "export_out_of_reach")


def test_it_expires_and_the_file_is_gone(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    assert export.expires_at is not None
    assert export.expires_at > timezone.now() + timedelta(days=6)
    assert list(exports_dir().iterdir())
    assert services.remove_expired() == 0
    Export.objects.update(expires_at=timezone.now())
    assert fetched(as_lead, export).status_code == 302
    assert services.remove_expired() == 1
    assert not list(exports_dir().iterdir())
    assert "Expired" in as_lead.get(export.get_absolute_url()).content.decode()


def test_a_file_that_was_changed_is_not_given_out(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    (exports_dir() / export.file).write_bytes(b"another")
    page = as_lead.get(fetched(as_lead, export)["Location"])
    assert "not as it was made" in page.content.decode()


def test_nothing_opens_it_but_the_receivers_password(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    content = services.fetch(officer=lead, export=export)
    assert export.password == ""
    assert "王某".encode() not in content
    assert b"suspect-" not in content
    with pytest.raises(py7zr.PasswordRequired):
        py7zr.SevenZipFile(io.BytesIO(content))
    assert not opens(content, "another long password")
    assert "王某00" in unlocked(content).decode()


def test_an_age_key_locks_it_for_its_owner(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    receiver, other = (
        pyrage.x25519.Identity.generate(),
        pyrage.x25519.Identity.generate(),
    )
    export = ask_for_suspects(
        lead,
        suspects,
        format="xlsx",
        lock="age_key",
        public_key=str(receiver.to_public()),
    )
    assert export.password == ""
    content = services.fetch(officer=lead, export=run(approve(second, export)))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [other])
    book = openpyxl.load_workbook(io.BytesIO(pyrage.decrypt(content, [receiver])))
    sheet: Any = book.active
    assert sheet.max_row == 32
    assert lead.badge in sheet["A1"].value
    assert lead.badge in sheet.oddFooter.left.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose": ""}, "This field is required"),
        ({"receiver": ""}, "This field is required"),
        ({"password": ""}, "Give a password"),
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "another long password"}, "The passwords differ"),
        ({"lock": "age_key"}, "receiver&#x27;s key"),
        ({"lock": "age_key", "public_key": "age1nonsense"}, "no public key of age"),
        ({"format": "exe"}, "not one of the available choices"),
    ],
)
def test_what_is_missing_is_said(
    as_lead: Client, suspects: Case, changes: dict[str, str], sentence: str
) -> None:
    address = f"{reverse('cases:export_create')}?of=suspect_list&case={suspects.pk}"
    response = as_lead.post(address, {**FORM, **changes})
    assert sentence in response.content.decode()
    assert PASSWORD not in response.content.decode()
    assert not Export.objects.exists()


def test_a_list_over_all_cases_has_nobody_to_answer_for_it(
    as_lead: Client, suspects: Case
) -> None:
    address = f"{reverse('cases:export_create')}?of=suspect_list"
    assert "Narrow the list to one case" in as_lead.get(address).content.decode()
    as_lead.post(address, FORM)
    assert not Export.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "of=",
        "of=home",
        "of=sign_out",
        "of=summary_download&pk=1",
        "of=suspect_list&pk=x",
        "of=suspect_list&pk=99999999999999999999",
        "of=file_rejected",
        "of=file_rejected&pk=1",
        "of=../suspects",
    ],
)
def test_what_is_no_list_is_not_exported(
    as_lead: Client, lead: Officer, query: str
) -> None:
    address = f"{reverse('cases:export_create')}?{query}"
    assert as_lead.get(address).status_code == 404
    assert as_lead.post(address, FORM).status_code == 404


def test_what_the_page_refuses_the_export_refuses(
    prosecutor: Officer, suspects: Case, outsider: Officer
) -> None:
    with pytest.raises(PermissionDenied):
        ask(prosecutor, "of=report_list")
    with pytest.raises(Http404):
        ask(outsider, "of=entry_list")


def test_another_auditor_decides_on_the_trail(db: None, lead: Officer) -> None:
    auditor, other = (make_officer(n, duty="auditor") for n in ("one", "two"))
    audit.record(officer=lead, action=Action.READ)
    export = ask(auditor, "of=entry_list")
    with pytest.raises(ValidationError, match="yourself"):
        approve(auditor, export)
    assert decided(signed_in(lead), export).status_code == 404
    assert decided(signed_in(other), export).status_code == 302
    content = services.fetch(officer=auditor, export=run(export))
    assert len(rows_of(unlocked(content))) > 2


def test_words_that_narrow_the_list_are_kept_sealed(
    as_lead: Client, lead: Officer, second: Officer, suspects: Case
) -> None:
    found = address_found(
        as_lead, reverse("cases:suspect_list"), q="王某07", case=str(suspects.pk)
    )
    as_lead.post(as_lead.get(f"{found}&export=all")["Location"], FORM)
    export = Export.objects.get()
    assert (export.rows, "王某07" in export.filters) == (1, True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT export::text FROM cases_export AS export")
        stored = cursor.fetchone()[0]
    assert "王某07" not in stored
    content = services.fetch(officer=lead, export=run(approve(second, export)))
    rows = rows_of(unlocked(content))
    assert len(rows) == 3
    assert "王某07" in str(rows[2])


def test_numbers_in_what_an_officer_writes_are_masked(
    lead: Officer, suspects: Case
) -> None:
    export = ask_for_suspects(lead, suspects, purpose="Ask 13800138000 about it")
    assert "13800138000" not in export.purpose


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_leaked_row_leads_back_to_who_took_it(
    lead: Officer,
    second: Officer,
    suspects: Case,
    tmp_path: Path,
    format: str,  # noqa: A002
) -> None:
    other = ask_for_suspects(lead, suspects, format=format)
    export = run(approve(second, ask_for_suspects(lead, suspects, format=format)))
    content = unlocked(services.fetch(officer=lead, export=export))
    whole = tmp_path / f"leak.{format}"
    whole.write_bytes(content)
    assert marks.found_in(whole) == {export.mark} != {other.mark}
    if format == "csv":
        # The line that says who, cut off; one row alone, in another encoding.
        row = content.decode("utf-8-sig").splitlines()[5]
        whole.write_text(row, encoding="utf-16")
        assert marks.found_in(whole) == {export.mark}
    said = io.StringIO()
    call_command("trace_export", str(whole), stdout=said)
    for word in (lead.name, lead.badge, second.name, f"export: {export.pk}"):
        assert word in said.getvalue()
    assert Entry.objects.latest("pk").detail == {"traced": True}


def test_a_file_without_a_mark_leads_to_nobody(db: None, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.csv"
    foreign.write_text("王某,13800138000\n" + "\u200b" * 31)
    with pytest.raises(SystemExit):
        call_command("trace_export", str(foreign), stdout=io.StringIO())
    with pytest.raises(CommandError):
        call_command("trace_export", str(tmp_path / "none"))


@pytest.mark.parametrize("mark", [0, 1, 2**63 - 1, 0x1234_5678_9ABC_DEF0])
def test_a_mark_is_read_as_it_was_written(mark: int, tmp_path: Path) -> None:
    [row] = marks.signed([[7, None, "a", "b"]], mark)
    assert row[:2] == [7, None]
    assert row[3] == "b"
    path = tmp_path / "row"
    path.write_text("\n".join(str(cell) for cell in row))
    assert marks.found_in(path) == {mark}
    assert list(marks.signed([[1, None, ""]], mark)) == [[1, None, ""]]


def test_a_list_that_is_too_long_says_so_and_leaves_nothing_out_unseen(
    as_lead: Client, suspects: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_ROWS", 29)
    address = f"{reverse('cases:export_create')}?of=suspect_list&case={suspects.pk}"
    assert "More than 29 rows" in as_lead.get(address).content.decode()
    as_lead.post(address, FORM)
    assert not Export.objects.exists()


def test_many_rejected_rows_leave_on_request_alone(
    as_lead: Client, lead: Officer, second: Officer, case: Case
) -> None:
    dataset = make_dataset(lead, case)
    content = as_text(people(3)) + b"odd\r\n" * (leaving.AT_ONCE + 1)
    file = taken_in(lead, dataset, content, "=seized.csv")
    for page, pk in (("file_rejected", file.pk), ("dataset_rejected", dataset.pk)):
        place = as_lead.get(reverse(f"cases:{page}", args=[pk]))["Location"]
        assert place == f"{reverse('cases:export_create')}?of={page}&pk={pk}"
        asked = as_lead.post(place, FORM)
        export = Export.objects.latest("pk")
        assert asked["Location"] == export.get_absolute_url()
        made = run(approve(second, export))
        rows = rows_of(unlocked(services.fetch(officer=lead, export=made)))
        assert len(rows) == 2 + leaving.AT_ONCE + 1
        assert rows[2][0].startswith("'=seized.csv")
