"""An installation with something of everything that depends on a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.uploads import open_sealed
from cases.engine.lookup import lookup
from cases.engine.tokens import halves
from cases.fraud.models import FraudReport, ReportIdentifier
from cases.fraud.services import find_reports
from cases.matching.models import BrakedValue, FraudLink, Judgement
from cases.matching.services import judge
from cases.seizures.models import SeizedFile
from cases.seizures.stores import index_sources, read_row
from cases.suspects.models import Identifier
from cases.suspects.services import add_identifier as add_suspects_identifier
from cases.suspects.services import add_suspect
from tests.matching.making import add_identifier, make_report, match_now
from tests.seizures.making import as_text, make_dataset, make_draft, people, taken_in


@dataclass
class World:
    officer: Officer
    case: Case
    file: SeizedFile


def make_world(officer: Officer, case: Case) -> World:
    """A file with repeated and rejected rows, reports that it links to (one judged,
    one whose number was taken out again), a suspect with a number, a draft."""
    seized = people(40)
    rows = as_text(seized) + as_text(seized[:3]).split(b"\n", 1)[1] + b"odd\r\n"
    dataset = make_dataset(officer, case)
    file = taken_in(officer, dataset, rows)
    make_draft(officer, dataset, as_text(people(5, seed=9)), "draft.csv")
    report = make_report(seized["手机号"][0], victim_name="王某甲", narrative="被骗。")
    add_identifier(report, "resident_id", seized["身份证号"][0])
    add_identifier(report, "mobile", "13800009999", party="caller")
    gone = make_report(seized["手机号"][1])
    suspect = add_suspect(officer=officer, case=case, name="张某")
    add_suspects_identifier(
        officer=officer, suspect=suspect, kind="mobile", number="13800009999"
    )
    match_now(officer, case)
    link = FraudLink.objects.get(report=report, kind="mobile")
    judge(
        officer=officer,
        link=link,
        judgement=Judgement.CONFIRMED,
        reason="same person",
        version=link.version,
    )
    gone.identifiers.all().delete()
    BrakedValue.objects.create(
        run=link.run,
        dataset=dataset,
        kind="mobile",
        token=link.token,
        mask=link.mask,
        rows=9,
        reports=9,
    )
    return World(officer, case, file)


def seen(world: World) -> dict[str, Any]:
    """All that an officer can find, in the clear, and nothing of how it is kept."""
    file = SeizedFile.objects.get(pk=world.file.pk)
    draft = SeizedFile.objects.get(name="draft.csv")
    tokens = {
        link.pk: lookup(index_sources([file]), halves([link.token]))["row"].to_list()
        for link in FraudLink.objects.all()
    }
    number = people(40)["手机号"][0]
    return {
        "original": [open_sealed(row.original).read() for row in (file, draft)],
        "layouts": [file.layouts, draft.layouts],
        "rows": [read_row(file, row) for row in range(file.rows_stored)],
        "texts": list(FraudReport.objects.values_list("victim_name", "narrative")),
        "numbers": list(
            ReportIdentifier.objects.order_by("pk").values_list("sealed", "mask")
        ),
        "suspects": list(Identifier.objects.values_list("sealed", "version")),
        "links": list(
            FraudLink.objects.order_by("pk").values_list(
                "pk", "judgement", "rows", "score", "version"
            )
        ),
        "rows_of_links": tokens,
        "found": [r.pk for r in find_reports(officer=world.officer, raw=number)],
        "braked": [
            link.pk
            for braked in BrakedValue.objects.all()
            for link in FraudLink.objects.filter(token=braked.token)
        ],
    }


class Killed(BaseException):
    """As if the process ended here: nothing catches it."""


def killed_at(count: int) -> Any:
    def on_progress(_done: int, _total: int) -> None:
        nonlocal count
        count -= 1
        if count < 0:
            raise Killed

    return on_progress
