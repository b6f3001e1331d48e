"""Django's own key: the old one counts until it is dropped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casedesk import environment


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "secret_key"
    path.touch(mode=0o600)
    path.write_text("first-key-" + "abcdefghijklmnopqrst" * 3)
    monkeypatch.delenv("CASEDESK_SECRET_KEY", raising=False)
    monkeypatch.setenv("CASEDESK_SECRET_KEY_FILE", str(path))
    return path


def test_the_old_key_still_counts_after_the_change(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = [environment.secret_key()]
    for _change in range(2):
        call_command("rotate_keys", "signing", "--json")
        assert json.loads(capsys.readouterr().out)["file"] == str(file)
        assert environment.secret_key_fallbacks() == keys
        assert environment.secret_key() not in keys
        keys.insert(0, environment.secret_key())
    assert file.stat().st_mode & 0o777 == 0o600
    call_command("rotate_keys", "signing", "--forget-old")
    assert environment.secret_key_fallbacks() == []
    assert environment.secret_key() == keys[0]


def test_of_a_key_in_the_environment_it_is_said_what_to_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CASEDESK_SECRET_KEY_FILE", raising=False)
    monkeypatch.setenv("CASEDESK_SECRET_KEY", "x" * 50)
    with pytest.raises(CommandError, match="CASEDESK_SECRET_KEY_FALLBACKS"):
        call_command("rotate_keys", "signing")
