"""Measures links with millions of them, in a database of its own."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import numpy as np
from django.core.management.base import CommandError

from cases.management.base import Command as Base
from cases.management.own_database import own_database
from cases.matching.bench import load, measure


class Command(Base):
    help = "Write links, multiply them, open their lists; leaves nothing behind."
    needs_keys = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--reports", type=int, default=1_000_000)
        parser.add_argument("--write", type=int, default=1_000_000)
        parser.add_argument(
            "--times", type=int, default=5, help="how many cases have these links"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        reports, write = options["reports"], options["write"]
        if write > reports * load.DATASETS_EACH:
            raise CommandError("There are fewer pairs of data sets and reports.")
        with own_database():
            world = load.make_world(options["times"])
            load.make_reports(np.arange(reports, dtype=np.uint64))
            written = measure.writing(world, write)
            return {
                "reports": reports,
                **_rounded(asdict(written)),
                "links_in_all": load.copy_links(),
                "megabytes": measure.sizes(),
                "page_ms": measure.looking(world),
            }


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in figures.items()
    }
