"""A file of fraud reports becomes reports, and every row of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.access.models import Officer
from cases.common import jobs
from cases.common.sealing import token_of
from cases.engine.errors import EngineError
from cases.fraud import import_services, importing
from cases.fraud.importing import import_reports
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport
from cases.fraud.signals import reports_changed
from cases.fraud.writing import write
from tests.fraud.making import (
    confirmed,
    draft,
    imported,
    line,
    mobiles,
    report,
    text,
    upload,
    workbook,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_whatever_encoding_it_comes(
    lead: Officer, encoding: str
) -> None:
    row = imported(lead, text(line("A1"), line("A2"), encoding=encoding))
    assert (row.state, row.read, row.created) == ("done", 2, 2)
    first = report("A1")
    assert (first.province, first.method, str(first.loss)) == ("32", "F01", "34000.00")
    assert str(first.reported_on) == "2021-01-30"
    assert first.victim_name == "徐某甲"
    assert first.imported_from_id == row.pk
    assert first.line == 2


def test_a_number_where_a_unit_or_a_sheet_is_named_is_masked(lead: Officer) -> None:
    """Someone chose a wrong column, or called a sheet after a suspect."""
    one, two = mobiles(2)
    rows = [["案件编号", "受理单位", "受害人手机"], ["Y1", one, one]]
    rows.append(["Y2", "城南派出所", two])
    imported(lead, workbook(**{f"嫌{two}": rows}), f"{one}.xlsx")

    assert report("Y1").unit_name == f"{one[:3]}****{one[-2:]}"
    assert report("Y2").unit_name == "城南派出所"
    assert report("Y1").sheet == f"嫌{two[:3]}****{two[-4:]}"
    assert ReportImport.objects.get().name == f"{one[:3]}****{one[-4:]}.xlsx"


def test_a_workbook_is_read_with_all_its_sheets(lead: Officer) -> None:
    one, two = mobiles(2)
    content = workbook(
        一月=[["案件编号", "受害人手机", "损失金额"], ["X1", one, 2800]],
        二月=[["报案编号", "电话", "报案日期"], ["X2", two, 44226]],
        说明=[["本表由某单位填写"]],
    )
    row = imported(lead, content, "涉诈警情.xlsx")
    assert (row.read, row.created, row.rejected) == (2, 2, {})
    assert str(report("X1").loss) == "2800.00"
    assert str(report("X2").reported_on) == "2021-01-30"
    assert report("X2").sheet == "二月"


def test_a_row_without_a_report_number_is_rejected_with_its_line(
    lead: Officer,
) -> None:
    row = imported(lead, text(line("A1"), line(""), line("A3")))
    assert (row.read, row.created, row.rejected) == (3, 2, {"no_number": 1})
    assert row.rejected_places == [
        {"sheet": "", "line": 3, "reason": "no_number", "column": None}
    ]


def test_a_row_with_too_many_cells_is_rejected_and_the_others_stay(
    lead: Officer,
) -> None:
    row = imported(lead, text(line("A1"), line("A2") + ",x,y", line("A3")))
    assert (row.created, row.rejected) == (2, {"cell_count": 1})
    assert row.rejected_places[0]["line"] == 3


def test_what_cannot_be_read_in_a_row_is_noted_and_the_row_taken_in(
    lead: Officer,
) -> None:
    content = text(line("A1", province="火星", loss="很多", mobile="138****0000"))
    row = imported(lead, content)
    assert (row.created, row.rejected) == (1, {})
    assert row.notes == {"unknown_province": 1, "bad_loss": 1, "masked": 1}
    assert {place["column"] for place in row.note_places} == {2, 5, 7}
    first = report("A1")
    assert (first.province, first.loss) == ("", None)
    assert not first.identifiers.exists()


def test_every_number_in_a_cell_is_kept_for_whom_it_belongs_to(lead: Officer) -> None:
    one, two, three = mobiles(3)
    imported(lead, text(line("A1", mobile=f"{one}、{two}", caller=f"+86 {three}")))
    held = report("A1").identifiers
    victims = set(held.filter(party="victim").values_list("token", flat=True))
    assert victims == {token_of("mobile", one), token_of("mobile", two)}
    caller = held.get(party="caller")
    assert caller.token == token_of("mobile", three)
    assert caller.sealed == three
    assert caller.mask != three


def test_the_same_file_twice_creates_nothing_twice(lead: Officer) -> None:
    content = text(*(line(f"A{i}", mobile=m) for i, m in enumerate(mobiles(20))))
    imported(lead, content)
    again = imported(lead, content)
    assert (again.read, again.created, again.updated) == (20, 0, 20)
    assert FraudReport.objects.count() == 20
    assert ReportIdentifier.objects.count() == 20


def test_an_update_keeps_what_the_new_file_does_not_say(lead: Officer) -> None:
    one, two = mobiles(2)
    imported(lead, text(line("A1", mobile=one, loss="100")))
    second = text(line("A1", mobile=two, loss="", method="", victim=""))
    imported(lead, second)
    first = report("A1")
    assert (str(first.loss), first.method) == ("100.00", "F01")
    assert (first.victim_name, first.version) == ("徐某甲", 2)
    assert first.identifiers.count() == 2


def test_a_report_in_two_rows_is_one_with_the_numbers_of_both(lead: Officer) -> None:
    one, two = mobiles(2)
    row = imported(lead, text(line("A1", mobile=one), line("A1", mobile=two)))
    assert (row.read, row.created, row.updated) == (2, 1, 1)
    assert report("A1").identifiers.count() == 2


def test_a_bare_list_of_numbers_becomes_reports_numbered_by_file_and_line(
    lead: Officer,
) -> None:
    one, two = mobiles(2)
    content = f"phone\n{one}\nnobody\n{two}\n".encode()
    row = imported(lead, content)
    assert (row.read, row.created, row.rejected) == (3, 2, {"no_identifier": 1})
    begin = row.sha256[:10].upper()
    numbers = set(FraudReport.objects.values_list("number", flat=True))
    assert numbers == {f"{begin}-2", f"{begin}-4"}
    assert imported(lead, content).created == 0


def test_a_list_without_a_header_is_known_by_its_content(lead: Officer) -> None:
    row = imported(lead, "\n".join(mobiles(3)).encode(), "list.txt")
    assert (row.read, row.created) == (3, 3)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "empty_file"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary_file"),
        ("broken.xlsx", b"PK\x03\x04" + b"\0" * 200, "damaged_workbook"),
        (
            "locked.xlsx",
            bytes.fromhex("d0cf11e0a1b11ae1")
            + bytes(632)
            + "EncryptedPackage\0".encode("utf-16-le"),
            "password_protected",
        ),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(
    lead: Officer, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        import_services.import_file(officer=lead, upload=upload(content, name))
    assert refused.value.code == code
    assert not ReportImport.objects.exists()


def test_a_header_that_maps_to_nothing_is_said_before_anything_is_imported(
    lead: Officer,
) -> None:
    row = draft(lead, b"colour,shape\nred,round\nblue,flat\n")
    with pytest.raises(ValidationError, match="No column"):
        import_services.confirm_import(
            officer=lead,
            report_import=row,
            sheets=import_services.sheets_of(row),
        )


def test_a_prosecutor_imports_nothing(prosecutor: Officer) -> None:
    with pytest.raises(PermissionDenied):
        import_services.import_file(officer=prosecutor, upload=upload(text(line("A"))))
    assert not ReportImport.objects.visible_to(prosecutor).exists()


def test_an_import_is_confirmed_once(lead: Officer) -> None:
    row = confirmed(lead, text(line("A1")))
    with pytest.raises(ValidationError, match="already"):
        import_services.confirm_import(
            officer=lead, report_import=row, sheets=import_services.sheets_of(row)
        )


@pytest.fixture
def small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 10)


@pytest.mark.usefixtures("small_stretches")
def test_an_import_that_broke_off_goes_on_where_it_was(
    lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line(f"A{i}", mobile=m) for i, m in enumerate(mobiles(34))]
    lines.insert(12, line(""))
    row = confirmed(lead, text(*lines))
    calls: list[Any] = []

    def breaks(*args: Any) -> int:
        calls.append(args)
        if len(calls) == 3:
            raise EngineError("damaged")
        return write(*args)

    monkeypatch.setattr(importing, "write", breaks)
    jobs.run(ReportImport, row.pk, import_reports)
    row.refresh_from_db()
    assert (row.state, row.read, row.created) == ("failed", 20, 19)
    assert FraudReport.objects.count() == 19
    monkeypatch.setattr(importing, "write", write)
    import_services.start_again(officer=lead, report_import=row)
    jobs.run(ReportImport, row.pk, import_reports)
    row.refresh_from_db()
    assert (row.state, row.read, row.created) == ("done", 35, 34)
    assert (row.updated, row.rejected) == (0, {"no_number": 1})
    assert FraudReport.objects.count() == 34


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """The reports that others were told of."""
    ids: list[int] = []

    def listen(report_ids: list[int], **_: Any) -> None:
        ids.extend(report_ids)

    reports_changed.connect(listen)
    yield ids
    reports_changed.disconnect(listen)


def test_others_are_told_of_the_reports_after_the_commit(
    lead: Officer, heard: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        imported(lead, text(line("A1"), line("A2")))
        assert heard == []
    assert sorted(heard) == sorted(FraudReport.objects.values_list("pk", flat=True))
