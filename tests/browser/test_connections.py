"""A browser leaves no connection with the database open."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from tests.at_once import Other
from tests.browser.conftest import chromium


def own_session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def ends(session: int) -> bool:
    """Within five seconds, for which whoever removes a database waits."""
    for _attempt in range(50):
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [session])
            if cursor.fetchone() is None:
                return True
        time.sleep(0.1)
    return False


@pytest.mark.django_db(transaction=True)
def test_connections_from_before_and_from_meanwhile_end() -> None:
    def work() -> tuple[bool, bool]:
        before = own_session()
        with chromium():
            meanwhile = own_session()
            before_ended = ends(before)
        return before_ended, ends(meanwhile)

    # In a thread of its own, for the tests' own browser may be running in this one.
    other = Other(work, held=False)
    other.go_on()
    assert other.error is None
    assert other.result == (True, True)
