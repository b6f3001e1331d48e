"""Reports on screen: found, read, typed in and corrected, numbers always masked."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.common.models import EditConflict
from cases.fraud import services
from cases.fraud.models import FraudReport, ReportIdentifier
from tests.fraud.making import imported, line, mobiles, report, text
from tests.matching.making import make_report
from tests.people import address_found, make_officer, signed_in

LIST = "cases:report_list"
NUMBERS = mobiles(40)


@pytest.fixture
def reports(lead: Officer) -> None:
    """Forty reports, A0 to A39, each with its own number of the victim."""
    imported(lead, text(*(line(f"A{i}", mobile=m) for i, m in enumerate(NUMBERS))))


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("reports")
def test_no_page_shows_a_number_or_a_victims_name_in_the_clear(
    as_lead: Client,
) -> None:
    first = report("A0")
    found = address_found(as_lead, reverse(LIST), number="A0")
    shown = as_lead.get(found).content.decode()
    shown += page(as_lead, "cases:report_detail", first.pk)
    shown += page(as_lead, "cases:report_update", first.pk)
    assert NUMBERS[0] not in shown
    assert "徐某甲" not in shown
    assert "徐＊" in shown
    assert first.identifiers.get().mask in shown


def test_numbers_in_the_facts_are_masked(as_lead: Client, lead: Officer) -> None:
    facts = f"对方号码{NUMBERS[3]}来电。"
    made = services.create_report(officer=lead, number="B1", narrative=facts)
    shown = page(as_lead, "cases:report_detail", made.pk)
    assert NUMBERS[3] not in shown
    assert "来电" in shown


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"number": "a1"}, {"A1", *(f"A{i}" for i in range(10, 20))}),
        ({"province": "44"}, {"B1"}),
        ({"method": "F05"}, {"B1"}),
        ({"since": "2021-02-01"}, {"B1"}),
        ({"loss_from": "50000"}, {"B1"}),
        ({"numbers": "no"}, {"B1"}),
    ],
)
def test_the_list_can_be_narrowed(
    as_lead: Client, lead: Officer, query: dict[str, str], numbers: set[str]
) -> None:
    services.create_report(
        officer=lead,
        number="B1",
        province="44",
        method="F05",
        reported_on="2021-03-01",
        loss=60_000,
    )
    response = as_lead.get(
        address_found(as_lead, reverse(LIST), per_page="100", **query)
    )
    assert {row.number for row in response.context["table"].data} == numbers


@pytest.mark.parametrize("name", [LIST, "cases:report_import_list"])
def test_the_lists_show_their_filters(as_lead: Client, name: str) -> None:
    response = as_lead.get(reverse(name))
    shown = response.content.decode()
    for field in response.context["filter"].form:
        assert f'name="{field.html_name}"' in shown
        assert escape(str(field.label)) in shown
    assert len(response.context["filter"].form.fields) >= 1


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("sort", ["", "loss", "-reported_on", "number"])
def test_the_list_needs_few_queries_whatever_its_length(
    as_lead: Client, django_assert_max_num_queries: Any, sort: str
) -> None:
    with django_assert_max_num_queries(11):
        shown = as_lead.get(reverse(LIST), {"sort": sort, "per_page": "100"})
    assert shown.content.count(b"<tr") > 40


@pytest.mark.usefixtures("reports")
def test_the_list_is_exported_masked(as_lead: Client) -> None:
    shown = page(as_lead, LIST, export="csv")
    assert "A39" in shown
    assert NUMBERS[39] not in shown


@pytest.mark.usefixtures("reports")
def test_a_whole_number_is_searched_without_standing_in_an_address(
    as_lead: Client,
) -> None:
    number = NUMBERS[7]
    spaced = f"+86 {number[:3]} {number[3:7]} {number[7:]}"
    response = as_lead.post(reverse("cases:report_search"), {"number": spaced})
    assert [found.number for found in response.context["found"]] == ["A7"]
    entry = Entry.objects.get(action=Action.SEARCH)
    assert entry.detail["reports"] == [report("A7").pk]
    assert number not in str(entry.detail)


def test_a_number_in_too_many_reports_lists_the_newest_of_them(
    as_lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "REPORTS_FOUND", 2)
    days = [date(2021, 1, day) for day in (1, 2, 3)]
    reports = [make_report(NUMBERS[0], reported_on=day) for day in days]
    response = as_lead.post(reverse("cases:report_search"), {"number": NUMBERS[0]})
    assert response.context["found"] == [reports[2], reports[1]]
    assert "No more than 2 are listed" in response.content.decode()


def test_what_is_no_number_is_said_in_the_kinds_words(as_lead: Client) -> None:
    response = as_lead.post(
        reverse("cases:report_search"), {"kind": "mobile", "number": "138"}
    )
    assert "too few or too many" in response.content.decode()


def test_a_report_is_typed_in_with_its_numbers(as_lead: Client, lead: Officer) -> None:
    typed = {
        "number": "B1",
        "unit_name": "某派出所",
        "province": "32",
        "reported_on": "2021-01-30",
        "method": "F05",
        "loss": "6000",
        "new_victim_name": "高某乙",
        "new_narrative": "扫码后转账。",
        "victim_mobile": NUMBERS[0],
        "caller_mobile": NUMBERS[1],
    }
    response = as_lead.post(reverse("cases:report_create"), typed)
    made = report("B1")
    assert response["Location"] == made.get_absolute_url()
    assert (made.entered_by, made.victim_name) == (lead, "高某乙")
    assert set(made.identifiers.values_list("party", "kind")) == {
        ("victim", "mobile"),
        ("caller", "mobile"),
    }


def test_a_wrong_number_is_said_at_its_field_and_nothing_is_kept(
    as_lead: Client,
) -> None:
    typed = {"number": "B1", "method": "F05", "victim_mobile": "1380000"}
    response = as_lead.post(reverse("cases:report_create"), typed)
    assert "victim_mobile" in response.context["form"].errors
    assert response.context["form"]["number"].value() == "B1"
    assert not FraudReport.objects.exists()


@pytest.mark.usefixtures("reports")
def test_a_report_number_is_taken_once(as_lead: Client) -> None:
    response = as_lead.post(
        reverse("cases:report_create"), {"number": "A1", "method": "F05"}
    )
    assert "number" in response.context["form"].errors


@pytest.mark.usefixtures("reports")
def test_editing_keeps_sealed_text_unless_something_is_typed(as_lead: Client) -> None:
    first = report("A0")
    typed = {"number": "A0", "method": "F02", "version": first.version}
    as_lead.post(reverse("cases:report_update", args=[first.pk]), typed)
    changed = report("A0")
    assert (changed.method, changed.victim_name) == ("F02", "徐某甲")


@pytest.mark.usefixtures("reports")
def test_the_second_of_two_editors_is_told_and_sees_no_sealed_text(
    as_lead: Client, lead: Officer
) -> None:
    first = report("A0")
    seen = first.version
    services.update_report(officer=lead, report=first, version=seen, method="F03")
    typed = {
        "number": "A0",
        "method": "F02",
        "new_victim_name": "别人",
        "version": seen,
    }
    response = as_lead.post(reverse("cases:report_update", args=[first.pk]), typed)
    assert response.status_code == 409
    assert "徐某甲" not in response.content.decode()
    assert report("A0").method == "F03"
    with pytest.raises(EditConflict):
        services.update_report(officer=lead, report=first, version=seen, loss=1)


@pytest.mark.usefixtures("reports")
def test_a_number_is_added_once_and_can_be_taken_out(as_lead: Client) -> None:
    first = report("A0")
    address = reverse("cases:report_identifier_create", args=[first.pk])
    typed = {"party": "caller", "kind": "mobile", "number": NUMBERS[20]}
    assert as_lead.post(address, typed).status_code == 302
    again = as_lead.post(address, typed)
    assert "already" in str(again.context["form"].errors["number"])
    held = first.identifiers.get(party="caller")
    as_lead.post(reverse("cases:report_identifier_remove", args=[held.pk]))
    assert not ReportIdentifier.objects.filter(pk=held.pk).exists()
    assert NUMBERS[20] not in str(list(Entry.objects.values_list("detail", flat=True)))


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("duty", ["prosecutor", "auditor", "system_admin"])
def test_reports_are_for_the_police_alone(duty: str) -> None:
    client = signed_in(make_officer(f"some-{duty}", duty=duty))
    first = report("A0")
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("cases:report_create")).status_code == 403
    assert client.get(reverse("cases:report_search")).status_code == 403
    assert client.get(first.get_absolute_url()).status_code == 404


@pytest.mark.usefixtures("reports")
def test_every_police_officer_may_read_reports(outsider: Officer) -> None:
    client = signed_in(outsider)
    assert client.get(report("A0").get_absolute_url()).status_code == 200
    assert Entry.objects.filter(action=Action.READ, actor=outsider).exists()
