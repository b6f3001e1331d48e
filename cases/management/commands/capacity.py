"""What stores up to 100 billion rows take, from what a small one takes here."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cases.engine.bench import capacity
from cases.management.scratch import scratch


class Command(BaseCommand):
    help = "Measure a row's costs here, and calculate with them; see docs/cluster.md."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=2_000_000)
        parser.add_argument(
            "--cluster",
            type=float,
            required=True,
            help="µs of one core of a cluster for each identifier, as"
            " `python -m tests.cluster.figures` measures it",
        )

    def handle(self, *args: Any, rows: int, cluster: float, **options: Any) -> None:
        with scratch() as folder:
            costs = capacity.measured(rows, folder, cluster_entry=cluster)
        self.stdout.write("\n".join(costs.told()))
        # The printed, rounded costs are what is calculated with, so that anybody can
        # repeat it.
        told = capacity.of_lines("\n".join(costs.told()))
        self.stdout.write(f"\n{capacity.table(told)}")
