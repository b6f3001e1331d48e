"""Checks what an installation is given, before anything starts; a sentence names the
variable that is wrong and what to do about it."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MIN_SECRET_LENGTH = 50
_MIN_DIFFERENT = 10
_MIN_PASSWORD_LENGTH = 12
_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def secret_file(path: Path, variable: str, made_by: str) -> str:
    """The text of a file that nobody but its owner may read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"{variable} names {path}, and there is no such file. {made_by}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{variable} names {path}: {error}.") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ImproperlyConfigured(
            f"{variable} names {path}, which others than its owner may read:"
            f" chmod 600 {path}"
        )
    return text


def strong(key: str, variable: str) -> str:
    """Return the key, if it cannot be guessed."""
    is_example = key.startswith("django-insecure-")
    if len(key) < MIN_SECRET_LENGTH or len(set(key)) < _MIN_DIFFERENT or is_example:
        raise ImproperlyConfigured(
            f"Set {variable} to a random text of at least {MIN_SECRET_LENGTH}"
            " characters: openssl rand -base64 48 prints one."
        )
    return key


def database_url(url: str) -> str:
    """Raises ImproperlyConfigured for another database, or a password to guess."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database, as in"
            " postgres://casedesk@host/casedesk."
        )
    password = unquote(parts.password or "")
    if parts.password is not None and len(password) < _MIN_PASSWORD_LENGTH:
        raise ImproperlyConfigured(
            f"The password in DATABASE_URL has fewer than {_MIN_PASSWORD_LENGTH}"
            " characters: openssl rand -hex 24 prints a better one, which"
            " ALTER ROLE … PASSWORD sets."
        )
    return url


def hosts(text: str) -> list[str]:
    """Raises ImproperlyConfigured where none is named, or every one allowed."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or "*" in names:
        raise ImproperlyConfigured(
            "Set CASEDESK_HOSTS to the names under which officers open CaseDesk, by"
            " commas: casedesk.example.cn"
        )
    return names


def refuse_half_a_production(redis_url: str, host_names: list[str]) -> None:
    """A server for others that has lost its DATABASE_URL would start with an empty
    database of its own, over plain HTTP."""
    beyond = [name for name in host_names if name not in _LOOPBACK]
    if redis_url or beyond:
        variable = "REDIS_URL" if redis_url else "CASEDESK_HOSTS"
        raise ImproperlyConfigured(
            f"{variable} is set and DATABASE_URL is not: set it, as in"
            " postgres://casedesk@host/casedesk, or take both away for the embedded"
            " servers."
        )


def spark_master(address: str) -> str:
    """Raises ImproperlyConfigured for what Spark would not take as a master."""
    one = r"[^\s,:/]+:\d+"
    forms = rf"spark://{one}(,{one})*|k8s://\S+|yarn|local(\[(\d+|\*)\])?"
    if address and not re.fullmatch(forms, address):
        raise ImproperlyConfigured(
            "CASEDESK_SPARK_MASTER names the master of an Apache Spark cluster, as in"
            " spark://host:7077."
        )
    return address
