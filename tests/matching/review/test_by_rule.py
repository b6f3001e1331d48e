"""All links of which a rule says the same are judged with one word and one reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.matching import services
from cases.matching.models import FraudLink, Judgement, LinkJudgement
from cases.matching.review import by_rule
from cases.matching.review.by_rule import Chosen, judge_chosen
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.people import make_case, signed_in

LONE, SEVERAL = mobile(1), mobile(2)


@pytest.fixture
def links(lead: Officer, case: Case) -> list[FraudLink]:
    """Three of numbers that stand in one row alone, one of a number in two rows."""
    lone = [f"王某甲,{mobile(n)}" for n in (1, 3, 4)]
    make_dataset(case, *lone, *[f"李某乙,{SEVERAL}"] * 2)
    for number in (1, 3, 4, 2):
        make_report(mobile(number))
    match_now(lead, case)
    return list(FraudLink.objects.order_by("pk"))


def now() -> str:
    return timezone.now().isoformat()


def address(case: Case) -> str:
    return reverse("cases:link_judge_rule", args=[case.pk])


def rule(**more: Any) -> dict[str, Any]:
    return {"outcome": "one_row", "least": 0, "most": 100, **more}


def page_of(client: Client, case: Case, **more: Any) -> str:
    answer = client.post(address(case), rule(**more), follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_they_are_counted_first_and_judged_then(
    as_lead: Client, lead: Officer, case: Case, links: list[FraudLink]
) -> None:
    assert (
        address(case)
        in as_lead.get(f"{reverse('cases:link_list')}?case={case.pk}").content.decode()
    )
    assert as_lead.get(address(case)).status_code == 200
    counted = page_of(as_lead, case)
    assert "3</strong> links that nobody has judged meet the rule." in counted
    assert not LinkJudgement.objects.exists()
    shown = re.search(r'name="until" value="([^"]+)"', counted)
    assert shown is not None
    until = {"until": shown[1]}
    said = page_of(as_lead, case, **until, judgement="rejected", reason="Test data")
    assert "3 links judged." in said
    judged = FraudLink.objects.filter(judgement=Judgement.REJECTED)
    assert {link.rows for link in judged} == {1}
    assert judged.count() == 3
    words = LinkJudgement.objects.values_list("officer", "judgement", "reason")
    assert list(words) == [(lead.pk, "rejected", "Test data")] * 3
    entries = Entry.objects.filter(action=Action.JUDGE)
    assert entries.filter(object_id=case.pk, object_type="case").count() == 1


def test_without_a_reason_nothing_is_judged(
    as_lead: Client, case: Case, links: list[FraudLink]
) -> None:
    told = page_of(as_lead, case, until=now(), judgement="rejected", reason=" ")
    assert "Give a reason for judging many links." in told
    assert not LinkJudgement.objects.exists()


def test_what_others_judged_meanwhile_and_what_came_later_stays(
    as_lead: Client, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    until, there = now(), {link.pk for link in links}
    first = next(link for link in links if link.rows == 1)
    services.judge(
        officer=colleague, link=first, judgement="confirmed", reason="", version=1
    )
    make_report(mobile(3))
    match_now(colleague, case)
    # The clock of the database stands still in a test.
    later = FraudLink.objects.exclude(pk__in=there)
    later.update(created_at=timezone.now())
    said = page_of(as_lead, case, until=until, judgement="rejected", reason="All")
    assert "2 links judged." in said
    first.refresh_from_db()
    assert first.judgement == Judgement.CONFIRMED
    assert later.get().judgement == Judgement.OPEN


def test_more_than_an_officer_can_wait_for_are_judged_in_turns(
    as_lead: Client,
    case: Case,
    links: list[FraudLink],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(by_rule, "AT_ONCE", 2)
    told = page_of(as_lead, case)
    assert "At a time 2 are judged" in told
    typed = {"until": now(), "judgement": "unsure", "reason": "Later"}
    told = page_of(as_lead, case, **typed)
    assert "2 links judged." in told
    assert "1 more link meets the rule." in told
    assert "1 link judged." in page_of(as_lead, case, **typed)
    assert FraudLink.objects.filter(judgement="unsure").count() == 3


def test_the_score_narrows_the_rule(
    lead: Officer, case: Case, links: list[FraudLink]
) -> None:
    score = next(link.score for link in links if link.rows == 1)
    for least, most, count in ((0, score, 3), (score, 100, 3), (score + 1, 100, 0)):
        assert Chosen("one_row", least, most).links(lead, case).count() == count


def test_links_of_another_case_are_left_alone(
    as_lead: Client, lead: Officer, case: Case, links: list[FraudLink]
) -> None:
    other = make_case(lead=lead)
    make_dataset(other, f"王某甲,{LONE}")
    match_now(lead, other)
    page_of(as_lead, case, until=now(), judgement="rejected", reason="All")
    assert FraudLink.objects.get(case=other).judgement == Judgement.OPEN


def test_a_viewer_judges_nothing(
    viewer: Officer, case: Case, links: list[FraudLink]
) -> None:
    assert signed_in(viewer).post(address(case), rule()).status_code == 403
    with pytest.raises(PermissionDenied):
        judge_chosen(
            officer=viewer,
            case=case,
            chosen=Chosen("one_row", 0, 100),
            judgement="rejected",
            reason="All",
        )
    assert not LinkJudgement.objects.exists()


def test_in_a_case_of_two_officers_a_confirmation_by_rule_proposes(
    lead: Officer, case: Case, links: list[FraudLink]
) -> None:
    Case.objects.filter(pk=case.pk).update(two_officers=True)
    judge_chosen(
        officer=lead,
        case=case,
        chosen=Chosen("one_row", 0, 100),
        judgement="confirmed",
        reason="All",
    )
    assert FraudLink.objects.proposed().count() == 3


@pytest.mark.parametrize(
    "typed",
    [
        {"outcome": "nonsense"},
        {"outcome": ""},
        {"least": "x"},
        {"most": 101},
        {"until": "²"},
        {"until": "9" * 40},
        {"judgement": "proposed"},
    ],
)
def test_nonsense_judges_nothing(
    as_lead: Client, case: Case, links: list[FraudLink], typed: dict[str, Any]
) -> None:
    given = {"until": now(), "judgement": "rejected", "reason": "All", **typed}
    page_of(as_lead, case, **given)
    assert not LinkJudgement.objects.exists()
