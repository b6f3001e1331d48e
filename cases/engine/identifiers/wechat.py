"""WeChat numbers and the internal names that begin with wxid_."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.masking import hide_middle
from cases.engine.identifiers.reasons import Fault, Reason
from cases.engine.identifiers.shaped import TEXT, ShapedKind

_LABEL = r"(?i)^(?:微信号?|wechat|weixin|wx|vx)(?: *[:=] *| +)"


class WeChat(ShapedKind):
    """6 to 20 of a-z, 0-9, `_` and `-`, in lower case: capitals are no difference."""

    key = "wechat"
    code = 6
    header_words = frozenset(
        {"微信", "微信账号", "微信帐号", "wechat", "weixin", "wxid"}
    )
    shape = r"wxid_[a-z0-9]{6,24}|[a-z0-9_][a-z0-9_-]{5,19}"

    def compact(self, text: pl.Expr) -> pl.Expr:
        return text.str.replace(_LABEL, "").str.to_lowercase()

    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        words = TEXT.str.replace(_LABEL, "").str.extract_all(r"[A-Za-z0-9_*-]+")
        found = cells.with_columns(words).explode("text", empty_as_null=False)
        return found.filter(TEXT.str.len_chars() >= 6)

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        return [Fault(text.str.contains(r"^[\w-]*$"), Reason.WRONG_LENGTH)]

    def mask(self, value: str) -> str:
        return hide_middle(value, 2, 2)
