"""Planning an operation, giving the go, and reporting from the field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access import writes
from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case, CaseMember
from cases.casefiles.permissions import Ability, require
from cases.operations.models import Operation, Team, TeamEvent
from cases.operations.progress import COMES_FROM, refusal
from cases.suspects.models import Suspect
from cases.suspects.services import take_into_custody

State = Operation.State
Status = Team.Status


@transaction.atomic
def plan_operation(
    *, officer: Officer, case: Case, planners: Iterable[Officer] = (), **fields: Any
) -> Operation:
    """A new operation; the officer is always one of its planners.

    Raises ValidationError if a planner is not a member of the case.
    """
    require(officer, case, Ability.OPERATE)
    chosen = {officer, *planners}
    _check_planners(case, chosen - {officer})
    operation = Operation(case=case, **fields)
    return writes.create(officer=officer, obj=operation, planners=chosen)


@transaction.atomic
def update_operation(
    *, officer: Officer, operation: Operation, version: int, **changes: Any
) -> Operation:
    """Raises ValidationError if a planner is not a member of the case, none would
    be left, or the go-time would move after the go: that would hide a running
    operation from those who take part."""
    require(officer, operation.case, Ability.OPERATE)
    row = Operation.lock(operation.pk, version=version)
    if row.state != State.PLANNED and changes.get("go_time", row.go_time) != (
        row.go_time
    ):
        raise ValidationError(
            {"go_time": _("The go-time stays once the operation is not planned.")}
        )
    if "planners" in changes:
        if not changes["planners"]:
            raise ValidationError({"planners": _("Name at least one planner.")})
        _check_planners(operation.case, changes["planners"])
    return writes.update(officer=officer, obj=row, version=version, changes=changes)


def give_go(*, officer: Officer, operation: Operation) -> Operation:
    """Start the operation. Given early, the go is the go-time from now on, which
    lifts the embargo."""
    return _bring_to(officer, operation, State.RUNNING)


def end_operation(*, officer: Officer, operation: Operation) -> Operation:
    return _bring_to(officer, operation, State.ENDED)


def call_off(*, officer: Officer, operation: Operation) -> Operation:
    return _bring_to(officer, operation, State.CALLED_OFF)


@transaction.atomic
def _bring_to(officer: Officer, operation: Operation, state: State) -> Operation:
    require(officer, operation.case, Ability.OPERATE)
    row = Operation.lock(operation.pk)
    if row.state not in COMES_FROM[state]:
        raise ValidationError(
            _("This is not possible: the state of the operation is “%(state)s”."),
            params={"state": row.get_state_display()},
        )
    changes: dict[str, Any] = {"state": state}
    # To the minute, as forms show times.
    now = timezone.now().replace(second=0, microsecond=0)
    if state == State.RUNNING and row.go_time > now:
        changes["go_time"] = now
    return writes.update(officer=officer, obj=row, version=row.version, changes=changes)


@transaction.atomic
def add_team(
    *,
    officer: Officer,
    operation: Operation,
    targets: Iterable[Suspect] = (),
    **fields: Any,
) -> Team:
    """Raises ValidationError if a target is of another case, the team's own
    go-time is before the operation's, or the name is taken."""
    require(officer, operation.case, Ability.OPERATE)
    targets = list(targets)
    _check_team(operation, targets, fields.get("go_time"))
    team = Team(operation=operation, **fields)
    return writes.create(officer=officer, obj=team, targets=targets)


@transaction.atomic
def update_team(*, officer: Officer, team: Team, version: int, **changes: Any) -> Team:
    """Raises ValidationError as `add_team` does."""
    require(officer, team.case, Ability.OPERATE)
    _check_team(team.operation, changes.get("targets", ()), changes.get("go_time"))
    return writes.update(officer=officer, obj=team, version=version, changes=changes)


@transaction.atomic
def set_team_status(
    *,
    officer: Officer,
    team: Team,
    version: int,
    status: str,
    text: str = "",
    held: Iterable[Suspect] = (),
) -> TeamEvent:
    """Append a report to the team's events and move its status.

    `held` are the targets that the team holds; they are in custody from then on.
    `version` is the team as the officer saw it: of two reports at once the second
    raises EditConflict, so that a late tap never takes a team back. Raises
    ValidationError where the status makes no sense now.
    """
    require(officer, team.case, Ability.OPERATE)
    # The operation is locked first, so that it cannot end in between.
    operation = Operation.lock(team.operation_id)
    row = Team.lock(team.pk, version=version)
    held = list(held)
    _check_report(operation, row, status, held)
    before, row.status, row.status_at = row.status, status, timezone.now()
    row.save_changed()
    for suspect in held:
        take_into_custody(officer=officer, suspect=suspect)
    audit.record(
        officer=officer,
        action=Action.CHANGE,
        obj=row,
        changes={"status": [before, status]},
        held=[suspect.pk for suspect in held],
    )
    names = ", ".join(str(suspect) for suspect in held)
    event = TeamEvent(team=row, status=status, officer=officer, text=text)
    event.text = text or names[: event._meta.get_field("text").max_length]
    event.full_clean()
    event.save()
    return event


def _check_planners(case: Case, planners: Iterable[Officer]) -> None:
    members = CaseMember.objects.current().filter(case=case)
    known = set(members.values_list("officer_id", flat=True))
    if any(planner.pk not in known for planner in planners):
        raise ValidationError(
            {"planners": _("Only members of the case can be planners.")}
        )


def _check_team(
    operation: Operation, targets: Iterable[Suspect], go_time: datetime | None
) -> None:
    if any(target.case_id != operation.case_id for target in targets):
        raise ValidationError(
            {"targets": _("Only suspects of this case can be targets.")}
        )
    if go_time and go_time < operation.go_time:
        raise ValidationError(
            {"go_time": _("A team cannot go before the operation's go-time.")}
        )


def _check_report(
    operation: Operation, team: Team, status: str, held: list[Suspect]
) -> None:
    if problem := refusal(operation.state, status):
        raise ValidationError({"status": str(problem)})
    if bool(held) != (status == Status.ARRESTED):
        raise ValidationError(
            {
                "held": _("Say which targets the team holds.")
                if status == Status.ARRESTED
                else _("Targets are held with the status “Arrested” only.")
            }
        )
    targets = set(team.targets.values_list("pk", flat=True))
    if any(suspect.pk not in targets for suspect in held):
        raise ValidationError({"held": _("Only targets of this team can be held.")})
