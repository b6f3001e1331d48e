"""The victim's name beside the name in the seized row."""

from __future__ import annotations

import unicodedata
from typing import Final

import polars as pl

from cases.fraud.models import FraudReport
from cases.seizures.stores import read_values

COMPARED: Final = pl.Schema(
    {
        "first_file": pl.Int64,
        "first_row": pl.UInt64,
        "report": pl.UInt64,
        "name": pl.String,
    }
)
_AT_ONCE: Final = 5_000


def compare_names(links: pl.DataFrame) -> pl.DataFrame:
    """COMPARED: "agrees" or "differs" where both the row and the report have a
    name. Reads `first_file`, `first_row` and `report` of the links."""
    pairs = links.select(
        pl.col("first_file").cast(pl.Int64),
        pl.col("first_row").cast(pl.UInt64),
        pl.col("report").cast(pl.UInt64),
    ).unique()
    victims = _victims(pairs["report"].unique())
    found = []
    for (file,), part in pairs.partition_by("first_file", as_dict=True).items():
        seized = read_values(int(file), part["first_row"], "name")
        rows = part.join(seized, left_on="first_row", right_on="row")
        found += [
            (first_file, row, report, _compare(value, victims[report]))
            for first_file, row, report, value in rows.iter_rows()
            if value and victims.get(report)
        ]
    # Of two name columns one that agrees is enough: "agrees" sorts first.
    return (
        pl.DataFrame(found, schema=COMPARED, orient="row")
        .sort("name")
        .unique(("first_file", "first_row", "report"), keep="first")
    )


def _victims(reports: pl.Series) -> dict[int, str]:
    names: dict[int, str] = {}
    for start in range(0, len(reports), _AT_ONCE):
        chosen = reports.slice(start, _AT_ONCE).to_list()
        rows = FraudReport.objects.filter(pk__in=chosen)
        names.update(rows.values_list("pk", "victim_name"))
    return names


def _compare(seized: str, victim: str) -> str:
    return "agrees" if _plain(seized) == _plain(victim) else "differs"


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
