"""The numbers of all reports leave the database as columns of tokens."""

from __future__ import annotations

import polars as pl

from cases.access.models import Officer
from cases.common.sealing import token_of
from cases.engine.identifiers import KINDS
from cases.fraud.tokens import SCHEMA, report_tokens, with_namesakes
from tests.fraud.making import imported, line, mobiles, report, text


def _row(kind: str, value: str, pk: int) -> tuple[int, int, int, int]:
    token = token_of(kind, value).int
    return KINDS[kind].code, token >> 64, token & (1 << 64) - 1, pk


def test_a_victims_number_comes_with_its_report(lead: Officer) -> None:
    one, two, three = mobiles(3)
    imported(lead, text(line("A1", mobile=one, caller=three), line("A2", mobile=two)))
    tokens = report_tokens()
    assert tokens.schema == SCHEMA
    assert set(tokens.rows()) == {
        _row("mobile", one, report("A1").pk),
        _row("mobile", two, report("A2").pk),
    }
    callers = report_tokens(party="caller").rows()
    assert callers == [_row("mobile", three, report("A1").pk)]


def test_tokens_are_narrowed_to_kinds_and_to_reports(lead: Officer) -> None:
    one, two = mobiles(2)
    imported(lead, text(line("A1", mobile=one), line("A2", mobile=two)))
    pk = report("A2").pk
    assert report_tokens(kinds=["resident_id"]).is_empty()
    assert report_tokens(reports=[]).is_empty()
    assert report_tokens(kinds=["mobile"], reports=[pk]).rows() == [
        _row("mobile", two, pk)
    ]


def test_namesakes_are_the_same_from_the_database_and_from_all_tokens(
    lead: Officer,
) -> None:
    one, two, three = mobiles(3)
    lines = [("A1", one), ("A2", one), ("A3", two), ("A4", three), ("A5", two)]
    imported(lead, text(*(line(number, mobile=value) for number, value in lines)))
    for numbers in ([], ["A1"], ["A1", "A4"], ["A5", "A3"]):
        pks = [report(number).pk for number in numbers]
        there = report_tokens(reports=pks, namesakes=True)
        here = with_namesakes(report_tokens(), pks)
        assert here.schema == there.schema == SCHEMA
        assert sorted(here.rows()) == sorted(there.rows())
        assert len(here) == sum(
            value in {value for number, value in lines if number in numbers}
            for _number, value in lines
        )


def test_without_a_report_there_is_an_empty_frame(db: None) -> None:
    assert report_tokens().equals(pl.DataFrame(schema=SCHEMA))
