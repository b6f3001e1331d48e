"""Running commands, saying what is done, and remembering that it was."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
END_LINES = 15


class SetupError(RuntimeError):
    """Something that the user has to mend, in a sentence that says how."""


def say(text: str) -> None:
    print(text, flush=True)


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    hint: str = "",
) -> str:
    """The command's output; it is shown only where the command fails.

    Raises `SetupError` with the end of the output.
    """
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        end = "\n".join(done.stdout.strip().splitlines()[-END_LINES:])
        shown = " ".join(map(str, command))
        raise SetupError(f"`{shown}` failed. {hint}\n{end}".strip())
    return done.stdout


def succeeds(command: Sequence[str | Path]) -> bool:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def digest(paths: Iterable[Path], *more: str) -> str:
    """One hash of the files' contents and of what else a step depends on."""
    total = hashlib.sha256("\0".join(more).encode())
    for path in sorted(paths):
        total.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return total.hexdigest()


class Stamp:
    """Remembers in the virtual environment from what a step was last made."""

    def __init__(self, step: str, key: str, venv: Path | None = None) -> None:
        self.path = (venv or VENV) / f"casedesk-{step}.stamp"
        self.key = key

    def is_current(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.key

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def set(self) -> None:
        self.path.write_text(self.key)
