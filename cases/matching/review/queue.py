"""The order of the review, and who may judge where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, cast

from django.db import connection
from django.db.models import Q, QuerySet

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember
from cases.casefiles.permissions import ABILITIES, Ability, standings_with
from cases.common import paging
from cases.matching.models import FraudLink, FraudLinkQuerySet, Judgement


def listed(officer: Officer, cases: Iterable[Case]) -> FraudLinkQuerySet:
    """As FraudLink.visible_to, but with the keys of the officer's cases in place of a
    subquery for them: among millions of links an index then finds those of a few cases,
    in their order."""
    links = FraudLink.objects.of_cases(cases)
    return links.confirmed() if officer.is_prosecutor else links


def judgeable_cases(officer: Officer) -> frozenset[int]:
    """Primary keys of the cases in which the officer may judge links."""
    roles = [role for role, can in ABILITIES.items() if Ability.MATCH in can]
    mine = CaseMember.objects.current().filter(
        officer=officer,
        role__in=roles,
        case__standing__in=standings_with(Ability.MATCH),
    )
    if not officer.is_police:
        return frozenset()
    return frozenset(mine.order_by().values_list("case_id", flat=True))


# A subquery for each case: with the case and the judgement given as values the planner
# can choose partition and index, which it cannot where they come from another query's
# rows.
_COUNTED: Final = (
    "(SELECT count(*) FROM (SELECT FROM cases_fraudlink"
    " WHERE case_id = %s AND judgement = %s LIMIT %s) AS counted)"
)


def by_judgement(officer: Officer, case: Case) -> list[tuple[str, Any, int]]:
    """Each judgement with its label and how many links of this case have it (as
    `counted` gives it), for those that any link has. The officer sees the case."""
    said = [Judgement.CONFIRMED] if officer.is_prosecutor else list(Judgement)
    found = _counted((case.pk, word) for word in said)
    labelled = zip(said, found, strict=True)
    return [(j.value, j.label, count) for j, count in labelled if count]


def open_by_case(officer: Officer) -> dict[int, int]:
    """Links not judged yet (as `counted` gives them), where the officer may judge them
    and there are any."""
    cases = sorted(judgeable_cases(officer))
    found = _counted((case, Judgement.OPEN) for case in cases)
    return {case: count for case, count in zip(cases, found, strict=True) if count}


def _counted(asked: Iterable[tuple[int, Judgement]]) -> Sequence[int]:
    """How many links of each case have the judgement beside it."""
    pairs = list(asked)
    if not pairs:
        return ()
    counts = ", ".join(_COUNTED for _ in pairs)
    given = [
        value
        for case, word in pairs
        for value in (case, word.value, paging.COUNTED + 1)
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", given)
        return cast(Sequence[int], cursor.fetchone())


def next_open(
    officer: Officer, case: Case, after: FraudLink | None = None
) -> FraudLink | None:
    """The heaviest link not judged yet, else one that waits for a word which this
    officer can give. Looks behind the given link first, and begins again at the top
    where nothing follows."""
    links = FraudLink.objects.visible_to(officer).filter(case=case)
    proposed = links.proposed().exclude(proposed_by=officer, case__two_officers=True)
    return _next(links.open(), after) or _next(proposed, after)


def _next(links: QuerySet[FraudLink], after: FraudLink | None) -> FraudLink | None:
    if after is None:
        return links.first()
    rest = links.exclude(pk=after.pk)
    behind = Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk)
    return rest.filter(behind).first() or rest.first()
