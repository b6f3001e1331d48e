"""Unpacks an archive and is killed on the way: `victim.py PK DATABASE DATA COUNT`.

At the COUNT-th sealed member the process sends itself SIGKILL.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import django


def main(pk: int, database: str, data: str, count: int) -> None:
    import tests.servers  # noqa: F401 - says where the database is

    os.environ["DJANGO_SETTINGS_MODULE"] = "casedesk.settings"
    django.setup()
    from django.conf import settings
    from django.db import connection

    connection.settings_dict["NAME"] = database
    settings.CASEDESK_DATA_DIR = Path(data)

    from cases.common import jobs
    from cases.engine import originals
    from cases.seizures.intake.unpacking import take_in_or_unpack
    from cases.seizures.models import SeizedFile

    names = vars(originals)
    move = names["move_into_place"]

    def move_and_die(finished: Path, place: Path) -> None:
        nonlocal count
        move(finished, place)
        count -= 1
        if not count:
            os.kill(os.getpid(), signal.SIGKILL)

    names["move_into_place"] = move_and_die
    jobs.run(SeizedFile, pk, take_in_or_unpack)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
