"""A stretch of rows of a report file, read into reports and their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cases.engine.identifiers import KINDS, Status
from cases.engine.identifiers.columns import read_with_sibling
from cases.fraud.reading.cells import Reader, read_column
from cases.fraud.reading.dates import read_date
from cases.fraud.reading.fields import PLAIN_FIELDS, party_and_kind
from cases.fraud.reading.losses import read_loss
from cases.fraud.reading.methods import read_method
from cases.fraud.reading.provinces import read_province

# column: its place, null where the whole row is meant.
PLACES_SCHEMA = pl.Schema({"line": pl.UInt64, "reason": pl.String, "column": pl.Int64})
IDENTIFIERS_SCHEMA = pl.Schema(
    {"line": pl.UInt64, "party": pl.String, "kind": pl.String, "value": pl.String}
)
_LONGEST_NUMBER = 60
_LONGEST_UNIT = 100


def _text(text: str) -> tuple[str | None, str]:
    return text, ""


_READERS: dict[str, Reader] = {
    "number": lambda text: (
        (text, "") if len(text) <= _LONGEST_NUMBER else (None, "number_too_long")
    ),
    "unit_name": lambda text: (text[:_LONGEST_UNIT], ""),
    "province": read_province,
    "reported_on": read_date,
    "method": read_method,
    "loss": read_loss,
    "victim_name": _text,
    "narrative": _text,
}


@dataclass(frozen=True)
class Rows:
    """reports: line (UInt64) and every plain field as text, null where unsaid.
    identifiers: IDENTIFIERS_SCHEMA, only of accepted rows.
    rejected, notes: PLACES_SCHEMA; a rejected row stands in `rejected` alone, once.
    """

    reports: pl.DataFrame
    identifiers: pl.DataFrame
    rejected: pl.DataFrame
    notes: pl.DataFrame


def read_rows(
    rows: pl.DataFrame,
    lines: pl.Series,
    fields: Sequence[str],
    *,
    made_up: str = "",
) -> Rows:
    """Read rows whose columns "0", "1", … hold `fields`.

    Without a column of report numbers a row is numbered `made_up` + its line, so
    that the same file gives the same numbers again.
    """
    reports: dict[str, pl.Series] = {}
    notes, identifiers = [], []
    for place, field in enumerate(fields):
        if not field:
            continue
        cells = rows.get_column(str(place))
        whose = party_and_kind(field)
        if whose is None:
            reports[field], problems = read_column(cells, _READERS[field])
        else:
            found, problems = _read_identifiers(cells, lines, *whose)
            identifiers.append(found)
        notes.append(_places(lines, problems, place))
    if "number" not in fields:
        numbered = pl.DataFrame({"line": lines}).select(
            pl.concat_str(pl.lit(made_up), pl.col("line").cast(pl.String))
        )
        reports["number"] = numbered.to_series()
    frame = pl.DataFrame({"line": lines}).with_columns(
        reports[name].alias(name)
        if name in reports
        else pl.lit(None, pl.String).alias(name)
        for name in PLAIN_FIELDS
    )
    return _accepted(
        frame,
        pl.concat([pl.DataFrame(schema=IDENTIFIERS_SCHEMA), *identifiers]),
        pl.concat([pl.DataFrame(schema=PLACES_SCHEMA), *notes]),
        is_numbered="number" in fields,
    )


def _accepted(
    reports: pl.DataFrame,
    identifiers: pl.DataFrame,
    notes: pl.DataFrame,
    *,
    is_numbered: bool,
) -> Rows:
    if is_numbered:
        bad = reports.filter(pl.col("number").is_null()).select("line")
        too_long = notes.filter(pl.col("reason") == "number_too_long")
        reason = pl.when(pl.col("line").is_in(too_long.get_column("line").implode()))
        rejected = bad.with_columns(
            reason=reason.then(pl.lit("number_too_long")).otherwise(pl.lit("no_number"))
        )
    else:
        # Nothing but a number would let such a row be found again.
        bad = reports.join(identifiers, on="line", how="anti").select("line")
        rejected = bad.with_columns(reason=pl.lit("no_identifier"))
    if bad.height:
        reports = reports.join(bad, on="line", how="anti", maintain_order="left")
        identifiers = identifiers.join(bad, on="line", how="anti")
        notes = notes.join(bad, on="line", how="anti")
    return Rows(
        reports,
        identifiers,
        rejected.with_columns(column=pl.lit(None, pl.Int64)).cast(PLACES_SCHEMA),
        notes,
    )


def _read_identifiers(
    cells: pl.Series, lines: pl.Series, party: str, kind: str
) -> tuple[pl.DataFrame, pl.Series]:
    """The values, and per cell the first reason why one in it is none."""
    readings = pl.concat(
        frame.with_columns(kind=pl.lit(key))
        for key, frame in read_with_sibling(KINDS[kind], KINDS, cells).items()
    )
    placed = readings.with_columns(line=lines.gather(readings.get_column("pos")))
    found = placed.filter(pl.col("status") == Status.VALID).select(
        "line", "kind", "value", party=pl.lit(party)
    )
    wrong = placed.filter(pl.col("status") != Status.VALID)
    first = wrong.unique("pos", keep="first", maintain_order=True)
    problems = pl.DataFrame({"line": lines}).join(
        first.select("line", "reason"), on="line", how="left", maintain_order="left"
    )
    identifiers = found.select(IDENTIFIERS_SCHEMA.names()).cast(IDENTIFIERS_SCHEMA)
    return identifiers, problems.get_column("reason").fill_null("")


def _places(lines: pl.Series, problems: pl.Series, column: int) -> pl.DataFrame:
    return (
        pl.DataFrame({"line": lines, "reason": problems})
        .filter(pl.col("reason") != "")
        .with_columns(column=pl.lit(column))
        .cast(PLACES_SCHEMA)
    )
