"""What each column of a file holds, guessed from its header and its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from cases.engine.header_words import announced
from cases.engine.identifiers import KINDS, Status
from cases.engine.identifiers.base import IdentifierKind
from cases.engine.readers.base import Layout

# In this order where two fit equally well: a resident ID is also a possible bank
# card. QQ, WeChat and Alipay numbers look like others: only a header tells them.
_BY_CONTENT = (
    "email",
    "resident_id",
    "imei",
    "mobile",
    "landline",
    "crypto_address",
    "bank_card",
)

# The hundred most common surnames, which nearly nine in ten people bear.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)

_ROLE_PATTERNS = {
    "time": r"^(?:19|20)[0-9]{2}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{1,2}(?:[^0-9]|$)",
    "address": r"\p{Han}.*(?:省|市|区|县|镇|乡|村|路|街|巷|号|室)",
    "name": rf"^[{_SURNAMES}][\p{{Han}}·*]{{1,3}}$",
}

# A masked value is valid for no kind; its length and beginning tell which it was.
_NEVER = "$^"
_MASKED = {
    "email": r"[*•]@|@[*•]",
    "mobile": r"(?:^|[^0-9*•xX])1[0-9*•xX]{10}$",
    "resident_id": r"(?:^|[^0-9*•xX])[1-9][0-9*•xX]{17}$",
    "bank_card": r"(?:^|[^0-9*•xX])[1-9](?:[ -]?[0-9*•xX]){15,18}$",
    "landline": r"(?:^|[^0-9*•xX])0[0-9]{2,3}-?[0-9*•xX]{7,8}$",
}
# Where no cell has five digits, an at sign, a masking sign or a long word, no kind can
# be meant. Looking for each kind takes twenty times as long.
_ANY_KIND = "any kind"
_POSSIBLE = r"\d(?:\D*\d){4}|[@＠*＊•]|[xX]{4}|[0-9A-Za-z]{25}"
_PATTERNS = {**_ROLE_PATTERNS, _ANY_KIND: _POSSIBLE}

# A column without a header is left unnamed if a smaller share of its cells fits.
_ENOUGH = 0.5
# A header yields where the content is this clear, and this little fits the header
# (one resident ID in ten passes a bank card's check by chance).
_CLEAR = 0.8
_BY_CHANCE = 0.2

_HEADER_WEIGHT = 0.6


@dataclass(frozen=True)
class ColumnGuess:
    """kind_or_role: a key of KINDS, `name`, `address`, `note`, `time`, or "".

    by_content: the share of the filled cells in the sample that fit the guess;
    confidence: between 0 and 1, from header and content together.
    """

    kind_or_role: str
    confidence: float
    by_header: bool
    by_content: float


def guess_columns(layout: Layout) -> list[ColumnGuess]:
    """One guess for each of the layout's columns, from its sample."""
    columns = [_sampled(layout, place) for place in range(len(layout.columns))]
    shares = _Shares(columns)
    return [
        _guess(name if layout.is_titled else "", place, shares)
        for place, name in enumerate(layout.columns)
    ]


def _sampled(layout: Layout, place: int) -> pl.Series:
    if str(place) not in layout.sample.columns:
        return pl.Series(dtype=pl.String)
    cells = layout.sample.get_column(str(place)).drop_nulls()
    return cells.filter(cells.str.strip_chars() != "")


def _guess(header: str, place: int, shares: _Shares) -> ColumnGuess:
    said = announced(header)
    agreeing = shares.of(said, place) if said else 0.0
    if said and (agreeing >= _BY_CHANCE or said not in KINDS):
        return _announced(said, agreeing)
    best, share = _best_by_content(place, shares)
    if said and share < _CLEAR:
        return _announced(said, agreeing)
    if share < _ENOUGH:
        return ColumnGuess("", 0.0, by_header=False, by_content=0.0)
    return ColumnGuess(best, share * _CLEAR, by_header=False, by_content=share)


def _announced(said: str, agreeing: float) -> ColumnGuess:
    confidence = _HEADER_WEIGHT + (1 - _HEADER_WEIGHT) * agreeing
    return ColumnGuess(said, confidence, by_header=True, by_content=agreeing)


def _best_by_content(place: int, shares: _Shares) -> tuple[str, float]:
    found: dict[str, float] = {}
    kinds = _BY_CONTENT if shares.may_be_a_kind(place) else ()
    for key in (*kinds, *_ROLE_PATTERNS):
        found[key] = shares.of(key, place)
        if found[key] == 1:
            break
    best = max(found, key=lambda key: found[key])
    # The column is read for both.
    sibling = KINDS[best].sibling if best in KINDS else ""
    return best, min(1.0, found[best] + found.get(sibling, 0.0))


class _Shares:
    """For each kind and role, the share of each column's cells that hold at least one
    such value: looked for in all columns at once, when first asked for. A damaged
    table may have a thousand columns, and each look takes some milliseconds."""

    def __init__(self, columns: Sequence[pl.Series]) -> None:
        self._lengths = np.array([len(cells) for cells in columns], dtype=np.int64)
        self._cells = pl.concat([pl.Series(dtype=pl.String), *columns])
        self._columns = np.repeat(np.arange(len(columns)), self._lengths)
        self._known: dict[str, list[float]] = {}

    def of(self, kind_or_role: str, place: int) -> float:
        if kind_or_role not in self._known:
            self._known[kind_or_role] = self._look_for(kind_or_role)
        return self._known[kind_or_role][place]

    def may_be_a_kind(self, place: int) -> bool:
        return self.of(_ANY_KIND, place) > 0

    def _look_for(self, kind_or_role: str) -> list[float]:
        places = self._places_of(kind_or_role)
        counts = np.bincount(self._columns[places], minlength=len(self._lengths))
        return [float(share) for share in counts / np.maximum(self._lengths, 1)]

    def _places_of(self, kind_or_role: str) -> npt.NDArray[np.intp]:
        if pattern := _PATTERNS.get(kind_or_role):
            return self._cells.str.contains(pattern).arg_true().to_numpy()
        if kind_or_role not in KINDS or self._cells.is_empty():
            return np.empty(0, np.intp)
        return _places_of_kind(KINDS[kind_or_role], self._cells)


def _places_of_kind(kind: IdentifierKind, cells: pl.Series) -> npt.NDArray[np.intp]:
    readings = kind.read(cells)
    recognised = readings.filter(
        pl.col("status").is_in([Status.VALID, Status.TRUNCATED])
        | (pl.col("status") == Status.MASKED)
        & pl.col("pos").is_in(_masked(kind.key, cells).implode())
    )
    sure = recognised.filter(
        pl.col("value").is_null() | ~kind.doubtful(recognised.get_column("value"))
    )
    return sure.get_column("pos").unique().to_numpy()


def _masked(kind: str, cells: pl.Series) -> pl.Series:
    """The places of cells that hide part of what looks like a value of the kind."""
    fits = cells.str.normalize("NFKC").str.contains(_MASKED.get(kind, _NEVER))
    return fits.arg_true()
