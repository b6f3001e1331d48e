"""Django's signing key: signatures of the old one are valid until it is dropped."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

from casedesk import environment
from cases.engine.keys import KeyFileError

NEXT: Final = (
    "Restart the web servers and the workers. Sign-ins go on; after twelve hours, when"
    " the last one under the old key has ended, run: manage.py rotate_keys signing"
    " --forget-old, and restart once more."
)


def rotate() -> str:
    """Draw a new key; returns the file that it was written to.

    Raises KeyFileError (`secret_in_environment`, `key_file_read_only`).
    """
    path = _file()
    old = environment.old_secret_key_file(path)
    # The old key is kept before it is replaced: killed between the two steps, the
    # key is its own fallback.
    earlier = old.read_text().split() if old.exists() else []
    _write(old, "\n".join([path.read_text().strip(), *earlier]))
    _write(path, secrets.token_urlsafe(64))
    return str(path)


def forget_old() -> bool:
    """Drop the old key; returns whether there was one."""
    old = environment.old_secret_key_file(_file())
    was_there = old.exists()
    old.unlink(missing_ok=True)
    return was_there


def _file() -> Path:
    path = environment.secret_key_file()
    if path is None:
        raise KeyFileError("secret_in_environment")
    return path


def _write(path: Path, text: str) -> None:
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(stream.name).replace(path)
    except OSError:
        raise KeyFileError("key_file_read_only", file=path.name) from None
