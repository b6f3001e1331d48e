"""Two officers or nothing: who decides, and what the database itself refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case, CaseMember, Role
from cases.common.jobs import Job
from cases.exports import services
from cases.exports.models import ExportDownload
from tests.exports.making import (
    approve,
    ask,
    ask_for_suspects,
    decided,
    fetched,
    rows_of,
    run,
    unlocked,
)
from tests.people import join, make_case, make_officer, signed_in


def change(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


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
            f"UPDATE cases_export SET {changed} WHERE id = %s",  # noqa: S608 - one of those above
            export.pk,
        )


def test_no_export_and_no_download_is_deleted(
    lead: Officer, second: Officer, suspects: Case
) -> None:
    export = run(approve(second, ask_for_suspects(lead, suspects)))
    services.fetch(officer=lead, export=export)
    for table in ("cases_exportdownload", "cases_export"):
        with pytest.raises(DatabaseError, match="append-only"):
            change(f"DELETE FROM {table}")  # noqa: S608 - one of two
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
