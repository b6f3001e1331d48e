"""What is done at the same time on connections of their own; for tests with
`transaction=True`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction


class Undone(Exception):
    """So that a transaction is rolled back."""


class Other:
    """Somebody else, who works on a connection of their own. What they do is held in
    its transaction until they are let go on."""

    def __init__(self, work: Callable[[], Any], *, held: bool, undo: bool = False):
        self.result: Any = None
        self.error: Exception | None = None
        self._done, self._go_on = threading.Event(), threading.Event()
        self._work, self._held, self._undo = work, held, undo
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        if held:
            assert self._done.wait(30)
            assert self.error is None

    def _run(self) -> None:
        try:
            if self._held:
                self._hold()
            else:
                self.result = self._work()
        except Undone:
            pass
        except Exception as error:  # noqa: BLE001 - the test looks at it
            self.error = error
        finally:
            self._done.set()
            connection.close()

    def _hold(self) -> None:
        with transaction.atomic():
            self.result = self._work()
            self._done.set()
            assert self._go_on.wait(30)
            if self._undo:
                raise Undone

    def go_on(self) -> None:
        """To the end, whatever it is."""
        self._go_on.set()
        self._thread.join(30)
        assert not self._thread.is_alive()


def wait_until_waiting(count: int) -> None:
    """So many connections for a lock of this database's."""
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname ="
                " current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone() == (count,):
                return
        time.sleep(0.05)
    pytest.fail("nobody waits for a lock")
