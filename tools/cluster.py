"""Makes ready what `make test-cluster` needs: Java, and `.venv-cluster`.

    python3 -m tools.cluster [java]

With `java` that alone, for whoever wants to know first whether it can be had.
A virtual environment of its own, which sees the packages of `.venv`: so nobody else
carries Spark, and `.venv` stays what the requirements say.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tools import system
from tools.environment import HINT
from tools.shell import PYTHON, ROOT, SetupError, Stamp, digest, run, say

VENV = ROOT / ".venv-cluster"
REQUIREMENTS = ROOT / "requirements-cluster.txt"
_WHERE = "import sysconfig; print(sysconfig.get_path('purelib'))"


def ensure_packages() -> None:
    """Raises `SetupError`."""
    shared = run([PYTHON, "-c", _WHERE]).strip()
    stamp = Stamp("packages", digest([REQUIREMENTS], shared), VENV)
    if stamp.is_current():
        return
    say("Python packages: requirements-cluster.txt (456 MB, takes minutes)")
    shutil.rmtree(VENV, ignore_errors=True)
    run([PYTHON, "-m", "venv", VENV])
    python = VENV / "bin" / "python"
    own = Path(run([python, "-c", _WHERE]).strip())
    (own / "shared.pth").write_text(f"{shared}\n")
    run([python, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], hint=HINT)
    stamp.set()


def main(arguments: list[str]) -> int:
    try:
        system.ensure_java()
        if arguments != ["java"]:
            ensure_packages()
    except SetupError as error:
        say(f"Set-up stopped: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
