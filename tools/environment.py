"""The virtual environment `.venv` with the pinned packages."""

from __future__ import annotations

import os
import shutil
import sys

from tools.shell import (
    PYTHON,
    ROOT,
    VENV,
    SetupError,
    Stamp,
    digest,
    run,
    say,
)

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "constraints.txt")
HINT = "Is the package index reachable?"
# What pip is told about its index and certificates, uv is told in these words.
FROM_PIP = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}


def ensure() -> None:
    """Make the environment, or bring it up to date.

    Raises `SetupError`.
    """
    if not _is_usable():
        say("2/4 Virtual environment: .venv")
        _make()
    version = ".".join(map(str, sys.version_info[:2]))
    stamp = Stamp("packages", digest([ROOT / name for name in REQUIREMENTS], version))
    if stamp.is_current():
        return
    say("2/4 Python packages: requirements.txt, requirements-dev.txt")
    stamp.clear()
    install("-r", "requirements.txt", "-r", "requirements-dev.txt")
    stamp.set()


def install(*what: str) -> None:
    """Install with uv, ten times as fast as pip; with pip where uv can't."""
    uv = VENV / "bin" / "uv"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet"]
    if not uv.exists():
        run([*pip, "-c", "constraints.txt", "uv"], hint=HINT)
    try:
        run(
            [str(uv), "pip", "install", "--python", str(PYTHON), *what],
            env=uv_settings(),
        )
    except SetupError as error:
        say(f"uv could not install ({str(error).splitlines()[-1].strip()}): using pip")
        run([*pip, *what], hint=HINT)


def uv_settings() -> dict[str, str]:
    """The user's settings of pip, for uv: a mirror that one uses serves both."""
    settings = {}
    for line in run([PYTHON, "-m", "pip", "config", "list"]).splitlines():
        name, _, value = line.partition("=")
        variable = FROM_PIP.get(name.rpartition(".")[2])
        if variable and variable not in os.environ:
            settings[variable] = value.strip("'\"")
    return settings


def _is_usable() -> bool:
    """A clone that was moved, or a Python that is gone, needs a new environment."""
    try:
        # The programs beside it begin with the place they were installed to.
        moved = f"{VENV.resolve()}/" not in (VENV / "bin" / "pip").read_text()
        version = run([PYTHON, "-c", "import pip, sys; print(sys.version)"])
    except (OSError, SetupError):
        return False
    chosen = ".".join(map(str, sys.version_info[:2])) + "."
    return not moved and ("PYTHON" not in os.environ or version.startswith(chosen))


def _make() -> None:
    if VENV.is_symlink():
        raise SetupError(f"{VENV} is a link to an environment that does not work.")
    shutil.rmtree(VENV, ignore_errors=True)
    run([sys.executable, "-m", "venv", VENV])
