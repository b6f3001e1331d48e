"""`manage.py bench`, as an administrator runs it on a new machine."""

from __future__ import annotations

import io
import json

import psycopg
import pytest
from django.core.management import call_command

from casedesk import environment


@pytest.mark.django_db
def test_the_rows_are_loaded_into_postgresql_beside_and_leave_nothing() -> None:
    out = io.StringIO()
    call_command("bench", rows=500, reports=50, postgres=True, json=True, stdout=out)
    result = json.loads(out.getvalue())
    assert result["rows"] == 500
    assert result["postgres_seconds"] > 0
    with psycopg.connect(environment.database_url()) as connection:
        found = connection.execute("SELECT to_regclass('bench_seized')").fetchone()
    assert found == (None,)
