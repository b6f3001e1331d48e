"""A whole CaseDesk in a folder of its own, for measurements from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from casedesk import embedded, supervisor

_MANAGE: Final = supervisor.BASE / "manage.py"
# Variables that would lead to the servers of another installation.
_ELSEWHERE: Final = ("DATABASE_URL", "REDIS_URL")


class Installation:
    """Made, with all its tables, below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.var = folder
        kept = {
            key: value for key, value in os.environ.items() if key not in _ELSEWHERE
        }
        self._environment = {**kept, "CASEDESK_DATA": str(folder)}
        self.manage("migrate", "--verbosity", "0")

    def manage(self, *arguments: str) -> str:
        """Run a command of manage.py and return what it prints; raises
        CalledProcessError."""
        return subprocess.run(  # noqa: S603 - commands of ours
            [sys.executable, str(_MANAGE), *arguments],
            env=self._environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    @contextmanager
    def running(self, child: supervisor.Child) -> Iterator[subprocess.Popen[bytes]]:
        """One of the installation's processes, ended at the end."""
        listener = child.listener
        process = subprocess.Popen(  # noqa: S603 - commands of ours
            child.command,
            cwd=supervisor.BASE,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[] if listener is None else [listener.fileno()],
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait()


@contextmanager
def own_installation(base: Path) -> Iterator[Installation]:
    """In a new folder below `base`; nothing of it is left, its servers neither."""
    with tempfile.TemporaryDirectory(dir=base) as folder:
        var = Path(folder) / "var"
        try:
            yield Installation(var)
        finally:
            embedded.stop(var)
