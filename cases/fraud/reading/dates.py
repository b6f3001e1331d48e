"""A day, as people and spreadsheets write it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import timezone

from cases.fraud.reading.cells import Said

_PARTED = re.compile(
    r"^([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})"
    r"(?:\s*[日号])?(?:[\sT].*|[0-9]{1,2}[时:].*)?$"
)
_RUN = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4}|[0-9]{6})?(?:\.0)?$")
# Days since 1899-12-30, the way spreadsheets count (ECMA-376, 18.17.4.1).
_SERIAL = re.compile(r"^([0-9]{5})(?:\.[0-9]+)?$")
_SERIAL_START = date(1899, 12, 30)
_EARLIEST = date(1980, 1, 1)


def read_date(text: str) -> Said:
    """The day as YYYY-MM-DD, or `bad_date`: no such day, or none to report on."""
    day = _day(text)
    latest = timezone.localdate() + timedelta(days=1)
    if day is None or not _EARLIEST <= day <= latest:
        return None, "bad_date"
    return day.isoformat(), ""


def _day(text: str) -> date | None:
    serial = _SERIAL.match(text)
    if serial:
        return _SERIAL_START + timedelta(days=int(serial[1]))
    parts = _PARTED.match(text) or _RUN.match(text)
    if parts is None:
        return None
    try:
        return date(*map(int, parts.groups()))
    except ValueError:
        return None
