"""The Celery application; the slices' tasks are found through `cases.tasks`."""

import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")

app = Celery("casedesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
def require_right_keys(**_: object) -> None:
    from casedesk import startup

    startup.require_right_keys()
