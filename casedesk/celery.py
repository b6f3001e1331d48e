"""The Celery application; the slices' tasks are found through `cases.tasks`."""

import os
from importlib import import_module

from celery import Celery, signals

from casedesk import refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")

app = Celery("casedesk")


@app.on_configure.connect
def read_settings(**_: object) -> None:
    """Read the settings before a worker or beat needs them: where they are wrong, it
    ends with one sentence, as the web server does."""
    with refusal.in_one_sentence():
        import_module("casedesk.settings")


app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.import_modules.connect
def prepare(**_: object) -> None:
    """The first thing that a worker and beat do, before either says or opens
    anything."""
    from casedesk import environment, startup

    startup.require_right_keys()
    # Beat keeps its schedule there.
    environment.var_dir().mkdir(parents=True, exist_ok=True)
