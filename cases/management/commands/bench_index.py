"""Measures the index with hundreds of millions of tokens; no case data are touched."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cases.engine.bench import bare, index
from cases.engine.index import IndexSource
from cases.engine.join import Limits
from cases.management.base import Command as Base
from cases.management.scratch import scratch


class Command(Base):
    help = "Make indexes of invented tokens and ask them; leaves nothing behind."
    needs_keys = False
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--sources", type=int, default=100)
        parser.add_argument("--rows", type=int, default=5_000_000, help="of a source")
        parser.add_argument("--large", type=int, default=50_000_000)
        parser.add_argument("--reports", type=int, default=5_000_000)
        parser.add_argument("--sets", type=int, default=50, help="compared in pairs")
        parser.add_argument("--set-rows", type=int, default=1_000_000)
        parser.add_argument("--memory", type=int, default=1_000, help="MB")
        parser.add_argument(
            "--only", choices=["report", "incremental", "pairs"], default=None
        )

    def run(self, **options: Any) -> dict[str, Any]:
        parts = {
            "report": _report,
            "incremental": _incremental,
            "pairs": _pairs,
        }
        found = {}
        for name, part in parts.items():
            if options["only"] in (None, name):
                with scratch() as folder:
                    found[name] = _plain(part(folder, options))
        return found


def _report(folder: Path, options: dict[str, Any]) -> dict[str, Any]:
    rows, count = options["rows"], options["sources"]
    sources = list(_sources(folder, count, rows, step=rows))
    known = rows * (count // 2) + rows // 3
    found: dict[str, Any] = index.one_report(sources, known, _limits(folder, options))
    return {"identifiers": rows * count, **found}


def _incremental(folder: Path, options: dict[str, Any]) -> dict[str, Any]:
    rows, more = options["large"], options["large"] // 50
    # In another process, so that the memory it takes is not counted as the match's.
    large = bare.apart(index.make_source, 1, folder / "large", 0, rows)
    new = bare.apart(index.make_source, 2, folder / "new", rows, more)
    limits = _limits(folder, options)
    return index.incremental(large, new, rows, options["reports"], limits)


def _pairs(folder: Path, options: dict[str, Any]) -> dict[str, Any]:
    rows, step = options["set_rows"], options["set_rows"] // 10
    sources = list(_sources(folder, options["sets"], rows, step=step))
    return {"sets": len(sources), "all pairs": index.all_pairs(sources, rows, step)}


def _sources(
    folder: Path, count: int, rows: int, *, step: int
) -> Iterator[IndexSource]:
    for place in range(count):
        yield index.make_source(place + 1, folder / str(place), place * step, rows)


def _limits(folder: Path, options: dict[str, Any]) -> Limits:
    return Limits(folder / "spill", memory_mb=options["memory"])


def _plain(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        name: asdict(value) if isinstance(value, index.Took) else value
        for name, value in figures.items()
    }
