"""Everything that is written while a test has a browser open."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from casedesk import environment
from cases.common.logs import Console
from tests.browser.leaks import places
from tests.browser.leaks.known import EVERYBODY, Place, look_through

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor


class Watched:
    """Called, it says once what was written since: what was printed is read away."""

    def __init__(self, look: Callable[[], list[Place]]) -> None:
        self._look = look
        self.looked = False

    def __call__(self) -> list[Place]:
        self.looked = True
        return self._look()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, in this process and in its children."""
    path = tmp_path / "scratch"
    path.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    monkeypatch.setenv("TMPDIR", str(path))
    return path


@pytest.fixture
def console(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> logging.Handler:
    """The one that the settings make, which then writes where it would: its stream is
    that of the test before."""
    (handler,) = (h for h in logging.getLogger().handlers if isinstance(h, Console))
    monkeypatch.setattr(handler, "stream", sys.stderr)
    return handler


@pytest.fixture
def watched(
    transactional_db: None,
    visitor: Visitor,
    data_dir: Path,
    scratch: Path,
    caplog: pytest.LogCaptureFixture,
    console: logging.Handler,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Watched]:
    """From now on."""
    caplog.set_level(logging.INFO)
    addresses = places.Addresses(visitor.context)
    logs = places.LogFiles(environment.var_dir() / "log")

    def logged() -> Iterator[Place]:
        for phase in ("setup", "call", "teardown"):
            for record in caplog.get_records(phase):
                yield "log", console.format(record).encode()

    def output() -> Place:
        """It is printed again, for whoever looks why the test failed."""
        printed = capfd.readouterr()
        sys.stdout.write(printed.out)
        sys.stderr.write(printed.err)
        return "output", "".join(printed).encode()

    with places.redis_commands() as commands:
        yield Watched(
            lambda: [
                *places.tables(),
                *places.files(data_dir),
                *places.files(scratch),
                *places.files(Path(settings.CASEDESK_AUDIT_HEADS_DIR)),
                *places.redis_keys(),
                *commands(),
                *places.mails(),
                *addresses.places(),
                *logs.added(),
                *logged(),
                output(),
            ]
        )


@contextmanager
def searched(watched: Watched) -> Iterator[None]:
    """Ends with a look through all that was written, unless one was taken already."""
    yield
    if watched.looked:
        return
    found = look_through(EVERYBODY, watched())
    if found:
        whom = {place: sorted(hits.victims)[:5] for place, hits in found.items()}
        pytest.fail(f"Written in the clear: {whom}")


@pytest.fixture(autouse=True)
def nothing_in_the_clear(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of every test with a browser: when its worker is gone and its tables are full."""
    if "visitor" not in request.fixturenames:
        yield
        return
    with searched(request.getfixturevalue("watched")):
        yield
