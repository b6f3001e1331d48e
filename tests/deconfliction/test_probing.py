"""Numbers recorded one by one to see which of them others have."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.deconfliction import services
from cases.deconfliction.models import Pointer
from cases.suspects import services as suspects
from cases.suspects.models import Suspect
from tests.deconfliction.steps import MOBILE, record_mobile
from tests.people import signed_in


@pytest.fixture(autouse=True)
def quota(settings: Settings) -> None:
    settings.CASEDESK_COMPARISONS_A_DAY = 2


def test_beyond_the_days_quota_nothing_is_compared(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    for number in ("13800000001", "13800000002", MOBILE):
        record_mobile(lead, mine, number)
    assert not Pointer.objects.exists()
    assert mine.identifiers.count() == 3
    refusal = Entry.objects.get(action="refuse")
    assert (refusal.actor, refusal.detail) == (
        lead,
        {"refused": "comparison_quota"},
    )


def test_the_officer_is_told(lead: Officer, mine: Suspect) -> None:
    address = reverse("cases:identifier_create", args=[mine.pk])
    client = signed_in(lead)
    texts = []
    for number in ("13800000001", "13800000002", MOBILE):
        data = {"kind": "mobile", "number": number}
        answer = client.post(address, data, follow=True)
        texts.append(" ".join(str(m) for m in answer.context["messages"]))
    assert texts[:2] == ["Saved.", "Saved."]
    assert "your 2 comparisons of today are used up" in texts[2]


def test_handles_and_numbers_count_together_and_each_officer_alone(
    lead: Officer, colleague: Officer, mine: Suspect
) -> None:
    suspects.add_alias(officer=lead, suspect=mine, platform="QQ", handle="a")
    record_mobile(lead, mine)
    assert services.left_today(lead) == 0
    assert services.left_today(colleague) == 2


def test_what_was_refused_is_compared_when_the_quota_is_free_again(
    lead: Officer,
    outsider: Officer,
    mine: Suspect,
    theirs: Suspect,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    record_mobile(outsider, theirs)
    for number in ("13800000001", "13800000002", MOBILE):
        record_mobile(lead, mine, number)
    assert services.compare_waiting() == 0
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert services.compare_waiting() == 1
    assert Pointer.objects.count() == 1
    assert services.compare_waiting() == 0


def test_the_other_side_finds_it_meanwhile_all_the_same(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    for number in ("13800000001", "13800000002", MOBILE):
        record_mobile(lead, mine, number)
    record_mobile(outsider, theirs)
    assert Pointer.objects.count() == 1
