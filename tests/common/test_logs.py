"""What is logged holds no number of a person, and one message is one line."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client

from cases.common.logs import Console, MaskingFormatter
from tests.matching.making import mobile

NUMBER = mobile(3)
MASK = f"{NUMBER[:3]}****{NUMBER[-4:]}"


def line(message: str, *args: object, error: BaseException | None = None) -> str:
    about = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("cases", logging.INFO, "", 1, message, args, about)
    return MaskingFormatter("%(levelname)s %(message)s").format(record)


def test_a_number_is_masked_in_a_message_and_in_its_arguments() -> None:
    assert line(f"Not Found: /{NUMBER}") == f"INFO Not Found: /{MASK}"
    assert line("Not Found: %s", f"/x/{NUMBER}") == f"INFO Not Found: /x/{MASK}"


def test_a_number_is_masked_in_a_traceback_which_keeps_its_lines() -> None:
    with pytest.raises(ValueError, match="no such row") as error:
        int_of(f"no such row: {NUMBER}")

    told = line("failed", error=error.value)

    assert NUMBER not in told
    assert told.splitlines()[-1].endswith(f"no such row: {MASK}'")
    assert told.splitlines()[1].startswith("Traceback")


def int_of(text: str) -> int:
    """Fails in a library, which quotes what it was given."""
    return int(text)


def test_what_cannot_be_logged_is_told_without_what_it_said() -> None:
    """The wrong sort of argument, as a library might give it."""
    stream = io.StringIO()
    handler = Console(stream)
    record = logging.LogRecord("cases", 20, "here.py", 7, "%d rows", (NUMBER,), None)
    handler.handle(record)

    told = stream.getvalue()
    assert told == "TypeError: a line of cases (here.py:7) is not in this log\n"


def test_a_log_that_is_closed_stops_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    handler = Console(stream)
    stream.close()
    handler.handle(logging.LogRecord("cases", 20, "", 1, f"saw {NUMBER}", (), None))

    assert NUMBER not in "".join(capfd.readouterr())


@pytest.mark.parametrize("end", ["\n", "\r", "\x1b[31m", "\u2028", "\0"])
def test_nobody_writes_a_line_of_their_own(end: str) -> None:
    told = line("Not Found: %s", f"/x{end}INFO forged")

    assert len(told.splitlines()) == 1
    assert end not in told


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_logged_masked(client: Client) -> None:
    """By the handler that the settings made for the console."""
    (console,) = (
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, MaskingFormatter)
    )
    assert isinstance(console, logging.StreamHandler)
    written = io.StringIO()
    before = console.setStream(written)
    try:
        client.get(f"/{NUMBER}")
    finally:
        console.setStream(before)

    assert MASK in written.getvalue()
    assert NUMBER not in written.getvalue()
