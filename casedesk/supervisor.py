"""Runs the demo's processes together: all of them, or none.

A child that ends takes the others with it. A keeper beside this process ends
everything once this process is gone, so that even a kill leaves nothing behind.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
READY_SECONDS = 60
POLL_SECONDS = 0.2
PORTS_TO_TRY = 50
LOG_LINES = 8
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """A process of the demo; `listener` is a socket that it inherits."""

    name: str
    command: Sequence[str]
    listener: socket.socket | None = None


class ChildEndedError(RuntimeError):
    """The child `name` ended by itself or does not answer."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name} {what}.")
        self.name = name


def listen(port: int) -> socket.socket:
    """A socket on the loopback address, on the first free port from `port` on.

    It is bound here and inherited by the web server, so that nobody can take
    the port between the look and the start. Raises `OSError` when none is free.
    """
    for candidate in range(port, min(port + PORTS_TO_TRY, 65536)):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", candidate))
        except OSError:
            listener.close()
            continue
        listener.listen()
        return listener
    raise OSError(f"No port is free from {port} on: choose one with PORT=.")


def run(
    children: Sequence[Child],
    *,
    ready_url: str,
    on_ready: Callable[[], None],
    log_folder: Path,
    servers: Path | None = None,
) -> int:
    """Run the children until a signal ends them; the exit code for the shell.

    `on_ready` is called once `ready_url` answers. Children end in the reverse
    of their order, then the embedded servers of the data folder `servers`.
    """
    log_folder.mkdir(parents=True, exist_ok=True)
    with _asked_to_end() as asked, _keeper(servers) as keep:
        running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for child in children:
                running[child.name] = _start(child, log_folder)
                keep(running[child.name])
            if _wait_until_ready(running, ready_url, asked):
                on_ready()
            while not asked.wait(POLL_SECONDS):
                _check(running)
        except ChildEndedError as error:
            _say(f"{error}\n{_last_lines(log_folder / f'{error.name}.log')}")
            return 1
        _say("Stopping …")
    return 0


@contextmanager
def _asked_to_end() -> Iterator[threading.Event]:
    """An event that Ctrl-C, a kill or a closed terminal sets."""
    asked = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: asked.set()) for number in SIGNALS
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _keeper(
    servers: Path | None,
) -> Iterator[Callable[[subprocess.Popen[bytes]], None]]:
    """A function that puts a process under the keeper's care."""
    command = [sys.executable, "-m", "casedesk.keeper", str(servers or "")]
    keeper = subprocess.Popen(
        command, cwd=BASE, stdin=subprocess.PIPE, start_new_session=True, text=True
    )
    kept: list[subprocess.Popen[bytes]] = []
    assert keeper.stdin is not None  # noqa: S101 - it is a pipe

    def keep(process: subprocess.Popen[bytes]) -> None:
        kept.append(process)
        print(process.pid, file=keeper.stdin, flush=True)

    try:
        yield keep
    finally:
        keeper.stdin.close()
        while keeper.poll() is None:
            for process in kept:
                process.poll()  # Take its exit code, or it stays a zombie.
            time.sleep(POLL_SECONDS)


def _start(child: Child, log_folder: Path) -> subprocess.Popen[bytes]:
    listener = child.listener
    with (log_folder / f"{child.name}.log").open("wb") as log:
        return subprocess.Popen(
            child.command,
            cwd=BASE,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[] if listener is None else [listener.fileno()],
            start_new_session=True,
        )


def _wait_until_ready(
    running: dict[str, subprocess.Popen[bytes]], url: str, asked: threading.Event
) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while not asked.is_set():
        _check(running)
        if _answers(url):
            return True
        if time.monotonic() > deadline:
            name = list(running)[-1]
            raise ChildEndedError(name, f"does not answer on {url}")
        asked.wait(POLL_SECONDS)
    return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own page
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def _check(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, process in running.items():
        if process.poll() is not None:
            raise ChildEndedError(name, f"ended with code {process.returncode}")


def _last_lines(path: Path) -> str:
    lines = path.read_text(errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join([f"The end of {path}:", *lines])


def _say(text: str) -> None:
    with suppress(OSError):  # The terminal may be closed.
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
