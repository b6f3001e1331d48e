"""What each column of a file holds, guessed from its header and its content."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from cases.engine.header_words import announced
from cases.engine.identifiers import KINDS, Status
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

# A masked value is no value of any kind: its length and its beginning tell.
_NEVER = "$^"
_MASKED = {
    "email": r"[*•]@|@[*•]",
    "mobile": r"(?:^|[^0-9*•xX])1[0-9*•xX]{10}$",
    "resident_id": r"(?:^|[^0-9*•xX])[1-9][0-9*•xX]{17}$",
    "bank_card": r"(?:^|[^0-9*•xX])[1-9](?:[ -]?[0-9*•xX]){15,18}$",
    "landline": r"(?:^|[^0-9*•xX])0[0-9]{2,3}-?[0-9*•xX]{7,8}$",
}
# Without five digits, an at sign or a long word in any cell no kind can be meant; to
# look for each of them takes twenty times as long.
_POSSIBLE = r"\d(?:\D*\d){4}|[@＠]|[0-9A-Za-z]{25}"

# Below this share of its cells a column without a header is left unnamed.
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
    return [
        _guess(name if layout.is_titled else "", _sampled(layout, place))
        for place, name in enumerate(layout.columns)
    ]


def _sampled(layout: Layout, place: int) -> pl.Series:
    if str(place) not in layout.sample.columns:
        return pl.Series(dtype=pl.String)
    cells = layout.sample.get_column(str(place)).drop_nulls()
    return cells.filter(cells.str.strip_chars() != "")


def _guess(header: str, cells: pl.Series) -> ColumnGuess:
    said = announced(header)
    agreeing = content_share(said, cells) if said else 0.0
    # Trying every kind takes longer than anything else here.
    if said and (agreeing >= _BY_CHANCE or said not in KINDS):
        return _announced(said, agreeing)
    best, share = _best_by_content(cells)
    if said and share < _CLEAR:
        return _announced(said, agreeing)
    if share < _ENOUGH:
        return ColumnGuess("", 0.0, by_header=False, by_content=0.0)
    return ColumnGuess(best, share * _CLEAR, by_header=False, by_content=share)


def _announced(said: str, agreeing: float) -> ColumnGuess:
    confidence = _HEADER_WEIGHT + (1 - _HEADER_WEIGHT) * agreeing
    return ColumnGuess(said, confidence, by_header=True, by_content=agreeing)


def _best_by_content(cells: pl.Series) -> tuple[str, float]:
    shares: dict[str, float] = {}
    kinds = _BY_CONTENT if cells.str.contains(_POSSIBLE).any() else ()
    for key in (*kinds, *_ROLE_PATTERNS):
        shares[key] = content_share(key, cells)
        if shares[key] == 1:
            break
    best = max(shares, key=lambda key: shares[key])
    # The column is read for both.
    sibling = KINDS[best].sibling if best in KINDS else ""
    return best, min(1.0, shares[best] + shares.get(sibling, 0.0))


def _masked(kind: str, cells: pl.Series) -> pl.Series:
    """The places of cells that hide part of what looks like a value of the kind."""
    fits = cells.str.normalize("NFKC").str.contains(_MASKED.get(kind, _NEVER))
    return fits.arg_true()


def content_share(kind_or_role: str, cells: pl.Series) -> float:
    """The share of the cells that hold at least one such value."""
    if cells.is_empty():
        return 0.0
    if kind_or_role in _ROLE_PATTERNS:
        fits = cells.str.contains(_ROLE_PATTERNS[kind_or_role])
        return float(fits.sum()) / len(cells)
    if kind_or_role not in KINDS:
        return 0.0
    kind = KINDS[kind_or_role]
    readings = kind.read(cells)
    recognised = readings.filter(
        pl.col("status").is_in([Status.VALID, Status.TRUNCATED])
        | (pl.col("status") == Status.MASKED)
        & pl.col("pos").is_in(_masked(kind_or_role, cells).implode())
    )
    sure = recognised.filter(
        pl.col("value").is_null() | ~kind.doubtful(recognised.get_column("value"))
    )
    return sure.get_column("pos").n_unique() / len(cells)
