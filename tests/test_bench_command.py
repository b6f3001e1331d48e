"""`manage.py bench`, as an administrator runs it on a new machine."""

from __future__ import annotations

import io
import json
from importlib import import_module

import psycopg
import pytest
from django.core.management import call_command, get_commands

from casedesk import environment


@pytest.mark.django_db
def test_other_tools_do_the_same_beside_and_leave_nothing() -> None:
    out = io.StringIO()
    call_command("bench", rows=500, reports=50, compare=True, json=True, stdout=out)
    result = json.loads(out.getvalue())
    assert result["rows"] == 500
    for tool in ("postgres_load", "postgres_join", "polars_join"):
        assert result[f"{tool}_seconds"] > 0
    with psycopg.connect(environment.database_url()) as connection:
        found = connection.execute("SELECT to_regclass('bench_seized')").fetchone()
    assert found == (None,)


def test_an_upload_goes_through_a_server_of_its_own_that_is_gone_afterwards() -> None:
    out = io.StringIO()
    call_command("bench_upload", megabytes=3, json=True, stdout=out)
    result = json.loads(out.getvalue())
    assert result["megabytes"] == 3
    assert result["upload_seconds"] > 0
    assert result["server_peak_mb"] >= result["server_idle_mb"] > 0
    assert not list((environment.var_dir() / "bench").iterdir())


def test_what_measures_in_a_database_of_its_own_asks_nothing_of_another() -> None:
    """On a new machine the application's database has no table yet."""
    commands = [
        import_module(f"cases.management.commands.{name}")
        for name, app in get_commands().items()
        if app == "cases"
    ]
    own = {module for module in commands if hasattr(module, "own_database")}
    assert {module.__name__.rpartition(".")[2] for module in own} >= {"bench_runs"}
    assert [module for module in own if module.Command.needs_keys] == []
