"""The embedded servers start once, survive crashes and end without a trace."""

from __future__ import annotations

import multiprocessing
import os
import pwd
import signal
import time
from pathlib import Path

import dj_database_url
import kombu
import psycopg
import pytest

from casedesk import embedded
from casedesk.embedded import postgres, valkey
from casedesk.embedded.layout import Layout
from casedesk.embedded.server import Server


def connect(database_url: str) -> psycopg.Connection[tuple[object, ...]]:
    config = dj_database_url.parse(database_url)
    return psycopg.connect(
        host=config["HOST"], user=config["USER"], dbname=config["NAME"]
    )


def server_pids(var: Path) -> list[int | None]:
    layout = Layout(var)
    return [postgres.server(layout).pid(), valkey.server(layout).pid()]


def crash(server: Server) -> None:
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.pid() is not None:
        time.sleep(0.01)


def send_and_receive(redis_url: str) -> object:
    with kombu.Connection(redis_url) as connection:
        queue = connection.SimpleQueue("letters")
        queue.put({"job": 7})
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    return message.payload


def test_both_servers_answer_in_a_folder_with_a_blank_and_chinese_in_its_name(
    var: Path,
) -> None:
    reached = embedded.ensure(var)

    with connect(reached.database_url) as connection:
        sql = "SELECT current_database(), current_setting('server_encoding')"
        assert connection.execute(sql).fetchone() == ("casedesk", "UTF8")
    assert send_and_receive(reached.redis_url) == {"job": 7}
    assert embedded.status(var) == {"PostgreSQL": True, "Valkey": True}


def test_addresses_are_known_before_anything_runs(var: Path) -> None:
    before = embedded.endpoints(var)

    assert not var.exists()
    assert embedded.ensure(var) == before


def test_a_folder_too_deep_for_a_socket_is_reached_by_a_short_link(
    tmp_path: Path,
) -> None:
    deep = tmp_path.joinpath(*["a-very-deep-folder"] * 8) / "var"
    try:
        reached = embedded.ensure(deep)
        with connect(reached.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert send_and_receive(reached.redis_url) == {"job": 7}
    finally:
        embedded.stop(deep)
    assert not Layout(deep).reach.is_symlink()


def test_a_stranger_s_file_in_place_of_the_short_link_is_refused(
    tmp_path: Path,
) -> None:
    layout = Layout(tmp_path.joinpath(*["a-very-deep-folder"] * 8) / "var")
    layout.reach.mkdir()
    try:
        with pytest.raises(embedded.EmbeddedServerError, match="is in the way"):
            embedded.ensure(layout.var)
    finally:
        layout.reach.rmdir()


def test_two_racing_starts_leave_one_server_of_each_kind(var: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(3) as pool:
        reached = pool.map(embedded.ensure, [var] * 3)

    assert len(set(reached)) == 1
    first = server_pids(var)
    embedded.ensure(var)
    assert server_pids(var) == first


def test_what_was_written_is_there_after_a_stop_and_a_start(var: Path) -> None:
    reached = embedded.ensure(var)
    with connect(reached.database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    with kombu.Connection(reached.redis_url) as queue:
        queue.SimpleQueue("waiting").put({"job": 8})
    embedded.stop(var)
    assert embedded.status(var) == {"PostgreSQL": False, "Valkey": False}

    embedded.ensure(var)

    with connect(reached.database_url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)
    with kombu.Connection(reached.redis_url) as queue:
        assert queue.SimpleQueue("waiting").get(timeout=5).payload == {"job": 8}


def test_killed_servers_start_again(var: Path) -> None:
    embedded.ensure(var)
    crash(postgres.server(Layout(var)))
    crash(valkey.server(Layout(var)))

    embedded.ensure(var)

    assert embedded.status(var) == {"PostgreSQL": True, "Valkey": True}


def test_a_pid_file_left_from_a_crash_does_not_claim_someone_else_s_process(
    var: Path,
) -> None:
    embedded.ensure(var)
    database = postgres.server(Layout(var))
    crash(database)
    # After a restart of the machine this id is another process of the same user.
    lines = [str(os.getppid()), *database.pid_file.read_text().splitlines()[1:]]
    database.pid_file.write_text("\n".join(lines))

    assert database.pid() is None
    embedded.ensure(var)
    assert database.is_ready()


def test_a_start_that_was_cut_off_leaves_nothing_that_hinders_the_next(
    var: Path,
) -> None:
    half = Layout(var).postgres.with_suffix(".new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("17\n")

    embedded.ensure(var)

    assert embedded.status(var)["PostgreSQL"]
    assert not half.exists()


def test_a_server_that_can_t_start_says_why_with_the_end_of_its_log(var: Path) -> None:
    embedded.ensure(var)
    embedded.stop(var)
    settings = Layout(var).postgres / "postgresql.conf"
    settings.write_text("no_such_setting = 1\n")

    with pytest.raises(embedded.EmbeddedServerError, match="no_such_setting"):
        embedded.ensure(var)


def test_only_the_servers_own_account_can_enter_their_folders(var: Path) -> None:
    embedded.ensure(var)

    for folder in (Layout(var).postgres, Layout(var).valkey):
        assert folder.stat().st_mode & 0o077 == 0
        owner = pwd.getpwuid(folder.stat().st_uid)
        assert owner.pw_uid != 0
    pids = server_pids(var)
    assert all(pid and Path(f"/proc/{pid}").stat().st_uid != 0 for pid in pids)


def test_stopping_what_never_ran_is_quiet(var: Path) -> None:
    embedded.stop(var)

    assert not var.exists()
