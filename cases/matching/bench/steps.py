"""What a run does, step by step."""

from __future__ import annotations

from django.db import transaction

from cases.engine.bench.index import timed
from cases.fraud.tokens import report_tokens
from cases.matching.brakes import released_in
from cases.matching.models import MatchRun
from cases.matching.runs import finding
from cases.matching.runs.masks import with_masks
from cases.matching.runs.scope import Scope, database_time
from cases.matching.runs.writing import write_links
from cases.seizures.models import SeizedDataset
from cases.seizures.stores import index_sources


def steps(dataset: SeizedDataset) -> dict[str, float]:
    """Seconds of each step of a run over the data set, whose case has no links yet:
    the reports' tokens read from the database, the join, the scores with all that is
    read for them, and the links written and committed."""
    case, began = dataset.case, database_time()
    run = MatchRun.objects.create(case=case)
    indexes = index_sources(dataset.files.all())
    released = released_in(case.pk)
    tokens, read = timed(report_tokens)
    with finding.limits() as limits:
        found, joined = timed(
            lambda: finding.find_in(dataset.pk, indexes, tokens, released, limits)
        )
    links, scored = timed(lambda: finding.with_scores(with_masks(found.links)))
    scope = Scope([dataset.pk], began)

    def write() -> None:
        with transaction.atomic():
            write_links(run, links, scope)

    _nothing, written = timed(write)
    took = {"tokens": read, "join": joined, "scores": scored, "writing": written}
    return {name: step.ms / 1000 for name, step in took.items()}
