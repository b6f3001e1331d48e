"""The whole way of a file, timed: seal, look at, take in, match."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

import polars as pl

from cases.engine.bench import bare, data
from cases.engine.bench.memory import PeakMemory
from cases.engine.detection import guess_columns
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS, Status
from cases.engine.index import IndexSource
from cases.engine.intake import IntakeResult, SheetPlan, take_in
from cases.engine.intake.work import INDEX
from cases.engine.join import Brakes, Limits, Matches, match
from cases.engine.keys import Keys
from cases.engine.originals import Sealer, open_original
from cases.engine.readers import sniff
from cases.engine.tokens import Tokeniser

T = TypeVar("T")

_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class BenchResult:
    """Seconds and ratios; `intake_seconds` includes sealing the original."""

    rows: int
    reports: int
    csv_mb: int
    seal_seconds: float
    intake_seconds: float
    polars_seconds: float
    intake_ratio_to_polars: float
    match_seconds: float
    duckdb_seconds: float
    match_ratio_to_duckdb: float
    links: int
    peak_mb: int


def run(rows: int, reports: int, workdir: Path, *, threads: int = 2) -> BenchResult:
    """Raises EngineError (`does_not_add_up`) if the match misses or invents a hit."""
    workdir.mkdir(parents=True, exist_ok=True)
    csv, seized, named = (
        workdir / name for name in ("seized.csv", "seized.parquet", "reports.parquet")
    )
    bare.apart(data.make_seizure, csv, seized, rows)
    bare.apart(data.make_reports, seized, named, reports)
    polars_seconds = bare.apart(bare.convert, csv, workdir / "polars.parquet")
    duckdb_seconds, pairs = bare.apart(bare.join, seized, named, threads)
    keys = Keys.generate()
    limits = Limits(workdir / "spill", threads=threads)
    with PeakMemory() as peak:
        sealing = _timed(partial(_seal, csv, workdir / "original.age", keys))
        intake = _timed(partial(_take_in, workdir, csv.name, keys))
        tokens = _report_tokens(named, keys)
        source = IndexSource(1, workdir / "store" / INDEX)
        matching = _timed(partial(_match, source, tokens, limits))
    _check(intake.value, matching.value, rows, pairs)
    return BenchResult(
        rows=rows,
        reports=reports,
        csv_mb=csv.stat().st_size // 1_000_000,
        seal_seconds=sealing.seconds,
        intake_seconds=sealing.seconds + intake.seconds,
        polars_seconds=polars_seconds,
        intake_ratio_to_polars=(sealing.seconds + intake.seconds) / polars_seconds,
        match_seconds=matching.seconds,
        duckdb_seconds=duckdb_seconds,
        match_ratio_to_duckdb=matching.seconds / duckdb_seconds,
        links=matching.value.links.height,
        peak_mb=peak.mb,
    )


@dataclass(frozen=True)
class _Timed(Generic[T]):
    value: T
    seconds: float


def _timed(call: Callable[[], T]) -> _Timed[T]:
    start = time.perf_counter()
    value = call()
    return _Timed(value, time.perf_counter() - start)


def _seal(csv: Path, original: Path, keys: Keys) -> None:
    with csv.open("rb") as stream, Sealer(original, keys) as sealer:
        while chunk := stream.read(_CHUNK):
            sealer.write(chunk)


def _take_in(workdir: Path, name: str, keys: Keys) -> IntakeResult:
    opener = partial(open_original, workdir / "original.age", keys)
    plans = []
    for layout in sniff(opener, name):
        guesses = enumerate(guess_columns(layout))
        mapping = {place: guess.kind_or_role for place, guess in guesses}
        plans.append(SheetPlan(layout, mapping))
    return take_in(opener, plans, workdir / "store", keys)


def _report_tokens(numbers: Path, keys: Keys) -> pl.DataFrame:
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


def _match(source: IndexSource, tokens: pl.DataFrame, limits: Limits) -> Matches:
    # No brakes: every pair must be found.
    most = 2**31
    return match([source], tokens, limits, brakes=Brakes(most, most))


def _check(intake: IntakeResult, matches: Matches, rows: int, pairs: int) -> None:
    found = int(matches.links["rows"].sum())
    if intake.rows_stored != rows or found != pairs:
        raise EngineError(
            "does_not_add_up", stored=intake.rows_stored, found=found, pairs=pairs
        )
