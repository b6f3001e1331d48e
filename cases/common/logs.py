"""Lines of the log: no number of a person in them, and no line that is two."""

from __future__ import annotations

import logging
import re
import sys
from contextlib import suppress
from types import TracebackType
from typing import Final, TextIO

from cases.engine.identifiers.in_text import mask_identifiers

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None]
)

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class MaskingFormatter(logging.Formatter):
    """An address that leads nowhere, or an error of a library, may hold a number and
    whatever else somebody sent. A traceback keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        record.message = one_line(mask_identifiers(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the library's name
        return mask_identifiers(super().formatException(ei))


class Console(logging.StreamHandler[TextIO]):
    """What cannot be written down is told by where it came from. The library would
    print its message and arguments as they are."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        kind = type(sys.exc_info()[1]).__name__
        place = f"{record.name} ({record.filename}:{record.lineno})"
        # Where even that fails, nothing is left to tell.
        with suppress(OSError, ValueError):
            self.stream.write(f"{kind}: a line of {place} is not in this log\n")
            self.flush()


def one_line(text: str) -> str:
    """What would end the line or steer a terminal, written as an escape."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
