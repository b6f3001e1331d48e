"""Which report field each column of a sheet holds, by its header and content."""

from __future__ import annotations

import re
import unicodedata

from cases.engine.detection import guess_columns
from cases.engine.header_words import announced
from cases.engine.identifiers import KINDS
from cases.engine.readers import Layout
from cases.fraud.reading.fields import (
    ALL_FIELDS,
    CALLER_PREFIX,
    IGNORED,
    PLAIN_FIELDS,
)

# Whose number it is: the one used against the victim, not the victim's own.
_CALLER = re.compile(
    r"嫌疑|对方|来电|主叫|诈骗|骗子|涉案|收款|转入|caller|suspect|fraudster|scam|payee"
)
_NUMBER_ONLY = re.compile(r"号码$|号$|number$|no\.?$|^caller$")

# The first that fits counts: 受理单位 before 受理, 报案日期 before 报案人.
_PLAIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"(?:案件|案|警情|报案|报警|接警|接报|受理|立案|报告)(?:流水|登记)?(?:编号|号|单号)$"
            r"|^编号$|^(?:no\.?|number|id)$"
            r"|(?:report|case|incident|record)s? (?:no\.?|number|id|ref)$|^reference"
        ),
    ),
    ("unit_name", re.compile(r"单位|派出所|公安局|\bunit\b|station|bureau|agency")),
    (
        "reported_on",
        re.compile(r"日期|时间|\b(?:date|day|time|reported|reported on)\b"),
    ),
    ("method", re.compile(r"手法|手段|方式|类型|类别|method|\btype\b|category|modus")),
    ("loss", re.compile(r"损失|金额|被骗额|案值|loss|amount|\bsum\b|yuan|\brmb\b")),
    ("province", re.compile(r"省|发案地|案发地|地区|区划|province|region|\barea\b")),
    (
        "narrative",
        re.compile(
            r"案情|经过|事实|内容|描述|备注|摘要|narrative|facts|description|details"
            r"|summary|remark|\bnotes?\b"
        ),
    ),
    (
        "victim_name",
        re.compile(
            r"受害人|被害人|报案人|报警人|事主|姓名|victim|complainant|^(?:full )?name$"
        ),
    ),
)
_BY_ROLE = {"name": "victim_name", "time": "reported_on", "note": "narrative"}


def guess_fields(layout: Layout) -> list[str]:
    """A field for each column, "" for none; a plain field is given once."""
    guesses = guess_columns(layout)
    taken: set[str] = set()
    fields = []
    for place, name in enumerate(layout.columns):
        header = _normal(name) if layout.is_titled else ""
        field = _field(header, guesses[place].kind_or_role)
        if field in taken:
            field = IGNORED
        if field in PLAIN_FIELDS:
            taken.add(field)
        fields.append(field)
    return fields


def _field(header: str, guessed: str) -> str:
    """header: normalised, "" for none; guessed: what the engine takes it for."""
    exact = header.replace(" ", "_")
    if exact in ALL_FIELDS:
        return exact
    is_callers = bool(_CALLER.search(header))
    if announced(header) in KINDS and guessed in KINDS:
        return f"{CALLER_PREFIX}{guessed}" if is_callers else guessed
    for field, pattern in _PLAIN:
        if pattern.search(header) and not (is_callers and field == "victim_name"):
            return field
    if is_callers:
        return _callers(header, guessed)
    if guessed in KINDS:
        return guessed
    return _BY_ROLE.get(guessed, IGNORED)


def _callers(header: str, guessed: str) -> str:
    if guessed in KINDS:
        return f"{CALLER_PREFIX}{guessed}"
    return f"{CALLER_PREFIX}mobile" if _NUMBER_ONLY.search(header) else IGNORED


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip().lower().replace("_", " ")
    # What stands in brackets is a unit or a remark: 损失金额(元).
    return re.sub(r"\s*[(\[【].*?[)\]】]", "", text).strip()
