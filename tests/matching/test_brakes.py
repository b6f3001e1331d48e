"""A value that is too common is let through by an officer, and held back again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.matching import brakes, services
from cases.matching.models import BrakedValue, BrakeWord, FraudLink, Judgement
from tests.matching.arrivals.test_arrivals import arrived, work_off
from tests.matching.making import found, make_dataset, make_report, match_now, mobile
from tests.people import make_case, signed_in

Commit = Any


@pytest.fixture
def braked(lead: Officer, case: Case) -> BrakedValue:
    """A number in too many rows of one data set, and in one report."""
    make_dataset(case, *[f"王某甲,{mobile(1)}"] * 1_001, f"李某乙,{mobile(2)}")
    make_report(mobile(1), mobile(2), number="R-1")
    match_now(lead, case)
    return BrakedValue.objects.get()


def test_a_released_value_is_linked_at_once_and_by_every_later_run(
    braked: BrakedValue,
    lead: Officer,
    case: Case,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    assert FraudLink.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        brakes.release(officer=lead, value=braked, reason="A victim's own line")
    work_off()
    link = FraudLink.objects.get(mask="138****0001")
    assert (link.rows, link.run.cause) == (1_001, "brake")
    assert match_now(lead, case).new_links == 0
    assert FraudLink.objects.count() == 2
    assert (
        not BrakedValue.objects.filter(run__cause="officer")
        .exclude(run=braked.run)
        .exists()
    )
    make_report(mobile(1), number="R-2")
    assert match_now(lead, case).new_links == 1


def test_only_a_link_that_was_held_back_is_said_to_have_been(
    braked: BrakedValue, lead: Officer, case: Case
) -> None:
    """In another data set one row alone carries the number, and it was linked there."""
    other = make_dataset(case, f"王某甲,{mobile(1)}")
    match_now(lead, case)
    before = FraudLink.objects.get(dataset=other)
    brakes.release(officer=lead, value=braked, reason="A victim's own line")
    match_now(lead, case)
    said = {
        link.dataset: {reason["code"] for reason in link.reasons}
        for link in FraudLink.objects.filter(token=braked.token)
    }
    assert "released" in said[braked.dataset]
    assert "released" not in said[other]
    assert FraudLink.objects.get(dataset=other).score == before.score


def test_a_value_in_too_many_reports_is_released_for_all_of_them(
    lead: Officer, case: Case, django_capture_on_commit_callbacks: Commit
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    for _ in range(101):
        make_report(mobile(1))
    match_now(lead, case)
    value = BrakedValue.objects.get()
    assert value.reports == 101
    with django_capture_on_commit_callbacks(execute=True):
        brakes.release(officer=lead, value=value, reason="Checked")
    work_off()
    assert FraudLink.objects.count() == 101
    said = {reason["code"] for reason in FraudLink.objects.all()[0].reasons}
    assert "released" in said
    before = found(case)
    match_now(lead, case)
    assert found(case) == before


def test_a_report_too_many_takes_the_links_of_the_others_away(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    reports = [make_report(mobile(1)) for _ in range(100)]
    arrived(*reports)
    judged = FraudLink.objects.order_by("pk")[0]
    services.judge(
        officer=lead, link=judged, judgement=Judgement.CONFIRMED, reason="", version=1
    )
    assert FraudLink.objects.count() == 100
    arrived(make_report(mobile(1)))
    assert list(FraudLink.objects.all()) == [judged]
    assert BrakedValue.objects.get().reports == 101


def test_a_release_is_taken_back_and_judged_links_stay(
    braked: BrakedValue,
    lead: Officer,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    make_report(mobile(1), number="R-2")
    with django_capture_on_commit_callbacks(execute=True):
        word = brakes.release(officer=lead, value=braked, reason="Checked")
    work_off()
    kept = FraudLink.objects.get(mask="138****0001", report__number="R-2")
    services.judge(
        officer=lead, link=kept, judgement=Judgement.CONFIRMED, reason="", version=1
    )
    with django_capture_on_commit_callbacks(execute=True):
        brakes.brake_again(officer=lead, word=word, reason="A shop after all")
    work_off()
    assert FraudLink.objects.filter(mask="138****0001").get() == kept
    assert [w.released for w in BrakeWord.objects.order_by("pk")] == [True, False]


def test_a_release_holds_in_its_own_case_alone(
    braked: BrakedValue, lead: Officer, django_capture_on_commit_callbacks: Commit
) -> None:
    other = make_case(lead=lead)
    make_dataset(other, *[f"王某甲,{mobile(1)}"] * 1_001)
    with django_capture_on_commit_callbacks(execute=True):
        brakes.release(officer=lead, value=braked, reason="Checked")
    work_off()
    match_now(lead, other)
    assert not FraudLink.objects.filter(case=other).exists()


def test_a_number_pasted_into_the_reason_is_masked(
    braked: BrakedValue, lead: Officer
) -> None:
    word = brakes.release(officer=lead, value=braked, reason=f"Asked {mobile(1)}")
    assert word.reason == "Asked 138****01"


def test_words_need_a_reason_and_the_right_to_match(
    braked: BrakedValue, lead: Officer, viewer: Officer
) -> None:
    with pytest.raises(ValidationError):
        brakes.release(officer=lead, value=braked, reason=" ")
    with pytest.raises(PermissionDenied):
        brakes.release(officer=viewer, value=braked, reason="Checked")
    brakes.release(officer=lead, value=braked, reason="Checked")
    with pytest.raises(ValidationError, match="meanwhile"):
        brakes.release(officer=lead, value=braked, reason="Checked")
    entry = Entry.objects.filter(object_type="brakeword").get()
    assert (entry.actor, entry.reason) == (lead, "Checked")
    assert mobile(1) not in str(entry.detail)


def test_the_database_keeps_every_word_but_for_a_new_token(
    braked: BrakedValue, lead: Officer
) -> None:
    brakes.release(officer=lead, value=braked, reason="Checked")
    for change in (
        "UPDATE cases_brakeword SET reason = 'other'",
        "DELETE FROM cases_brakeword",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_brakeword SET token = gen_random_uuid()")
        assert cursor.rowcount == 1


def test_the_pages_lead_from_the_run_to_the_release_and_back(
    braked: BrakedValue, lead: Officer, viewer: Officer, outsider: Officer, case: Case
) -> None:
    client = signed_in(lead)
    run = client.get(reverse("cases:run_detail", args=[braked.run_id]))
    address = reverse("cases:brake_release", args=[braked.pk])
    assert address in run.content.decode()
    form = client.get(address).content.decode()
    assert "138****0001" in form
    assert "1,001 rows, 1 reports" in form
    assert "Give a reason" in client.post(address, {"reason": ""}).content.decode()
    listed = client.post(address, {"reason": "Checked"}, follow=True).content.decode()
    again = reverse("cases:brake_again", args=[BrakeWord.objects.get().pk])
    assert again in listed
    assert mobile(1) not in listed
    assert "138****0001" in client.get(again).content.decode()
    client.post(again, {"reason": "A shop"})
    assert not BrakeWord.objects.order_by("-pk")[0].released
    seen = signed_in(viewer).get(reverse("cases:run_detail", args=[braked.run_id]))
    assert address not in seen.content.decode()
    assert signed_in(viewer).post(address, {"reason": "x"}).status_code == 403
    assert signed_in(outsider).get(address).status_code == 404
    assert signed_in(outsider).get(again).status_code == 404
