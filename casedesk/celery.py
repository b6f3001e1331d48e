"""The Celery application; the slices' tasks are found through `cases.tasks`."""

import os
from importlib import import_module

from celery import Celery, signals

from casedesk import refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")

app = Celery("casedesk")


@app.on_configure.connect
def read_settings(**_: object) -> None:
    """Before anything of a worker or beat asks for them: where they are wrong it ends
    in one sentence, as the web server does."""
    with refusal.in_one_sentence():
        import_module("casedesk.settings")


app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.beat_init.connect
@signals.worker_init.connect
def require_right_keys(**_: object) -> None:
    from casedesk import startup

    startup.require_right_keys()
