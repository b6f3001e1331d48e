"""The earliest data set and holder that had a victim's numbers before the fraud."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.fraud.models import FraudReport
from cases.lineage.origin import of_report
from tests.lineage.making import make_set, seized
from tests.matching.making import add_identifier, make_report, mobile
from tests.people import make_case, signed_in
from tests.suspects.making import make_suspect

FRAUD = date(2020, 10, 1)


@pytest.fixture
def report(db: None) -> FraudReport:
    return make_report(mobile(1), reported_on=FRAUD)


def test_the_earliest_holder_before_the_fraud_is_named(
    lead: Officer, case: Case, report: FraudReport
) -> None:
    holder = make_suspect(case, name="王超")
    late = make_set(case, range(3), obtained_on=date(2020, 9, 1))
    early = make_set(case, range(3), obtained_on=date(2020, 6, 1), holder=holder)
    after = make_set(case, range(3), obtained_on=date(2020, 12, 1))
    make_set(case, range(5, 8), obtained_on=date(2020, 1, 1))
    origin = of_report(lead, report)
    assert [h.dataset for h in origin.holdings] == [early, late, after]
    assert [h.is_before for h in origin.holdings] == [True, True, False]
    assert origin.first is not None
    assert origin.sentence == (
        "The first who is known to have had the victim's numbers is 王超:"
        f" “{early}” was obtained on 2020-06-01, 122 days before the report."
    )


def test_a_seizure_before_the_fraud_says_that_it_was_there_by_then(
    lead: Officer, case: Case, report: FraudReport
) -> None:
    make_set(case, range(3), exhibit=seized(case, date(2020, 9, 30)))
    assert "was seized on 2020-09-30, 1 day before" in of_report(lead, report).sentence


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"obtained_on": FRAUD}, "Of no data set it is known"),
        ({"obtained_on": date(2021, 1, 1)}, "Of no data set it is known"),
        ({}, "cannot be told, because of none it is known when"),
    ],
)
def test_without_a_day_before_the_fraud_nothing_is_claimed(
    lead: Officer, case: Case, report: FraudReport, fields: dict[str, Any], said: str
) -> None:
    make_set(case, range(3), **fields)
    origin = of_report(lead, report)
    assert origin.first is None
    assert said in origin.sentence


def test_what_has_no_date_may_have_been_earlier(
    lead: Officer, case: Case, report: FraudReport
) -> None:
    make_set(case, range(3))
    make_set(case, range(3), obtained_on=date(2020, 9, 1))
    assert "1 data set without a date may have been" in of_report(lead, report).sentence


def test_a_report_without_a_day_tells_no_first(lead: Officer, case: Case) -> None:
    make_set(case, range(3), obtained_on=date(2020, 9, 1))
    undated = make_report(mobile(2))
    assert "because the report has no date" in of_report(lead, undated).sentence


def test_the_number_of_the_caller_is_no_victims(lead: Officer, case: Case) -> None:
    make_set(case, range(3), obtained_on=date(2020, 9, 1))
    called = make_report(mobile(50), reported_on=FRAUD)
    add_identifier(called, "mobile", mobile(1), party="caller")
    origin = of_report(lead, called)
    assert origin.sentence.startswith("None of the data sets that you see")


def test_another_units_data_set_is_not_named(
    lead: Officer, case: Case, outsider: Officer, report: FraudReport
) -> None:
    hidden = make_set(make_case(lead=outsider), range(3), obtained_on=date(2020, 1, 1))
    shown = make_set(case, range(3), obtained_on=date(2020, 9, 1))
    page = signed_in(lead).get(reverse("cases:report_origin", args=[report.pk]))
    assert shown.title in page.content.decode()
    assert hidden.title not in page.content.decode()
    entry = Entry.objects.filter(action="search").latest("pk")
    assert (entry.object_id, entry.detail) == (report.pk, {"datasets": [shown.pk]})


def test_it_is_a_part_of_the_reports_page_and_no_prosecutors(
    as_lead: Client, prosecutor: Officer, report: FraudReport
) -> None:
    address = reverse("cases:report_origin", args=[report.pk])
    assert (
        f'hx-get="{address}"' in as_lead.get(report.get_absolute_url()).content.decode()
    )
    assert (
        "<html"
        not in as_lead.get(address, headers={"HX-Request": "true"}).content.decode()
    )
    assert signed_in(prosecutor).get(address).status_code == 404


def test_of_two_from_the_same_day_none_is_called_the_first_alone(
    lead: Officer, case: Case, report: FraudReport
) -> None:
    day = date(2020, 6, 1)
    for _ in range(2):
        make_set(case, range(3), obtained_on=day)
    make_set(case, range(3), obtained_on=date(2020, 7, 1))
    told = of_report(lead, report).sentence
    assert "1 other data set is known from the same day on" in told


def test_a_report_without_a_number_of_the_victim_says_so(
    lead: Officer, case: Case
) -> None:
    make_set(case, range(3), obtained_on=date(2020, 9, 1))
    told = of_report(lead, make_report(reported_on=FRAUD)).sentence
    assert told.startswith("The report has no number of the victim")
