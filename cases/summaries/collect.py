"""Reading the facts of a case, as far as the officer may see them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Prefetch

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles.models import Case
from cases.matching.models import FraudLink, Judgement
from cases.seizures.models import CustodyEvent, Exhibit
from cases.summaries import (
    collect_data,
    collect_lineage,
    collect_links,
    collect_operations,
)
from cases.summaries.facts import (
    AliasFact,
    CaseFact,
    CustodyFact,
    ExhibitFact,
    Facts,
    NumberFact,
    StageFact,
    SuspectFact,
)
from cases.summaries.models import Volume
from cases.suspects.models import Alias, Identifier, Suspect


@contextmanager
def snapshot() -> Iterator[None]:
    """Every query of the block sees the database as it was at the first one, so
    that the figures of a document agree with each other."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def collect(officer: Officer, case_pk: int, volume: str) -> Facts:
    """The facts of a case, as far as the officer sees them and the volume has them.

    Links that are not confirmed yet, and those rejected, are counted and go in
    nowhere else. Raises Case.DoesNotExist where the case is out of scope.
    """
    if officer.is_prosecutor:
        volume = Volume.LITIGATION
    with snapshot():
        case = (
            Case.objects.visible_to(officer)
            .select_related("lead_unit", "handed_over_to")
            .get(pk=case_pk)
        )
        datasets = collect_data.datasets(officer, case)
        found = collect_links.linked_reports(officer, case, datasets)
        # Figures that tell a prosecutor no more than that officers did not take
        # over whatever a machine suggested; the case is in their scope, as found
        # above.
        links = FraudLink.objects.of_case(case)
        return Facts(
            volume=str(volume),
            case=_case(case),
            stages=_stages(case),
            suspects=_suspects(officer, case),
            arrests=collect_operations.arrests(officer, case),
            exhibits=_exhibits(officer, case),
            datasets=datasets.facts,
            lineage=collect_lineage.lineage(officer, case, datasets.dataset_numbers),
            reports=found.reports,
            totals=found.totals,
            links_open=(links.open() | links.proposed()).count(),
            links_rejected=links.filter(judgement=Judgement.REJECTED).count(),
            runs=found.runs,
            operations=collect_operations.operations(officer, case)
            if volume == Volume.INVESTIGATION
            else (),
        )


def _case(case: Case) -> CaseFact:
    return CaseFact(
        number=case.number,
        title=case.title,
        offence=case.offence,
        stage=case.stage,
        source=case.source,
        narrative=case.facts,
        lead_unit=case.lead_unit.name,
        province=case.province,
        filed_on=case.filed_on,
        handed_over_at=case.handed_over_at,
        handed_over_to=case.handed_over_to.name if case.handed_over_to else "",
    )


def _stages(case: Case) -> tuple[StageFact, ...]:
    """Stage by stage, as the audit trail has them: opening, edits, hand-over."""
    entries = Entry.objects.filter(
        object_type="case",
        object_id=case.pk,
        action__in=(Action.CREATE, Action.CHANGE),
    ).order_by("pk")
    found = []
    for entry in entries:
        detail = entry.detail
        changed = {**detail.get("after", {}), **detail.get("changes", {})}
        if "stage" in changed:
            found.append(StageFact(changed["stage"][1], entry.at))
        elif "handed_over_to" in detail:
            found.append(StageFact(Case.Stage.TRANSFERRED.value, entry.at))
    return tuple(found)


def _suspects(officer: Officer, case: Case) -> tuple[SuspectFact, ...]:
    suspects = (
        Suspect.objects.visible_to(officer)
        .of_case(case)
        .order_by("number")
        .prefetch_related(
            Prefetch("aliases", Alias.objects.order_by("platform", "handle", "pk")),
            Prefetch(
                "identifiers",
                Identifier.objects.defer("sealed").order_by("kind", "mask", "pk"),
            ),
        )
    )
    return tuple(_suspect(suspect) for suspect in suspects)


def _suspect(suspect: Suspect) -> SuspectFact:
    return SuspectFact(
        number=suspect.number,
        name=suspect.name,
        birth_year=suspect.birth_year,
        province=suspect.province,
        identification=suspect.identification,
        measure=suspect.measure,
        position=suspect.position,
        role=suspect.role,
        attitude=suspect.attitude,
        aliases=tuple(
            AliasFact(a.platform, a.handle, a.first_seen, a.last_seen, a.source)
            for a in suspect.aliases.all()
        ),
        numbers=tuple(
            NumberFact(i.kind, i.mask, i.source) for i in suspect.identifiers.all()
        ),
    )


def _exhibits(officer: Officer, case: Case) -> tuple[ExhibitFact, ...]:
    exhibits = (
        Exhibit.objects.visible_to(officer)
        .of_case(case)
        .select_related("holder")
        .order_by("number")
        .prefetch_related(
            Prefetch("custody", CustodyEvent.objects.order_by("at", "pk"))
        )
    )
    return tuple(_exhibit(exhibit) for exhibit in exhibits)


def _exhibit(exhibit: Exhibit) -> ExhibitFact:
    return ExhibitFact(
        number=exhibit.number,
        name=exhibit.name,
        medium=exhibit.medium,
        holder=exhibit.holder.number if exhibit.holder else None,
        seal_number=exhibit.seal_number,
        seized_at=exhibit.seized_at,
        place=exhibit.place,
        investigators=exhibit.investigators,
        witness=exhibit.witness,
        holder_signed=exhibit.holder_signed,
        method=exhibit.method,
        custody=tuple(
            CustodyFact(
                at=event.at,
                given_by=event.given_by,
                received_by=event.received_by,
                purpose=event.purpose,
                seal_before=event.seal_before,
                seal_after=event.seal_after,
                sha256=event.sha256,
            )
            for event in exhibit.custody.all()
        ),
    )
