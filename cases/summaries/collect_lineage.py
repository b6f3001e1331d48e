"""Reading who had which data first, as far as officers have confirmed it."""

from __future__ import annotations

from typing import Any

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.lineage.direction import BASIS
from cases.lineage.models import Pair
from cases.matching.models import Judgement
from cases.summaries.facts import BasisFact, LineageFact


def lineage(
    officer: Officer, case: Case, numbers: dict[int, int]
) -> tuple[LineageFact, ...]:
    """The lineage of the document's data sets; numbers: their numbers in it, by primary
    key."""
    pairs = (
        Pair.objects.visible_to(officer)
        .of_case(case)
        .settled()
        .filter(
            judgement=Judgement.CONFIRMED,
            first__in=numbers,
            second__in=numbers,
        )
        .select_related("run", "first", "second")
        .prefetch_related("words__officer")
    )
    facts = [_fact(pair, numbers) for pair in pairs]
    return tuple(sorted(facts, key=lambda fact: (fact.earlier, fact.later)))


def _fact(pair: Pair, numbers: dict[int, int]) -> LineageFact:
    last = pair.words.all()[0]
    return LineageFact(
        earlier=numbers[pair.earlier.pk],
        later=numbers[pair.later.pk],
        shared=pair.shared_total,
        earlier_total=pair.earlier_total,
        later_total=pair.later_total,
        basis=tuple(
            _basis(given, numbers[pair.first_id], numbers[pair.second_id])
            for given in pair.evidence
            if given["effect"] == BASIS
        ),
        run=pair.run_id,
        compared_at=pair.run.finished_at,
        confirmed_by=last.officer.name,
        confirmed_at=last.at,
    )


def _basis(given: dict[str, Any], first: int, second: int) -> BasisFact:
    about, other = (second, first) if given["about"] == "second" else (first, second)
    values = {k: v for k, v in given.items() if k not in {"code", "effect", "about"}}
    return BasisFact(given["code"], about, other, tuple(sorted(values.items())))
