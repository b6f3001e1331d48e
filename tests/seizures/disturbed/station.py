"""A whole CaseDesk of its own: servers, worker and scheduler that can be killed."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg

from casedesk import embedded

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 120


class Station:
    def __init__(self, var: Path) -> None:
        self.var = var
        kept = {k: v for k, v in os.environ.items() if not k.endswith("_URL")}
        self.environment = {**kept, "CASEDESK_DATA": str(var)}
        embedded.ensure(var)
        self._run("manage.py", "migrate", "--verbosity", "0")
        self.act("prepare")

    def act(self, *words: object) -> Any:
        module = ("-m", "tests.seizures.disturbed.acts")
        return json.loads(self._run(*module, *map(str, words)))

    def _run(self, *command: str) -> str:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @contextmanager
    def celery(
        self, *command: str, most_bytes: int | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A worker or scheduler in a session of its own, killed at the end.

        most_bytes: no file may grow beyond it, as on a disk that is full.
        """

        def limit() -> None:
            if most_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

        process = subprocess.Popen(
            [sys.executable, "-m", "tests.seizures.disturbed.celery_main", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.var / f"{command[0]}.log").open("ab"),
            start_new_session=True,
            preexec_fn=limit,
        )
        try:
            yield process
        finally:
            kill(process)

    def worker(self, **limits: int) -> Any:
        return self.celery("worker", "--concurrency", "1", **limits)

    def beat(self) -> Any:
        return self.celery("beat", "--schedule", str(self.var / "beat"))

    def wait_for(self, pk: int, *states: str) -> str:
        """The error code, once the job is in one of these states."""
        _state, error = until(lambda: self.state(pk), lambda s: s[0] in states)
        return str(error)

    def state(self, pk: int) -> tuple[str, str]:
        """And the error code."""
        query = "SELECT state, error_code FROM cases_seizedfile WHERE id = %s"
        url = embedded.endpoints(self.var).database_url
        config = dj_database_url.parse(url)
        with psycopg.connect(
            host=config["HOST"], user=config["USER"], dbname=config["NAME"]
        ) as connection:
            found = connection.execute(query, [pk]).fetchone()
        assert found is not None
        return str(found[0]), str(found[1])


def until(look: Callable[[], Any], is_right: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_right(seen := look()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.05)
    return seen


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process and its children, at once, as the kernel does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
