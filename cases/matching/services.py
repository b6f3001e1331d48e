"""Starting and stopping runs; judging what they found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.audit import services as audit
from cases.audit.models import Action
from cases.casefiles.models import Case
from cases.casefiles.permissions import Ability, require
from cases.common import jobs
from cases.common.reasons import without_numbers
from cases.engine.identifiers import KINDS
from cases.matching.models import FraudLink, LinkJudgement, MatchRun
from cases.matching.review.two_officers import (
    OwnProposal,
    Standing,
    lock_option,
    require_sayable,
    weigh,
)
from cases.matching.runs.choosing import Choice
from cases.matching.runs.work import cross_match
from cases.seizures.models import SeizedDataset


@transaction.atomic
def start_run(
    *,
    officer: Officer,
    case: Case,
    datasets: Iterable[SeizedDataset],
    kinds: Collection[str] = (),
    choice: Choice | None = None,
    only_new: bool = False,
    wake: bool = True,
) -> MatchRun:
    """Let a worker match data sets with fraud reports; no kinds: all of them.

    choice: these reports alone. only_new: what came since each data set was last
    searched whole; the links are then those of a whole run all the same.
    Without `wake` the caller does the run itself, as `run_now` does.
    Raises ValidationError if no data set is chosen, or one of another case.
    """
    run = _prepare(officer, case, list(datasets), kinds)
    run.choice, run.only_new = (choice or Choice()).as_json(), only_new
    jobs.submit(run, wake=wake)
    return run


def run_now(
    *,
    officer: Officer,
    case: Case,
    datasets: Iterable[SeizedDataset],
    **narrowed: Any,
) -> MatchRun:
    """The same in this process; the run that comes back has ended."""
    run = start_run(
        officer=officer, case=case, datasets=datasets, wake=False, **narrowed
    )
    jobs.run(MatchRun, run.pk, cross_match, wait=True)
    run.refresh_from_db()
    return run


def _prepare(
    officer: Officer, case: Case, datasets: list[SeizedDataset], kinds: Collection[str]
) -> MatchRun:
    require(officer, case, Ability.MATCH)
    if not datasets:
        raise ValidationError({"datasets": _("Choose at least one data set.")})
    if any(dataset.case_id != case.pk for dataset in datasets):
        raise ValidationError({"datasets": _("A data set is of another case.")})
    if not KINDS.keys() >= set(kinds):
        raise ValidationError({"kinds": _("There is no such kind of identifier.")})
    chosen = [kind for kind in KINDS if kind in kinds]
    run = MatchRun(case=case, kinds=chosen, requested_by=officer)
    run.save()
    run.datasets.set(datasets)
    audit.record(
        officer=officer,
        action=Action.RUN,
        obj=run,
        datasets=[dataset.pk for dataset in datasets],
        kinds=chosen,
    )
    return run


def beside(run: MatchRun) -> list[MatchRun]:
    """Other runs that search some of the same data while this one is not ended."""
    if not run.is_active:
        return []
    others = MatchRun.objects.filter(state__in=jobs.Job.ACTIVE, case=run.case_id)
    same = others.filter(datasets__in=run.datasets.values("pk"))
    return list(same.exclude(pk=run.pk).distinct())


@transaction.atomic
def restart_run(*, officer: Officer, run: MatchRun) -> None:
    """Start a failed or cancelled run again; does nothing to any other."""
    require(officer, run.case, Ability.MATCH)
    row = MatchRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.can_be_started:
        audit.record(officer=officer, action=Action.RUN, obj=row)
        # It begins anew, under the key of today.
        row.token_key = ""
        jobs.submit(row)


@transaction.atomic
def cancel_run(*, officer: Officer, run: MatchRun) -> None:
    require(officer, run.case, Ability.MATCH)
    audit.record(officer=officer, action=Action.CANCEL, obj=run)
    jobs.request_cancel(run)


@transaction.atomic
def judge(
    *, officer: Officer, link: FraudLink, judgement: str, reason: str, version: int
) -> FraudLink:
    """An officer's word on a link seen at `version`; OPEN takes the last one back.

    Raises EditConflict if somebody else has judged it since, OwnProposal where a
    second officer has to agree.
    """
    require(officer, link.case, Ability.MATCH)
    # The case first, as where its option is changed: nobody waits for each other.
    needs_two = lock_option(link.case_id)
    row = FraudLink.lock(link.pk, version=version)
    stands = weigh(judgement, row, officer, needs_two=needs_two)
    reason = without_numbers(reason.strip())
    audit.record(
        officer=officer,
        action=Action.JUDGE,
        obj=row,
        reason=reason,
        **_change(row, stands),
    )
    word = _said(officer, row, stands, reason)
    word.full_clean()
    word.save()
    row.save_changed()
    return row


def _change(row: FraudLink, stands: Standing) -> dict[str, Any]:
    """What the trail says of it."""
    return {"changes": {"judgement": [row.judgement, stands.judgement]}}


def _said(
    officer: Officer, row: FraudLink, stands: Standing, reason: str
) -> LinkJudgement:
    """The word; both it and the row are yet to be saved."""
    row.judgement, row.proposed_by_id = stands
    return LinkJudgement(
        link=row, judgement=row.judgement, reason=reason, officer=officer
    )


@dataclass(frozen=True)
class Judged:
    """How a judgement of many ended: how many; and how many stay as they are, for
    others judged them meanwhile, or the officer has proposed them (`own`)."""

    count: int
    conflicts: int
    own: int

    def __add__(self, more: Judged) -> Judged:
        return Judged(
            self.count + more.count,
            self.conflicts + more.conflicts,
            self.own + more.own,
        )


@transaction.atomic
def judge_many(
    *, officer: Officer, seen: dict[int, int], judgement: str, reason: str
) -> Judged:
    """The same word, with one reason, on links given by number and seen version.

    Links that already stand so are passed over. Raises ValidationError without a
    reason or for a judgement that does not exist.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason for judging many links.")})
    require_sayable(judgement)
    links = FraudLink.objects.visible_to(officer).filter(pk__in=seen)
    named = links.exclude(judgement=judgement).order_by().values("case")
    judged = Judged(0, 0, 0)
    # In one order for all, so that two officers never wait for each other.
    for case in Case.objects.filter(pk__in=named).order_by("pk"):
        judged += _judge_in(
            officer, case, seen, judgement, without_numbers(reason.strip())
        )
    return judged


def _judge_in(
    officer: Officer, case: Case, seen: dict[int, int], judgement: str, reason: str
) -> Judged:
    """Those of one case, in a handful of statements."""
    require(officer, case, Ability.MATCH)
    needs_two = lock_option(case.pk)
    locked = FraudLink.objects.select_for_update(of=("self",), no_key=True)
    rows = locked.filter(case=case, pk__in=seen).exclude(judgement=judgement)
    said: list[LinkJudgement] = []
    changes: list[tuple[FraudLink, dict[str, Any]]] = []
    conflicts = own = 0
    for row in rows.order_by("pk"):
        if row.version != seen[row.pk]:
            conflicts += 1
            continue
        try:
            stands = weigh(judgement, row, officer, needs_two=needs_two)
        except OwnProposal:
            own += 1
            continue
        changes.append((row, _change(row, stands)))
        word = _said(officer, row, stands, reason)
        word.clean_fields(exclude=("link", "officer"))
        said.append(word)
    audit.record_each(officer=officer, action=Action.JUDGE, of=changes, reason=reason)
    LinkJudgement.objects.bulk_create(said)
    _save(case, [word.link for word in said])
    return Judged(len(said), conflicts, own)


def _save(case: Case, links: list[FraudLink]) -> None:
    """Each as its next version; a statement for all that stand alike now."""
    alike = defaultdict(list)
    for link in links:
        alike[link.judgement, link.proposed_by_id].append(link.pk)
    for (judgement, proposed_by), keys in alike.items():
        FraudLink.objects.filter(case=case, pk__in=keys).update(
            judgement=judgement,
            proposed_by=proposed_by,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )
