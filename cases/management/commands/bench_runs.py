"""Measures whole match runs, in a database and a folder of their own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.test.utils import override_settings

from cases.management.base import Command as Base
from cases.management.own_database import own_database
from cases.management.scratch import scratch
from cases.matching.bench import load
from cases.matching.bench.runs import runs


class Command(Base):
    help = "Match a large file, one that is added, and that one alone; links written."
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--large", type=int, default=50_000_000)
        parser.add_argument("--new", type=int, default=1_000_000)
        parser.add_argument("--reports", type=int, default=5_000_000)

    def run(self, **options: Any) -> dict[str, Any]:
        with (
            scratch() as folder,
            override_settings(CASEDESK_DATA_DIR=str(folder)),
            own_database(),
        ):
            world = load.make_world(3, files=False)
            large, new, reports = (options[n] for n in ("large", "new", "reports"))
            figures = runs(world, large, new, reports, folder)
        return {
            name: round(value, 2) if isinstance(value, float) else value
            for name, value in figures.items()
        }
