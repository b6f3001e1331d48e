"""The demo case in a browser; then everything that was written is looked through."""

from __future__ import annotations

import io
import logging
import re
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from django.conf import settings
from django.core import mail

from casedesk import environment
from casedesk.celery import app
from cases.access.models import Officer
from cases.casefiles.models import Case, Role
from cases.demo import files as demo_files
from cases.demo import load
from cases.exports.models import Export
from cases.matching.models import FraudLink
from cases.seizures.models import SeizedDataset
from cases.signin.models import SecondFactor
from tests.browser import sweep
from tests.browser.conftest import Visitor
from tests.exports.making import approve
from tests.people import PASSWORD, join, make_officer

# Where names stand in the clear by design: what officers write of a case and of its
# suspects, how they themselves are called, and the masks of victims' names. No table
# is allowed a number.
MAY_HOLD_NAMES: Final = {
    "cases_alias",
    "cases_case",
    "cases_custodyevent",
    "cases_exhibit",
    "cases_note",
    "cases_officer",
    "cases_operation",
    "cases_suspect",
    "cases_team",
    "cases_teamevent",
    "cases_unit",
}
SEARCHED: Final = "欧阳龘"


def known(made: demo_files.DemoFiles) -> sweep.Known:
    """Of the seized files and the reports, as they lie there before they come in."""
    texts = [made.wang_csv[1].decode("gb18030", errors="replace")]
    texts.append(made.loan_txt[1].decode("utf-8", errors="replace"))
    for _name, content in (made.wang_xlsx, made.reports_xlsx):
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        texts += ["\n".join(str(cell) for cell in row if cell) for row in rows]
    whole = "\n".join(texts)
    numbers = re.findall(r"(?<![0-9])[0-9]{11,19}[Xx]?(?![0-9])", whole)
    names = re.findall(
        r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{3}(?![\u3400-\u9fff])", whole
    )
    return sweep.Known(
        frozenset(number.upper() for number in numbers),
        frozenset({*names, SEARCHED} - NOT_NAMES),
    )


# Words of three characters in the files that are none of anybody's names.
NOT_NAMES: Final = {
    "手机号", "身份证", "银行卡", "收件人", "北京市", "天津市", "上海市", "重庆市",
    "河北省", "山西省", "辽宁省", "吉林省", "江苏省", "浙江省", "安徽省", "福建省",
    "江西省", "山东省", "河南省", "湖北省", "湖南省", "广东省", "海南省", "四川省",
    "贵州省", "云南省", "陕西省", "甘肃省", "青海省", "台湾省",
}  # fmt: skip


@pytest.fixture
def heard() -> Iterator[list[bytes]]:
    """Every command that the Redis server is sent, also what is gone again."""
    said: list[bytes] = []
    client = sweep.redis_client()
    stop = threading.Event()

    def listen() -> None:
        with client.monitor() as monitor:
            while not stop.is_set():
                said.append(str(monitor.next_command()["command"]).encode())

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield said
    stop.set()
    client.ping()
    thread.join(timeout=5)


def test_no_number_and_no_victim_of_the_demo_case_is_written_in_the_clear(
    visitor: Visitor,
    worker: None,
    heard: list[bytes],
    data_dir: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("casedesk.environment.key_dir", lambda: tmp_path / "keys")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    caplog.set_level(logging.INFO)
    load.ensure(lambda _text: None)
    a_day_at_the_browser(visitor)
    places = [
        *sweep.tables(),
        *sweep.files(data_dir),
        *sweep.files(scratch),
        *sweep.files(environment.var_dir() / "valkey"),
        *sweep.files(environment.var_dir() / "log"),
        *sweep.files(Path(settings.CASEDESK_AUDIT_HEADS_DIR)),
        *sweep.broker(),
        *sweep.mails(),
        ("redis, as it was told", b"\n".join(heard)),
        ("log", caplog.text.encode()),
    ]
    wanted = known(demo_files.make())
    assert len(wanted.numbers) > 100_000
    assert len(wanted.names) > 10_000
    kinds = {place.partition("_")[0].partition(",")[0] for place, _content in places}
    assert {"cases", "django", "redis", "log"} <= kinds
    assert any(b"make_export" in command for command in heard)
    assert sweep.leaks(wanted, places, MAY_HOLD_NAMES) == {}


def a_day_at_the_browser(visitor: Visitor) -> None:
    """Search by name and by number, reveal, report, ask for a list."""
    lead = Officer.objects.get(username="lead")
    lead.language = "en"
    lead.set_password(PASSWORD)
    lead.save()
    SecondFactor.objects.filter(officer=lead).delete()
    case = Case.objects.get()
    link = FraudLink.objects.filter(case=case).order_by("-score", "pk")[0]
    visitor.sign_in(lead)
    visitor.go(f"/suspects/?case={case.pk}")
    visitor.page.fill("input[name=q]", SEARCHED)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**words=**")
    assert SEARCHED not in visitor.page.url
    visitor.go(f"/links/{link.pk}/")
    visitor.page.locator("details.reveal > summary").click()
    visitor.page.locator("select[name=reason]").select_option("contact")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.type("Speak to the victim")
    visitor.page.keyboard.press("Enter")
    number = visitor.page.get_by_text(re.compile(r"1[3-9]\d{9}")).first
    number.wait_for(timeout=20_000)
    found = re.search(r"1[3-9]\d{9}", number.inner_text())
    assert found is not None
    visitor.go("/search/")
    visitor.page.fill("#id_number", found[0])
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_load_state()
    visitor.go(f"/exports/add/?of=link_list&case={case.pk}")
    visitor.page.fill("#id_purpose", f"Ask {found[0]}")
    visitor.page.fill("#id_receiver", "Prosecutor")
    for name in ("#id_password", "#id_again"):
        visitor.page.fill(name, "receiver's long password")
    visitor.press("Ask for it")
    visitor.sees("Waits for a second officer")
    finish(visitor, Export.objects.get())


def finish(visitor: Visitor, export: Export) -> None:
    """Approved by another lead, made by the worker, fetched."""
    assert export.case is not None
    approve(join(export.case, make_officer("second"), Role.LEAD), export)
    visitor.go(export.get_absolute_url())
    with visitor.page.expect_download(timeout=60_000) as download:
        visitor.page.get_by_role("button", name="Download the locked file").click()
    assert download.value.suggested_filename.endswith(".7z")


@pytest.mark.parametrize("place", ["table", "file", "log", "redis", "queue", "mail"])
def test_a_number_that_is_written_somewhere_is_found(
    db: None, data_dir: Path, place: str, case: Case
) -> None:
    number, name = "13800138000", SEARCHED
    planted = f"… {name}，{number} …"
    client = sweep.redis_client()
    if place == "table":
        SeizedDataset.objects.create(case=case, title=planted)
        places: Any = sweep.tables()
    elif place == "file":
        (data_dir / "leak").write_bytes(b"\x00\x80" + planted.encode("gb18030"))
        places = sweep.files(data_dir)
    elif place == "log":
        places = [("log", planted.encode())]
    elif place == "redis":
        client.set("leak", planted)
        places = list(sweep.broker())
        client.delete("leak")
    elif place == "queue":
        app.send_task("nobody.does.it", (planted,))
        places = list(sweep.broker())
        app.control.purge()
    else:
        mail.send_mail("subject", planted, None, ["a@b.invalid"])
        places = sweep.mails()
    wanted = sweep.Known(frozenset({number}), frozenset({name}))
    [(_where, hits)] = sweep.leaks(wanted, places, set()).items()
    assert hits == 2
