"""A run from its form to its end, as its pages show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.sealing import KIND_LABELS
from cases.matching.models import MatchRun
from tests.matching.making import make_dataset, match_now, mobile
from tests.people import make_case


def test_a_run_is_started_from_its_form(as_lead: Client, case: Case) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    address = reverse("cases:run_create", args=[case.pk])
    make_dataset(case, title="Unread disk")
    form = as_lead.get(address).content.decode()
    assert "not searched: Unread disk" in " ".join(form.split())
    assert form.count(" checked") == 1 + len(KIND_LABELS)
    response = as_lead.post(address, {"datasets": [dataset.pk], "kinds": ["mobile"]})
    run = MatchRun.objects.get()
    assert response["Location"] == reverse("cases:run_detail", args=[run.pk])
    assert (run.state, run.kinds) == (MatchRun.State.WAITING, ["mobile"])
    page = as_lead.get(response["Location"]).content.decode()
    assert "Mobile number" in page
    assert reverse("cases:run_cancel", args=[run.pk]) in page


def test_a_run_without_data_says_what_is_missing(as_lead: Client, case: Case) -> None:
    address = reverse("cases:run_create", args=[case.pk])
    assert "nothing to search" in as_lead.get(address).content.decode()
    make_dataset(case, f"王某甲,{mobile(1)}")
    page = as_lead.post(address, {}).content.decode()
    assert "Choose at least one data set." in page
    assert "Choose at least one kind of identifier." in page
    assert not MatchRun.objects.exists()


def test_the_progress_is_asked_for_until_the_run_has_ended(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    run = match_now(lead, case)
    address = reverse("cases:run_job", args=[run.pk])
    MatchRun.objects.filter(pk=run.pk).update(state="running", done=8, total=16)
    response = as_lead.get(address)
    assert 'value="50"' in response.content.decode()
    assert "HX-Refresh" not in response
    MatchRun.objects.filter(pk=run.pk).update(state="done")
    assert as_lead.get(address)["HX-Refresh"] == "true"


def test_a_waiting_run_is_cancelled_and_started_again(
    as_lead: Client, case: Case
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    chosen = {"datasets": [dataset.pk], "kinds": ["mobile"]}
    as_lead.post(reverse("cases:run_create", args=[case.pk]), chosen)
    run = MatchRun.objects.get()
    as_lead.post(reverse("cases:run_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == MatchRun.State.CANCELLED
    as_lead.post(reverse("cases:run_start", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == MatchRun.State.WAITING


def test_a_data_set_of_another_case_cannot_be_chosen(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    theirs = make_dataset(make_case(lead=lead), f"王某甲,{mobile(1)}")
    chosen = {"datasets": [theirs.pk], "kinds": ["mobile"]}
    as_lead.post(reverse("cases:run_create", args=[case.pk]), chosen)
    assert not MatchRun.objects.exists()


@pytest.mark.parametrize(("done", "is_said"), [(2, False), (4_000, True)])
def test_a_pace_of_less_than_one_a_second_is_not_called_none(
    done: int, is_said: bool, lead: Officer, as_lead: Client, case: Case
) -> None:
    begun = timezone.now() - timedelta(seconds=60)
    run = MatchRun.objects.create(
        case=case,
        requested_by=lead,
        state=MatchRun.State.RUNNING,
        started_at=begun,
        stage_at=begun,
        beat_at=timezone.now(),
        done=done,
        total=2 * done,
    )
    page = as_lead.get(reverse("cases:run_detail", args=[run.pk])).content.decode()
    assert "50 %" in page
    assert ("a second" in page) is is_said
