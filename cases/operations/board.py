"""What the live board shows, and how a poll finds out that it has changed."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.common.tables import COLOURS
from cases.operations.models import Operation, Team, TeamEvent
from cases.operations.progress import BEFORE_THE_GO, next_statuses
from cases.suspects.models import Suspect

EVENTS = 100  # the timeline's length; the trail itself has no end

ICONS = {
    Team.Status.PREPARING: "clock",
    Team.Status.EN_ROUTE: "car",
    Team.Status.IN_POSITION: "map-pin",
    Team.Status.ENTERED: "door-enter",
    Team.Status.ARRESTED: "user-check",
    Team.Status.NOT_FOUND: "user-off",
    Team.Status.RETURNED: "home-check",
}


@dataclass(frozen=True)
class Mark:
    """A status as it is drawn: a word, an icon and a colour, and how many."""

    value: str
    label: str
    icon: str
    colour: str
    count: int = 0


@dataclass(frozen=True)
class Tile:
    """One team. `free` are its targets who are not in custody; `asks` says that
    “Arrested” needs a choice among its targets first."""

    team: Team
    mark: Mark
    last_text: str
    to_go: str
    next: list[Mark]
    targets: list[Suspect]

    @property
    def free(self) -> list[Suspect]:
        return [target for target in self.targets if not in_custody(target)]

    @property
    def asks(self) -> bool:
        return len(self.free) != 1


@dataclass(frozen=True)
class Board:
    operation: Operation
    stamp: str
    to_go: str
    tiles: list[Tile]
    totals: list[Mark]
    targets: int
    held: int
    events: list[TeamEvent]

    @property
    def without_target(self) -> list[Team]:
        return [tile.team for tile in self.tiles if not tile.targets]


def in_custody(suspect: Suspect) -> bool:
    return suspect.identification == Suspect.Identification.IN_CUSTODY


def mark(status: str, count: int = 0) -> Mark:
    choice = Team.Status(status)
    colour = COLOURS.get(choice, "secondary")
    return Mark(choice.value, str(choice.label), ICONS[choice], colour, count)


def with_stamp(operations: QuerySet[Operation]) -> QuerySet[Operation]:
    """Adds what `stamp` is made of, for a poll of one query.

    Sums of versions instead of latest times: two transactions can commit in the
    other order than they wrote their times, and the second would go unseen.
    """
    teams = Team.objects.filter(operation=OuterRef("pk")).order_by()
    targets = Suspect.objects.filter(teams__operation=OuterRef("pk")).order_by()
    return operations.annotate(
        team_versions=_one(teams, "operation", Sum("version")),
        last_go=_one(teams, "operation", Max("go_time")),
        target_versions=_one(targets, "teams__operation", Sum("version")),
    )


def _one(rows: QuerySet[Any], path: str, what: Sum | Max) -> Subquery:
    return Subquery(rows.values(path).annotate(one=what).values("one"))


def stamp(operation: Any) -> str:
    """A value that differs when anything on the board does; until every team has gone,
    the clock is part of it."""
    now = timezone.now()
    last_go = max(operation.last_go or operation.go_time, operation.go_time)
    minute = min(now, last_go).timestamp() // 60
    parts = (operation.version, operation.team_versions, operation.target_versions)
    return ".".join(str(part or 0) for part in (*parts, int(minute)))


def to_go(when: datetime) -> str:
    """How long until then in words; empty when the time has come."""
    minutes = math.ceil((when - timezone.now()).total_seconds() / 60)
    if minutes <= 0:
        return ""
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    values = {"days": days, "hours": hours, "minutes": minutes}
    if days:
        return _("%(days)d d %(hours)d h to go") % values
    if hours:
        return _("%(hours)d h %(minutes)d min to go") % values
    return _("%(minutes)d min to go") % values


def read(operation: Operation) -> Board:
    """The board of an operation that came through `with_stamp`."""
    last = TeamEvent.objects.filter(team=OuterRef("pk")).values("text")[:1]
    teams = list(
        operation.teams.annotate(last_text=Subquery(last))
        .select_related("operation")
        .prefetch_related("targets__aliases")
    )
    counts = Counter(team.status for team in teams)
    targets = {target.pk: target for team in teams for target in team.targets.all()}
    events = TeamEvent.objects.filter(team__operation=operation)
    return Board(
        operation=operation,
        stamp=stamp(operation),
        to_go=to_go(operation.go_time),
        tiles=[_tile(operation, team) for team in teams],
        totals=[mark(status, counts[status]) for status in Team.Status.values],
        targets=len(targets),
        held=sum(map(in_custody, targets.values())),
        events=list(events.select_related("team", "officer")[:EVENTS]),
    )


def _tile(operation: Operation, team: Any) -> Tile:
    targets = list(team.targets.all())
    following = next_statuses(
        operation.state, team.status, all_held=all(map(in_custody, targets))
    )
    return Tile(
        team=team,
        mark=mark(team.status),
        last_text=team.last_text or "",
        to_go=to_go(team.goes_at) if team.status in BEFORE_THE_GO else "",
        next=[mark(status) for status in following],
        targets=targets,
    )
