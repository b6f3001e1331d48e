"""Makes ready what `make test-cluster` needs: Java, and `.venv-cluster`.

    python3 -m tools.cluster

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


def ensure() -> None:
    """Raises `SetupError`."""
    system.ensure_java()
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


def main() -> int:
    try:
        ensure()
    except SetupError as error:
        say(f"Set-up stopped: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
