"""Lines of the log: no number of a person in them, and no line that is two."""

from __future__ import annotations

import logging
import re
from typing import Final

from cases.engine.identifiers.in_text import mask_identifiers

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class MaskingFormatter(logging.Formatter):
    """An address that leads nowhere, or an error of a library, may hold a number and
    whatever else somebody sent. A traceback keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        record.message = one_line(mask_identifiers(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802
        return mask_identifiers(super().formatException(ei))  # type: ignore[arg-type]


def one_line(text: str) -> str:
    """What would end the line or steer a terminal, written as an escape."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
