"""A case with everything in it that a summary tells of; evidently made up."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.common.sealing import token_of
from cases.engine.identifiers import KINDS
from cases.fraud.models import FraudReport
from cases.matching.models import (
    Explanation,
    FraudLink,
    Judgement,
    LinkJudgement,
    MatchRun,
)
from cases.operations.models import Operation, Team, TeamEvent
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset, SeizedFile
from cases.suspects.models import Alias, Identifier, Suspect

SEIZED = datetime(2021, 1, 30, 3, 20, tzinfo=UTC)
MOBILE = "13800001234"
VICTIM = "受害人甲"
NARRATIVE = "报案内容不出现在摘要里"


def make_suspect(case: Case, number: int = 1, **fields: Any) -> Suspect:
    fields = {
        "name": "王超",
        "position": "core",
        "role": "购入数据、交货",
        "measure": "arrested",
        "identification": "in_custody",
        "province": "42",
        **fields,
    }
    suspect = Suspect.objects.create(case=case, number=number, **fields)
    Alias.objects.create(suspect=suspect, platform="QQ", handle=f"水果批发{number}")
    Identifier(suspect=suspect, source="讯问笔录").set_value(
        "mobile", f"1380000{number:04}"
    ).save()
    return suspect


def make_exhibit(case: Case, holder: Suspect | None = None, **fields: Any) -> Exhibit:
    fields = {
        "number": f"WZ-{case.exhibits.count() + 1:03}",
        "name": "联想笔记本电脑",
        "medium": "computer",
        "seal_number": "封0001",
        "seized_at": SEIZED,
        "place": "荆州市某厂宿舍",
        "investigators": "侦查员甲、侦查员乙",
        "method": "只读设备接入，制作镜像",
        **fields,
    }
    return Exhibit.objects.create(case=case, holder=holder, **fields)


def make_custody(exhibit: Exhibit, officer: Officer, **fields: Any) -> CustodyEvent:
    fields = {
        "at": SEIZED + timedelta(hours=5),
        "given_by": "侦查员甲",
        "received_by": "保管员丙",
        "purpose": "入库保管",
        "seal_before": "封0001",
        "seal_after": "封0001",
        **fields,
    }
    return CustodyEvent.objects.create(exhibit=exhibit, recorded_by=officer, **fields)


def make_dataset(
    case: Case,
    files: tuple[tuple[str, int, int], ...] = (("料.csv", 1000, 10),),
    **f: Any,
) -> SeizedDataset:
    """`files` are (name, rows stored, rows rejected)."""
    dataset = SeizedDataset(case=case, **{"title": "网贷料", "sector": "loan", **f})
    dataset.rows_stored = sum(stored for _name, stored, _rejected in files)
    dataset.rows_rejected = sum(rejected for _name, _stored, rejected in files)
    dataset.rows_read = dataset.rows_stored + dataset.rows_rejected
    valid = dataset.rows_stored * 9 // 10
    dataset.identifiers = {
        "mobile": {
            "valid": valid,
            "invalid": dataset.rows_stored // 20,
            "masked": dataset.rows_stored - valid - dataset.rows_stored // 20,
            "truncated": 0,
            "duplicates": valid // 10,
            "unique": valid - valid // 10,
        }
    }
    dataset.save()
    for name, stored, rejected in files:
        _file(dataset, name, stored, rejected)
    return dataset


def _file(dataset: SeizedDataset, name: str, stored: int, rejected: int) -> None:
    draw = random.Random(name)
    SeizedFile.objects.create(
        dataset=dataset,
        name=name,
        sha256=draw.randbytes(32).hex(),
        md5=draw.randbytes(16).hex(),
        size=stored * 57,
        original=f"{uuid.uuid4()}.age",
        state=Job.State.DONE,
        rows_read=stored + rejected,
        rows_stored=stored,
        rows_rejected=rejected,
        rejected={"cell_count": rejected} if rejected else {},
        finished_at=SEIZED + timedelta(days=1),
    )


def make_run(case: Case, **fields: Any) -> MatchRun:
    fields = {
        "kinds": ["mobile"],
        "reports_searched": 5000,
        "links": 45,
        "state": Job.State.DONE,
        "finished_at": SEIZED + timedelta(days=2),
        **fields,
    }
    return MatchRun.objects.create(case=case, **fields)


def make_report(number: str = "A320900-0001", **fields: Any) -> FraudReport:
    fields = {
        "province": "32",
        "reported_on": date(2020, 8, 9),
        "method": "F05",
        "loss": Decimal("3500.00"),
        "victim_name": VICTIM,
        "narrative": NARRATIVE,
        **fields,
    }
    return FraudReport.objects.create(number=number, **fields)


def make_link(
    run: MatchRun,
    dataset: SeizedDataset,
    report: FraudReport,
    mobile: str = MOBILE,
    **fields: Any,
) -> FraudLink:
    reasons = [
        {"code": "portable_identifier", "points": 25, "kind": "mobile"},
        {"code": "one_row", "points": 10},
        {
            "code": "content_fits_method",
            "points": 10,
            "content": "loan",
            "method": "F05",
        },
    ]
    return FraudLink.objects.create(
        case=dataset.case,
        dataset=dataset,
        report=report,
        run=run,
        kind="mobile",
        token=token_of("mobile", mobile),
        mask=KINDS["mobile"].mask(mobile),
        first_file=dataset.files.order_by("pk")[0],
        explanation=Explanation.objects.create(digest=uuid.uuid4(), reasons=reasons),
        **{"rows": 1, "first_row": 17, "score": 45, **fields},
    )


def judge(link: FraudLink, officer: Officer, judgement: str = "confirmed") -> FraudLink:
    LinkJudgement.objects.create(link=link, judgement=judgement, officer=officer)
    link.judgement = Judgement(judgement)
    link.save()
    return link


def make_operation(case: Case, officer: Officer, **fields: Any) -> Operation:
    """One team in Hubei that arrested the case's suspects."""
    fields = {"name": "收网行动", "go_time": SEIZED, "state": "ended", **fields}
    operation = Operation.objects.create(case=case, **fields)
    add_team(operation, officer, "42", "湖北组", *case.suspects.all())
    return operation


def add_team(
    operation: Operation, officer: Officer, province: str, name: str, *targets: Suspect
) -> Team:
    team = Team.objects.create(
        operation=operation,
        name=name,
        province=province,
        leader="组长戊",
        status="arrested",
    )
    team.targets.set(targets)
    TeamEvent.objects.create(team=team, status="arrested", officer=officer)
    return team


def fill(case: Case, officer: Officer) -> Case:
    """One of everything, and a link of each judgement."""
    suspect = make_suspect(case)
    exhibit = make_exhibit(case, suspect)
    make_custody(exhibit, officer)
    dataset = make_dataset(case, exhibit=exhibit, holder=suspect)
    run = make_run(case)
    for index, judgement in enumerate(("confirmed", "rejected", "open")):
        report = make_report(f"A320900-{index:04}")
        link = make_link(run, dataset, report, f"1380000{index:04}")
        if judgement != "open":
            judge(link, officer, judgement)
    make_operation(case, officer)
    return case
