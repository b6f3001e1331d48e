"""A real Spark cluster on loopback: one master and two workers of one core each."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_HOST: Final = "127.0.0.1"
_START_SECONDS: Final = 180


@dataclass
class Standalone:
    """Its processes, by name: "master", "worker-0", …"""

    folder: Path
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def master(self) -> str:
        return f"spark://{_HOST}:{self.port}"

    def start(self, name: str, role: str, *options: str) -> None:
        import pyspark

        program = Path(pyspark.__file__).parent / "bin" / "spark-class"
        common = ["--host", _HOST, "--webui-port", "0"]
        with self._log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [program, f"org.apache.spark.deploy.{role}", *common, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A worker's executors are in its group, and end with it.
                start_new_session=True,
            )

    def wait_for(self, name: str, words: str) -> None:
        wait_until(
            lambda: words in self._log(name).read_text(errors="replace"),
            f"{name} does not say “{words}”",
        )

    def kill(self, *names: str) -> None:
        for name in names:
            process = self.processes.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


def wait_until(is_so: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        time.sleep(0.2)


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[Standalone]:
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Standalone(folder, free_port())
    try:
        cluster.start("master", "master.Master", "--port", str(cluster.port))
        cluster.wait_for("master", "I have been elected leader")
        for number in range(workers):
            name = f"worker-{number}"
            options = ["--cores", "1", "--memory", "1g"]
            options += ["--work-dir", str(folder / name), cluster.master]
            cluster.start(name, "worker.Worker", *options)
        for number in range(workers):
            cluster.wait_for(f"worker-{number}", "Successfully registered with master")
        yield cluster
    finally:
        cluster.kill(*cluster.processes)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((_HOST, 0))
        return int(listener.getsockname()[1])
