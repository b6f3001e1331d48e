"""Everything that is written while a test runs."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from casedesk import environment
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
def watched(
    transactional_db: None,
    visitor: Visitor,
    data_dir: Path,
    scratch: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Callable[[], list[Place]]]:
    """From now on; the function says, once, what it was."""
    caplog.set_level(logging.INFO)
    addresses = places.Addresses(visitor.context)
    logs = places.LogFiles(environment.var_dir() / "log")

    def logged() -> Iterator[Place]:
        for phase in ("setup", "call"):
            for record in caplog.get_records(phase):
                yield "log", caplog.handler.format(record).encode()

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
