"""A database for a measurement, which leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from cases.common.installation import keys_in_use


@contextmanager
def own_database() -> Iterator[None]:
    """Empty and with all tables, beside the application's; so is the second place of
    the audit's heads."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "casedesk_bench"
    creation = connection.creation
    creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    heads = settings.CASEDESK_AUDIT_HEADS_DIR
    try:
        with tempfile.TemporaryDirectory() as folder:
            settings.CASEDESK_AUDIT_HEADS_DIR = Path(folder)
            with keys_in_use():
                yield
    finally:
        settings.CASEDESK_AUDIT_HEADS_DIR = heads
        creation.destroy_test_db(before, verbosity=0)
