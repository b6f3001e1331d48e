"""A sum of money in yuan."""

from __future__ import annotations

import re
from decimal import Decimal

from cases.fraud.reading.cells import Said

_UNITS = {"": 1, "千": 10**3, "万": 10**4, "亿": 10**8, "w": 10**4, "k": 10**3}
_SUM = re.compile(
    r"^(?:人民币|rmb|cny|¥)?(-?)(?:¥)?([0-9]+(?:\.[0-9]+)?(?:e\+?[0-9]{1,2})?)"
    r"([千万亿wk]?)(?:元|圆|rmb|cny|yuan)?(?:整)?$"
)
_TOO_MUCH = Decimal(10) ** 12
_FEN = Decimal("0.01")


def read_loss(text: str) -> Said:
    """Yuan with two decimals, `negative_loss` or `bad_loss`."""
    found = _SUM.match(re.sub(r"[,，\s]", "", text.lower().replace("￥", "¥")))
    if found is None:
        return None, "bad_loss"
    value = Decimal(found[2]) * _UNITS[found[3]]
    if found[1] and value:
        return None, "negative_loss"
    if value >= _TOO_MUCH:
        return None, "bad_loss"
    return str(value.quantize(_FEN)), ""
