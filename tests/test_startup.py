"""A server with other keys than the database's does not start."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from casedesk import refusal, startup
from cases.common import sealing
from cases.common.installation import Installation, require_keys


@pytest.fixture(autouse=True)
def kept_connection(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction would end with the connection."""
    monkeypatch.setattr(connection, "close", lambda: None)


def test_it_says_which_key_is_missing_and_ends(
    other_keys: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        startup.require_right_keys()
    assert end.value.code == refusal.REFUSED
    told = capsys.readouterr().err
    key = Installation.objects.get().keys["originals"][0]
    assert key in told
    assert "Traceback" not in told


def test_without_a_key_file_it_ends_too(
    key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key_file.unlink()
    sealing.forget_keys()
    with pytest.raises(SystemExit):
        startup.require_right_keys()
    assert "There is no key file here" in capsys.readouterr().err


def test_with_the_right_keys_or_while_they_are_changed_it_starts(
    key_file: Path,
) -> None:
    require_keys()
    startup.require_right_keys()
    Installation.objects.update(rotating="fields")
    startup.require_right_keys()
