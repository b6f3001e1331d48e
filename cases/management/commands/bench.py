"""Measures intake and cross-match on this machine, beside the bare tools."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casedesk import environment
from cases.engine import bench

LABELS = {
    "rows": "seized rows",
    "reports": "fraud reports",
    "csv_mb": "size of the CSV, MB",
    "seal_seconds": "sealing and hashing the original, s",
    "intake_seconds": "intake, sealing included, s",
    "polars_seconds": "bare Polars, the same CSV to Parquet, s",
    "intake_ratio_to_polars": "intake / Polars",
    "match_seconds": "cross-match, s",
    "duckdb_seconds": "bare DuckDB join of 64-bit numbers, s",
    "match_ratio_to_duckdb": "cross-match / DuckDB",
    "links": "links found",
    "peak_mb": "peak memory of the process tree, MB",
}


class Command(BaseCommand):
    help = "Generate, take in and cross-match; no database is touched."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=1_000_000)
        parser.add_argument("--reports", type=int, default=100_000)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, rows: int, reports: int, **options: Any) -> None:
        base = environment.var_dir() / "bench"
        base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=base) as folder:
            result = dataclasses.asdict(bench.run(rows, reports, Path(folder)))
        if options["json"]:
            self.stdout.write(json.dumps(result))
            return
        for name, value in result.items():
            text = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
            self.stdout.write(f"{LABELS.get(name, name):45}{text:>14}")
