"""The demo case as it stands after `make demo`."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.deconfliction.models import Pointer
from cases.demo import load, second_factor, story
from cases.lineage.models import Pair
from cases.lineage.origin import of_report
from cases.matching.models import FraudLink
from cases.operations.models import Team
from cases.seizures.models import CustodyEvent, SeizedDataset
from cases.signin.models import SecondFactor
from tests.people import make_officer, signed_in


@pytest.fixture
def key_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("casedesk.environment.key_dir", lambda: tmp_path / "keys")
    return tmp_path / "keys"


def test_the_demo_tells_the_whole_case_and_is_loaded_once(
    db: None, key_dir: Path
) -> None:
    said: list[str] = []
    password = load.ensure(said.append)
    case = Case.objects.get(number=story.CASE_NUMBER)
    for dataset in SeizedDataset.objects.filter(case=case):
        assert dataset.rows_read == dataset.rows_stored + dataset.rows_rejected > 0
    assert FraudLink.objects.filter(case=case).confirmed().count() == 40
    assert FraudLink.objects.filter(case=case).open().exists()
    assert set(Team.objects.values_list("status", flat=True)) == {"returned"}
    assert CustodyEvent.objects.filter(purpose__startswith="Read back").exists()
    for username in ("lead", "prosecutor"):
        client = Client()
        client.post("/sign-in/", {"username": username, "password": password})
        client.post("/sign-in/code/", {"code": second_factor.code()})
        assert client.get(case.get_absolute_url()).status_code == 200
    outsider = signed_in(Officer.objects.get(username="outsider"))
    assert outsider.get(case.get_absolute_url()).status_code == 404
    pointer = Pointer.objects.get()
    page = outsider.get(pointer.get_absolute_url()).content.decode()
    assert "主办侦查员" in page
    assert case.number not in page
    steps = len(said)
    assert load.ensure(said.append) == password
    assert (Case.objects.count(), len(said)) == (2, steps)
    for name in ("demo_password", "demo_authenticator"):
        assert (key_dir / name).stat().st_mode & 0o077 == 0


def test_the_newcomer_alone_sets_a_second_factor_up(db: None, key_dir: Path) -> None:
    for name in ("lead", "viewer"):
        make_officer(name)
    second_factor.give(Officer.objects.all())
    enrolled = SecondFactor.objects.values_list("officer__username", flat=True)
    assert list(enrolled) == ["lead"]
    SecondFactor.objects.update(secret="ANOTHER")
    second_factor.give(Officer.objects.all())
    assert SecondFactor.objects.get().secret == "ANOTHER"


def test_a_lost_password_is_drawn_anew(db: None, key_dir: Path) -> None:
    officer = make_officer("lead")
    Case.objects.create(
        number=story.CASE_NUMBER, title="x", lead_unit=officer.unit, province="32"
    )
    password = load.ensure(lambda _text: None)
    client = Client()
    assert client.login(username="lead", password=password)
    assert client.get(reverse("cases:home")).status_code == 200


def test_a_sign_in_name_that_is_taken_stops_the_demo(db: None, key_dir: Path) -> None:
    make_officer("analyst")
    with pytest.raises(ValidationError, match="analyst"):
        load.ensure(lambda _text: None)
    assert not Case.objects.exists()


def test_the_demo_shows_the_chain_of_sale_from_the_insider_down(
    db: None, key_dir: Path
) -> None:
    load.ensure(lambda _text: None)
    case = Case.objects.get(number=story.CASE_NUMBER)
    lead = Officer.objects.get(username="lead")
    pairs = {
        (pair.earlier.title, pair.later.title): pair
        for pair in Pair.objects.visible_to(lead).of_case(case).with_sets()
    }
    hands = (
        "刷单平台后台导出",
        "卖家二号手机内的料",
        "王超电脑内的快递料",
        "张诚分类后的快递料",
    )
    for earlier, later in pairwise(hands):
        assert pairs[earlier, later].is_told
    # Nobody said when this one was got; its newest row says not before Wang's.
    by_time = pairs["王超电脑内的快递料", "下线05手机内的名单"]
    assert [line["code"] for line in by_time.evidence[:2]] == [
        "until_obtained",
        "since_newest",
    ]
    untold = [pair for pair in pairs.values() if not pair.is_told]
    assert {"下线06电脑内的电话"} <= {
        side.title for pair in untold for side in (pair.first, pair.second)
    }
    link = FraudLink.objects.filter(dataset__title=hands[2]).confirmed()[0]
    origin = of_report(lead, link.report)
    assert origin.first is not None
    assert str(origin.first.dataset.holder) in origin.sentence
