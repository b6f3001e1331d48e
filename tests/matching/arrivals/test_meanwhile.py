"""What changes while an arrival is being matched."""

from __future__ import annotations

from typing import Any

import pytest

from cases.access.models import Officer
from cases.casefiles.models import Case, Standing
from cases.fraud import services as fraud
from cases.matching.models import FraudLink, MatchRun
from cases.matching.runs import finding
from tests.casefiles.making import seal
from tests.matching.arrivals.test_arrivals import arrived
from tests.matching.making import make_dataset, make_report, mobile, take_in_rows
from tests.people import make_case


def test_data_read_anew_meanwhile_wait_for_their_own_arrival(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = make_dataset(case, f"王某甲,{mobile(1)}")
    same = make_dataset(case, f"王某甲,{mobile(1)}")
    whole = finding.with_scores

    def read_anew(links: Any) -> Any:
        anew.files.update(store="another")
        return whole(links)

    monkeypatch.setattr(finding, "with_scores", read_anew)
    arrived(make_report(mobile(1)))
    assert FraudLink.objects.get().dataset == same
    assert list(MatchRun.objects.get().datasets.all()) == [same]


def test_a_file_added_meanwhile_keeps_its_data_set_waiting(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset(case, f"王某甲,{mobile(1)}")
    whole = finding.with_scores

    def added(links: Any) -> Any:
        take_in_rows(dataset, f"王某甲,{mobile(2)}")
        return whole(links)

    monkeypatch.setattr(finding, "with_scores", added)
    arrived(make_report(mobile(1)))
    assert not FraudLink.objects.exists()


def test_a_number_taken_out_meanwhile_has_no_link(
    lead: Officer, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"王某甲,{mobile(2)}")
    report = make_report(mobile(1), mobile(2))
    wrong = report.identifiers.get(token=make_report(mobile(1)).identifiers.get().token)
    whole = finding.with_scores

    def taken_out(links: Any) -> Any:
        fraud.remove_identifier(officer=lead, identifier=wrong)
        return whole(links)

    monkeypatch.setattr(finding, "with_scores", taken_out)
    arrived(report)
    link = FraudLink.objects.get()
    assert link.token == report.identifiers.get().token


def test_a_case_sealed_meanwhile_stays_as_it_is_and_the_others_are_matched(
    lead: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, sealed, last = (make_case(lead=lead) for _ in range(3))
    for each in (first, sealed, last):
        make_dataset(each, f"王某甲,{mobile(1)}")
    whole = finding.with_scores

    def seal_it(links: Any) -> Any:
        if sealed.standing != Standing.SEALED:
            seal(lead, sealed)
        return whole(links)

    monkeypatch.setattr(finding, "with_scores", seal_it)
    arrived(make_report(mobile(1)))
    assert {link.case for link in FraudLink.objects.all()} == {first, last}
