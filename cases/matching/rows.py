"""Whether links stand in the way when a seized file is to be read anew.

A link points to a row. Links that officers have judged are evidence, so the rows stay;
those nobody has judged are suggestions and are found again by the next run.
"""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from cases.common.jobs import Job
from cases.matching.models import FraudLink, LinkJudgement, MatchRun
from cases.seizures.models import SeizedFile
from cases.seizures.signals import rows_replaced, rows_wanted


@receiver(rows_wanted)
def held_by_links(dataset_id: int, **_kwargs: Any) -> str:
    """The code that says why the rows must stay, "" if they need not. Judgements count
    even where they were taken back. The links are locked, so that none is judged
    between this answer and what follows from it."""
    links = FraudLink.objects.filter(dataset=dataset_id)
    list(links.order_by("pk").select_for_update().values_list("pk", flat=True))
    if LinkJudgement.objects.filter(link__dataset=dataset_id).exists():
        return "links_judged"
    runs = MatchRun.objects.filter(datasets=dataset_id, state__in=Job.ACTIVE)
    return "rows_in_use" if runs.exists() else ""


@receiver(rows_replaced)
def drop_links(dataset_id: int, **_kwargs: Any) -> None:
    FraudLink.objects.filter(dataset=dataset_id).delete()


def stores_of(datasets: list[int]) -> dict[int, str]:
    """Where the rows of each file lie, of those that are taken in."""
    files = SeizedFile.objects.taken_in().filter(dataset__in=datasets)
    return dict(files.values_list("pk", "store"))
