"""A method of fraud by its code, its name in either language, or a short form."""

from __future__ import annotations

import re
from functools import cache

from django.utils import translation

from cases.fraud.methods import CHINESE, Method
from cases.fraud.reading.cells import Said

# In this order: 冒充购物客服 is a customer-service fraud, 网恋投资 pig-butchering.
_SHORT_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("F11", ("杀猪", "网恋投资", "pig-butchering", "pig butchering")),
    ("F08", ("公检法", "冒充警", "冒充政府", "police", "prosecutor", "government")),
    ("F04", ("客服", "物流", "快递理赔", "customer service", "logistics")),
    ("F07", ("冒充领导", "冒充熟人", "冒充老板", "冒充好友", "boss", "acquaintance")),
    ("F01", ("刷单", "返利", "brushing", "rebate")),
    ("F06", ("征信", "credit repair")),
    ("F05", ("贷款", "网贷", "loan")),
    ("F02", ("投资", "理财", "investment")),
    ("F10", ("游戏", "game")),
    ("F09", ("婚恋", "交友", "网恋", "romance", "dating")),
    ("F12", ("中奖", "prize", "lottery")),
    ("F13", ("机票", "退改签", "航班", "flight")),
    ("F14", ("钓鱼", "短信", "phishing")),
    ("F03", ("购物", "虚假服务", "网购", "shopping")),
    ("F15", ("其他", "其它", "other")),
)
_CODE = re.compile(r"^[Ff]?0?([1-9]|1[0-5])(?:\.0)?$")


def read_method(text: str) -> Said:
    """The code F01 to F15, or `unknown_method`."""
    code = _CODE.match(text)
    if code:
        return f"F{int(code[1]):02}", ""
    low = text.lower()
    if low[:3].upper() in Method.values:
        return low[:3].upper(), ""
    named = _by_name().get(low)
    if named:
        return named, ""
    for value, forms in _SHORT_FORMS:
        if any(form in low for form in forms):
            return value, ""
    return None, "unknown_method"


@cache
def _by_name() -> dict[str, str]:
    with translation.override(None):
        english = {str(m.label).lower(): str(m.value) for m in Method}
    return {name: code for code, name in CHINESE.items()} | english
