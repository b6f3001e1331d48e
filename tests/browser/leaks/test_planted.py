"""What is put somewhere in the clear is found there, so that the search of the demo
case could fail."""

from __future__ import annotations

import gzip
import logging
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.db import DataError, connection

from casedesk import environment
from casedesk.celery import app
from tests.browser.conftest import Visitor
from tests.browser.leaks import places
from tests.browser.leaks.known import Found, Known, Place, look_through
from tests.people import make_case, make_officer

# Nobody's, and none of the demo case, which may be looked through at the same time.
NUMBER = "12000004711"
PERSON, STREET, HANDLE = "欧某甲", "江苏省南京市虚构路", "网名甲乙丙"
QUEUE = "leaks"


PLANTED = f"… {PERSON}，{NUMBER}，{STREET}8号，{HANDLE} …"
KNOWN = Known(*(frozenset({word}) for word in (NUMBER, PERSON, STREET, HANDLE)))


def in_table(_visitor: Visitor, _data: Path, text: str) -> str:
    make_case(lead=make_officer("lead"), facts=text)
    return "cases_case"


def in_session(_visitor: Visitor, _data: Path, text: str) -> str:
    session = SessionStore()
    session["note"] = text * 20  # so long that it is compressed
    session.save()
    return "django_session"


def in_file(_visitor: Visitor, data: Path, text: str) -> str:
    (data / "leak").write_bytes(b"\x00\x80" + text.encode("gb18030"))
    return str(data / "leak")


def in_wide_file(_visitor: Visitor, data: Path, text: str) -> str:
    (data / "leak").write_bytes(text.encode("utf-16"))
    return str(data / "leak")


def in_columns(_visitor: Visitor, data: Path, text: str) -> str:
    pl.DataFrame({"text": [text] * 100}).write_parquet(data / "leak")
    return str(data / "leak")


def in_archive(_visitor: Visitor, data: Path, text: str) -> str:
    with zipfile.ZipFile(data / "leak", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", text)
    return str(data / "leak")


def in_gzip(_visitor: Visitor, data: Path, text: str) -> str:
    (data / "leak").write_bytes(gzip.compress(text.encode()))
    return str(data / "leak")


def in_temporary_file(_visitor: Visitor, _data: Path, text: str) -> str:
    path = Path(tempfile.mkdtemp()) / "leak"
    path.write_text(text)
    return str(path)


def in_second_place(_visitor: Visitor, _data: Path, text: str) -> str:
    path = Path(settings.CASEDESK_AUDIT_HEADS_DIR) / "leak"
    path.write_text(text)
    return str(path)


def in_log(_visitor: Visitor, _data: Path, text: str) -> str:
    logging.getLogger("cases").info("saw %s", text)
    return "log"


def in_output(_visitor: Visitor, _data: Path, text: str) -> str:
    print(text)  # noqa: T201 - what must not be done
    return "output"


def in_log_of_database(_visitor: Visitor, _data: Path, text: str) -> str:
    with pytest.raises(DataError), connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [text])
    return str(environment.var_dir() / "log" / "postgres.log")


def in_cache(_visitor: Visitor, _data: Path, text: str) -> str:
    places.redis_client().set("leak", text, ex=60)
    return "redis"


def in_command(_visitor: Visitor, _data: Path, text: str) -> str:
    """Gone again before anybody looks."""
    client = places.redis_client()
    client.set("leak", text)
    client.delete("leak")
    return "redis, as it was told"


def in_queue(_visitor: Visitor, _data: Path, text: str) -> str:
    app.send_task("nobody.does.it", (text,), queue=QUEUE)
    return "redis"


def in_mail(_visitor: Visitor, _data: Path, text: str) -> str:
    mail.send_mail("subject", text, None, ["a@b.invalid"])
    return "mail"


def in_address(visitor: Visitor, _data: Path, text: str) -> str:
    visitor.go(f"/sign-in/?words={text}")
    return "address"


PLANTS = (
    in_table, in_session, in_file, in_wide_file, in_columns, in_archive, in_gzip,
    in_temporary_file, in_second_place, in_log, in_output, in_log_of_database, in_cache,
    in_command, in_queue, in_mail, in_address,
)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_found(
    plant: Callable[[Visitor, Path, str], str],
    watched: Callable[[], list[Place]],
    visitor: Visitor,
    data_dir: Path,
) -> None:
    place = plant(visitor, data_dir, PLANTED)
    try:
        found = look_through(KNOWN, watched())
    finally:
        places.redis_client().delete("leak", QUEUE)
    assert found[place] == Found({NUMBER, PERSON, STREET}, {HANDLE})


def test_where_nothing_is_planted_nothing_is_found(
    watched: Callable[[], list[Place]], visitor: Visitor
) -> None:
    visitor.sign_in(make_officer("lead"))
    assert look_through(KNOWN, watched()) == {}
