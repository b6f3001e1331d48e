"""What the process is told from outside: folders, servers, secrets.

Two ways of running, and nothing between them: embedded (no `DATABASE_URL`:
private servers and generated keys below `CASEDESK_DATA`) and production
(`DATABASE_URL` and `REDIS_URL` given, every secret from a file or the
environment, refusal to start without one).
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from ipaddress import ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from casedesk import embedded, given
from cases.engine.keys import KeyFileError, Keys

BASE = Path(__file__).resolve().parent.parent
AUDIT_KEY_BYTES = 32
_HOURS = 24
# Fewer than one in 10^20 random keys has so few different bytes.
_MIN_DIFFERENT_BYTES = 10


def is_embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def var_dir() -> Path:
    """Everything that is written lies below this folder."""
    return Path(os.environ.get("CASEDESK_DATA") or BASE / "var").resolve()


def ensure_servers() -> None:
    """Start the embedded servers if they are in use and down."""
    if is_embedded():
        database_url()  # Raises where a production server has lost its DATABASE_URL.
        embedded.ensure(var_dir())


def hosts() -> list[str]:
    """Host names that CaseDesk answers to."""
    text = os.environ.get("CASEDESK_HOSTS", "")
    return given.hosts(text or ("localhost,127.0.0.1,[::1]" if is_embedded() else ""))


def database_url() -> str:
    url = os.environ.get("DATABASE_URL")
    if url:
        return given.database_url(url)
    given.refuse_half_a_production(os.environ.get("REDIS_URL", ""), hosts())
    return embedded.endpoints(var_dir()).database_url


def redis_url() -> str:
    url = os.environ.get("REDIS_URL")
    if url:
        return url
    if not is_embedded():
        raise ImproperlyConfigured(
            "DATABASE_URL is set and REDIS_URL is not: set it, as in rediss://host/0."
        )
    return embedded.endpoints(var_dir()).redis_url


def cache_url() -> str:
    """The same server as `redis_url`, in the form that its own client reads."""
    return redis_url().replace("redis+socket://", "unix://", 1)


def secret_key() -> str:
    """Django's signing key, from `CASEDESK_SECRET_KEY` or the file it names.

    `CASEDESK_SECRET_KEY_FILE` names a file; embedded, a key is drawn at the
    first start and kept in a file that only its owner can read.
    """
    key = os.environ.get("CASEDESK_SECRET_KEY", "")
    path = os.environ.get("CASEDESK_SECRET_KEY_FILE")
    if path:
        variable, file = "CASEDESK_SECRET_KEY_FILE", Path(path)
        made_by = f"Write one: (umask 77; openssl rand -base64 48 > {path})"
        key = given.secret_file(file, variable, made_by).strip()
    elif not key and is_embedded():
        key = _drawn_once(key_dir() / "secret_key", secrets.token_urlsafe(64))
    return given.strong(key, "CASEDESK_SECRET_KEY or CASEDESK_SECRET_KEY_FILE")


def secret_key_file() -> Path | None:
    """The file in which Django's key can be replaced; None if the environment holds the
    key."""
    path = os.environ.get("CASEDESK_SECRET_KEY_FILE")
    if path:
        return Path(path)
    if os.environ.get("CASEDESK_SECRET_KEY"):
        return None
    return key_dir() / "secret_key"


def secret_key_fallbacks() -> list[str]:
    """Earlier signing keys whose signatures still count: the words of
    `CASEDESK_SECRET_KEY_FALLBACKS`, and the file that a rotation leaves beside the
    key."""
    words = os.environ.get("CASEDESK_SECRET_KEY_FALLBACKS", "").split()
    path = secret_key_file()
    if path and (old := old_secret_key_file(path)).exists():
        words += old.read_text().split()
    for word in words:
        given.strong(word, "CASEDESK_SECRET_KEY_FALLBACKS")
    return words


def old_secret_key_file(path: Path) -> Path:
    return path.with_name(path.name + ".old")


def whole_number(name: str, default: int) -> int:
    """Raises ImproperlyConfigured where the variable holds something else."""
    number = os.environ.get(name) or str(default)
    if not number.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number.")
    return int(number)


def leaked_passwords() -> Path | None:
    """A file in the form of Have I Been Pwned, sorted by hash."""
    name = os.environ.get("CASEDESK_LEAKED_PASSWORDS")
    if not name:
        return None
    path = Path(name)
    if not path.is_file() or not path.stat().st_size:
        raise ImproperlyConfigured(
            f"CASEDESK_LEAKED_PASSWORDS names {path}, and there is no such list."
        )
    return path


def passkey_host() -> str:
    """The host name that passkeys are made for: the first one, where none is named.
    Embedded it is `localhost`, for there are none for an address of numbers."""
    name = os.environ.get("CASEDESK_PASSKEY_HOST")
    return name or ("localhost" if is_embedded() else hosts()[0].lstrip("."))


def hour(name: str, default: int) -> int | None:
    """An hour of the day, 0 to 23; None where the variable says `off`.

    Raises ImproperlyConfigured where it holds something else.
    """
    if os.environ.get(name) == "off":
        return None
    given = whole_number(name, default)
    if given >= _HOURS:
        raise ImproperlyConfigured(f"{name} must be an hour from 0 to 23, or off.")
    return given


def key_dir() -> Path:
    return var_dir() / "keys"


def key_file() -> Path:
    """The file of the engine's keys: the one that `CASEDESK_KEYS` names.

    It never lies in the data directory: whoever copies the data must not get the
    keys with it.
    """
    name = os.environ.get("CASEDESK_KEYS")
    if name:
        path = Path(name).resolve()
        if path.is_relative_to(data_dir()):
            raise ImproperlyConfigured(
                f"CASEDESK_KEYS lies in the data directory {data_dir()}: keep the"
                " keys elsewhere."
            )
        return path
    if not is_embedded():
        raise ImproperlyConfigured(
            "Set CASEDESK_KEYS to the key file: manage.py make_keys FILE writes one."
        )
    return key_dir() / "keys.json"


def load_keys() -> Keys:
    """The engine's keys; embedded, they are drawn at the first start.

    Raises KeyFileError, also where a key file is gone but data that needs it is
    there: new keys would open none of it.
    """
    path = key_file()
    if not os.environ.get("CASEDESK_KEYS") and not path.exists():
        if (data_dir() / "originals").exists():
            raise KeyFileError("key_file_lost", file=str(path))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(KeyFileError):
            Keys.generate().save(path)
    return Keys.load(path)


def load_audit_keys() -> tuple[bytes, ...]:
    """The keys of the audit trail, the newest first, from the file that
    `CASEDESK_AUDIT_KEYS` names: one of 64 hexadecimal digits a line.

    Embedded, one is drawn at the first start.
    """
    name = os.environ.get("CASEDESK_AUDIT_KEYS")
    if name:
        made_by = f"Write one: manage.py make_audit_key {name}"
        text = given.secret_file(Path(name), "CASEDESK_AUDIT_KEYS", made_by)
    elif is_embedded():
        text = _drawn_once(key_dir() / "audit_keys", secrets.token_hex(32))
    else:
        raise ImproperlyConfigured(
            "Set CASEDESK_AUDIT_KEYS to the key file of the audit trail: manage.py"
            " make_audit_key FILE writes one."
        )
    try:
        keys = tuple(bytes.fromhex(line) for line in text.split())
    except ValueError:
        keys = ()
    if not keys or any(
        len(key) != AUDIT_KEY_BYTES or len(set(key)) < _MIN_DIFFERENT_BYTES
        for key in keys
    ):
        raise ImproperlyConfigured(
            "CASEDESK_AUDIT_KEYS names no key file of the audit trail: it has one"
            " random key of 64 hexadecimal digits in each line, as manage.py"
            " make_audit_key FILE writes it."
        )
    return keys


def trusted_proxies() -> list[str]:
    """Addresses or networks of the proxies before this server, by commas: only
    what they say about where a request came from is believed."""
    texts = os.environ.get("CASEDESK_TRUSTED_PROXIES", "").split(",")
    proxies = [text.strip() for text in texts if text.strip()]
    try:
        return [str(ip_network(text)) for text in proxies]
    except ValueError as error:
        raise ImproperlyConfigured(f"CASEDESK_TRUSTED_PROXIES: {error}.") from None


def audit_heads_dir() -> Path:
    """The second place of the audit trail: best on another machine's disk."""
    name = os.environ.get("CASEDESK_AUDIT_HEADS_DIR")
    return Path(name).resolve() if name else var_dir() / "audit"


def data_dir() -> Path:
    """Sealed originals, sealed records and the token index."""
    return var_dir() / "data"


def evidence_dir() -> Path | None:
    """The folder from which officers may take seized files, if there is one."""
    name = os.environ.get("CASEDESK_EVIDENCE_DIR")
    if not name:
        return None
    path = Path(name).resolve()
    if path.is_relative_to(var_dir()) or var_dir().is_relative_to(path):
        raise ImproperlyConfigured(
            f"CASEDESK_EVIDENCE_DIR and the data folder {var_dir()} lie in each"
            " other: name a folder of its own."
        )
    return path


def _drawn_once(path: Path, drawn: str) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Written to a file beside it and linked into place: of two processes that start
        # at once one wins, and neither reads half a key.
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(drawn)
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()
