"""A real Spark cluster on loopback: one master and two workers of one core each."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_HOST: Final = "127.0.0.1"
_START_SECONDS: Final = 180
# A test run that is killed leaves no cluster behind.
_ENDS_WITH_US: Final = ("setpriv", "--pdeathsig", "KILL")


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
        command = [*_ENDS_WITH_US, str(program), f"org.apache.spark.deploy.{role}"]
        command += ["--host", _HOST, "--webui-port", "0", *options]
        with self._log(name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A worker's executors are in its group, and end with it.
                start_new_session=True,
            )

    def wait_for(self, name: str, words: str) -> None:
        end = time.monotonic() + _START_SECONDS
        while words not in (log := self._log(name).read_text(errors="replace")):
            if not self.is_running(name) or time.monotonic() > end:
                raise TimeoutError(f"{name} does not say “{words}”:\n{log[-2_000:]}")
            time.sleep(0.2)

    def is_running(self, name: str) -> bool:
        return self.processes[name].poll() is None

    def cpu_seconds(self) -> float:
        """What all its processes that are alive have used, executors included."""
        groups = {process.pid for process in self.processes.values()}
        ticks = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                # After the name, which may hold anything: state, parent, group, …
                about = path.read_text().rpartition(")")[2].split()
                if int(about[2]) in groups:
                    ticks += int(about[11]) + int(about[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self, *names: str) -> None:
        for name in names:
            process = self.processes.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"


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
