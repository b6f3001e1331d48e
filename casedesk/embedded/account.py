"""The account that runs the embedded servers: never root, which PostgreSQL refuses."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from casedesk.embedded.errors import EmbeddedServerError

NAME = "casedesk"
PROGRAMS = Path("/var/lib/casedesk")
SBIN = "/usr/local/sbin:/usr/sbin:/sbin"


class Identity(TypedDict, total=False):
    """`subprocess.Popen`'s arguments that hand a process over to an account."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user of the system; `switch` says whether this process has to change to it."""

    uid: int
    gid: int
    switch: bool

    def identity(self) -> Identity:
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> Path:
        """Make a folder that this account alone can enter."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.switch:
            os.chown(folder, self.uid, self.gid)
        return folder

    def can_run(self, program: Path) -> bool:
        command = [str(program), "--version"]
        try:
            subprocess.run(
                command, capture_output=True, check=True, cwd="/", **self.identity()
            )
        except (OSError, subprocess.CalledProcessError):
            return False
        return True

    def runnable(self, folder: Path, program: str, *, version: str) -> Path:
        """A path of `program`, relative in `folder`, that this account can run.

        A virtual environment below root's home is closed to other accounts:
        then the folder is copied once to where all can read it.
        """
        if not self.switch or self.can_run(folder / program):
            return folder / program
        copy = PROGRAMS / f"{Path(program).name}-{version}"
        PROGRAMS.mkdir(mode=0o755, parents=True, exist_ok=True)
        with (PROGRAMS / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.can_run(copy / program):
                _copy_readable(folder, copy)
        return copy / program


def account_for(folder: Path) -> Account:
    """The account for a server's folder: ours, or as root one without rights.

    A folder that exists keeps its owner, so that root can go on with what an
    ordinary user began.
    """
    if os.geteuid() != 0:
        if folder.exists() and folder.stat().st_uid != os.geteuid():
            raise EmbeddedServerError(
                f"{folder} belongs to another user: work as that user, or set"
                " CASEDESK_DATA to a folder of your own."
            )
        return Account(os.geteuid(), os.getegid(), switch=False)
    if folder.exists() and folder.stat().st_uid != 0:
        owner = folder.stat()
        return Account(owner.st_uid, owner.st_gid, switch=True)
    entry = _entry(NAME) or _created() or _entry("postgres") or _entry("nobody")
    if entry is None:
        raise EmbeddedServerError(
            "PostgreSQL can't run as root, and no other account could be made:"
            f" run useradd --system {NAME}."
        )
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd | None:
    useradd = shutil.which("useradd", path=SBIN)
    if useradd is None:
        return None
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    command = [useradd, *options, "--shell", "/usr/sbin/nologin", NAME]
    # Two first starts at once: the loser's useradd fails and the entry is there.
    subprocess.run(command, capture_output=True, check=False)
    return _entry(NAME)


def _copy_readable(source: Path, target: Path) -> None:
    """Copy in such a way that an interrupted start leaves no partial copy that would be
    used."""
    partial = target.with_suffix(".new")
    for old in (partial, target):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(source, partial, symlinks=True)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    partial.rename(target)
