"""The numbers of reports as officers see them in a list, if they still stand there."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from django.db import connection
from psycopg import Cursor, sql

from cases.fraud.models import FraudReport
from cases.matching.runs.choosing import OVERLAP
from cases.matching.runs.facts import among

# By the length of the mask, so that all rows of a value are of one width; and in
# four, since a value of the answer has an end.
_MASKS: Final = sql.SQL(
    "SELECT octet_length(mask), string_agg("
    "  int8send(report_id) || uuid_send(token) || convert_to(mask, 'UTF8'), '')"
    " FROM cases_reportidentifier WHERE party = 'victim' AND {among}"
    " GROUP BY 1, report_id & 1 = 0, report_id & 2 = 0"
)
_SCHEMA: Final = pl.Schema(
    {"report": pl.UInt64, "hi": pl.UInt64, "lo": pl.UInt64, "mask": pl.String}
)


def with_masks(links: pl.DataFrame) -> pl.DataFrame:
    """Adds `mask` to links, without those whose report no longer has the number."""
    # By the report alone, which has few numbers: Polars makes rows of several keys.
    pairs = links.join(_of_victims(links["report"]), on="report", suffix="_named")
    same = [pl.col(half) == pl.col(f"{half}_named") for half in ("hi", "lo")]
    return pairs.filter(same).drop("hi_named", "lo_named")


def still_named(links: pl.DataFrame, since: datetime) -> pl.DataFrame:
    """Of links that have masks, those whose report did not lose the number since."""
    reports = FraudReport.objects.filter(updated_at__gte=since - OVERLAP).order_by()
    changed = pl.Series(list(reports.values_list("pk", flat=True)), dtype=pl.UInt64)
    doubtful = pl.col("report").is_in(changed.implode())
    checked = with_masks(links.filter(doubtful).drop("mask"))
    return pl.concat([links.filter(~doubtful), checked.select(links.columns)])


def _of_victims(reports: pl.Series) -> pl.DataFrame:
    """Each number of the victims of these reports (and maybe of some between)."""
    with connection.cursor() as wrapper:
        # Django's own cursors know no binary answers.
        cursor = Cursor(wrapper.connection)
        cursor.execute(_MASKS.format(among=among(reports, "report_id")), binary=True)
        parts = [_masks(*group) for group in cursor.fetchall()]
    return pl.concat([_SCHEMA.to_frame(), *parts])


def _masks(length: int, rows: bytes) -> pl.DataFrame:
    row = np.dtype(
        [("report", ">u8"), ("hi", ">u8"), ("lo", ">u8"), ("mask", f"V{length}")]
    )
    fields = np.frombuffer(rows, row)
    masks = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(length), len(fields), [None, pa.py_buffer(fields["mask"].tobytes())]
    )
    numbers = {name: fields[name].astype("=u8") for name in ("report", "hi", "lo")}
    mask = pl.Series("mask", masks.cast(pa.binary()), pl.Binary).cast(pl.String)
    return pl.DataFrame({**numbers, "mask": mask}, _SCHEMA)
