"""The way every kind reads a column: clean values at once, the rest by search."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
import polars as pl

from cases.engine.identifiers.base import READINGS_SCHEMA, IdentifierKind, Status
from cases.engine.identifiers.reasons import Fault, Reason, judged
from cases.engine.side_by_side import Bytes, Mask, side_by_side

# What people and programs write into an empty cell.
NOTHING = frozenset({"", "-", "--", "/", "\\n", "n/a", "na", "none", "null", "无"})

# What stands for a hidden digit; a full-width asterisk becomes `*` in NFKC.
STARS = "*•●"
MASK = rf"[{STARS}]|[0-9][xX]{{2,}}"
SCIENTIFIC = r"[0-9](?:\.[0-9]*)?[eE]\+?[0-9]"

TEXT = pl.col("text")


def tidy(text: pl.Expr) -> pl.Expr:
    """NFKC without invisible characters and apostrophes, with plain hyphens.

    Line breaks and tabs survive, because they part one value from the next.
    """
    return (
        text.str.normalize("NFKC")
        .str.replace_all(r"[\t\r\n\v\f\x{85}\x{2028}\x{2029}]+", "\n")
        .str.replace_all(r"[\p{Cf}\x00-\x09\x0b-\x1f\x7f-\x9f'`‘’′]", "")
        .str.replace_all(r"[\p{Pd}−]", "-")
        .str.replace_all(r"\p{Zs}", " ")
        .str.strip_chars()
    )


class ShapedKind(IdentifierKind):
    """A kind whose canonical values all fit one regular expression.

    shape: the canonical form, without anchors. What fits it in the raw column is
    taken as it stands; only the rest is tidied, compacted and searched, so that
    a clean column costs one pass.

    proven_length: how many bytes the values have that `proven` looks at, 0 for a
    kind that proves none.
    """

    shape: ClassVar[str]
    proven_length: ClassVar[int] = 0

    def proven(self, texts: Bytes) -> Mask:
        """Which rows are valid values as they stand: a short cut past the rules.

        What it misses is judged by the rules; it must take nothing that they
        would not.
        """
        return np.zeros(len(texts), np.bool_)

    def compact(self, text: pl.Expr) -> pl.Expr:
        """One tidy value without the ways of writing it; never adds a character."""
        return text

    @abstractmethod
    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        """(pos, text) of each part of a tidy cell that may be a value."""

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        """The reasons why a text does not fit the shape; if no other applies,
        WRONG_FORM."""
        return []

    def value_faults(self, value: pl.Expr) -> list[Fault]:
        """What can be wrong with a value that fits the shape."""
        return []

    def read(self, column: pl.Series) -> pl.DataFrame:
        cells = pl.DataFrame(
            {
                "pos": pl.int_range(len(column), dtype=pl.UInt32, eager=True),
                "text": column,
            }
        ).drop_nulls("text")
        proven = self._proven(cells.get_column("text"))
        if proven.all():
            return _readings(judged(cells, []))
        sure, rest = cells.filter(proven), cells.filter(~proven)
        clean, messy = self._part(rest)
        found = [_readings(judged(sure, [])), self._judge(clean)]
        if messy.height:
            found += self._read_messy(messy)
        return pl.concat(found).sort("pos", maintain_order=True)

    def _proven(self, texts: pl.Series) -> pl.Series:
        fits = texts.str.len_bytes() == self.proven_length
        proven = np.zeros(len(texts), np.bool_)
        if self.proven_length and fits.any():
            candidates = side_by_side(texts.filter(fits), self.proven_length)
            proven[fits.to_numpy()] = self.proven(candidates)
        return pl.Series(proven)

    def _read_messy(self, cells: pl.DataFrame) -> list[pl.DataFrame]:
        cells = cells.with_columns(tidy(TEXT)).filter(
            ~TEXT.str.to_lowercase().is_in(list(NOTHING))
        )
        plain, rest = self._part(cells.with_columns(whole=self.compact(TEXT)), "whole")
        parts = self.search(rest.select("pos", "text"))
        missed = rest.select("pos", "text").join(parts, on="pos", how="anti")
        fits, odd = self._part(parts.with_columns(self.compact(TEXT)))
        return [
            self._judge(plain.select("pos", text="whole")),
            self._judge(fits),
            self._refuse(pl.concat([odd, missed])),
        ]

    def _part(
        self, cells: pl.DataFrame, column: str = "text"
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The cells that fit the shape, and the others."""
        texts = cells.get_column(column)
        # A text that could not be compacted fits nothing, and is not dropped.
        fits = texts.str.contains(f"^(?:{self.shape})$").fill_null(value=False)
        if fits.all():
            return cells, cells.clear()
        return cells.filter(fits), cells.filter(~fits)

    def _judge(self, cells: pl.DataFrame) -> pl.DataFrame:
        return _readings(judged(cells, self.value_faults(TEXT)))

    def _refuse(self, cells: pl.DataFrame) -> pl.DataFrame:
        faults = [
            Fault(TEXT.str.contains(SCIENTIFIC), Reason.SCIENTIFIC_NOTATION),
            Fault(TEXT.str.contains(MASK), Reason.MASKED, Status.MASKED),
            *self.shape_faults(TEXT),
            Fault(pl.lit(value=True), Reason.WRONG_FORM),
        ]
        return _readings(judged(cells, faults))


def _readings(cells: pl.DataFrame) -> pl.DataFrame:
    valid = pl.col("status") == Status.VALID.value
    return cells.select(
        "pos",
        value=pl.when(valid).then(TEXT),
        status=pl.col("status"),
        reason=pl.col("reason"),
    ).cast(pl.Schema(READINGS_SCHEMA))
