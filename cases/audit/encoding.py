"""One entry as the bytes that its authentication code is made over.

They are PostgreSQL's own text form of a row (COPY, text format): unambiguous,
since tabs, line ends and backslashes within a column are escaped, and read back
at ten million rows a minute, since the server writes it that way anyway.
"""

from __future__ import annotations

from collections.abc import Iterable

# Every column but the code itself. `host()` leaves out the netmask.
COLUMNS = (
    "id, at, actor_id, unit_name, host(address), action, object_type, object_id,"
    " case_id, reason, detail"
)
_ESCAPES = str.maketrans(
    {
        "\\": "\\\\",
        "\b": "\\b",
        "\f": "\\f",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\v": "\\v",
    }
)


def line(values: Iterable[object]) -> bytes:
    """Values in the order of `COLUMNS`; times and JSON as PostgreSQL writes them."""
    return "\t".join(map(_cell, values)).encode()


def _cell(value: object) -> str:
    return "\\N" if value is None else str(value).translate(_ESCAPES)


def renumbered(content: bytes, number: int) -> bytes:
    """The same line, with another entry's number."""
    return b"%d\t%b" % (number, content.split(b"\t", 1)[1])
