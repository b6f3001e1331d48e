"""Measures reports that come in one by one, in a database and a folder of their own."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.test.utils import override_settings

from cases.management.base import Command as Base
from cases.management.own_database import own_database
from cases.management.scratch import scratch
from cases.matching.bench import load
from cases.matching.bench.arrivals import arrivals


class Command(Base):
    help = "Match single reports with many large data sets; leaves nothing behind."
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--sets", type=int, default=100)
        parser.add_argument("--rows", type=int, default=5_000_000, help="of a data set")
        parser.add_argument("--reports", type=int, default=1_000_000, help="that exist")

    def run(self, **options: Any) -> dict[str, Any]:
        with (
            scratch() as folder,
            override_settings(CASEDESK_DATA_DIR=str(folder)),
            own_database(),
        ):
            world = load.make_world(1, files=False)
            sets, rows, reports = (options[n] for n in ("sets", "rows", "reports"))
            return arrivals(world, sets, rows, reports)
