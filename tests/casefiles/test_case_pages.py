"""The case's pages, seen by its lead, a colleague, a viewer and outsiders."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services
from cases.casefiles.models import Case, CaseMember, Role
from tests.people import (
    address_found,
    make_case,
    make_officer,
    make_unit,
    signed_in,
)

TYPED = {
    "number": "A-2021-1",
    "title": "王超案",
    "province": "32",
    "stage": "clue",
    "offence": "侵犯公民个人信息罪",
}


def test_everyone_must_sign_in(client: Client, case: Case) -> None:
    response = client.get(reverse("cases:case_detail", args=[case.pk]))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("cases:sign_in"))


def test_the_lead_sees_the_case_and_the_reading_is_recorded(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    response = as_lead.get(case.get_absolute_url())
    assert case.title in response.content.decode()
    entry = Entry.objects.get(action=Action.READ, object_type="case")
    assert (entry.actor, entry.object_id, entry.case_id) == (lead, case.pk, case.pk)


def test_a_case_without_facts_shows_a_dash_for_them(
    as_lead: Client, case: Case
) -> None:
    page = as_lead.get(case.get_absolute_url()).content.decode()
    facts = page.partition("Facts</h2>")[2].partition("Notes</h2>")[0]
    assert "<p>—</p>" in facts


def test_a_case_out_of_scope_does_not_exist(case: Case, outsider: Officer) -> None:
    client = signed_in(outsider)
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.post(reverse("cases:case_update", args=[case.pk])).status_code == 404
    assert case.title not in client.get(reverse("cases:case_list")).content.decode()


def test_an_officer_of_the_lead_unit_reads_and_does_not_write(case: Case) -> None:
    client = signed_in(make_officer("same-unit"))
    assert client.get(case.get_absolute_url()).status_code == 200
    assert client.get(reverse("cases:note_create", args=[case.pk])).status_code == 403


def test_a_viewer_may_not_edit(case: Case, viewer: Officer) -> None:
    address = reverse("cases:case_update", args=[case.pk])
    assert signed_in(viewer).get(address).status_code == 403


def test_a_membership_ends_after_its_last_day(case: Case, colleague: Officer) -> None:
    unit = make_unit("Hubei brigade", province="42")
    colleague.unit = unit
    colleague.save()
    assert Case.objects.visible_to(colleague).exists()
    yesterday = timezone.localdate() - timedelta(days=1)
    CaseMember.objects.filter(officer=colleague).update(until=yesterday)
    assert not Case.objects.visible_to(colleague).exists()


def test_opening_a_case_makes_the_officer_its_lead(
    as_lead: Client, lead: Officer
) -> None:
    response = as_lead.post(reverse("cases:case_create"), TYPED)
    case = Case.objects.get(number="A-2021-1")
    assert response["Location"] == case.get_absolute_url()
    assert case.members.get().role == Role.LEAD
    assert case.lead_unit == lead.unit


def test_a_number_given_twice_is_refused_and_what_was_typed_stays(
    as_lead: Client, case: Case
) -> None:
    typed = {**TYPED, "number": case.number}
    response = as_lead.post(reverse("cases:case_create"), typed)
    assert response.status_code == 200
    assert "王超案" in response.content.decode()
    assert Case.objects.count() == 1


def test_the_second_editor_is_shown_both_versions(as_lead: Client, case: Case) -> None:
    address = reverse("cases:case_update", args=[case.pk])
    typed = {**TYPED, "number": case.number, "version": case.version}
    as_lead.post(address, {**typed, "title": "first"})
    response = as_lead.post(address, {**typed, "title": "second"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "first" in page
    assert "second" in page
    case.refresh_from_db()
    assert case.title == "first"
    again = {**typed, "title": "second", "version": case.version}
    assert as_lead.post(address, again).status_code == 302


def test_a_prosecutor_sees_the_case_from_the_hand_over_on(
    case: Case, lead: Officer, prosecutor: Officer
) -> None:
    client = signed_in(prosecutor)
    assert client.get(case.get_absolute_url()).status_code == 404
    services.add_note(officer=lead, case=case, text="for the police alone")
    services.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    page = client.get(case.get_absolute_url()).content.decode()
    assert case.title in page
    assert "for the police alone" not in page


@pytest.mark.parametrize("duty", ["system_admin", "security_admin", "auditor"])
def test_administrators_and_auditors_see_no_case(case: Case, duty: str) -> None:
    client = signed_in(make_officer(duty, duty=duty))
    assert client.get(case.get_absolute_url()).status_code == 404


def test_chinese_titles_are_sorted_by_pinyin(as_lead: Client, lead: Officer) -> None:
    for title in ("赵案", "王案", "陈案"):
        make_case(lead=lead, title=title)
    page = as_lead.get(reverse("cases:case_list"), {"sort": "title"}).content.decode()
    assert page.index("陈案") < page.index("王案") < page.index("赵案")


def test_the_list_is_exported_as_it_is_filtered(as_lead: Client, lead: Officer) -> None:
    make_case(lead=lead, number="N-1", title="=1+1")
    make_case(lead=lead, number="N-2", title="other")
    address = reverse("cases:case_list")
    found = address_found(as_lead, address, q="N-1")
    response = as_lead.get(f"{found}&export=csv")
    text = response.content.decode("utf-8-sig")
    assert "'=1+1" in text
    assert "other" not in text
    assert Entry.objects.filter(action=Action.EXPORT, actor=lead).exists()


def test_the_choice_of_columns_is_kept(as_lead: Client, case: Case) -> None:
    address = reverse("cases:case_list")
    as_lead.post(address, {"column": ["number", "offence"]})
    page = as_lead.get(address).content.decode()
    assert "sort=offence" in page
    assert "sort=title" not in page


def test_the_last_lead_cannot_step_down(case: Case, lead: Officer) -> None:
    membership = case.members.get()
    with pytest.raises(Exception, match="without a lead"):
        services.update_member(
            officer=lead, membership=membership, version=1, role=Role.VIEWER, until=None
        )
