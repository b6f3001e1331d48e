"""The web server as the demo runs it, and as it is measured."""

from __future__ import annotations

import socket
import sys

from casedesk.supervisor import Child


def web_server(listener: socket.socket) -> Child:
    return Child(
        "web",
        [
            sys.executable,
            "-m",
            "gunicorn",
            "casedesk.wsgi",
            "--workers",
            "2",
            "--threads",
            "4",
            "--timeout",
            "600",
            "--log-level",
            "warning",
            "--bind",
            f"fd://{listener.fileno()}",
        ],
        listener=listener,
    )
