"""The live board: what a poll answers, and what a report from the field does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common.models import EditConflict
from cases.operations import board, services
from cases.operations.models import Operation, Team, TeamEvent
from cases.suspects.models import Suspect
from tests.operations.making import make_operation, make_target, make_team, report
from tests.people import signed_in

HTMX = {"HX-Request": "true"}
Status = Team.Status


@pytest.fixture
def target(case: Case) -> Suspect:
    return make_target(case)


@pytest.fixture
def operation(case: Case, lead: Officer) -> Operation:
    return make_operation(case, lead, running=True)


@pytest.fixture
def team(operation: Operation, target: Suspect) -> Team:
    return make_team(operation, target)


def seen(operation: Operation) -> dict[str, str]:
    stamped = board.with_stamp(Operation.objects.filter(pk=operation.pk)).get()
    return {"seen": board.stamp(stamped)}


def poll(client: Client, operation: Operation, last: dict[str, str]) -> Any:
    address = reverse("cases:operation_board_changes", args=[operation.pk])
    return client.get(address, last, headers=HTMX)


def test_a_poll_of_an_unchanged_board_answers_nothing_at_little_cost(
    as_lead: Client,
    operation: Operation,
    team: Team,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    last, entries = seen(operation), Entry.objects.count()
    # Three of them see to the keys.
    with django_assert_max_num_queries(6):
        response = poll(as_lead, operation, last)
    assert response.status_code == 204
    assert not response.content
    assert Entry.objects.count() == entries


def test_a_report_shows_in_the_next_poll_of_everyone(
    colleague: Officer, operation: Operation, team: Team
) -> None:
    last = seen(operation)
    report(team, Status.EN_ROUTE, text="left the station")
    response = poll(signed_in(colleague), operation, last)
    page = response.content.decode()
    assert response.status_code == 200
    assert "left the station" in page
    assert "<html" not in page
    assert poll(signed_in(colleague), operation, seen(operation)).status_code == 204


@pytest.mark.parametrize("change", ["team", "operation", "suspect", "new team"])
def test_every_other_change_shows_too(
    as_lead: Client,
    lead: Officer,
    operation: Operation,
    team: Team,
    target: Suspect,
    change: str,
) -> None:
    last = seen(operation)
    if change == "team":
        services.update_team(officer=lead, team=team, version=1, leader="Leader 2")
    elif change == "operation":
        services.end_operation(officer=lead, operation=operation)
    elif change == "suspect":
        Suspect.lock(target.pk).save_changed()
    else:
        make_team(operation, name="Team 2")
    assert poll(as_lead, operation, last).status_code == 200


def test_the_time_to_go_counts_by_itself(
    case: Case, lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = make_operation(case, lead)
    before, now = seen(operation), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=1))
    minute_later = seen(operation)
    assert before != minute_later
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=4))
    after = seen(operation)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=5))
    assert seen(operation) == after


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(seconds=30), "1 min to go"),
        (timedelta(minutes=90), "1 h 30 min to go"),
        (timedelta(hours=49), "2 d 1 h to go"),
        (timedelta(seconds=-1), ""),
    ],
)
def test_the_time_to_go_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, ahead: timedelta, words: str
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert board.to_go(now + ahead) == words


def test_a_tap_reports_and_gives_the_board_back(
    as_lead: Client, operation: Operation, team: Team
) -> None:
    address = reverse("cases:team_report", args=[team.pk])
    sent = {"version": team.version, "status": Status.EN_ROUTE}
    response = as_lead.post(address, sent, headers=HTMX)
    assert 'id="board"' in response.content.decode()
    assert team.events.get().status == Status.EN_ROUTE


def test_without_javascript_a_tap_leads_back_to_the_teams_tile(
    as_lead: Client, operation: Operation, team: Team
) -> None:
    address = reverse("cases:team_report", args=[team.pk])
    sent = {"version": team.version, "status": Status.EN_ROUTE}
    response = as_lead.post(address, sent)
    assert response["Location"].endswith(f"/board/#team-{team.pk}")


def test_a_late_tap_never_takes_a_team_back(
    as_lead: Client, operation: Operation, team: Team
) -> None:
    late = {"version": team.version, "status": Status.EN_ROUTE}
    report(team, Status.IN_POSITION)
    address = reverse("cases:team_report", args=[team.pk])
    response = as_lead.post(address, late, headers=HTMX)
    assert "Another report came first" in response.content.decode()
    assert as_lead.post(address, late).status_code == 409
    team.refresh_from_db()
    assert team.status == Status.IN_POSITION
    assert team.events.count() == 1


def test_of_two_reports_at_once_the_second_is_a_conflict(
    lead: Officer, team: Team
) -> None:
    report(team, Status.EN_ROUTE)
    with pytest.raises(EditConflict):
        services.set_team_status(
            officer=lead, team=team, version=1, status=Status.IN_POSITION
        )


def test_an_arrest_takes_the_target_into_custody(
    as_lead: Client, operation: Operation, team: Team, target: Suspect
) -> None:
    report(team, Status.ENTERED)
    last = seen(operation)
    report(team, Status.ARRESTED, held=[target])
    target.refresh_from_db()
    assert target.identification == Suspect.Identification.IN_CUSTODY
    assert target.measure == Suspect.Measure.DETAINED
    page = poll(as_lead, operation, last).content.decode()
    assert "1 of 1 targets held" in page
    assert team.events.filter(text="某甲").exists()


def test_an_arrest_that_was_approved_stays(team: Team, target: Suspect) -> None:
    Suspect.objects.update(measure=Suspect.Measure.ARRESTED)
    report(team, Status.ARRESTED, held=[target])
    target.refresh_from_db()
    assert target.measure == Suspect.Measure.ARRESTED


def test_who_is_held_is_said_and_is_a_target_of_the_team(
    case: Case, team: Team, target: Suspect
) -> None:
    for status, held in (
        (Status.ARRESTED, []),
        (Status.ARRESTED, [make_target(case, "某乙")]),
        (Status.RETURNED, [target]),
    ):
        with pytest.raises(ValidationError) as raised:
            report(team, status, held=held)
        assert "held" in raised.value.message_dict
    assert not TeamEvent.objects.exists()
    assert not Suspect.objects.exclude(measure=Suspect.Measure.NONE).exists()


def test_nobody_enters_before_the_go(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    team = make_team(make_operation(case, lead), make_target(case))
    report(team, Status.IN_POSITION)
    address = reverse("cases:team_report", args=[team.pk])
    sent = {"version": team.version, "status": Status.ENTERED}
    response = as_lead.post(address, sent, headers=HTMX)
    assert "The go has not been given yet" in response.content.decode()
    assert team.events.count() == 1


def test_after_the_end_nothing_is_reported(
    lead: Officer, operation: Operation, team: Team
) -> None:
    services.end_operation(officer=lead, operation=operation)
    with pytest.raises(ValidationError, match="has ended"):
        report(team, Status.RETURNED)


def test_teams_that_are_called_off_only_return(
    lead: Officer, operation: Operation, team: Team
) -> None:
    services.call_off(officer=lead, operation=operation)
    with pytest.raises(ValidationError, match="called off"):
        report(team, Status.ENTERED)
    report(team, Status.RETURNED)
    assert team.status == Status.RETURNED


def test_a_report_is_never_changed_or_deleted(team: Team) -> None:
    report(team, Status.EN_ROUTE)
    refused = (InternalError, ProgrammingError)
    with pytest.raises(refused, match="append-only"), transaction.atomic():
        TeamEvent.objects.update(text="something else")
    with pytest.raises(refused, match="append-only"), transaction.atomic():
        TeamEvent.objects.all().delete()
    assert team.events.get().text == ""


def test_a_team_that_holds_one_of_two_is_offered_the_other(
    as_lead: Client, case: Case, operation: Operation
) -> None:
    one, other = make_target(case, "某甲"), make_target(case, "某乙")
    team = make_team(operation, one, other, name="Team 2")
    report(team, Status.ENTERED)
    address = reverse("cases:operation_board", args=[operation.pk])
    choose = f'href="{reverse("cases:team_report", args=[team.pk])}?status=arrested"'
    assert choose in as_lead.get(address).content.decode()
    report(team, Status.ARRESTED, held=[one])
    page = as_lead.get(address).content.decode()
    assert f'name="held" value="{other.pk}"' in page
    assert choose not in page
    report(team, Status.ARRESTED, held=[other])
    assert 'name="held"' not in as_lead.get(address).content.decode()


def test_the_board_takes_few_queries_however_many_teams_there_are(
    as_lead: Client,
    case: Case,
    operation: Operation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        report(make_team(operation, make_target(case), name=f"n{number}"), "en_route")
    with django_assert_max_num_queries(14):
        assert poll(as_lead, operation, {"seen": ""}).status_code == 200
