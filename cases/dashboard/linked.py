"""The linked reports by province: counted over all links, and drawn as a map."""

from __future__ import annotations

import hashlib
import time
from typing import Any, Final, NamedTuple

from django.core.cache import cache
from django.db.models import Count

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.matching.models import FraudLink, Judgement

# Of millions of links this is counted once in a while, and else at each look.
SLOW_SECONDS: Final = 0.5
KEPT_SECONDS: Final = 600


class Linked(NamedTuple):
    """Fraud reports, each once, and the links that they stand in."""

    reports: int = 0
    links: int = 0


def linked_reports(officer: Officer) -> dict[str, Linked]:
    """By the province that received the report; rejected links are not counted.

    What took long is kept for ten minutes, for whoever sees the same cases.
    """
    key = _key(officer)
    kept: dict[str, Linked] | None = cache.get(key)
    if kept is not None:
        return kept
    started = time.monotonic()
    found = _counted(officer)
    if time.monotonic() - started > SLOW_SECONDS:
        cache.set(key, found, KEPT_SECONDS)
    return found


def _key(officer: Officer) -> str:
    cases = Case.objects.visible_to(officer).order_by("pk").values_list("pk", flat=True)
    seen = f"{officer.duty} {list(cases)}".encode()
    return f"linked-reports:{hashlib.sha256(seen).hexdigest()}"


def _counted(officer: Officer) -> dict[str, Linked]:
    links = FraudLink.objects.visible_to(officer).exclude(judgement=Judgement.REJECTED)
    counted: Any = links.order_by().values_list("report__province")
    rows = counted.annotate(Count("report", distinct=True), Count("pk"))
    return {province: Linked(reports, number) for province, reports, number in rows}
