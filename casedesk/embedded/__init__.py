"""The private PostgreSQL and the private Valkey below `CASEDESK_DATA`.

They listen on Unix sockets alone, in folders that only their owner can enter,
and outlive the process that started them until `stop`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casedesk.embedded import postgres, valkey
from casedesk.embedded.errors import EmbeddedServerError
from casedesk.embedded.layout import Layout

__all__ = ["EmbeddedServerError", "Endpoints", "endpoints", "ensure", "status", "stop"]


@dataclass(frozen=True)
class Endpoints:
    """Where the servers of one data folder answer."""

    database_url: str
    redis_url: str


def endpoints(var: Path) -> Endpoints:
    """Where the servers of `var` answer once they run; starts nothing."""
    layout = Layout(var)
    return Endpoints(postgres.url(layout), valkey.url(layout))


def ensure(var: Path) -> Endpoints:
    """Start what is down; a few milliseconds where both servers run.

    Raises `EmbeddedServerError` with the end of the server's log.
    """
    layout = Layout(var)
    if not all(status(var).values()):
        with layout.locked():
            layout.make_reachable()
            postgres.start(layout)
            valkey.start(layout)
    return endpoints(var)


def stop(var: Path) -> None:
    """Stop what runs, with everything on disk; quiet where nothing runs."""
    layout = Layout(var)
    if not var.exists():
        return
    with layout.locked():
        valkey.server(layout).stop()
        postgres.server(layout).stop()
        layout.forget()


def status(var: Path) -> dict[str, bool]:
    """Which servers answer, by name."""
    layout = Layout(var)
    servers = (postgres.server(layout), valkey.server(layout))
    return {server.name: server.is_ready() for server in servers}
