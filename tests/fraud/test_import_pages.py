"""An officer uploads a file, checks its columns and follows the import."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.common.uploads import originals_dir
from cases.fraud.models import FraudReport, ReportImport
from tests.fraud.making import draft, imported, line, mobiles, text
from tests.people import signed_in

UPLOAD = "cases:report_import_create"


def send(client: Client, content: bytes, name: str = "reports.csv") -> Any:
    return client.post(reverse(UPLOAD), {"upload": SimpleUploadedFile(name, content)})


def test_an_upload_leads_to_its_masked_preview(as_lead: Client) -> None:
    number = mobiles(1)[0]
    response = send(as_lead, text(line("A1", mobile=number)))
    row = ReportImport.objects.get()
    assert response["Location"] == row.get_absolute_url()
    shown = as_lead.get(row.get_absolute_url()).content.decode()
    assert "受害人手机" in shown
    assert "A1" in shown
    assert number not in shown
    assert "徐某甲" not in shown
    assert not FraudReport.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(4000)])
def test_a_file_that_is_no_table_is_said_at_the_form_and_not_kept(
    as_lead: Client, content: bytes
) -> None:
    response = send(as_lead, content)
    assert "upload" in response.context["form"].errors
    assert not ReportImport.objects.exists()
    assert not list(originals_dir().iterdir())


def test_another_separator_shows_other_columns(as_lead: Client, lead: Officer) -> None:
    row = draft(lead, b"no;phone\nX1;1\nX2;2\n")
    settings = {
        "sheet0-encoding": "utf-8",
        "sheet0-separator": ",",
        "sheet0-header_line": "1",
    }
    as_lead.post(row.get_absolute_url(), {**settings, "look": "0"})
    row.refresh_from_db()
    assert row.layout[0]["columns"] == ["no;phone"]
    as_lead.post(
        row.get_absolute_url(), {**settings, "sheet0-separator": ";", "look": "0"}
    )
    row.refresh_from_db()
    assert row.layout[0]["columns"] == ["no", "phone"]
    assert row.state == "draft"


def test_a_confirmed_file_waits_for_a_worker_with_the_columns_as_chosen(
    as_lead: Client, lead: Officer
) -> None:
    row = draft(lead, b"first,second\nX1,1\nX2,2\n")
    chosen = {"columns0-0": "number", "columns0-1": "caller_mobile", "confirm": "1"}
    as_lead.post(row.get_absolute_url(), chosen)
    row.refresh_from_db()
    assert row.state == "waiting"
    assert row.layout[0]["fields"] == ["number", "caller_mobile"]
    assert "Waiting" in as_lead.get(row.get_absolute_url()).content.decode()
    as_lead.post(reverse("cases:report_import_cancel", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "cancelled"
    as_lead.post(reverse("cases:report_import_start", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == "waiting"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [(("", ""), "No column"), (("number", "number"), "Two columns")],
)
def test_columns_that_make_no_sense_are_sent_back_with_a_sentence(
    as_lead: Client, lead: Officer, fields: tuple[str, str], complaint: str
) -> None:
    row = draft(lead, b"first,second\nX1,1\nX2,2\n")
    chosen = {"columns0-0": fields[0], "columns0-1": fields[1], "confirm": "1"}
    response = as_lead.post(row.get_absolute_url(), chosen)
    assert response.status_code == 422
    assert complaint in response.content.decode()
    row.refresh_from_db()
    assert row.state == "draft"


def test_the_page_accounts_for_every_row(as_lead: Client, lead: Officer) -> None:
    row = imported(lead, text(line("A1", loss="many"), line(""), line("A3")))
    shown = as_lead.get(row.get_absolute_url()).content.decode()
    assert "no report number" in shown
    assert "no sum of money" in shown
    assert "损失金额" in shown
    job = as_lead.get(reverse("cases:report_import_job", args=[row.pk]))
    assert job.headers["HX-Refresh"] == "true"
    assert row.name in as_lead.get(reverse("cases:report_import_list")).content.decode()


def test_an_import_does_not_exist_for_a_prosecutor(
    lead: Officer, prosecutor: Officer
) -> None:
    row = draft(lead, text(line("A1")))
    client = signed_in(prosecutor)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert client.get(reverse(UPLOAD)).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("worker")
def test_a_worker_imports_what_was_confirmed(as_lead: Client, lead: Officer) -> None:
    row = draft(lead, text(line("A1"), line("A2")))
    fields = row.layout[0]["fields"]
    chosen = {f"columns0-{place}": field for place, field in enumerate(fields)}
    as_lead.post(row.get_absolute_url(), {**chosen, "confirm": "1"})
    for _ in range(200):
        row.refresh_from_db()
        if not row.is_active:
            break
        time.sleep(0.05)
    assert (row.state, row.created) == ("done", 2)
