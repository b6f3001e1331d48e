"""Reading what arrest operations came to."""

from __future__ import annotations

from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.operations.models import Operation, Team, TeamEvent
from cases.summaries.facts import ArrestFact, OperationFact, TeamFact
from cases.suspects.models import Suspect


def arrests(officer: Officer, case: Case) -> tuple[ArrestFact, ...]:
    """When and in which province a team reported an arrest, and of whom.

    An operation belongs to the investigation volume, which stays with the police
    (程序规定 arts. 287-292). How a suspect came to be in custody (到案经过) does
    go to the procuratorate, so this much is read for every officer, starting from
    the suspects they see; names, strength, places and plans of teams are not.
    """
    seen = set(
        Suspect.objects.visible_to(officer).of_case(case).values_list("pk", flat=True)
    )
    events = (
        TeamEvent.objects.filter(
            team__operation__in=Operation.objects.of_case(case),
            status=Team.Status.ARRESTED,
        )
        .select_related("team")
        .prefetch_related("team__targets")
        .order_by("at", "pk")
    )
    # A team that reports an arrest twice has made one: the first report counts.
    first: dict[int, ArrestFact] = {}
    for event in events:
        targets = [t.number for t in event.team.targets.all() if t.pk in seen]
        if targets and event.team_id not in first:
            arrest = ArrestFact(tuple(sorted(targets)), event.team.province, event.at)
            first[event.team_id] = arrest
    return tuple(first.values())


def operations(officer: Officer, case: Case) -> tuple[OperationFact, ...]:
    """Operations whose go-time has passed; none for a prosecutor.

    Before its go-time an operation is known to those who run it, and a summary
    is read by every member of the case.
    """
    rows = (
        Operation.objects.visible_to(officer)
        .of_case(case)
        .filter(go_time__lte=timezone.now())
        .order_by("go_time", "pk")
        .prefetch_related("teams__targets")
    )
    return tuple(
        OperationFact(
            name=row.name,
            go_time=row.go_time,
            state=row.state,
            teams=tuple(
                _team(team)
                for team in sorted(row.teams.all(), key=lambda t: (t.province, t.name))
            ),
        )
        for row in rows
    )


def _team(team: Team) -> TeamFact:
    return TeamFact(
        name=team.name,
        province=team.province,
        leader=team.leader,
        strength=team.strength,
        status=team.status,
        status_at=team.status_at,
        targets=tuple(sorted(target.number for target in team.targets.all())),
    )
