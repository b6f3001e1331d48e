"""A stretch of read reports into the database, in a handful of statements.

PostgreSQL's COPY into temporary tables, then one upsert each: a report that is
there already keeps what the file does not say, and its numbers only grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl
from django.db import connection

from cases.common.sealing import keys, tokeniser
from cases.engine.identifiers import KINDS
from cases.engine.identifiers.in_text import mask_identifiers
from cases.engine.identifiers.masking import mask_text
from cases.engine.sealing import seal
from cases.engine.tokens import whole
from cases.fraud.reading.fields import PLAIN_FIELDS

if TYPE_CHECKING:
    from psycopg import Cursor

_SEALED = ("victim_name", "narrative")
_SHEET_MOST, _UNIT_MOST = 100, 100

_STAGE_REPORTS = """
CREATE TEMPORARY TABLE staged_report (
    number varchar, unit_name varchar, province varchar, reported_on date,
    method varchar, loss numeric, victim_name bytea, narrative bytea, line bigint
) ON COMMIT DROP"""

_COPY_REPORTS = """
COPY staged_report (number, unit_name, province, reported_on, method, loss,
                    victim_name, narrative, line) FROM STDIN"""

# Written in the order of report numbers, so that two imports at once cannot block each
# other.
_UPSERT_REPORTS = """
INSERT INTO cases_fraudreport AS report (
    number, unit_name, province, reported_on, method, loss, victim_name, narrative,
    line, sheet, imported_from_id, entered_by_id, created_at, updated_at, version)
SELECT number, coalesce(unit_name, ''), coalesce(province, ''), reported_on,
       coalesce(method, 'F15'), loss, coalesce(victim_name, ''::bytea),
       coalesce(narrative, ''::bytea), line, %(sheet)s, %(origin)s, %(officer)s,
       now(), now(), 1
  FROM staged_report ORDER BY number
ON CONFLICT (number) DO UPDATE SET
    unit_name = coalesce(nullif(excluded.unit_name, ''), report.unit_name),
    province = coalesce(nullif(excluded.province, ''), report.province),
    reported_on = coalesce(excluded.reported_on, report.reported_on),
    method = coalesce(nullif(excluded.method, 'F15'), report.method),
    loss = coalesce(excluded.loss, report.loss),
    victim_name = coalesce(nullif(excluded.victim_name, ''), report.victim_name),
    narrative = coalesce(nullif(excluded.narrative, ''), report.narrative),
    line = excluded.line, sheet = excluded.sheet,
    imported_from_id = excluded.imported_from_id,
    updated_at = excluded.updated_at, version = report.version + 1
RETURNING id, number, xmax = 0"""

_STAGE_IDENTIFIERS = """
CREATE TEMPORARY TABLE staged_identifier (
    report_id bigint, party varchar, kind varchar, token uuid, sealed bytea,
    mask varchar
) ON COMMIT DROP"""

_COPY_IDENTIFIERS = """
COPY staged_identifier (report_id, party, kind, token, sealed, mask) FROM STDIN"""

_INSERT_IDENTIFIERS = """
INSERT INTO cases_reportidentifier (report_id, party, kind, token, sealed, mask)
SELECT report_id, party, kind, token, sealed, mask FROM staged_identifier
ON CONFLICT DO NOTHING"""


@dataclass(frozen=True)
class Origin:
    """Where reports come from: the import, its officer, the sheet's name."""

    import_id: int
    officer_id: int | None
    sheet: str


def write(reports: pl.DataFrame, identifiers: pl.DataFrame, origin: Origin) -> int:
    """Write what `rows.read_rows` accepted; the number of reports that are new.

    Call it inside a transaction. A report that comes in several rows is one, with
    the last word of each column and the numbers of all rows.
    """
    if reports.is_empty():
        return 0
    told = reports.group_by("number", maintain_order=True).agg(
        pl.col(name).drop_nulls().last() for name in (*_fields_told(), "line")
    )
    with connection.cursor() as wrapper:
        cursor = cast("Cursor[Any]", wrapper.cursor)
        cursor.execute(_STAGE_REPORTS)
        _copy(cursor, _COPY_REPORTS, _report_rows(told))
        cursor.execute(
            _UPSERT_REPORTS,
            {
                "sheet": mask_identifiers(origin.sheet)[:_SHEET_MOST],
                "origin": origin.import_id,
                "officer": origin.officer_id,
            },
        )
        written = cursor.fetchall()
        cursor.execute("DROP TABLE staged_report")
        keyed = pl.DataFrame(
            {"id": [row[0] for row in written], "number": [row[1] for row in written]},
            schema={"id": pl.Int64, "number": pl.String},
        )
        lines = reports.select("line", "number").join(keyed, on="number")
        _write_identifiers(cursor, identifiers.join(lines, on="line"))
    return sum(is_new for _, _, is_new in written)


def _fields_told() -> list[str]:
    return [name for name in PLAIN_FIELDS if name != "number"]


def _report_rows(reports: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    held = keys()
    sealed = {
        name: [text and seal(text, held) for text in reports.get_column(name)]
        for name in _SEALED
    }
    plain = reports.select(
        "number", _without_numbers("unit_name"), "province", "reported_on", "method",
        "loss",
    )  # fmt: skip
    lines = reports.get_column("line")
    for row, *rest in zip(plain.iter_rows(), *sealed.values(), lines, strict=True):
        yield (*row, *rest)


def _without_numbers(name: str) -> pl.Expr:
    """Mask numbers in a text: the officer may have chosen the wrong column for it. The
    model's field does the same, but COPY goes past it; here it is done for a whole
    column at once."""
    text = pl.col(name)
    masked = text.map_batches(mask_text, return_dtype=pl.String)
    as_written = masked == text.str.normalize("NFKC")
    return pl.when(as_written).then(text).otherwise(masked).str.head(_UNIT_MOST)


def _write_identifiers(cursor: Cursor[Any], identifiers: pl.DataFrame) -> None:
    """identifiers: id (of the report), party, kind, value."""
    distinct = identifiers.unique(["id", "party", "kind", "value"])
    if distinct.is_empty():
        return
    cursor.execute(_STAGE_IDENTIFIERS)
    _copy(cursor, _COPY_IDENTIFIERS, _identifier_rows(distinct))
    cursor.execute(_INSERT_IDENTIFIERS)
    cursor.execute("DROP TABLE staged_identifier")


def _identifier_rows(identifiers: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    held = keys()
    for (name,), rows in identifiers.group_by("kind"):
        kind = KINDS[str(name)]
        tokens = tokeniser().column(kind.code, rows.get_column("value"))
        told = rows.select("id", "party", "value").iter_rows()
        for (report, party, value), (hi, lo) in zip(
            told, tokens.iter_rows(), strict=True
        ):
            token, sealed = whole(hi, lo), seal(value, held)
            yield report, party, kind.key, token, sealed, kind.mask(value)


def _copy(cursor: Cursor[Any], statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
