"""What was seized in the demo, and what victims reported, taken in as officers do."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.uploads import SealedUpload, seal_stream
from cases.demo.files import DemoFiles
from cases.fraud import import_services as imports
from cases.fraud.importing import import_reports
from cases.fraud.models import ReportImport
from cases.fraud.sheets import stored
from cases.seizures import services as seizures
from cases.seizures.intake.taking_in import take_in
from cases.seizures.models import Exhibit, SeizedDataset, SeizedFile
from cases.suspects.models import Suspect

File = tuple[str, bytes]
_CAUGHT = datetime(2021, 1, 30, 3, 0, tzinfo=UTC)


def add_seizures(
    officer: Officer, case: Case, suspects: dict[str, Suspect], files: DemoFiles
) -> list[SeizedDataset]:
    """Add the exhibits and their data sets, and take the files in; returns the sets."""
    wang = _of_wang(officer, case, suspects["wang"])
    loan = _of_zhang(officer, case, suspects["zhang"])
    for dataset, file in (
        (wang, files.wang_csv),
        (wang, files.wang_xlsx),
        (loan, files.loan_txt),
    ):
        take_in_file(officer, dataset, file)
    return [wang, loan]


def _of_wang(officer: Officer, case: Case, wang: Suspect) -> SeizedDataset:
    computer = seizures.add_exhibit(
        officer=officer,
        case=case,
        number="WP-001",
        name="台式电脑主机",
        medium=Exhibit.Medium.COMPUTER,
        holder=wang,
        seal_number="封0001",
        seized_at=_CAUGHT,
        place="湖北省荆州市某工厂宿舍",
        investigators="侦查员甲、侦查员乙",
        method="使用只读锁连接硬盘，制作镜像并计算SHA-256，从镜像中提取文件。",
    )
    return seizures.add_dataset(
        officer=officer,
        case=case,
        title="王超电脑内的快递料",
        exhibit=computer,
        holder=wang,
        source=SeizedDataset.Source.RESELLER,
        freshness=SeizedDataset.Freshness.OVERNIGHT,
        sector=SeizedDataset.Sector.EXPRESS,
        obtained_on=date(2020, 9, 15),
    )


def _of_zhang(officer: Officer, case: Case, zhang: Suspect) -> SeizedDataset:
    disk = seizures.add_exhibit(
        officer=officer,
        case=case,
        number="WP-002",
        name="移动硬盘",
        medium=Exhibit.Medium.DISK,
        holder=zhang,
        seal_number="封0002",
        seized_at=datetime(2021, 4, 13, 2, 30, tzinfo=UTC),
        place="江西省南昌市某网络技术公司",
        investigators="侦查员丙、侦查员丁",
        holder_signed=False,
        witness="见证人某某",
        method="使用只读锁连接，逐一提取文件并计算SHA-256。",
    )
    return seizures.add_dataset(
        officer=officer,
        case=case,
        title="张诚硬盘内的台子料",
        exhibit=disk,
        holder=zhang,
        source=SeizedDataset.Source.LOAN_PLATFORM,
        freshness=SeizedDataset.Freshness.HISTORICAL,
        sector=SeizedDataset.Sector.LOAN,
        obtained_on=date(2020, 6, 20),
    )


def take_in_file(officer: Officer, dataset: SeizedDataset, file: File) -> None:
    name, content = file
    original, digests = seal_stream(io.BytesIO(content))
    row = seizures.add_file(
        officer=officer,
        dataset=dataset,
        name=name,
        original=original,
        digests=digests,
    )
    seizures.confirm_file(officer=officer, file=row, sheets=row.layouts, wake=False)
    jobs.run(SeizedFile, row.pk, take_in, wait=True)


def add_reports(officer: Officer, file: File) -> None:
    name, content = file
    original, digests = seal_stream(io.BytesIO(content))
    upload = SealedUpload(original, digests, name=name)
    row = imports.import_file(officer=officer, upload=upload)
    imports.confirm_import(
        officer=officer,
        report_import=row,
        sheets=stored(row.layout),
        wake=False,
    )
    jobs.run(ReportImport, row.pk, import_reports, wait=True)
