"""A list that leaves: asked for, approved, made, fetched; and what is not asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.exports import services
from cases.exports.models import Export
from cases.seizures import leaving
from tests.exports.making import (
    FORM,
    PASSWORD,
    approve,
    ask,
    ask_for_suspects,
    decided,
    fetched,
    rows_of,
    run,
    unlocked,
)
from tests.people import address_found, signed_in
from tests.seizures.making import as_text, make_dataset, people, taken_in


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


def test_who_thinks_better_of_it_comes_back_to_the_list_as_it_was(
    as_lead: Client, suspects: Case
) -> None:
    address = reverse("cases:suspect_list")
    narrowed = address_found(as_lead, address, case=suspects.pk, q="王")
    place = as_lead.get(f"{narrowed}&export=all")["Location"]
    form = as_lead.get(place)
    back = form.context["back"]
    assert escape(back) in form.content.decode()
    assert back.partition("?")[0] == address
    assert QueryDict(back.partition("?")[2]) == QueryDict(narrowed.partition("?")[2])


def test_what_is_on_the_screen_leaves_at_once_and_no_more(
    as_lead: Client, lead: Officer, suspects: Case
) -> None:
    query: dict[str, Any] = {"case": suspects.pk, "export": "csv", "page": "2"}
    response = as_lead.get(reverse("cases:suspect_list"), query)
    rows = rows_of(response.content)
    assert len(rows) == 2 + 5
    assert lead.badge in rows[0][0]
    assert Entry.objects.filter(action=Action.EXPORT).latest("pk").detail["rows"] == 5


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
