"""One embedded server: is it up, start it, stop it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from casedesk.embedded.account import Account
from casedesk.embedded.errors import EmbeddedServerError

START_SECONDS = 60
STOP_SECONDS = 60
LOG_LINES = 5
MAX_LOG_BYTES = 10_000_000

# The servers get nothing of our environment: it may hold secrets.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True)
class Server:
    """A server that works in `directory` and writes its process id there."""

    name: str
    program: str
    directory: Path
    pid_file: Path
    log: Path
    stop_signal: signal.Signals
    answers: Callable[[], bool]

    def pid(self) -> int | None:
        """The running server's id; none where the file is left from a crash.

        After a crash or a restart of the machine the id may belong to any
        other process, so its program and its folder have to be the right ones.
        """
        try:
            pid = int(self.pid_file.read_text().split(maxsplit=1)[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        process = Path("/proc") / str(pid)
        try:
            program = (process / "comm").read_text().strip()
            return program == self.program and self.directory.samefile(process / "cwd")
        except OSError:
            return False

    def is_ready(self) -> bool:
        return self.pid() is not None and self.answers()

    def start(self, command: Sequence[str], account: Account) -> None:
        """Start the server in a session of its own and wait until it answers.

        Raises `EmbeddedServerError` with the last lines of the log.
        """
        if self.pid() is None:
            with suppress(FileNotFoundError):
                self.pid_file.unlink()
            process = self._spawn(command, account)
        else:
            process = None  # Someone else's start, still under way.
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process is not None and process.poll() is not None:
                raise self._failure(f"ended with code {process.returncode}")
            if time.monotonic() > deadline:
                raise self._failure(f"did not answer within {START_SECONDS} seconds")
            time.sleep(0.02)

    def stop(self) -> None:
        """Ask the server to end and wait until it has.

        Raises `EmbeddedServerError` where it goes on.
        """
        pid = self.pid()
        if pid is None:
            return
        try:
            os.kill(pid, self.stop_signal)
        except ProcessLookupError:
            return
        except PermissionError as error:
            raise self._failure(f"belongs to another user (process {pid})") from error
        deadline = time.monotonic() + STOP_SECONDS
        while self._is_ours(pid):  # The pid file goes before the process.
            if time.monotonic() > deadline:
                raise self._failure(f"did not end within {STOP_SECONDS} seconds")
            time.sleep(0.02)

    def _spawn(
        self, command: Sequence[str], account: Account
    ) -> subprocess.Popen[bytes]:
        long = self.log.exists() and self.log.stat().st_size > MAX_LOG_BYTES
        with self.log.open("wb" if long else "ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.directory,
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **account.identity(),
            )

    def _failure(self, what: str) -> EmbeddedServerError:
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES:]
        end = " / ".join(line.strip() for line in lines) or "it is empty"
        return EmbeddedServerError(
            f"{self.name} {what}; the end of its log {self.log}: {end}"
        )
