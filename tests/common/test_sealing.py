"""What the database keeps: sealed text, and tokens that find without telling."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from cases.common.sealing import KIND_LABELS, digest, read_identifier, token_of
from cases.engine.errors import WrongKey
from cases.engine.identifiers import KINDS, Status
from cases.fraud.models import FraudReport
from cases.suspects.models import Identifier

NARRATIVE = "受害人称接到自称客服的电话，\n要求转账。" * 20


def stored(report: FraudReport, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM cases_fraudreport WHERE id = %s",  # noqa: S608 - a column of ours
            [report.pk],
        )
        return bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("text", [NARRATIVE, "徐某", " ", "𠮷 é \x00 '", "=1+1"])
def test_sealed_text_comes_back_as_it_went_in(db: None, text: str) -> None:
    pk = FraudReport.objects.create(number="R1", narrative=text).pk
    assert FraudReport.objects.get(pk=pk).narrative == text


def test_the_stored_bytes_hold_nothing_of_the_text(db: None) -> None:
    report = FraudReport.objects.create(
        number="R1", victim_name="徐某某", narrative=NARRATIVE
    )
    for column, text in (("victim_name", "徐某某"), ("narrative", NARRATIVE)):
        raw = stored(report, column)
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert text[:3].encode(encoding) not in raw
        assert len(raw) > len(text.encode())


def test_the_same_text_never_lies_there_as_the_same_bytes(db: None) -> None:
    reports = [
        FraudReport.objects.create(number=f"R{n}", victim_name="徐某某") for n in (1, 2)
    ]
    one, other = (stored(report, "victim_name") for report in reports)
    assert one != other


def test_the_empty_text_stays_empty(db: None) -> None:
    report = FraudReport.objects.create(number="R1")
    assert stored(report, "narrative") == b""
    assert FraudReport.objects.get().narrative == ""


def test_sealed_text_changed_behind_our_back_is_noticed(db: None) -> None:
    report = FraudReport.objects.create(number="R1", narrative=NARRATIVE)
    raw = bytearray(stored(report, "narrative"))
    raw[-1] ^= 1
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_fraudreport SET narrative = %s", [bytes(raw)])
    with pytest.raises(WrongKey) as caught:
        FraudReport.objects.get()
    assert caught.value.code == "damaged"


def test_sealed_text_cannot_be_searched(db: None) -> None:
    FraudReport.objects.create(number="R1", narrative=NARRATIVE)
    assert not FraudReport.objects.filter(narrative=NARRATIVE).exists()


def test_one_number_has_one_token_however_it_was_typed() -> None:
    tokens = set()
    for typed in ("13800000000", "+86 138-0000-0000", "１３８００００００００"):
        reading = read_identifier("mobile", typed)
        assert reading.value is not None, typed
        tokens.add(token_of("mobile", reading.value))
    assert len(tokens) == 1


def test_the_same_digits_as_another_kind_have_another_token() -> None:
    assert token_of("mobile", "13800000000") != token_of("qq", "13800000000")


def test_a_keyed_value_keeps_token_mask_and_nothing_else_in_the_clear() -> None:
    one = Identifier().set_value("mobile", "13800000000")
    other = Identifier().set_value("mobile", "13800000000")
    assert isinstance(one.token, uuid.UUID)
    assert one.token == other.token
    assert one.mask != "13800000000"
    assert "*" in one.mask
    assert "13800000000" not in str(one)


def test_nothing_typed_is_read_as_empty() -> None:
    assert read_identifier("mobile", "  ").status is Status.EMPTY


def test_every_kind_has_its_label() -> None:
    assert set(KIND_LABELS) == set(KINDS)


def test_a_digest_shows_a_change_and_not_the_text() -> None:
    assert digest("徐某") == digest("徐某")
    assert digest("徐某") != digest("徐某某")
    assert len(digest(NARRATIVE)) == 8
