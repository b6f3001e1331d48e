"""Makes a fresh clone ready: system packages, .venv, node_modules, catalogues.

Run by the system's Python before anything is installed:

    python3 -m tools.setup [--with-browser]

Does nothing where nothing changed; two runs at once wait for each other.
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - run by any Python
    sys.exit(
        "CaseDesk needs Python 3.11 or later, this is "
        + ".".join(map(str, sys.version_info[:3]))
        + ": choose another one with PYTHON=, as in: make setup PYTHON=python3.12"
    )

import argparse
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from tools import assets, catalogues, environment, system
from tools.shell import ROOT, SetupError, say


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A lock on the clone's folder itself, so that no file is left behind."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running in this folder: waiting for it …")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools.setup", description=__doc__)
    parser.add_argument(
        "--with-browser", action="store_true", help="also what the tests need"
    )
    options = parser.parse_args()
    try:
        with one_at_a_time():
            system.ensure(for_tests=options.with_browser)
            environment.ensure()
            assets.ensure()
            catalogues.ensure()
    except SetupError as error:
        say(f"Set-up stopped: {error}")
        return 1
    except KeyboardInterrupt:
        say("Set-up stopped; the next run goes on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
