"""What a store of any size takes, calculated from what a small one took here.

Everything that intake and match do grows with the rows: so each figure is one
multiplication, of a cost per row that was measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from cases.engine.bench import data, measure, way
from cases.engine.bench.way import timed
from cases.engine.index import BUCKETS, IndexSource
from cases.engine.intake.working_folder import INDEX
from cases.engine.join import Limits
from cases.engine.keys import Keys

# Of 50 million rows, as the press tells of one seizure, to a hundred billion.
SIZES: Final = (50_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000)
_REPORTS: Final = 10
_HEADER: Final = (
    "rows",
    "originals",
    "records",
    "index",
    "intake",
    "match here",
    "… on 16 cores",
    "… on 128 cores",
    "… on 1,024 cores",
)
_CORES: Final = (16, 128, 1_024)


@dataclass(frozen=True)
class Costs:
    """Per seized row, whose identifiers are `entries` on average.

    original, record, index: bytes on the disk. intake: microseconds, sealing
    included. match: microseconds of this machine. cluster_entry: microseconds of
    one core of a cluster for each entry of the index (`tests.cluster.figures`).
    """

    original: float
    record: float
    index: float
    entries: float
    intake: float
    match: float
    cluster_entry: float

    def told(self) -> list[str]:
        """The costs, one a line, as `of_lines` reads them."""
        return [f"- {name}: {getattr(self, key):.4g}" for key, name in _NAMES.items()]


_NAMES: Final = {
    "original": "bytes of the sealed original a row",
    "record": "bytes of the sealed records a row",
    "index": "bytes of the index a row",
    "entries": "identifiers a row",
    "intake": "µs of intake a row",
    "match": "µs of the match here a row",
    "cluster_entry": "µs of one core of a cluster an identifier",
}


def of_lines(text: str) -> Costs:
    """The costs that stand in a text as `Costs.told` writes them."""
    said = dict(
        line.removeprefix("- ").rsplit(": ", 1)
        for line in text.splitlines()
        if line.startswith("- ") and ": " in line
    )
    return Costs(**{key: float(said[name]) for key, name in _NAMES.items()})


def measured(rows: int, workdir: Path, *, cluster_entry: float) -> Costs:
    """Take a made-up file of so many rows in, match it with a tenth as many reports,
    and look at what lies on the disk then."""
    workdir.mkdir(parents=True, exist_ok=True)
    csv, original, store, seized, named = (
        workdir / name
        for name in (measure.CSV, "original.age", "store", *measure.NUMBERS)
    )
    keys = Keys.generate()
    data.make_seizure(csv, seized, rows)
    data.make_reports(seized, named, rows // _REPORTS)
    way.warm_up(workdir / "warm", keys)
    sealing = timed(lambda: way.seal(csv, original, keys))
    taking = timed(
        lambda: way.look_and_take_in(original, sealing.value, csv.name, store, keys)
    )
    tokens = measure.report_tokens(named, keys)
    source = IndexSource(1, store / INDEX)
    limits = Limits(workdir / "spill")
    matching = timed(lambda: measure.find_all(source, tokens, limits))
    return Costs(
        original=original.stat().st_size / rows,
        record=(_size(store) - _size(store / INDEX)) / rows,
        index=_size(store / INDEX) / rows,
        entries=_entries(source) / rows,
        intake=1e6 * (sealing.seconds + taking.seconds) / rows,
        match=1e6 * matching.seconds / rows,
        cluster_entry=cluster_entry,
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _entries(source: IndexSource) -> int:
    return sum(
        pq.read_metadata(source.bucket(number)).num_rows for number in range(BUCKETS)
    )


def table(costs: Costs, sizes: Sequence[int] = SIZES) -> str:
    """The sizes as a Markdown table, a line each."""
    lines = ["| " + " | ".join(_HEADER) + " |", "|" + "---:|" * len(_HEADER)]
    lines += [f"| {' | '.join(_cells(costs, rows))} |" for rows in sizes]
    return "\n".join(lines)


def _cells(costs: Costs, rows: int) -> Iterator[str]:
    yield f"{rows:,}"
    for each in (costs.original, costs.record, costs.index):
        yield _volume(rows * each)
    for each in (costs.intake, costs.match):
        yield _span(rows * each / 1e6)
    for cores in _CORES:
        yield _span(rows * costs.entries * costs.cluster_entry / cores / 1e6)


def _volume(size: float) -> str:
    for unit, bytes_each in (("TB", 1e12), ("GB", 1e9)):
        if size >= bytes_each:
            return f"{_rounded(size / bytes_each)} {unit}"
    return f"{_rounded(size / 1e6)} MB"


def _span(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{_rounded(seconds / length)} {unit}"
    return f"{_rounded(seconds)} s"


def _rounded(number: float) -> str:
    """Two digits: more would claim to know what a shared machine does not show."""
    return f"{number:.1f}" if number < 10 else f"{float(f'{number:.2g}'):,.0f}"
