"""The suspects' pages, seen by those who work on the case and those who do not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.operations.models import Operation, Team
from cases.suspects import services
from cases.suspects.models import Suspect
from tests.people import address_found, make_case, signed_in
from tests.suspects.making import make_suspect

LIST = reverse("cases:suspect_list")


def page(client: Client, address: str, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_names_are_sorted_by_pinyin_and_the_nameless_come_last(
    as_lead: Client, case: Case
) -> None:
    for name in ("赵某", "王某", "", "陈某"):
        make_suspect(case, "handle-only" if not name else "known", name=name)
    for direction, order in (
        ("name", ["陈某", "王某", "赵某", "handle-only"]),
        ("-name", ["赵某", "王某", "陈某", "handle-only"]),
    ):
        html = page(as_lead, LIST, sort=direction)
        places = [html.index(text) for text in order]
        assert places == sorted(places)


def test_a_suspect_without_a_name_is_shown_by_number_and_handles(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case, "SS52098", "fruit-seller")
    html = page(as_lead, LIST)
    assert "Suspect no. 1" in html
    assert html.count("SS52098, fruit-seller") == 1
    label = "Suspect no. 1 (SS52098, fruit-seller)"
    assert label in page(as_lead, suspect.get_absolute_url())


def test_the_case_stands_in_the_list_of_all_cases_and_in_every_file(
    as_lead: Client, case: Case
) -> None:
    make_suspect(case, name="王某")
    cell = f">{case.number}</a>"
    assert cell in page(as_lead, LIST)
    assert cell not in page(as_lead, LIST, case=case.pk)
    assert case.number in page(as_lead, LIST, case=case.pk, export="csv")


def test_the_list_is_searched_by_name_and_by_handle(
    as_lead: Client, case: Case
) -> None:
    make_suspect(case, "SS52098", name="王某")
    make_suspect(case, "other-handle", name="李某")
    for text in ("ss520", "王"):
        html = page(as_lead, address_found(as_lead, LIST, q=text))
        assert "王某" in html
        assert "李某" not in html


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identification", "in_custody"),
        ("measure", "wanted"),
        ("position", "upline"),
        ("province", "42"),
    ],
)
def test_the_list_is_filtered(
    as_lead: Client, case: Case, name: str, value: str
) -> None:
    make_suspect(case, name="王某", **{name: value})
    make_suspect(case, name="李某")
    html = page(as_lead, LIST, case=case.pk, **{name: value})
    assert "王某" in html
    assert "李某" not in html


def test_the_list_costs_the_same_for_three_suspects_and_for_twenty(
    as_lead: Client, case: Case, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        make_suspect(case, f"h{n}", f"g{n}")
    with django_assert_max_num_queries(15):
        page(as_lead, LIST, case=case.pk)


def test_the_detail_page_costs_few_queries_however_much_is_known(
    as_lead: Client,
    case: Case,
    lead: Officer,
    django_assert_max_num_queries: Any,
) -> None:
    suspect = make_suspect(case, *(f"h{n}" for n in range(30)))
    for n in range(5):
        other = make_suspect(case, f"h{n}")
        for one in (suspect, other):
            services.add_identifier(
                officer=lead, suspect=one, kind="qq", number=f"1000{n}"
            )
    # Three of them see to the keys.
    with django_assert_max_num_queries(16):
        html = page(as_lead, suspect.get_absolute_url())
    assert html.count("The handle h") == 5
    assert html.count("is also used by") == 5


def test_an_outsider_finds_no_suspect(case: Case, outsider: Officer) -> None:
    suspect = make_suspect(case, name="王某")
    client = signed_in(outsider)
    for name in ("suspect_detail", "suspect_update"):
        assert (
            client.get(reverse(f"cases:{name}", args=[suspect.pk])).status_code == 404
        )
    for name in (
        "alias_create",
        "identifier_create",
        "suspect_measure",
        "suspect_custody",
    ):
        address = reverse(f"cases:{name}", args=[suspect.pk])
        assert client.post(address, {}).status_code == 404
    suspect.refresh_from_db()
    assert not suspect.is_in_custody
    address = reverse("cases:suspect_create", args=[case.pk])
    assert client.get(address).status_code == 404
    assert "王某" not in page(client, LIST)


def test_a_viewer_reads_and_may_not_write(case: Case, viewer: Officer) -> None:
    suspect = make_suspect(case, "handle", name="王某")
    client = signed_in(viewer)
    html = page(client, suspect.get_absolute_url())
    assert reverse("cases:suspect_update", args=[suspect.pk]) not in html
    alias = suspect.aliases.get()
    addresses = [
        reverse("cases:suspect_create", args=[case.pk]),
        reverse("cases:suspect_update", args=[suspect.pk]),
        reverse("cases:alias_create", args=[suspect.pk]),
        reverse("cases:alias_update", args=[alias.pk]),
        reverse("cases:identifier_create", args=[suspect.pk]),
        reverse("cases:suspect_measure", args=[suspect.pk]),
        reverse("cases:suspect_custody", args=[suspect.pk]),
    ]
    assert {client.post(address).status_code for address in addresses} == {403}


def test_a_prosecutor_sees_the_suspect_and_no_team(
    case: Case, lead: Officer, prosecutor: Officer
) -> None:
    suspect = make_suspect(case, name="王某")
    operation = Operation.objects.create(
        case=case, name="April", go_time="2021-04-10T05:00+08:00"
    )
    team = Team.objects.create(
        operation=operation, name="Hubei team", province="42", leader="T"
    )
    team.targets.add(suspect)
    client = signed_in(prosecutor)
    assert client.get(suspect.get_absolute_url()).status_code == 404
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    html = page(client, suspect.get_absolute_url())
    assert "王某" in html
    assert "Hubei team" not in html
    assert "Hubei team" in page(signed_in(lead), suspect.get_absolute_url())


def test_a_new_suspect_gets_the_next_number_and_the_first_handle(
    as_lead: Client, case: Case
) -> None:
    make_suspect(case)
    typed = {
        "identification": "handle_only",
        "measure": "none",
        "position": "core",
        "platform": "Telegram",
        "handle": "SS52098",
    }
    address = reverse("cases:suspect_create", args=[case.pk])
    response = as_lead.post(address, typed)
    suspect = Suspect.objects.get(number=2)
    assert response["Location"] == suspect.get_absolute_url()
    assert suspect.aliases.get().platform == "Telegram"
    assert Entry.objects.filter(action=Action.CREATE, object_type="alias").exists()


def test_a_handle_without_its_platform_is_refused_and_nothing_is_stored(
    as_lead: Client, case: Case
) -> None:
    typed = {
        "identification": "handle_only",
        "measure": "none",
        "position": "core",
        "handle": "SS52098",
    }
    address = reverse("cases:suspect_create", args=[case.pk])
    html = as_lead.post(address, typed).content.decode()
    assert "Say where this online name is used." in html
    assert "SS52098" in html
    assert not Suspect.objects.exists()


def test_numbers_count_within_the_case(lead: Officer, case: Case) -> None:
    other = make_case(lead=lead)
    for number in (1, 2):
        assert services.add_suspect(officer=lead, case=case).number == number
    assert services.add_suspect(officer=lead, case=other).number == 1


def test_the_second_editor_is_shown_both_versions(as_lead: Client, case: Case) -> None:
    suspect = make_suspect(case, name="王某")
    address = reverse("cases:suspect_update", args=[suspect.pk])
    typed = {
        "identification": "identified",
        "measure": "none",
        "position": "core",
        "version": suspect.version,
    }
    as_lead.post(address, {**typed, "name": "王超"})
    response = as_lead.post(address, {**typed, "name": "王朝"})
    assert response.status_code == 409
    html = response.content.decode()
    mine, theirs = html.index("<td>王朝</td>"), html.index("<td>王超</td>")
    assert mine < theirs
    assert 'value="王朝"' in html, "what was typed stays in the form"
    suspect.refresh_from_db()
    assert suspect.name == "王超"
    change = Entry.objects.get(action=Action.CHANGE).detail["changes"]
    assert change["identification"] == ["handle_only", "identified"]
    current = f'name="version" value="{suspect.version}"'
    assert current in html, "saving again replaces theirs knowingly"


def test_a_year_of_birth_that_cannot_be_is_refused(as_lead: Client, case: Case) -> None:
    suspect = make_suspect(case, name="王某")
    typed = {
        "identification": "identified",
        "measure": "none",
        "position": "core",
        "birth_year": "94",
    }
    address = reverse("cases:suspect_update", args=[suspect.pk])
    html = as_lead.post(address, {**typed, "version": 1}).content.decode()
    assert "four digits" in html
