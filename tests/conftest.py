"""Fixtures that every slice's tests share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from celery.contrib.testing.worker import start_worker
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from casedesk.celery import app
from cases.access.models import Officer
from cases.casefiles.models import Case, Role
from cases.common import sealing
from cases.common.installation import Installation, require_keys
from cases.engine.keys import Keys
from tests.people import join, make_case, make_officer, make_unit

# The same examples in every run; HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile("repeat", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=3_000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeat"))

# Tests that run beside each other share the broker: each process has its own queue, so
# that none takes the other's messages or throws them away.
app.conf.task_default_queue = os.environ.get("PYTEST_XDIST_WORKER", "celery")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with several connections empty the tables after themselves, which the
    database refuses otherwise."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'not_truncated'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER not_truncated")


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every test writes into its own data directory."""
    settings.CASEDESK_DATA_DIR = tmp_path_factory.mktemp("data")
    settings.CASEDESK_AUDIT_HEADS_DIR = tmp_path_factory.mktemp("heads")
    # Each client would look for all static files anew, at a quarter of a second.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Nobody's requests of an earlier test, or of one beside it, are counted.
    prefix = {"KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {"default": {**settings.CACHES["default"], **prefix}}
    path: Path = settings.CASEDESK_DATA_DIR
    return path


@pytest.fixture(autouse=True)
def own_language(settings: Settings) -> Iterator[None]:
    """A request leaves its officer's language behind in the thread, as in a server."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def lead(db: None) -> Officer:
    """The lead investigator of `case`, in an installation that is in use."""
    require_keys()
    return make_officer("lead")


@pytest.fixture
def case(lead: Officer) -> Case:
    return make_case(lead=lead)


@pytest.fixture
def colleague(case: Case) -> Officer:
    """An investigator in `case`."""
    return join(case, make_officer("colleague"), Role.INVESTIGATOR)


@pytest.fixture
def viewer(case: Case) -> Officer:
    """A member of `case` who may only read."""
    return join(case, make_officer("viewer"), Role.VIEWER)


@pytest.fixture
def outsider(db: None) -> Officer:
    """A police officer of another province, in no case."""
    return make_officer("outsider", unit=make_unit("Fuzhou brigade", province="35"))


@pytest.fixture
def prosecutor(db: None) -> Officer:
    unit = make_unit("Xiangshui procuratorate", kind="procuratorate")
    return make_officer("prosecutor", unit=unit, duty="prosecutor")


@pytest.fixture
def as_lead(client: Client, lead: Officer) -> Client:
    client.force_login(lead)
    return client


@pytest.fixture
def worker(transactional_db: None) -> Iterator[None]:
    """A real Celery worker on the real broker, in a thread of the test."""
    app.control.purge()
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=20):
        yield


@pytest.fixture
def key_file(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A key file of the test's own, which it may change; the database knows none."""
    Installation.objects.all().delete()
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    Keys.generate().save(path)
    monkeypatch.setenv("CASEDESK_KEYS", str(path))
    sealing.forget_keys()
    yield path
    sealing.forget_keys()


@pytest.fixture
def other_keys(db: None, key_file: Path) -> None:
    """The database is used with the keys of `key_file`, which then are others."""
    require_keys()
    Keys.generate().replace_file(key_file)
    sealing.forget_keys()
