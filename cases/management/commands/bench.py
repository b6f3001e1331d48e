"""Measures intake and cross-match on this machine, beside the bare tools."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casedesk import environment
from cases.engine import bench
from cases.engine.bench import bare, others
from cases.management import postgres

LABELS = {
    "rows": "seized rows",
    "reports": "fraud reports",
    "csv_mb": "size of the CSV, MB",
    "write_seconds": "bare copy of the CSV to the disk (fsync), s",
    "seal_seconds": "sealing and hashing the original, s",
    "intake_seconds": "intake, sealing included, s",
    "intake_microseconds_per_row": "intake, microseconds a row",
    "polars_seconds": "bare Polars, the same CSV to Parquet, s",
    "intake_ratio_to_polars": "intake / Polars",
    "record_median_ms": "one sealed record by its line, median, ms",
    "record_worst_ms": "the slowest of fifty, ms",
    "match_seconds": "cross-match, s",
    "duckdb_seconds": "bare DuckDB join of 64-bit numbers, s",
    "match_ratio_to_duckdb": "cross-match / DuckDB",
    "polars_join_seconds": "bare Polars, the same join, s",
    "pandas_join_seconds": "bare pandas, the same join, s",
    "postgres_join_seconds": "bare PostgreSQL, the same as a hash join, s",
    "postgres_load_seconds": "bare PostgreSQL, COPY and two indexes, s",
    "links": "links found",
    "peak_mb": "peak memory of the process tree, MB",
    "workbook_rows": "rows of the workbook",
    "workbook_seconds": "intake of the workbook, s",
    "fastexcel_seconds": "bare fastexcel, s",
    "workbook_ratio_to_fastexcel": "intake of the workbook / fastexcel",
}


class Command(BaseCommand):
    help = "Generate, take in and cross-match; the case data are not touched."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=5_000_000)
        parser.add_argument("--reports", type=int, default=500_000)
        parser.add_argument("--json", action="store_true")
        parser.add_argument(
            "--compare",
            action="store_true",
            help="also load and join the rows in PostgreSQL, and join them with Polars"
            " and, where it is installed, pandas",
        )

    def handle(self, *args: Any, rows: int, reports: int, **options: Any) -> None:
        base = environment.var_dir() / "bench"
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=base) as folder:
            result = dataclasses.asdict(bench.run(rows, reports, Path(folder)))
            if options["compare"]:
                result |= _compare(Path(folder))
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for name, value in result.items():
            text = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
            self.stdout.write(f"{LABELS.get(name, name):45}{text:>14}")


def _compare(folder: Path) -> dict[str, float]:
    environment.ensure_servers()
    url = environment.database_url()
    seized, reports = (folder / name for name in bench.NUMBERS)
    found = {}
    if find_spec("pandas"):
        found["pandas_join_seconds"] = bare.apart(
            others.join_by_pandas, seized, reports
        )
    return found | {
        "polars_join_seconds": bare.apart(others.join_by_polars, seized, reports),
        "postgres_join_seconds": postgres.hash_join(seized, reports, url),
        "postgres_load_seconds": postgres.copy_and_index(folder / bench.CSV, url),
    }
