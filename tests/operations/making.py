"""Operations, teams and targets for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.operations import services
from cases.operations.models import Operation, Team
from cases.suspects.models import Suspect

LATER = timedelta(hours=3)


def make_target(case: Case, name: str = "某甲", **fields: Any) -> Suspect:
    number = case.suspects.count() + 1
    return Suspect.objects.create(case=case, number=number, name=name, **fields)


def make_operation(
    case: Case, planner: Officer, *, running: bool = False, **fields: Any
) -> Operation:
    """Planned for later, or running, as `planner` planned it."""
    fields = {"name": "April", "go_time": timezone.now() + LATER, **fields}
    operation = services.plan_operation(officer=planner, case=case, **fields)
    if running:
        services.give_go(officer=planner, operation=operation)
        operation.refresh_from_db()
    return operation


def make_team(operation: Operation, *targets: Suspect, **fields: Any) -> Team:
    fields = {"name": "Team 1", "province": "42", "leader": "Leader 1", **fields}
    officer = operation.planners.get()
    return services.add_team(
        officer=officer, operation=operation, targets=targets, **fields
    )


def report(team: Team, status: str, **fields: Any) -> None:
    team.refresh_from_db()
    services.set_team_status(
        officer=team.operation.planners.get(),
        team=team,
        version=team.version,
        status=status,
        **fields,
    )
    team.refresh_from_db()
