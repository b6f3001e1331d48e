"""With production's settings: what is refused, and what the browser is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from casedesk import environment as outside
from casedesk import refusal, startup
from cases.common import sealing
from cases.engine.keys import Keys
from tools.check_deploy import PRODUCTION

Environment = dict[str, str]
SECRET = "m3bV-8fQ_z1RkT6yWc0PxJ5nLh9GdSa2EuXo7IvMrKpqYtBw4C-"
# What the wsgi file does, without a database that answers.
START = "import casedesk.wsgi"
READ = """
import json
from django.conf import settings
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "CASEDESK_DEVICE_COOKIE_NAME",
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN",
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_REFERRER_POLICY", "DEBUG",
    "CASEDESK_PASSKEY_HOST", "ALLOWED_HOSTS"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


@pytest.fixture(autouse=True)
def kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's transaction would end with the connection."""
    monkeypatch.setattr(connection, "close", lambda: None)


def file_of(path: Path, text: str, mode: int = 0o600) -> str:
    path.touch(mode=mode)
    path.write_text(text)
    return str(path)


@pytest.fixture
def environment(db: None, tmp_path: Path) -> Environment:
    """Complete; the database does not answer, which is no reason not to start."""
    Keys.generate().save(tmp_path / "keys.json")
    given = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("CASEDESK_", "DJANGO_"))
    }
    return {
        **given,
        **PRODUCTION,
        "DATABASE_URL": "postgres://casedesk@127.0.0.1:1/casedesk",
        "DJANGO_SETTINGS_MODULE": "casedesk.settings",
        "CASEDESK_DATA": str(tmp_path / "var"),
        "CASEDESK_SECRET_KEY_FILE": file_of(tmp_path / "secret", SECRET),
        "CASEDESK_KEYS": str(tmp_path / "keys.json"),
        "CASEDESK_AUDIT_KEYS": file_of(
            tmp_path / "audit", f"{bytes(range(32)).hex()}\n"
        ),
    }


def run(code: str, environment: Environment) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_everything_given_it_starts(environment: Environment) -> None:
    done = run(START, environment)
    assert (done.returncode, done.stderr) == (0, "")


def without(name: str) -> Callable[[Environment], None]:
    return lambda environment: environment.__delitem__(name)


def changed(**values: str) -> Callable[[Environment], None]:
    return lambda environment: environment.update(values)


def open_to_others(name: str) -> Callable[[Environment], None]:
    return lambda environment: Path(environment[name]).chmod(0o644)


def with_text(name: str, text: str) -> Callable[[Environment], None]:
    def write(environment: Environment) -> None:
        Path(environment[name]).write_text(text)

    return write


def in_the_data(environment: Environment) -> None:
    folder = Path(environment["CASEDESK_DATA"]) / "data"
    folder.mkdir(parents=True)
    environment["CASEDESK_KEYS"] = str(folder / "keys.json")


SECRET_FILE, AUDIT = "CASEDESK_SECRET_KEY_FILE", "CASEDESK_AUDIT_KEYS"


@pytest.mark.parametrize(
    ("disturb", "variable", "says"),
    [
        (without(SECRET_FILE), "CASEDESK_SECRET_KEY", "openssl rand"),
        (with_text(SECRET_FILE, "x" * 80), SECRET_FILE, "openssl rand"),
        (with_text(SECRET_FILE, SECRET[:49]), SECRET_FILE, "50 characters"),
        (with_text(SECRET_FILE, f"django-insecure-{SECRET}"), SECRET_FILE, "openssl"),
        (changed(CASEDESK_SECRET_KEY_FILE="/nowhere"), SECRET_FILE, "umask 77"),
        (open_to_others(SECRET_FILE), SECRET_FILE, "chmod 600"),
        (
            changed(CASEDESK_SECRET_KEY_FALLBACKS="short"),
            "CASEDESK_SECRET_KEY_FALLBACKS",
            "50 characters",
        ),
        (without("DATABASE_URL"), "DATABASE_URL", "postgres://"),
        (changed(DATABASE_URL="sqlite:///db"), "DATABASE_URL", "PostgreSQL"),
        (
            changed(DATABASE_URL="postgres://casedesk:casedesk@host/casedesk"),
            "DATABASE_URL",
            "openssl rand",
        ),
        (without("REDIS_URL"), "REDIS_URL", "rediss://"),
        (without("CASEDESK_HOSTS"), "CASEDESK_HOSTS", "casedesk.example.cn"),
        (changed(CASEDESK_HOSTS="*"), "CASEDESK_HOSTS", "casedesk.example.cn"),
        (without("CASEDESK_KEYS"), "CASEDESK_KEYS", "make_keys"),
        (changed(CASEDESK_KEYS="/nowhere/keys.json"), "CASEDESK_KEYS", "key file"),
        (open_to_others("CASEDESK_KEYS"), "CASEDESK_KEYS", "chmod 600"),
        (with_text("CASEDESK_KEYS", "{}"), "CASEDESK_KEYS", "key file"),
        (in_the_data, "CASEDESK_KEYS", "keep the keys elsewhere"),
        (without(AUDIT), AUDIT, "make_audit_key"),
        (changed(CASEDESK_AUDIT_KEYS="/nowhere"), AUDIT, "make_audit_key"),
        (with_text(AUDIT, "00" * 32), AUDIT, "make_audit_key"),
        (open_to_others(AUDIT), AUDIT, "chmod 600"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_or_weak_is_said_in_one_sentence(
    environment: Environment,
    disturb: Callable[[Environment], None],
    variable: str,
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    disturb(environment)
    for name in (*os.environ, *environment):
        if name in environment:
            monkeypatch.setenv(name, environment[name])
        else:
            monkeypatch.delenv(name)
    with pytest.raises(SystemExit) as end:
        start()
    told = capsys.readouterr().err
    assert end.value.code == refusal.REFUSED
    assert told.startswith("CaseDesk does not start. ")
    assert len(told.splitlines()) == 1, told
    assert variable in told
    assert says in told


def start() -> None:
    """What a start reads, in this process: each in one of its own takes long."""
    with refusal.in_one_sentence():
        outside.hosts()
        outside.secret_key()
        outside.secret_key_fallbacks()
        outside.database_url()
        outside.redis_url()
    sealing.forget_keys()
    try:
        startup.require_right_keys()
    finally:
        sealing.forget_keys()


@pytest.mark.parametrize("name", [SECRET_FILE, "DATABASE_URL", "CASEDESK_KEYS", AUDIT])
def test_the_web_server_itself_says_so_and_ends(
    environment: Environment, name: str
) -> None:
    del environment[name]
    done = run(START, environment)
    assert done.returncode == refusal.REFUSED
    assert done.stderr.startswith("CaseDesk does not start. ")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert name in done.stderr


@pytest.mark.parametrize("process", ["worker --pool solo", "beat"])
@pytest.mark.parametrize(
    ("disturb", "variable"),
    [
        (with_text(SECRET_FILE, "weak"), SECRET_FILE),
        (without("DATABASE_URL"), "DATABASE_URL"),
        (without("CASEDESK_KEYS"), "CASEDESK_KEYS"),
        (changed(CASEDESK_KEYS="/nowhere/keys.json"), "CASEDESK_KEYS"),
        (without(AUDIT), AUDIT),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_worker_says_so_and_ends_before_it_takes_a_job(
    environment: Environment,
    disturb: Callable[[Environment], None],
    variable: str,
    process: str,
) -> None:
    disturb(environment)
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "casedesk", *process.split()],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == refusal.REFUSED
    assert variable in done.stderr
    assert done.stderr.startswith("CaseDesk does not start. ")
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_of_two_settings_for_the_embedded_servers_neither_makes_a_production(
    environment: Environment,
) -> None:
    """A server for others that lost its DATABASE_URL must not start with an empty
    database of its own."""
    del environment["DATABASE_URL"]
    del environment["REDIS_URL"]
    done = run(START, environment)
    assert "CASEDESK_HOSTS is set and DATABASE_URL is not" in done.stderr
    environment["CASEDESK_HOSTS"] = "localhost"
    assert "DATABASE_URL is not" not in run(READ, environment).stderr


def test_a_command_says_it_in_one_sentence_too_and_starts_no_server(
    environment: Environment,
) -> None:
    del environment["DATABASE_URL"]
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == refusal.REFUSED
    assert done.stderr.startswith("CaseDesk does not start. REDIS_URL is set and")
    assert len(done.stderr.splitlines()) == 1
    assert not Path(environment["CASEDESK_DATA"]).exists()


def test_cookies_are_of_this_host_alone_and_browsers_come_by_tls(
    environment: Environment,
) -> None:
    found = json.loads(run(READ, environment).stdout)
    for name in ("SESSION_COOKIE", "CSRF_COOKIE", "CASEDESK_DEVICE_COOKIE"):
        assert found[f"{name}_NAME"].startswith("__Host-"), name
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_HTTPONLY"]
    # Without these three a browser refuses a cookie of such a name.
    assert found["SESSION_COOKIE_PATH"] == "/"
    assert found["SESSION_COOKIE_DOMAIN"] is None
    assert found["CSRF_COOKIE_DOMAIN"] is None
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert found["SECURE_REFERRER_POLICY"] == "same-origin"
    assert not found["DEBUG"]
    assert found["CASEDESK_PASSKEY_HOST"] == found["ALLOWED_HOSTS"][0]


def test_djangos_deployment_checks_are_silent(environment: Environment) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.check_deploy"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
