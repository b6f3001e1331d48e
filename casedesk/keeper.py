"""Ends the demo's processes when the demo is gone, however it went.

Reads process ids from its standard input, one a line, until the demo closes it:
at an orderly end, or because the demo was killed. Then ends them, the last one
first, each with its whole process group, and the embedded servers after them.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from casedesk import embedded

GRACE_SECONDS = 10


def end_group(pid: int) -> None:
    """Ask the group that `pid` leads to end; kill what is left after the grace."""
    deadline = time.monotonic() + GRACE_SECONDS
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"  # proc(5): field 3, the state


def main(servers: str) -> None:
    """`servers` is the embedded servers' data folder, or empty for none."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    pids = [int(line) for line in sys.stdin]
    for pid in reversed(pids):
        end_group(pid)
    if servers:
        embedded.stop(Path(servers))


if __name__ == "__main__":
    main(sys.argv[1])
