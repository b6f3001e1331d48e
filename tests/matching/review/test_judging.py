"""Officers confirm, reject, hesitate and take back; nothing is lost on the way."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.common.models import EditConflict
from cases.matching import services
from cases.matching.models import FraudLink, Judgement, LinkJudgement
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.people import signed_in


@pytest.fixture
def link(lead: Officer, case: Case) -> FraudLink:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    match_now(lead, case)
    return FraudLink.objects.get()


def address(link: FraudLink) -> str:
    return reverse("cases:link_judge", args=[link.pk])


def word(judgement: str, version: int = 1, **more: str) -> dict[str, str]:
    return {"judgement": judgement, "version": str(version), **more}


def test_a_judgement_is_kept_with_its_officer_and_reason(
    colleague: Officer, link: FraudLink
) -> None:
    client = signed_in(colleague)
    client.post(address(link), word("confirmed", reason="Same person, same loan"))
    link.refresh_from_db()
    said = LinkJudgement.objects.get()
    assert link.judgement == said.judgement == Judgement.CONFIRMED
    assert (said.officer, said.reason) == (colleague, "Same person, same loan")
    entry = Entry.objects.get(action=Action.JUDGE)
    assert (entry.actor, entry.object_id, entry.case_id) == (
        colleague,
        link.pk,
        link.case_id,
    )


def test_a_number_pasted_into_the_reason_is_masked(
    as_lead: Client, link: FraudLink
) -> None:
    as_lead.post(address(link), word("confirmed", reason=f"Called {mobile(1)}"))
    assert LinkJudgement.objects.get().reason == "Called 138****01"
    assert Entry.objects.get(action=Action.JUDGE).reason == "Called 138****01"


def test_taking_back_is_a_further_word_and_erases_nothing(
    lead: Officer, as_lead: Client, link: FraudLink
) -> None:
    as_lead.post(address(link), word("rejected"))
    as_lead.post(address(link), word("unsure", version=2))
    as_lead.post(address(link), word("open", version=3, reason="Wrong line"))
    link.refresh_from_db()
    assert link.judgement == Judgement.OPEN
    said = LinkJudgement.objects.values_list("judgement", flat=True)
    assert list(said) == ["open", "unsure", "rejected"]
    page = as_lead.get(reverse("cases:link_detail", args=[link.pk])).content.decode()
    assert "Wrong line" in page


def test_the_database_refuses_to_change_what_was_said(
    as_lead: Client, link: FraudLink
) -> None:
    as_lead.post(address(link), word("rejected"))
    with pytest.raises(DatabaseError), transaction.atomic():
        LinkJudgement.objects.update(judgement="confirmed")


def test_whoever_comes_second_is_told_and_overwrites_nothing(
    as_lead: Client, colleague: Officer, link: FraudLink
) -> None:
    as_lead.post(address(link), word("confirmed"))
    second = signed_in(colleague)
    response = second.post(address(link), word("rejected"), follow=True)
    assert "Lead has judged this link meanwhile: Confirmed" in response.content.decode()
    row = second.post(address(link), word("rejected"), headers={"HX-Request": "true"})
    assert "Lead has judged this link meanwhile" in row.content.decode()
    link.refresh_from_db()
    assert (link.judgement, link.judgements.count()) == (Judgement.CONFIRMED, 1)


def test_a_row_of_the_list_is_swapped_in_place(
    as_lead: Client, link: FraudLink
) -> None:
    response = as_lead.post(
        address(link), word("confirmed"), headers={"HX-Request": "true"}
    )
    row = response.content.decode()
    assert f'id="link-{link.pk}"' in row.split(">")[0]
    assert "Confirmed" in row
    assert 'name="version" value="2"' in row
    shown = as_lead.get(reverse("cases:link_list")).content.decode()
    assert row.count("<td") == shown.split("<tbody>")[1].count("<td")


def test_a_viewer_sees_a_link_and_does_not_judge(
    viewer: Officer, link: FraudLink
) -> None:
    client = signed_in(viewer)
    page = client.get(reverse("cases:link_detail", args=[link.pk]))
    assert page.status_code == 200
    assert address(link) not in page.content.decode()
    assert address(link) not in client.get(reverse("cases:link_list")).content.decode()
    assert client.post(address(link), word("confirmed")).status_code == 403
    with pytest.raises(PermissionDenied):
        services.judge(
            officer=viewer, link=link, judgement="confirmed", reason="", version=1
        )


def test_for_an_outsider_the_link_does_not_exist(
    outsider: Officer, link: FraudLink
) -> None:
    client = signed_in(outsider)
    assert client.get(reverse("cases:link_detail", args=[link.pk])).status_code == 404
    assert client.post(address(link), word("confirmed")).status_code == 404
    assert link.mask not in client.get(reverse("cases:link_list")).content.decode()


def test_a_prosecutor_sees_confirmed_links_after_the_hand_over_and_no_others(
    lead: Officer, prosecutor: Officer, link: FraudLink, case: Case
) -> None:
    client = signed_in(prosecutor)
    page = reverse("cases:link_detail", args=[link.pk])
    services.judge(officer=lead, link=link, judgement="confirmed", reason="", version=1)
    assert client.get(page).status_code == 404
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    assert client.get(page).status_code == 200
    listed = client.get(reverse("cases:link_list")).content.decode()
    headings = listed.split("<thead>")[1].split("</thead>")[0]
    assert link.mask in listed
    assert "Tick" not in headings, "where nothing can be judged, nothing is ticked"
    assert client.post(address(link), word("rejected", 2)).status_code == 403
    services.judge(officer=lead, link=link, judgement="open", reason="", version=2)
    assert client.get(page).status_code == 404
    assert (
        client.get(reverse("cases:run_detail", args=[link.run_id])).status_code == 404
    )


def test_many_links_are_judged_with_one_reason(
    lead: Officer, as_lead: Client, colleague: Officer, case: Case
) -> None:
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(3)))
    for number in range(3):
        make_report(mobile(number))
    match_now(lead, case)
    links = list(FraudLink.objects.order_by("pk"))
    services.judge(
        officer=colleague, link=links[0], judgement="rejected", reason="", version=1
    )
    ticked = {"judgement": "confirmed", "link": [f"{link.pk}:1" for link in links]}
    many = reverse("cases:link_judge_many")
    refused = as_lead.post(many, ticked, follow=True).content.decode()
    assert "Give a reason for judging many links." in refused
    told = as_lead.post(many, {**ticked, "reason": "Seen row by row"}, follow=True)
    assert "2 links judged." in told.content.decode()
    assert "1 link was judged by somebody else meanwhile" in told.content.decode()
    judgements = FraudLink.objects.order_by("pk").values_list("judgement", flat=True)
    assert list(judgements) == ["rejected", "confirmed", "confirmed"]


def test_many_links_of_a_strangers_case_are_left_alone(
    outsider: Officer, viewer: Officer, link: FraudLink
) -> None:
    ticked = {"judgement": "confirmed", "link": f"{link.pk}:1", "reason": "All"}
    many = reverse("cases:link_judge_many")
    signed_in(outsider).post(many, ticked)
    assert signed_in(viewer).post(many, ticked).status_code == 403
    assert not LinkJudgement.objects.exists()


@pytest.mark.parametrize(
    "ticked",
    ["", "x:1", "1", "²:1", "1:²", "1:2:3", "-1:1", "9" * 30 + ":1"],
)
def test_ticks_that_are_no_links_judge_nothing(
    as_lead: Client, link: FraudLink, ticked: str
) -> None:
    typed = {"judgement": "rejected", "link": ticked, "reason": "All"}
    answer = as_lead.post(reverse("cases:link_judge_many"), typed, follow=True)
    assert "Select a valid choice" in answer.content.decode()
    assert not LinkJudgement.objects.exists()


@pytest.mark.parametrize("judgement", ["", "maybe"])
def test_a_word_that_does_not_exist_is_refused(
    lead: Officer, link: FraudLink, judgement: str
) -> None:
    with pytest.raises(ValidationError):
        services.judge(
            officer=lead, link=link, judgement=judgement, reason="", version=1
        )
    with pytest.raises(ValidationError):
        services.judge_many(
            officer=lead, seen={link.pk: 1}, judgement=judgement, reason="All"
        )
    assert not LinkJudgement.objects.exists()


def test_a_link_seen_in_an_older_version_is_a_conflict(
    lead: Officer, link: FraudLink
) -> None:
    services.judge(officer=lead, link=link, judgement="unsure", reason="", version=1)
    with pytest.raises(EditConflict):
        services.judge(
            officer=lead, link=link, judgement="confirmed", reason="", version=1
        )
