"""Where a match runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from cases.engine import join
from cases.engine.index import IndexSource
from cases.engine.join import Limits, Matches, spark


def match(
    seized: Sequence[IndexSource],
    reports: pl.DataFrame | Sequence[Path],
    limits: Limits,
    *,
    at_once: bool = False,
    **steering: Any,
) -> Matches:
    """In this process, or on the cluster that CASEDESK_SPARK_MASTER names.

    at_once: of a few reports, for which somebody waits; a cluster takes longer to
    begin than an index to be searched here. steering: as of `join.match`.
    """
    master = settings.CASEDESK_SPARK_MASTER
    if at_once or not master:
        return join.match(seized, reports, limits, **steering)
    return spark.match(seized, reports, limits, master=master, **steering)
