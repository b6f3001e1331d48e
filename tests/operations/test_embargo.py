"""Before its go-time an operation exists for its planners alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.operations import services
from cases.operations.models import Operation, Team
from tests.operations.making import LATER, make_operation, make_team
from tests.people import signed_in

PAGES = ["operation_detail", "operation_board", "operation_board_changes"]


def statuses(officer: Officer, operation: Operation) -> set[int]:
    client = signed_in(officer)
    addresses = [reverse(f"cases:{page}", args=[operation.pk]) for page in PAGES]
    return {client.get(address).status_code for address in addresses}


def test_a_planner_sees_it_and_a_colleague_does_not(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, lead, name="spring tide")
    team = make_team(operation)
    assert statuses(lead, operation) == {200}
    assert statuses(colleague, operation) == {404}
    client = signed_in(colleague)
    listed = client.get(reverse("cases:operation_list")).content.decode()
    assert "spring tide" not in listed
    for page in ("team_update", "team_report"):
        address = reverse(f"cases:{page}", args=[team.pk])
        assert client.get(address).status_code == 404
    assert not Team.objects.visible_to(colleague).exists()


def test_even_the_lead_of_the_case_sees_nothing_unless_they_plan_it(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, colleague)
    assert statuses(lead, operation) == {404}


def test_from_the_go_time_on_the_colleagues_see_it(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, lead)
    begun = timezone.now() - timedelta(seconds=1)
    Operation.objects.filter(pk=operation.pk).update(go_time=begun)
    assert statuses(colleague, operation) == {200}


def test_a_go_that_is_given_early_lifts_the_embargo(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, lead, running=True)
    assert operation.has_begun
    assert statuses(colleague, operation) == {200}


def test_an_operation_that_is_called_off_before_stays_under_embargo(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, lead)
    services.call_off(officer=lead, operation=operation)
    assert statuses(colleague, operation) == {404}


def test_whoever_is_made_a_planner_sees_it(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, lead, planners=[colleague])
    assert statuses(colleague, operation) == {200}


def test_only_members_of_the_case_are_made_planners(
    case: Case, lead: Officer, outsider: Officer
) -> None:
    with pytest.raises(ValidationError, match="Only members"):
        make_operation(case, lead, planners=[outsider])
    assert not Operation.objects.exists()


def test_a_running_operation_cannot_be_hidden_again(case: Case, lead: Officer) -> None:
    operation = make_operation(case, lead, running=True)
    with pytest.raises(ValidationError, match="go-time stays"):
        services.update_operation(
            officer=lead,
            operation=operation,
            version=operation.version,
            go_time=timezone.now() + timedelta(days=1),
        )


def test_outsiders_and_prosecutors_never_see_it(
    case: Case, lead: Officer, outsider: Officer, prosecutor: Officer
) -> None:
    case.handed_over_at, case.handed_over_to = timezone.now(), prosecutor.unit
    case.save()
    operation = make_operation(case, lead, running=True)
    assert statuses(outsider, operation) == {404}
    assert statuses(prosecutor, operation) == {404}


def test_a_clock_that_jumps_lifts_the_embargo_no_longer_than_it_is_wrong(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    operation = make_operation(case, lead)
    now = timezone.now()
    with time_machine.travel(now + LATER - timedelta(minutes=1), tick=False):
        assert statuses(colleague, operation) == {404}
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert statuses(colleague, operation) == {200}
    with time_machine.travel(now - timedelta(days=1), tick=False):
        assert statuses(colleague, operation) == {404}
        assert statuses(lead, operation) == {200}


def test_an_operation_that_has_begun_stays_seen_when_the_clock_jumps_back(
    case: Case, lead: Officer, colleague: Officer
) -> None:
    """That the go was given is a fact, and not a matter of what time it is."""
    operation = make_operation(case, lead, running=True)
    with time_machine.travel(timezone.now() - timedelta(days=1), tick=False):
        assert statuses(colleague, operation) == {200}
