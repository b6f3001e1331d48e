"""The pages of summaries: who may ask, who sees which, what verifying finds."""

from __future__ import annotations

import builtins
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.uploads import original_path
from cases.engine.errors import Cancelled
from cases.summaries import making, services
from cases.summaries.models import Summary, Volume
from tests.people import make_case, make_officer, signed_in
from tests.summaries.making import make_suspect


def make(
    case: Case, officer: Officer, volume: str = "investigation", language: str = "en"
) -> Summary:
    summary = services.request_summary(
        officer=officer, case=case, language=language, volume=volume, wake=False
    )
    jobs.run(Summary, summary.pk, making.make)
    summary.refresh_from_db()
    assert summary.state == "done"
    return summary


def address(summary: Summary, page: str = "detail") -> str:
    return reverse(f"cases:summary_{page}", args=[summary.pk])


def ask(client: Client, case: Case, **typed: str) -> Any:
    typed = {"language": "en", "volume": "investigation", **typed}
    return client.post(reverse("cases:summary_create", args=[case.pk]), typed)


def verify(client: Client, **typed: Any) -> str:
    response = client.post(reverse("cases:summary_verify"), typed)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.django_db(transaction=True)
def test_a_worker_makes_the_summary_that_the_lead_asked_for(
    worker: None, as_lead: Client, case: Case, lead: Officer
) -> None:
    make_suspect(case)
    response = ask(as_lead, case)
    summary = Summary.objects.get()
    assert response["Location"] == address(summary)
    wait_for(summary)
    assert (summary.state, summary.number) == ("done", 1)
    page = as_lead.get(address(summary)).content.decode()
    assert summary.code in page
    pdf = as_lead.get(address(summary, "download"))
    assert pdf["Content-Type"] == "application/pdf"
    assert len(pdf.content) == summary.size
    entry = Entry.objects.get(action=Action.EXPORT, object_type="summary")
    assert (entry.actor, entry.case_id) == (lead, case.pk)
    assert entry.detail["sha256"] == summary.sha256


def wait_for(summary: Summary) -> None:
    for _second in range(600):
        summary.refresh_from_db()
        if not summary.is_active:
            return
        time.sleep(0.1)


def test_the_progress_asks_for_itself_until_the_job_has_ended(
    as_lead: Client, case: Case
) -> None:
    ask(as_lead, case)
    summary = Summary.objects.get()
    page = as_lead.get(address(summary, "job"))
    assert f'hx-get="{address(summary, "job")}"' in page.content.decode()
    as_lead.post(address(summary, "cancel"))
    summary.refresh_from_db()
    assert summary.state == "cancelled"
    assert as_lead.get(address(summary, "job"))["HX-Refresh"] == "true"
    as_lead.post(address(summary, "start"))
    summary.refresh_from_db()
    assert summary.state == "waiting"


def test_pages_laid_out_are_the_progress_and_a_cancel_ends_the_layout(
    case: Case, lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.common.jobs.claims.BEAT_SECONDS", 0)
    told: list[int] = []

    def progress(self: jobs.Claim, done: int, total: int | None = None) -> None:
        told.append(done)
        if done == 3:
            raise Cancelled

    monkeypatch.setattr(jobs.Claim, "progress", progress)
    summary = services.request_summary(
        officer=lead, case=case, language="en", volume="investigation", wake=False
    )
    jobs.run(Summary, summary.pk, making.make)
    summary.refresh_from_db()
    assert told == [1, 2, 3]
    assert (summary.state, summary.pdf) == ("cancelled", "")


def test_versions_are_counted_in_their_own_case(case: Case, lead: Officer) -> None:
    assert make(case, lead).number == 1
    make_suspect(case)
    assert make(case, lead).number == 2
    assert make(make_case(lead=lead), lead).number == 1


def test_where_nothing_has_changed_the_version_that_is_there_is_shown(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    summary = make(case, lead)
    response = ask(as_lead, case)
    assert response["Location"] == address(summary)
    page = as_lead.get(response["Location"]).content.decode()
    assert "Nothing has changed since this version" in page
    assert Summary.objects.count() == 1


def test_a_viewer_reads_summaries_and_may_not_ask_for_one(
    case: Case, lead: Officer, viewer: Officer
) -> None:
    summary = make(case, lead)
    client = signed_in(viewer)
    assert client.get(address(summary)).status_code == 200
    assert ask(client, case).status_code == 403
    assert client.post(address(summary, "start")).status_code == 403
    page = client.get(case.get_absolute_url()).content.decode()
    assert reverse("cases:summary_create", args=[case.pk]) not in page


def test_the_case_page_offers_the_summary_to_the_lead(
    as_lead: Client, case: Case
) -> None:
    page = as_lead.get(case.get_absolute_url()).content.decode()
    assert reverse("cases:summary_create", args=[case.pk]) in page


def test_for_an_outsider_there_is_no_summary(
    case: Case, lead: Officer, outsider: Officer
) -> None:
    summary = make(case, lead)
    client = signed_in(outsider)
    for page in ("detail", "job", "download"):
        assert client.get(address(summary, page)).status_code == 404
    assert ask(client, case).status_code == 404
    assert case.number not in client.get(reverse("cases:summary_list")).content.decode()


def test_a_prosecutor_sees_the_litigation_volume_from_the_hand_over_on(
    case: Case, lead: Officer, prosecutor: Officer
) -> None:
    for_court = make(case, lead, Volume.LITIGATION)
    for_police = make(case, lead, Volume.INVESTIGATION)
    client = signed_in(prosecutor)
    assert client.get(address(for_court, "download")).status_code == 404
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    assert client.get(address(for_court, "download")).status_code == 200
    assert client.get(address(for_police, "download")).status_code == 404
    form = client.get(reverse("cases:summary_create", args=[case.pk])).context["form"]
    assert list(form.fields) == ["language"]


def test_a_prosecutors_own_summary_is_of_the_litigation_volume(
    case: Case, lead: Officer, prosecutor: Officer
) -> None:
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    ask(signed_in(prosecutor), case, volume="investigation")
    summary = Summary.objects.get()
    assert (summary.volume, summary.requested_by) == (Volume.LITIGATION, prosecutor)


def test_the_list_takes_the_same_few_queries_whatever_its_length(
    as_lead: Client, lead: Officer, case: Case, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 31):
        Summary.objects.create(
            case=case, number=number, as_of=case.created_at, requested_by=lead
        )
    with django_assert_max_num_queries(12):
        shown = as_lead.get(reverse("cases:summary_list"), {"per_page": "50"})
    assert shown.content.count(b"<tr") > 30


def test_an_unchanged_pdf_is_known_with_its_version(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    summary = make(case, lead)
    pdf = services.fetch(officer=lead, summary=summary)
    page = verify(as_lead, pdf=SimpleUploadedFile("s.pdf", pdf))
    assert "Unchanged" in page
    assert summary.document_number in page


def test_one_changed_byte_is_found(as_lead: Client, case: Case, lead: Officer) -> None:
    pdf = bytearray(services.fetch(officer=lead, summary=make(case, lead)))
    pdf[len(pdf) // 2] ^= 1
    page = verify(as_lead, pdf=SimpleUploadedFile("s.pdf", bytes(pdf)))
    assert "Not as it was made" in page


def test_an_uploaded_copy_is_not_kept(
    as_lead: Client, case: Case, data_dir: Any
) -> None:
    verify(as_lead, pdf=SimpleUploadedFile("s.pdf", b"%PDF-1.7"))
    assert list((data_dir / "originals").iterdir()) == []


def test_a_code_is_known_however_it_is_typed(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    summary = make(case, lead)
    for typed in (summary.code, summary.code.lower().replace("-", " ")):
        page = verify(as_lead, code=typed)
        assert "The code is known" in page
        assert summary.document_number in page
    assert "The code is not known" in verify(as_lead, code="0123-4567-89AB-CDEF")
    assert "This is no verification code" in verify(as_lead, code="12345")
    assert "Choose a PDF or type in its code" in verify(as_lead)


def test_an_outsider_learns_nothing_from_verifying(
    case: Case, lead: Officer, outsider: Officer
) -> None:
    summary = make(case, lead)
    page = verify(signed_in(outsider), code=summary.code)
    assert "The code is not known" in page
    assert case.number not in page


@pytest.mark.parametrize("duty", ["system_admin", "auditor"])
def test_who_sees_no_case_verifies_nothing(db: None, duty: str) -> None:
    client = signed_in(make_officer(duty, duty=duty))
    assert client.get(reverse("cases:summary_verify")).status_code == 403


def test_a_missing_system_library_is_said_in_a_sentence(
    as_lead: Client, case: Case, lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "cases.summaries" and "render" in (args[2] or ()):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    summary = services.request_summary(
        officer=lead, case=case, language="en", volume="investigation", wake=False
    )
    jobs.run(Summary, summary.pk, making.make)
    page = as_lead.get(address(summary)).content.decode()
    assert "a system library that lays out pages is missing" in page
    assert "libpango-1.0-0" in page


def test_a_sealed_pdf_that_is_gone_or_was_changed_is_not_handed_out(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    summary = make(case, lead)
    path = original_path(summary.pdf)
    sealed = bytearray(path.read_bytes())
    sealed[-40] ^= 1
    path.write_bytes(bytes(sealed))
    assert as_lead.get(address(summary, "download"))["Location"] == address(summary)
    path.unlink()
    assert as_lead.get(address(summary, "download"))["Location"] == address(summary)
    assert not Entry.objects.filter(action=Action.EXPORT).exists()
