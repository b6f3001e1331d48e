"""Comparing data sets, and judging who had them first."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.common import jobs
from cases.common.jobs import Job
from cases.common.reasons import without_numbers
from cases.lineage.models import LineageRun, Pair, PairWord
from cases.lineage.tracing import datasets_of, trace_lineage
from cases.matching.models import Judgement
from cases.matching.rows import stores_of
from cases.seizures.models import SeizedDataset, SeizedFile


@transaction.atomic
def start(
    *, officer: Officer, case: Case, others: Iterable[Case] = (), wake: bool = True
) -> LineageRun:
    """Let a worker compare the data sets of a case, with those of others too.

    While a run of the same cases is under way, that one is returned. Raises
    PermissionDenied for a case that the officer does not see.
    """
    require(officer, case, Ability.MATCH)
    beside = {other.pk for other in others} - {case.pk}
    visible = Case.objects.visible_to(officer).filter(pk__in=beside)
    if visible.count() != len(beside):
        raise PermissionDenied
    Case.lock(case.pk)
    # Whoever compares in this process cannot wait for a worker's run that is under way.
    states = LineageRun.ACTIVE if wake else (Job.State.WAITING,)
    for run in LineageRun.objects.filter(case=case, state__in=states):
        if set(run.others.values_list("pk", flat=True)) == beside:
            return _asked_for(run, officer, wake=wake)
    run = LineageRun(case=case, requested_by=officer)
    run.save()
    run.others.set(beside)
    audit.record(officer=officer, action=Action.RUN, obj=run, others=sorted(beside))
    jobs.submit(run, wake=wake)
    return run


def _asked_for(run: LineageRun, officer: Officer, *, wake: bool) -> LineageRun:
    """A run that started by itself, once an officer asks for it, no longer waits for
    files."""
    if run.is_automatic:
        LineageRun.objects.filter(pk=run.pk).update(requested_by=officer)
        run.requested_by = officer
        audit.record(officer=officer, action=Action.RUN, obj=run)
        if wake:
            transaction.on_commit(partial(jobs.send, run))
    return run


@transaction.atomic
def follow(dataset: int) -> LineageRun | None:
    """Let a worker compare the data sets of this one's case after files were taken in.
    Does nothing where the case has no other data set, or where a run waits already:
    that one takes what is there when it begins."""
    ready = SeizedDataset.objects.where(Ability.MATCH).filter(pk=dataset)
    case = ready.values_list("case", flat=True).first()
    if case is None:
        return None
    Case.lock(case)
    waiting = LineageRun.objects.filter(case=case, state=Job.State.WAITING)
    taken_in = SeizedFile.objects.taken_in().filter(dataset__case=case)
    others = taken_in.exclude(dataset=dataset)
    if waiting.exists() or not others.exists():
        return None
    run = LineageRun(case_id=case)
    run.save()
    audit.record(officer=None, action=Action.RUN, obj=run, datasets=[dataset])
    jobs.submit(run)
    return run


def trace_now(
    *, officer: Officer, case: Case, others: Iterable[Case] = ()
) -> LineageRun:
    """As `start`, but done in this process: the run returned has ended."""
    run = start(officer=officer, case=case, others=others, wake=False)
    jobs.run(LineageRun, run.pk, trace_lineage, wait=True)
    run.refresh_from_db()
    return run


@transaction.atomic
def restart(*, officer: Officer, run: LineageRun) -> None:
    """Start a failed or cancelled run again; does nothing to any other."""
    require(officer, run.case, Ability.MATCH)
    row = LineageRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.can_be_started:
        audit.record(officer=officer, action=Action.RUN, obj=row)
        jobs.submit(row)


@transaction.atomic
def cancel(*, officer: Officer, run: LineageRun) -> None:
    require(officer, run.case, Ability.MATCH)
    audit.record(officer=officer, action=Action.CANCEL, obj=run)
    jobs.request_cancel(run)


def is_current(run: LineageRun) -> bool:
    """Whether it compared every file that is taken in today."""
    compared = {
        int(file): store
        for files in run.searched.values()
        for file, store in files.items()
    }
    return compared == stores_of([dataset.pk for dataset in datasets_of(run)])


@transaction.atomic
def judge(
    *, officer: Officer, pair: Pair, judgement: str, reason: str, version: int
) -> Pair:
    """Record an officer's judgement of a direction as seen at `version`; OPEN takes the
    last one back.

    Raises EditConflict if the pair was judged since or its proposal changed, and
    ValidationError without a reason or where there is no direction to confirm or
    reject.
    """
    for case in {pair.first.case, pair.second.case}:
        require(officer, case, Ability.MATCH)
    row = Pair.lock(pair.pk, version=version)
    if judgement != Judgement.OPEN and not reason.strip():
        raise ValidationError({"reason": _("Give the reason for your judgement.")})
    if judgement in {Judgement.CONFIRMED, Judgement.REJECTED} and not row.is_told:
        raise ValidationError(_("There is no direction to confirm or reject."))
    word = PairWord(
        pair=row,
        judgement=judgement,
        direction=row.direction,
        reason=without_numbers(reason.strip()),
        officer=officer,
    )
    word.full_clean()
    word.save()
    audit.record(
        officer=officer,
        action=Action.JUDGE,
        obj=row,
        reason=word.reason,
        changes={"judgement": [row.judgement, judgement]},
        direction=row.direction,
    )
    row.judgement = judgement
    row.save_changed()
    return row
