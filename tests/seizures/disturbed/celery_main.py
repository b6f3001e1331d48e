"""Celery as in earnest, but quick to notice that a worker is dead.

`python -m tests.seizures.disturbed.celery_main worker|beat …`
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django

from casedesk.celery import app

django.setup()

from cases.common.jobs import memory, models, queue

for module in (memory, models, queue):
    vars(module)["LEASE"] = timedelta(seconds=4)
queue.PATIENCE = timedelta(seconds=2)


def main() -> None:
    app.conf.beat_schedule = {
        name: {**entry, "schedule": 1.0}
        for name, entry in app.conf.beat_schedule.items()
        if name == "resend-waiting-jobs"
    }
    app.start(sys.argv[1:])


if __name__ == "__main__":
    main()
