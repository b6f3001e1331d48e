"""Libraries and programs of the system that no Python package brings."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.shell import SetupError, run, say, succeeds

LISTS = Path("/var/lib/apt/lists")
WAIT_FOR_LOCK = "DPkg::Lock::Timeout=300"


@dataclass(frozen=True)
class Need:
    """A Debian package, and how to see that what it brings is there."""

    package: str
    is_met: Callable[[], bool]


def library(package: str, soname: str) -> Need:
    return Need(package, lambda: _loads(soname))


def program(package: str, *names: str) -> Need:
    return Need(package, lambda: any(shutil.which(name) for name in names))


def needs(*, for_tests: bool) -> list[Need]:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    always = [
        Need(f"python{version}-venv", _has_venv),
        library("libpango-1.0-0", "libpango-1.0.so.0"),
        library("libpangoft2-1.0-0", "libpangoft2-1.0.so.0"),
        # Without it WeasyPrint takes ten times as long for a Chinese page.
        library("libharfbuzz-subset0", "libharfbuzz-subset.so.0"),
        library("libarchive13", "libarchive.so.13"),
        Need("tzdata", lambda: Path("/usr/share/zoneinfo/Asia/Shanghai").exists()),
    ]
    tests = [
        program("chromium", "chromium"),
        # The browser's driver is a Node.js that wants it.
        library("libatomic1", "libatomic.so.1"),
        program("gettext", "xgettext"),
        program("git", "git"),
    ]
    return always + (tests if for_tests else [])


def ensure(*, for_tests: bool) -> None:
    """Install what is missing.

    Raises `SetupError` with the command to run where we are not allowed to.
    """
    _bring(needs(for_tests=for_tests))


def ensure_java() -> None:
    """As `ensure`, what `make test-cluster` needs beside."""
    _bring([program("openjdk-17-jre-headless", "java")])


def _bring(wanted: list[Need]) -> None:
    missing = _missing(wanted)
    if not missing:
        return
    say(f"1/4 System packages: {' '.join(missing)}")
    prefix = _privilege()
    if prefix is None or shutil.which("apt-get") is None:
        raise SetupError(advice(missing))
    _install(prefix, missing)
    left = _missing(wanted)
    if left:
        raise SetupError(advice(left))


def advice(packages: list[str]) -> str:
    """One sentence with the command that mends it."""
    return (
        "this system lacks what only its administrator can install, please run:"
        f" sudo apt-get install -y {' '.join(packages)}"
    )


def _missing(wanted: list[Need]) -> list[str]:
    return [need.package for need in wanted if not need.is_met()]


def _privilege() -> list[str] | None:
    """What to put before apt-get; nothing as root, `None` where not allowed."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and succeeds([sudo, "-n", "true"]):
        return [sudo, "-n"]
    return None


def _install(prefix: list[str], packages: list[str]) -> None:
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    apt += ["-o", WAIT_FOR_LOCK]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    if any(LISTS.glob("*_Packages*")) and succeeds(install):
        return
    # There are no package lists yet, or they name files that are gone.
    run([*apt, "update"], hint="Is the Debian mirror reachable?")
    run(install, hint="Is the Debian mirror reachable?")


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("ensurepip", "venv"))
