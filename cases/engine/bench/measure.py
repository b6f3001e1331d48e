"""Times the whole way of a file: seal, look at, take in, match."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import polars as pl

from cases.engine.bench import bare, data, single, way, workbook
from cases.engine.bench.memory import PeakMemory
from cases.engine.bench.way import timed
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS, Status
from cases.engine.index import IndexSource
from cases.engine.intake import IntakeResult
from cases.engine.intake.working_folder import INDEX
from cases.engine.join import Brakes, Limits, Matches, match
from cases.engine.keys import Keys
from cases.engine.tokens import Tokeniser

CSV: Final = "seized.csv"
# The plain numbers of the seized rows, and of the reports.
NUMBERS: Final = ("seized.parquet", "reports.parquet")


@dataclass(frozen=True)
class BenchResult:
    """Seconds and ratios; intake includes sealing the original.

    record_*: one sealed record found by its line, the median and the slowest.
    """

    rows: int
    reports: int
    csv_mb: int
    write_seconds: float
    seal_seconds: float
    intake_seconds: float
    intake_microseconds_per_row: float
    polars_seconds: float
    intake_ratio_to_polars: float
    record_median_ms: float
    record_worst_ms: float
    match_seconds: float
    duckdb_seconds: float
    match_ratio_to_duckdb: float
    links: int
    peak_mb: int
    workbook_rows: int
    workbook_seconds: float
    fastexcel_seconds: float
    workbook_ratio_to_fastexcel: float


def run(rows: int, reports: int, workdir: Path, *, threads: int = 2) -> BenchResult:
    """Make the data, measure the bare tools, and then the engine on the same data.

    Leaves the CSV and NUMBERS in `workdir`. Raises EngineError (`does_not_add_up`)
    if a row is lost, or if the match misses or invents a hit.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    csv, original, store, seized, named = (
        workdir / name for name in (CSV, "original.age", "store", *NUMBERS)
    )
    bare.apart(data.make_seizure, csv, seized, rows)
    bare.apart(data.make_reports, seized, named, reports)
    tools = _bare_tools(workdir, threads)
    keys = Keys.generate()
    limits = Limits(workdir / "spill", threads=threads)
    way.warm_up(workdir / "warm", keys)
    # The bare tools' better run found the file in memory and nothing left to be
    # written.
    bare.read(csv)
    os.sync()
    with PeakMemory() as peak:
        sealing = timed(partial(way.seal, csv, original, keys))
        taking = timed(
            partial(
                way.look_and_take_in, original, sealing.value, csv.name, store, keys
            )
        )
        tokens = report_tokens(named, keys)
        source = IndexSource(1, store / INDEX)
        matching = timed(partial(find_all, source, tokens, limits))
    _check(taking.value, matching.value, rows, tools.pairs)
    records = single.read_lines(store, rows, keys)
    book = workbook.measure(rows, workdir / "workbook", keys)
    intake_seconds = sealing.seconds + taking.seconds
    return BenchResult(
        rows=rows,
        reports=reports,
        csv_mb=csv.stat().st_size // 1_000_000,
        write_seconds=tools.write,
        seal_seconds=sealing.seconds,
        intake_seconds=intake_seconds,
        intake_microseconds_per_row=1e6 * intake_seconds / rows,
        polars_seconds=tools.polars,
        intake_ratio_to_polars=intake_seconds / tools.polars,
        record_median_ms=median(records),
        record_worst_ms=max(records),
        match_seconds=matching.seconds,
        duckdb_seconds=tools.duckdb,
        match_ratio_to_duckdb=matching.seconds / tools.duckdb,
        links=matching.value.links.height,
        peak_mb=peak.mb,
        workbook_rows=book.rows,
        workbook_seconds=book.intake_seconds,
        fastexcel_seconds=book.fastexcel_seconds,
        workbook_ratio_to_fastexcel=book.intake_seconds / book.fastexcel_seconds,
    )


class _Bare(NamedTuple):
    """Seconds of the bare tools, and how many pairs DuckDB found."""

    polars: float
    write: float
    duckdb: float
    pairs: int


def _bare_tools(workdir: Path, threads: int) -> _Bare:
    csv, seized, named = (workdir / name for name in (CSV, *NUMBERS))
    polars = bare.apart(bare.convert, csv, workdir / "polars.parquet")
    write = bare.apart(bare.write, csv, workdir / "copy.csv")
    # What they leave in the system's memory would have to be taken away meanwhile.
    for left in ("polars.parquet", "copy.csv"):
        (workdir / left).unlink()
    return _Bare(polars, write, *bare.apart(bare.join, seized, named, threads))


def report_tokens(numbers: Path, keys: Keys) -> pl.DataFrame:
    mobile = KINDS["mobile"]
    column = pl.read_parquet(numbers)["number"].cast(pl.String)
    readings = mobile.read(column).filter(pl.col("status") == Status.VALID)
    tokens = Tokeniser(keys.token).column(mobile.code, readings["value"])
    return tokens.select(
        readings["pos"].cast(pl.UInt64).alias("report"),
        pl.lit(mobile.code, pl.UInt8).alias("kind"),
        "hi",
        "lo",
    )


def find_all(source: IndexSource, tokens: pl.DataFrame, limits: Limits) -> Matches:
    # No brakes: every pair must be found.
    most = 2**31
    return match([source], tokens, limits, brakes=Brakes(most, most))


def _check(intake: IntakeResult, matches: Matches, rows: int, pairs: int) -> None:
    found = int(matches.links["rows"].sum())
    if intake.rows_stored != rows or found != pairs:
        raise EngineError(
            "does_not_add_up", stored=intake.rows_stored, found=found, pairs=pairs
        )
