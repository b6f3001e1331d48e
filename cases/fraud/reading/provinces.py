"""A province by its Chinese or English name or by a code of GB/T 2260."""

from __future__ import annotations

import re
from functools import cache

from django.utils import translation

from cases.common.provinces import Province
from cases.fraud.reading.cells import Said

CHINESE = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古",
    "21": "辽宁", "22": "吉林", "23": "黑龙江", "31": "上海", "32": "江苏",
    "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东",
    "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西",
    "46": "海南", "50": "重庆", "51": "四川", "52": "贵州", "53": "云南",
    "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏",
    "65": "新疆", "71": "台湾", "81": "香港", "82": "澳门",
}  # fmt: skip
_OLDER_ENGLISH = {"tibet": "54", "macau": "82", "hongkong": "81", "neimenggu": "15"}

# 省 and what stands for it; a city or county may follow. Not any text that begins
# with a province's name: 海南藏族自治州 lies in Qinghai.
_FULL = re.compile(
    rf"^({'|'.join(CHINESE.values())})"
    r"(?:$|(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区).*$)"
)
_CODE = re.compile(r"^([0-9]{2})(?:[0-9]{4}|[0-9]{10})?(?:\.0)?$")


def read_province(text: str) -> Said:
    """The two-digit code, or `unknown_province`."""
    code = _CODE.match(text)
    if code and code[1] in CHINESE:
        return code[1], ""
    name = _FULL.match(text.replace(" ", ""))
    if name:
        return _by_name()[name[1]], ""
    found = _by_name().get(_letters(text))
    return (found, "") if found else (None, "unknown_province")


def _letters(text: str) -> str:
    """hei long jiang province → heilongjiang"""
    text = re.sub(r"\b(province|municipality|city|sar)\b", "", text.lower())
    return re.sub(r"[^a-z]", "", text)


@cache
def _by_name() -> dict[str, str]:
    with translation.override(None):
        english = {_letters(str(p.label)): str(p.value) for p in Province}
    return {name: code for code, name in CHINESE.items()} | english | _OLDER_ENGLISH
