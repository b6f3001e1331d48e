"""The demo's processes run together and end together, whatever happens."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from casedesk import supervisor

ROOT = Path(__file__).resolve().parent.parent
SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
# Answers every request, on the socket that it inherits as file descriptor 1st.
WEB = textwrap.dedent("""
    import http.server, socket, sys, os
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers()
    server = http.server.HTTPServer(("127.0.0.1", 0), Page, bind_and_activate=False)
    server.socket = socket.socket(fileno=int(sys.argv[1]))
    server.serve_forever()
""")
DEMO = textwrap.dedent("""
    import sys
    from pathlib import Path
    from casedesk.supervisor import Child, listen, run
    log, sleeper, web = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    listener = listen(18480)
    port = listener.getsockname()[1]
    sys.exit(run(
        [
            Child("worker", [sys.executable, "-c", sleeper]),
            Child("web", [sys.executable, "-c", web, str(listener.fileno())], listener),
        ],
        ready_url=f"http://127.0.0.1:{port}/",
        on_ready=lambda: print("ready", flush=True),
        log_folder=log,
    ))
""")


def start_demo(log: Path, *, web: str = WEB) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DEMO, str(log), SLEEPER, web],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(demo: subprocess.Popen[str]) -> str:
    assert demo.stdout is not None
    return demo.stdout.readline().strip()


def until(condition: Callable[[], bool]) -> bool:
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def worker_pid(log: Path) -> int:
    path = log / "worker.log"
    assert until(lambda: path.exists() and path.read_text().endswith("\n"))
    return int(path.read_text())


def test_ctrl_c_ends_every_process_and_counts_as_a_good_end(tmp_path: Path) -> None:
    demo = start_demo(tmp_path)
    assert first_line(demo) == "ready"
    worker = worker_pid(tmp_path)

    demo.send_signal(signal.SIGINT)

    assert demo.wait(30) == 0
    assert is_gone(worker)


def test_a_killed_demo_leaves_no_process_behind(tmp_path: Path) -> None:
    demo = start_demo(tmp_path)
    assert first_line(demo) == "ready"
    worker = worker_pid(tmp_path)

    demo.kill()
    demo.wait(30)

    assert until(lambda: is_gone(worker))


def test_a_child_that_dies_ends_the_demo_with_the_end_of_its_log(
    tmp_path: Path,
) -> None:
    demo = start_demo(tmp_path, web="raise SystemExit('no certificate')")
    output, _ = demo.communicate(timeout=30)

    assert demo.returncode == 1
    assert "web ended with code 1." in output
    assert "no certificate" in output
    assert is_gone(worker_pid(tmp_path))


def test_a_child_s_own_children_end_with_it(tmp_path: Path) -> None:
    inner = (
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
    )
    demo = start_demo(tmp_path, web=inner)
    log = tmp_path / "web.log"
    assert until(lambda: log.exists() and log.read_text().endswith("\n"))
    grandchild = int(log.read_text())

    os.kill(demo.pid, signal.SIGTERM)

    assert demo.wait(30) == 0
    assert until(lambda: is_gone(grandchild))


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with supervisor.listen(18600) as first:
        taken = first.getsockname()[1]
        with supervisor.listen(taken) as second:
            assert second.getsockname()[1] > taken
            with socket.create_connection(second.getsockname(), timeout=5) as client:
                assert client.getpeername() == second.getsockname()
