"""The tokens of all fraud reports, as the join takes them."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from cases.engine.identifiers import KINDS
from cases.fraud.models import ReportIdentifier

SCHEMA = pl.Schema(
    {"kind": pl.UInt8, "hi": pl.UInt64, "lo": pl.UInt64, "row": pl.Int64}
)


def report_tokens(
    *, party: str = "victim", kinds: Collection[str] = ()
) -> pl.DataFrame:
    found = ReportIdentifier.objects.filter(party=party)
    if kinds:
        found = found.filter(kind__in=kinds)
    rows = [
        (KINDS[kind].code, token.int >> 64, token.int & (1 << 64) - 1, report)
        for kind, token, report in found.values_list("kind", "token", "report_id")
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
