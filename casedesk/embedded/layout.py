"""Where the embedded servers keep what they write."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from casedesk.embedded.errors import EmbeddedServerError

POSTGRES_SOCKET = ".s.PGSQL.5432"
VALKEY_SOCKET = "valkey.sock"
# sockaddr_un.sun_path has 108 bytes, one of them for the closing NUL (unix(7)).
MAX_SOCKET_PATH = 107


@dataclass(frozen=True)
class Layout:
    """The folders below one data folder."""

    var: Path

    @property
    def postgres(self) -> Path:
        return self.var / "postgres"

    @property
    def valkey(self) -> Path:
        return self.var / "valkey"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @cached_property
    def reach(self) -> Path:
        """The data folder as clients name it: by a short link where it lies deep.

        The servers bind their sockets relative to their own folder, so only
        the client's side of the path has to be short.
        """
        longest = self.var / self.postgres.name / POSTGRES_SOCKET
        if len(os.fsencode(longest)) <= MAX_SOCKET_PATH:
            return self.var
        digest = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"casedesk-{os.getuid()}-{digest}"

    def make_reachable(self) -> None:
        """Make the short link to the data folder where it lies deep."""
        if self.reach == self.var:
            return
        try:
            self.reach.symlink_to(self.var)
        except FileExistsError:
            self._check_link()

    def forget(self) -> None:
        """Take the short link away."""
        if self.reach != self.var:
            self.reach.unlink(missing_ok=True)

    def _check_link(self) -> None:
        """A link in a folder that all can write is trusted only if it is ours."""
        found = self.reach.lstat()
        ours = found.st_uid == os.getuid() and self.reach.is_symlink()
        if not ours or self.reach.readlink() != self.var:
            raise EmbeddedServerError(
                f"{self.reach} is in the way: it should be this user's link to"
                f" {self.var}. Remove it and start again."
            )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the data folder; one process at a time starts or stops its servers."""
        try:
            self.log.mkdir(parents=True, exist_ok=True)
            lock = (self.var / ".embedded.lock").open("w")
        except OSError as error:
            raise EmbeddedServerError(
                f"{self.var} can't be written ({error.strerror}): set CASEDESK_DATA"
                " to a folder of your own."
            ) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
