"""Planning an operation and its teams, by those who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.operations.models import Operation, Team
from tests.operations.making import make_operation, make_target, make_team
from tests.people import make_case, signed_in

TEAM = {"name": "Team 1", "province": "42", "leader": "Leader 1", "strength": 4}


def typed(lead: Officer, **fields: Any) -> dict[str, Any]:
    when = timezone.localtime() + timedelta(days=1)
    go_time = when.strftime("%Y-%m-%dT%H:%M")
    return {"name": "April", "go_time": go_time, "planners": [lead.pk], **fields}


def test_the_lead_plans_an_operation_and_it_is_recorded(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    address = reverse("cases:operation_create", args=[case.pk])
    response = as_lead.post(address, typed(lead))
    operation = Operation.objects.get()
    assert response["Location"] == operation.get_absolute_url()
    assert list(operation.planners.all()) == [lead]
    entry = Entry.objects.get(action=Action.CREATE, object_type="operation")
    assert (entry.actor, entry.case_id) == (lead, case.pk)


def test_a_viewer_sees_a_running_operation_and_changes_nothing(
    case: Case, lead: Officer, viewer: Officer
) -> None:
    operation = make_operation(case, lead, running=True)
    team = make_team(operation, make_target(case))
    client = signed_in(viewer)
    assert client.get(operation.get_absolute_url()).status_code == 200
    assert "/report/" not in (
        client.get(
            reverse("cases:operation_board", args=[operation.pk])
        ).content.decode()
    )
    for page, pk in (
        ("operation_create", case.pk),
        ("operation_update", operation.pk),
        ("operation_step", operation.pk),
        ("team_create", operation.pk),
        ("team_update", team.pk),
        ("team_report", team.pk),
    ):
        assert client.post(reverse(f"cases:{page}", args=[pk])).status_code == 403, page


def test_the_second_editor_is_shown_both_versions(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    address = reverse("cases:operation_update", args=[operation.pk])
    sent = typed(lead, version=operation.version)
    assert as_lead.post(address, {**sent, "plan": "first"}).status_code == 302
    response = as_lead.post(address, {**sent, "plan": "second"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "first" in page
    assert "second" in page
    operation.refresh_from_db()
    assert operation.plan == "first"


def test_a_team_gets_targets_of_its_case(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    target = make_target(case)
    address = reverse("cases:team_create", args=[operation.pk])
    response = as_lead.post(address, {**TEAM, "targets": [target.pk]})
    assert response["Location"] == operation.get_absolute_url()
    assert list(Team.objects.get().targets.all()) == [target]


def test_a_target_of_another_case_is_refused(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    stranger = make_target(make_case(lead=lead))
    address = reverse("cases:team_create", args=[operation.pk])
    response = as_lead.post(address, {**TEAM, "targets": [stranger.pk]})
    assert response.status_code == 200
    assert "Team 1" in response.content.decode()
    with pytest.raises(ValidationError, match="this case"):
        make_team(operation, stranger)
    assert not Team.objects.exists()


def test_a_team_without_a_target_is_said(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    make_team(operation, make_target(case), name="with")
    make_team(operation, name="bare")
    for page in ("operation_detail", "operation_board"):
        shown = as_lead.get(reverse(f"cases:{page}", args=[operation.pk]))
        said = shown.content.decode().split("Without a target:")[1].split("</div>")[0]
        assert "bare" in said
        assert "with" not in said


def test_a_team_cannot_go_before_its_operation(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    early = timezone.localtime(operation.go_time) - timedelta(hours=1)
    sent = {**TEAM, "go_time": early.strftime("%Y-%m-%dT%H:%M")}
    address = reverse("cases:team_create", args=[operation.pk])
    response = as_lead.post(address, sent)
    assert "cannot go before" in response.content.decode()
    assert not Team.objects.exists()


def test_two_teams_of_an_operation_have_two_names(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    make_team(operation)
    address = reverse("cases:team_create", args=[operation.pk])
    assert as_lead.post(address, TEAM).status_code == 200
    assert Team.objects.count() == 1


def test_a_postponed_operation_takes_its_teams_along(case: Case, lead: Officer) -> None:
    operation = make_operation(case, lead)
    own = operation.go_time + timedelta(minutes=30)
    team = make_team(operation, go_time=own)
    assert team.goes_at == own
    operation.go_time += timedelta(days=1)
    assert team.goes_at == operation.go_time


def test_the_steps_of_an_operation_are_taken_in_order(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    address = reverse("cases:operation_step", args=[operation.pk])

    def step(name: str) -> tuple[str, str]:
        page = as_lead.post(address, {"step": name}, follow=True).content.decode()
        operation.refresh_from_db()
        return operation.state, page

    state, page = step("end")
    assert state == Operation.State.PLANNED
    assert "This is not possible" in page
    assert step("go")[0] == Operation.State.RUNNING
    assert step("end")[0] == Operation.State.ENDED
    assert step("call-off")[0] == Operation.State.ENDED


def test_the_list_counts_a_suspect_of_two_teams_once(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    operation = make_operation(case, lead)
    one = make_target(case, identification="in_custody")
    make_team(operation, one, make_target(case), name="a")
    make_team(operation, one, name="b")
    counts = ("team_count", "target_count", "held_count")
    assert Operation.objects.with_counts().values_list(*counts).get() == (2, 2, 1)
    assert "April" in as_lead.get(reverse("cases:operation_list")).content.decode()


def test_the_list_takes_few_queries_however_long_it_is(
    as_lead: Client,
    case: Case,
    lead: Officer,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        make_team(make_operation(case, lead, name=f"n{number}"), make_target(case))
    with django_assert_max_num_queries(14):
        shown = as_lead.get(reverse("cases:operation_list"), {"case": case.pk})
    assert shown.content.count(b"<tr") > 20
