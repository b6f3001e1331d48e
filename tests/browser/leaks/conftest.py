"""Everything that is written while a test runs."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from casedesk import environment
from cases.common.logs import Console
from tests.browser.conftest import Visitor
from tests.browser.leaks import places
from tests.browser.leaks.known import Place


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
) -> Iterator[Callable[[], list[Place]]]:
    """From now on; the function says, once, what it was."""
    caplog.set_level(logging.INFO)
    addresses = places.Addresses(visitor.context)
    logs = places.LogFiles(environment.var_dir() / "log")

    def logged() -> Iterator[Place]:
        for phase in ("setup", "call"):
            for record in caplog.get_records(phase):
                yield "log", console.format(record).encode()

    with places.redis_commands() as commands:
        yield lambda: [
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
            ("output", "".join(capfd.readouterr()).encode()),
        ]
