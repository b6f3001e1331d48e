"""What a column's header announces: a kind of identifier, or another role."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from cases.engine.identifiers import KINDS

ROLE_WORDS: dict[str, frozenset[str]] = {
    "name": frozenset(
        {
            "姓名", "名字", "真实姓名", "联系人", "收货人", "收件人", "寄件人", "客户",
            "用户名", "昵称", "户名", "机主", "name", "customer", "consignee", "holder",
            "username", "realname", "fullname",
        }
    ),
    "address": frozenset(
        {"地址", "住址", "户籍", "地区", "城市", "省份", "address", "addr", "city"}
    ),
    "note": frozenset(
        {"备注", "说明", "描述", "留言", "note", "notes", "remark", "memo", "comment"}
    ),
    "time": frozenset(
        {"时间", "日期", "time", "date", "datetime", "created at", "registered"}
    ),
}  # fmt: skip

# An English word this short also occurs inside others (`tel` in `hotel`).
_SHORT = 4


def announced(text: str) -> str:
    """The key of the kind or role, "" if the text announces none.

    The word that ends last decides, as the noun comes last in both languages:
    收货人电话 is a phone, 身份证地址 an address; of two, the longer one.
    """
    header = _normal(text)
    best = (0, 0, "")
    for word, key, pattern in _patterns():
        for match in pattern.finditer(header):
            best = max(best, (match.end(), len(word), key))
    return best[2]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower().replace("_", " ")


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    words = {key: kind.header_words | {key} for key, kind in KINDS.items()} | ROLE_WORDS
    return tuple(
        (word, key, _pattern(_normal(word)))
        for key, known in words.items()
        for word in sorted(known)
    )


def _pattern(word: str) -> re.Pattern[str]:
    quoted = re.escape(word)
    if word.isascii() and len(word) <= _SHORT:
        return re.compile(rf"(?<![a-z]){quoted}(?![a-z])")
    return re.compile(quoted)
