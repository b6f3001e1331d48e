"""Measures whole match runs, in a database and a folder of their own."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.test.utils import override_settings

from casedesk import environment
from cases.management.base import Command as Base
from cases.management.own_database import own_database
from cases.matching.bench import load
from cases.matching.bench.runs import runs


class Command(Base):
    help = "Match a large file, one that is added, and that one alone; links written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--large", type=int, default=50_000_000)
        parser.add_argument("--new", type=int, default=1_000_000)
        parser.add_argument("--reports", type=int, default=5_000_000)

    def run(self, **options: Any) -> dict[str, Any]:
        base = environment.var_dir() / "bench"
        base.mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory(dir=base) as folder,
            override_settings(CASEDESK_DATA_DIR=folder),
            own_database(),
        ):
            world = load.make_world(3, files=False)
            large, new, reports = (options[n] for n in ("large", "new", "reports"))
            figures = runs(world, large, new, reports, Path(folder))
        return {
            name: round(value, 2) if isinstance(value, float) else value
            for name, value in figures.items()
        }
