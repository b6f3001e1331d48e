"""How long it takes to write one entry."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from django.db import connection

from cases.audit import sealer
from cases.audit import services as audit
from cases.audit.models import Action

if TYPE_CHECKING:
    from cases.access.models import Officer


def writing(officer: Officer, count: int) -> list[float]:
    """Milliseconds that each of so many entries takes, ascending, with its commit and
    its note in the second place, while another process seals."""
    stop = threading.Event()
    sealing = threading.Thread(target=_keep_sealing, args=[stop])
    sealing.start()
    taken = []
    try:
        for _ in range(count):
            started = time.perf_counter()
            audit.record(officer=officer, action=Action.READ, obj=officer)
            taken.append(1000 * (time.perf_counter() - started))
    finally:
        stop.set()
        sealing.join()
    return sorted(taken)


def _keep_sealing(stop: threading.Event) -> None:
    try:
        while not stop.wait(1):
            sealer.seal()
    finally:
        connection.close()
