"""The chain of sale in the demo: who had Wang's data before him, and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.demo.evidence import take_in_file
from cases.demo.files import DemoFiles
from cases.lineage import services as lineage
from cases.lineage.models import Pair
from cases.matching.models import Judgement
from cases.seizures import services as seizures
from cases.seizures.models import Exhibit, SeizedDataset
from cases.suspects.models import Suspect

_SEIZED: Final = datetime(2021, 4, 13, 3, 0, tzinfo=UTC)


@dataclass(frozen=True)
class SetOf:
    """A holder's data set and the medium it was found on; `exhibit` is the number of
    one that there is already, if no medium is given."""

    key: str
    title: str
    exhibit: str
    source: str
    obtained: date | None
    object: str = ""
    medium: str = ""
    place: str = ""


SETS: Final = (
    SetOf(
        "manager",
        "刷单平台后台导出",
        "WP-003",
        SeizedDataset.Source.INSIDER,
        date(2020, 8, 1),
        "移动硬盘",
        Exhibit.Medium.DISK,
        "广东省深圳市某公司",
    ),
    SetOf(
        "seller2",
        "卖家二号手机内的料",
        "WP-004",
        SeizedDataset.Source.RESELLER,
        date(2020, 8, 20),
        "手机",
        Exhibit.Medium.PHONE,
        "湖南省长沙市某小区",
    ),
    SetOf(
        "zhang",
        "张诚分类后的快递料",
        "WP-002",
        SeizedDataset.Source.RESELLER,
        date(2020, 11, 5),
    ),
    # When the last two got their lists, nobody has said. In the one there are people
    # who registered later; of the other nothing can be told.
    SetOf(
        "other5",
        "下线05手机内的名单",
        "WP-005",
        SeizedDataset.Source.UNKNOWN,
        None,
        "手机",
        Exhibit.Medium.PHONE,
        "江苏省盐城市某出租屋",
    ),
    SetOf(
        "other6",
        "下线06电脑内的电话",
        "WP-006",
        SeizedDataset.Source.UNKNOWN,
        None,
        "笔记本电脑",
        Exhibit.Medium.COMPUTER,
        "河南省郑州市某出租屋",
    ),
)


def add_sets(
    officer: Officer, case: Case, suspects: dict[str, Suspect], files: DemoFiles
) -> list[SeizedDataset]:
    return [
        _add(officer, case, suspects[each.key], each, files.chain[each.key])
        for each in SETS
    ]


def _add(
    officer: Officer,
    case: Case,
    holder: Suspect,
    each: SetOf,
    file: tuple[str, bytes],
) -> SeizedDataset:
    dataset = seizures.add_dataset(
        officer=officer,
        case=case,
        title=each.title,
        exhibit=_exhibit(officer, case, holder, each),
        holder=holder,
        source=each.source,
        freshness=SeizedDataset.Freshness.UNKNOWN,
        sector=SeizedDataset.Sector.EXPRESS,
        obtained_on=each.obtained,
    )
    take_in_file(officer, dataset, file)
    return dataset


def _exhibit(officer: Officer, case: Case, holder: Suspect, each: SetOf) -> Exhibit:
    if not each.medium:
        return case.exhibits.get(number=each.exhibit)
    return seizures.add_exhibit(
        officer=officer,
        case=case,
        number=each.exhibit,
        name=each.object,
        medium=each.medium,
        holder=holder,
        seal_number=f"封{each.exhibit[-3:]}",
        seized_at=_SEIZED,
        place=each.place,
        investigators="侦查员丙、侦查员丁",
        method="使用只读锁连接，逐一提取文件并计算SHA-256。",
    )


def trace(officer: Officer, case: Case) -> None:
    """Compare the data sets and confirm one direction; the rest is left to the
    reader."""
    lineage.trace_now(officer=officer, case=case)
    titles = {each.key: each.title for each in SETS}
    pair = Pair.objects.get(
        first__title=titles["manager"], second__title=titles["seller2"]
    )
    lineage.judge(
        officer=officer,
        pair=pair,
        judgement=Judgement.CONFIRMED,
        reason="双方供述与转账时间相符",
        version=pair.version,
    )
