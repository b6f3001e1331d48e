"""What came of it in the demo: links, judgements, arrests, the hand-over."""

from __future__ import annotations

from datetime import UTC, datetime

from cases.access.models import Officer
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.demo import story
from cases.matching import services as matching
from cases.matching.models import FraudLink, Judgement
from cases.operations import services as operations
from cases.operations.models import Team
from cases.seizures.models import SeizedDataset
from cases.suspects.models import Suspect

_GO = datetime(2021, 4, 13, 2, 0, tzinfo=UTC)
_CONFIRMED, _REJECTED = 40, 4


def cross_match(officer: Officer, case: Case, datasets: list[SeizedDataset]) -> None:
    matching.run_now(officer=officer, case=case, datasets=datasets)


def judge(officer: Officer, case: Case) -> None:
    """Confirm the strongest links and reject a few of the weakest; the rest is left to
    the reader."""
    links = FraudLink.objects.filter(case=case)
    strongest = list(links.order_by("-score", "pk")[:_CONFIRMED])
    weakest = list(links.order_by("score", "pk")[:_REJECTED])
    for chosen, word, reason in (
        (strongest, Judgement.CONFIRMED, "姓名、号码、时间均相符，已电话核实"),
        (weakest, Judgement.REJECTED, "号码已换人使用，与本案无关"),
    ):
        for link in chosen:
            matching.judge(
                officer=officer,
                link=link,
                judgement=word,
                reason=reason,
                version=link.version,
            )


def arrest(officer: Officer, case: Case, suspects: dict[str, Suspect]) -> None:
    operation = operations.plan_operation(
        officer=officer,
        case=case,
        name="“4·13”统一收网行动",
        go_time=_GO,
        plan="七省同时收网；行动开始前不得与目标接触。",
    )
    teams = [
        (
            team,
            operations.add_team(
                officer=officer,
                operation=operation,
                name=team.name,
                province=team.province,
                place=team.place,
                leader=f"{team.name}组长",
                targets=[suspects[key] for key in team.targets],
            ),
        )
        for team in story.TEAMS
    ]
    operations.give_go(officer=officer, operation=operation)
    for team, row in teams:
        for status, text in team.reports:
            _report(officer, row, status, text)
    operations.end_operation(officer=officer, operation=operation)


def _report(officer: Officer, team: Team, status: str, text: str) -> None:
    team.refresh_from_db()
    held = team.targets.all() if status == Team.Status.ARRESTED else ()
    operations.set_team_status(
        officer=officer,
        team=team,
        version=team.version,
        status=status,
        text=text,
        held=held,
    )


def hand_over(officer: Officer, case: Case, prosecutor: Officer) -> None:
    casefiles.hand_over(officer=officer, case=case, unit=prosecutor.unit)
