"""The auditor looks into the trail; nobody else does, and no case is shown."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.oversight import paging
from tests.people import address_found, make_officer, signed_in

LIST = "/audit/"


@pytest.fixture
def auditor(db: None) -> Officer:
    return make_officer("auditor", duty="auditor")


@pytest.fixture
def as_auditor(auditor: Officer) -> Client:
    return signed_in(auditor)


def found(client: Client, **query: Any) -> str:
    """The address that the filters lead to; where the page begins goes after it."""
    beside = ("below", "above", "export")
    places: dict[str, Any] = {n: query.pop(n) for n in beside if n in query}
    address = address_found(client, LIST, **query)
    joined = "&" if "?" in address else "?"
    return f"{address}{joined}{urlencode(places)}" if places else address


def shown(client: Client, **query: Any) -> list[int]:
    response = client.get(found(client, **query))
    assert response.status_code == 200
    return [entry.pk for entry, _what, _case in response.context["rows"]]


@pytest.mark.parametrize(
    "duty", ["police", "prosecutor", "system_admin", "security_admin"]
)
def test_for_everyone_else_there_is_no_such_page(db: None, duty: str) -> None:
    client = signed_in(make_officer("other", duty=duty))
    entry = audit.record(officer=None, action=Action.READ)
    for page in (
        LIST,
        reverse("cases:entry_detail", args=[entry.pk]),
        reverse("cases:entry_of_officer", args=[1]),
        reverse("cases:entry_of_object") + "?type=case&id=1",
    ):
        assert client.get(page).status_code == 404
    assert LIST not in client.get("/").content.decode()


def test_the_auditor_sees_who_read_a_case_and_not_the_case(
    as_auditor: Client, case: Case, lead: Officer
) -> None:
    signed_in(lead).get(case.get_absolute_url())
    page = as_auditor.get(LIST).content.decode()
    assert lead.name in page
    assert case.number in page
    assert case.title not in page
    assert as_auditor.get(case.get_absolute_url()).status_code == 404


def test_every_filter_narrows_and_all_go_together(
    as_auditor: Client, lead: Officer, case: Case, outsider: Officer
) -> None:
    token = audit.remote_address.set("192.0.2.7")
    wanted = audit.record(officer=lead, action=Action.EXPORT, obj=case, reason="court")
    audit.remote_address.reset(token)
    audit.record(officer=outsider, action=Action.READ, obj=outsider)
    filters = {
        "officer": lead.badge,
        "unit": lead.unit.name,
        "action": "export",
        "object_type": "case",
        "object_id": str(case.pk),
        "case": case.number,
        "address": "192.0.2.7",
        "since": (timezone.localtime() - timedelta(minutes=5)).isoformat()[:16],
        "before": (timezone.localtime() + timedelta(minutes=5)).isoformat()[:16],
    }
    for name, value in filters.items():
        if name not in {"since", "before"}:
            found = shown(as_auditor, **{name: value, "object_type": "case"})
            assert found == [wanted.pk], name
    assert shown(as_auditor, **filters) == [wanted.pk]
    assert (
        shown(as_auditor, **{**filters, "before": filters["since"], "since": ""}) == []
    )
    assert shown(as_auditor, **{**filters, "address": "192.0.2.8"}) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"officer": "nobody"}, "There is no officer of this name or badge."),
        ({"case": "X-1"}, "There is no case of this number."),
        ({"object_id": "3"}, "Choose what kind of object the number is of."),
        (
            {"since": "2026-01-02T00:00", "before": "2026-01-01T00:00"},
            "This must be later than the beginning.",
        ),
        ({"address": "nowhere"}, "Enter a valid IPv4 or IPv6 address."),
        ({"object_type": "case", "object_id": str(2**80)}, "less than or equal to"),
        ({"since": "never"}, "Enter a valid date/time."),
    ],
)
def test_nonsense_is_said_to_be_nonsense(
    as_auditor: Client, query: dict[str, str], sentence: str
) -> None:
    response = as_auditor.get(found(as_auditor, **query))
    assert response.status_code == 400
    assert sentence in response.content.decode()


def test_pages_go_down_and_up_again_without_a_gap(
    as_auditor: Client, lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 3)
    written = [audit.record(officer=lead, action=Action.READ).pk for _ in range(8)]
    mine = {"officer": "lead"}
    down, response = [], as_auditor.get(found(as_auditor, **mine))
    while True:
        down.append([e.pk for e, _w, _c in response.context["rows"]])
        if response.context["older"] is None:
            break
        place = found(as_auditor, **mine, below=response.context["older"])
        response = as_auditor.get(place)
    assert [pk for page in down for pk in page] == written[::-1]
    up = as_auditor.get(found(as_auditor, **mine, above=response.context["newer"]))
    assert [e.pk for e, _w, _c in up.context["rows"]] == down[-2]


@pytest.mark.parametrize("below", ["x", "²", "-1", str(2**70), "0", ""])
def test_a_page_that_begins_nowhere_is_the_first(
    as_auditor: Client, lead: Officer, below: str
) -> None:
    entry = audit.record(officer=lead, action=Action.READ)
    assert shown(as_auditor, officer="lead", below=below) == [entry.pk]


def test_the_auditor_is_recorded_too(as_auditor: Client, auditor: Officer) -> None:
    as_auditor.get(found(as_auditor, officer="auditor"))
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.action) == (auditor, Action.SEARCH)
    assert entry.detail["filters"] == {"officer": str(auditor.pk)}


def test_the_timeline_of_an_officer_counts_their_days(
    as_auditor: Client, lead: Officer
) -> None:
    for _ in range(4):
        audit.record(officer=lead, action=Action.READ)
    response = as_auditor.get(reverse("cases:entry_of_officer", args=[lead.pk]))
    assert response.context["days"] == [(timezone.localdate(), 4, 100)]
    assert lead.badge in response.content.decode()


def test_the_timeline_of_an_object_shows_who_came_to_it(
    as_auditor: Client, lead: Officer, case: Case, outsider: Officer
) -> None:
    audit.record(officer=lead, action=Action.CHANGE, obj=case)
    audit.record(officer=outsider, action=Action.CHANGE, obj=outsider)
    page = as_auditor.get(f"/audit/objects/?type=case&id={case.pk}")
    assert [e.actor for e, _w, _c in page.context["rows"]] == [lead]
    for query in (
        "type=nothing&id=1",
        "type=case&id=x",
        "",
        "type=case&id=" + "9" * 30,
    ):
        assert as_auditor.get(f"/audit/objects/?{query}").status_code == 404


def test_an_entry_shows_all_that_is_known(as_auditor: Client, lead: Officer) -> None:
    entry = audit.record(officer=lead, action=Action.EXPORT, obj=lead, rows=7)
    page = as_auditor.get(reverse("cases:entry_detail", args=[entry.pk]))
    content = page.content.decode()
    assert bytes(entry.mac).hex() in content
    assert "&quot;rows&quot;: 7" in content
    assert "Waits for the next seal" in content


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_runs_no_formula_and_is_recorded(
    as_auditor: Client,
    lead: Officer,
    format: str,  # noqa: A002 - csv or xlsx
) -> None:
    lead.name = "=cmd|' /C calc'!A0"
    lead.save()
    audit.record(officer=lead, action=Action.READ, reason="@SUM(A1)")
    response = as_auditor.get(found(as_auditor, officer="lead", export=format))
    if format == "csv":
        rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    else:
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    assert rows[2][2] == "'=cmd|' /C calc'!A0"
    assert rows[2][10] == "'@SUM(A1)"
    assert len(rows) == 3
    entry = Entry.objects.latest("pk")
    assert (entry.action, entry.detail["rows"]) == (Action.EXPORT, 1)
