"""The join's results, from files to data sets and from tokens to facts."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

from cases.engine.identifiers import KINDS

KIND_KEYS: Final = {kind.code: kind.key for kind in KINDS.values()}
LINK: Final = ("report", "kind", "hi", "lo")

# The report beside the seized row that is shown, and what their names say: "agrees"
# or "differs".
NAMES_SCHEMA: Final = pl.Schema(
    {
        "report": pl.UInt64,
        "shown_file": pl.Int64,
        "shown_row": pl.UInt64,
        "name": pl.String,
    }
)
NAMED: Final = ("report", "shown_file", "shown_row")


def of_dataset(links: pl.DataFrame, dataset: int) -> pl.DataFrame:
    """One row per report and token of a data set; its files joined under the
    data set's number: rows summed, the first row that of the first file."""
    first = ("first_file", "first_row", "released")
    joined = links.rename({"source": "first_file"})
    if links["source"].n_unique() > 1:
        joined = (
            joined.sort("first_file")
            .group_by(LINK)
            .agg(pl.col("rows").sum(), pl.col(*first).first())
        )
    columns = (*LINK, "rows", *first)
    return joined.select(*columns, dataset=pl.lit(dataset, pl.Int64))


def with_kind_names(hits: pl.DataFrame) -> pl.DataFrame:
    names = pl.col("kind").replace_strict(KIND_KEYS, return_dtype=pl.String)
    return hits.with_columns(names)


def token_bytes(hits: pl.DataFrame) -> pl.Series:
    """The sixteen bytes that are a UUID to PostgreSQL."""
    halves = np.stack([hits["hi"].to_numpy(), hits["lo"].to_numpy()], axis=1)
    data = pa.py_buffer(halves.astype(">u8").tobytes())
    tokens = pa.FixedSizeBinaryArray.from_buffers(
        pa.binary(16), hits.height, [None, data]
    )
    return pl.Series("token", tokens.cast(pa.binary()), dtype=pl.Binary)


def with_token_text(hits: pl.DataFrame) -> pl.DataFrame:
    """`token`: the 32 hexadecimal digits that PostgreSQL reads as a UUID."""
    return hits.with_columns(token_bytes(hits).bin.encode("hex"))


def with_agreement(hits: pl.DataFrame) -> pl.DataFrame:
    """`in_dataset`: how many identifiers of the report are there (Alipay accounts are
    no witnesses: see `together`)."""
    counted = (pl.col("kind") != "alipay").cast(pl.Int64)
    alone = hits.select(counted).to_series()
    several = _with_others(hits).arg_true()
    together = hits[several].select(counted.sum().over("dataset", "report")).to_series()
    return hits.with_columns(in_dataset=alone.scatter(several, together))


def with_row_shown(hits: pl.DataFrame) -> pl.DataFrame:
    """`shown_file`, `shown_row`: what the officer sees beside the report."""
    return hits.with_columns(
        shown_file=pl.coalesce("shared_file", "first_file"),
        shown_row=pl.coalesce("shared_row", "first_row"),
    )


def _with_others(hits: pl.DataFrame) -> pl.Series:
    """Which links are not their report's only one in the data set."""
    dataset, report = pl.col("dataset").cast(pl.UInt64), pl.col("report")
    return repeated(hits.select(report * (dataset.max() + 1) + dataset).to_series())


def repeated(numbers: pl.Series) -> pl.Series:
    """Which of them are there more than once, where few are: sorting finds them sooner
    than a table of as many keys as there are numbers."""
    ordered = pl.Series(np.sort(numbers.to_numpy()))
    twice = ordered.filter(ordered == ordered.shift()).unique()
    return numbers.is_in(twice.implode())


def distinct_by_kind(tokens: pl.DataFrame) -> dict[Any, int]:
    """How many different tokens of each kind there are."""
    several = repeated(tokens["hi"])
    once = tokens.filter(~several).select("kind")
    others = tokens.filter(several).unique(("kind", "hi", "lo")).select("kind")
    return dict(pl.concat([once, others]).group_by("kind").len().sort("kind").rows())


def with_release(links: pl.DataFrame, *, released: bool) -> pl.DataFrame:
    """`released`: whether they would be held back if no officer had released them."""
    return links.with_columns(released=pl.lit(released, pl.Boolean))


def with_facts(
    hits: pl.DataFrame, datasets: pl.DataFrame, names: pl.DataFrame
) -> pl.DataFrame:
    """Adds what else the rules read to links with the facts of their reports.

    datasets: dataset, sector, source, obtained_on. names: in NAMES_SCHEMA, where the
    names were compared.
    """
    days = (pl.col("reported_on") - pl.col("obtained_on")).dt.total_days()
    return (
        hits.join(datasets, on="dataset")
        .join(names, on=NAMED, how="left")
        .with_columns(days=days, name=pl.col("name").fill_null(""))
    )
