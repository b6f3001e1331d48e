"""Lines of the log: without anybody's number, and each truly one line."""

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
    """Masks numbers and escapes control characters: an address that leads nowhere, or a
    library's error, may hold whatever somebody sent. A traceback keeps its lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's name
        record.message = one_line(mask_identifiers(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the library's name
        return mask_identifiers(super().formatException(ei))


class Console(logging.StreamHandler[TextIO]):
    """For a line that cannot be written, only tells where it came from. The library
    would print its message and arguments as they are."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        kind = type(sys.exc_info()[1]).__name__
        place = f"{record.name} ({record.filename}:{record.lineno})"
        # Where even that fails, nothing is left to tell.
        with suppress(OSError, ValueError):
            self.stream.write(f"{kind}: a line of {place} is not in this log\n")
            self.flush()


def one_line(text: str) -> str:
    """The text with line ends and whatever steers a terminal written as escapes."""
    return _CONTROL.sub(lambda match: f"\\x{ord(match[0]):02x}", text)
