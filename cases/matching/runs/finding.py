"""What every match does, whoever asked for it: join within a data set, and score."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.conf import settings

from cases.engine.identifiers import KINDS
from cases.engine.index import IndexSource
from cases.engine.join import Brakes, Limits, Matches
from cases.engine.join.duck import BRAKED_SCHEMA, LINKS_SCHEMA
from cases.matching.runs import hits
from cases.matching.runs.engines import match
from cases.matching.runs.facts import report_facts
from cases.matching.runs.together import with_rows_together
from cases.matching.score.names import compare_names
from cases.matching.score.scoring import scored
from cases.seizures.dates import obtained
from cases.seizures.models import SeizedDataset

TOKEN: Final = ("hi", "lo")
UNBRAKED: Final = Brakes(rows=sys.maxsize, reports=sys.maxsize)


def find_in(
    dataset: int,
    indexes: Sequence[IndexSource],
    tokens: pl.DataFrame,
    released: pl.DataFrame,
    limits: Limits,
    **steering: Any,
) -> Matches:
    """What the data set shares with reports, under its number.

    A value is braked within one data set, so what is found does not depend on what
    else was chosen. tokens: as `report_tokens` gives them. released: values (TOKEN)
    that are linked however common they are; a link's `released` says whether that is
    why it is there. steering: at_once, kinds, on_progress and should_stop of `match`.
    """
    reports = tokens.rename({"row": "report"}).cast({"report": pl.UInt64})
    part = match(indexes, reports, limits, **steering)
    loose = part.braked.join(released, on=TOKEN, how="semi")
    links, braked = hits.with_release(part.links, released=False), part.braked
    if loose.height:
        theirs = reports.join(loose, on=TOKEN, how="semi")
        freed = match(indexes, theirs, limits, brakes=UNBRAKED, **steering)
        links = pl.concat([links, hits.with_release(freed.links, released=True)])
        braked = braked.join(loose, on=TOKEN, how="anti")
    linked = with_rows_together(hits.of_dataset(links, dataset), indexes)
    return Matches(linked, _numbered(braked, dataset))


def joined(parts: Iterable[Matches]) -> Matches:
    """Those of several data sets as one."""
    none = hits.with_release(LINKS_SCHEMA.to_frame(), released=False)
    links = [with_rows_together(hits.of_dataset(none, 0), ())]
    braked = [_numbered(BRAKED_SCHEMA.to_frame(), 0)]
    for part in parts:
        links.append(part.links)
        braked.append(part.braked)
    return Matches(pl.concat(links), pl.concat(braked))


def _numbered(braked: pl.DataFrame, dataset: int) -> pl.DataFrame:
    return braked.with_columns(pl.lit(dataset, pl.Int64).alias("dataset"))


@contextmanager
def limits() -> Iterator[Limits]:
    """All of the machine's cores, for a match is soon over; what does not fit into
    memory goes to a folder of its own, which is removed afterwards."""
    data = Path(settings.CASEDESK_DATA_DIR)
    data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="match-", dir=data) as spill:
        yield Limits(Path(spill), threads=os.cpu_count() or 1)


def with_scores(found: pl.DataFrame) -> pl.DataFrame:
    """The links with what the rules say of them.

    A report's links in a data set speak for each other: they must all be there.
    """
    links = hits.with_row_shown(hits.with_agreement(hits.with_kind_names(found)))
    # A report that is gone meanwhile has no links.
    links = links.hstack(report_facts(found["report"])).drop_nulls("named")
    facts = hits.with_facts(links, _datasets(found), compare_names(links))
    return scored(facts).select(*found.columns, "score", "reasons")


def _datasets(found: pl.DataFrame) -> pl.DataFrame:
    numbers = found["dataset"].unique().to_list()
    facts = SeizedDataset.objects.filter(pk__in=numbers).order_by()
    return pl.DataFrame(
        list(facts.values_list("pk", "sector", "source", obtained())),
        schema={
            "dataset": pl.Int64,
            "sector": pl.Categorical,
            "source": pl.Categorical,
            "obtained_on": pl.Date,
        },
        orient="row",
    )


def with_names(braked: pl.DataFrame) -> pl.DataFrame:
    return hits.with_token_text(hits.with_kind_names(braked))


def counted(links: pl.DataFrame, tokens: pl.DataFrame) -> dict[str, Any]:
    """A run's figures, as its fields are named."""
    asked = hits.distinct_by_kind(tokens)
    return {
        "links": links.height,
        "reports_matched": links["report"].n_unique(),
        "reports_searched": tokens["row"].n_unique(),
        "identifiers_matched": hits.distinct_by_kind(links),
        "identifiers_searched": {
            hits.KIND_KEYS[kind]: of for kind, of in asked.items()
        },
    }


def of_reports(found: Matches, reports: Collection[int]) -> Matches:
    """The links of these reports alone; the others were there to be counted."""
    chosen = pl.Series("report", list(reports), pl.UInt64).to_frame()
    return Matches(found.links.join(chosen, on="report", how="semi"), found.braked)


def codes(kinds: Iterable[str]) -> list[int]:
    return [KINDS[kind].code for kind in kinds]
