"""A suspect's or caller's number is found in reports and in seized lists."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.casefiles.services import hand_over
from cases.common.jobs import Job
from cases.fraud.models import FraudReport
from cases.matching import traces
from cases.suspects import services as suspects
from cases.suspects.models import Suspect
from tests.matching.making import (
    add_identifier,
    damage_index,
    make_dataset,
    make_file,
    make_report,
    mobile,
)
from tests.people import make_case, make_officer, signed_in
from tests.suspects.making import make_suspect


@pytest.fixture
def suspect(lead: Officer, case: Case) -> Suspect:
    suspect = make_suspect(case, name="赵某甲")
    suspects.add_identifier(
        officer=lead, suspect=suspect, kind="mobile", number=mobile(1)
    )
    return suspect


@pytest.fixture
def report(db: None) -> FraudReport:
    report = make_report(mobile(2), number="R-1")
    add_identifier(report, "mobile", mobile(1), party="caller")
    return report


def page(officer: Officer, name: str, pk: int) -> str:
    response = signed_in(officer).get(reverse(f"cases:{name}", args=[pk]))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_suspects_number_is_found_among_callers_victims_and_seized_rows(
    lead: Officer, case: Case, suspect: Suspect, report: FraudReport
) -> None:
    own = make_report(mobile(1), number="R-2")
    twice = make_dataset(case, f"赵某甲,{mobile(1)}", f"赵某甲,{mobile(1)}")
    once = make_dataset(case, f"赵某甲,{mobile(1)}", f"李某乙,{mobile(3)}")
    [trace] = traces.of_suspect(lead, suspect).found
    assert (trace.called, trace.suffered) == ([report], [own])
    assert trace.lists == [(twice, 2), (once, 1)]
    html = page(lead, "suspect_traces", suspect.pk)
    for said in ("R-1", "R-2", twice.title, "2 rows", "138****0001"):
        assert said in html
    assert mobile(1) not in html


def test_a_callers_number_leads_to_the_suspect_and_to_other_reports(
    lead: Officer, case: Case, suspect: Suspect, report: FraudReport
) -> None:
    other = make_report(number="R-2")
    add_identifier(other, "mobile", mobile(1), party="caller")
    [trace] = traces.of_callers(lead, report).found
    assert [known.suspect for known in trace.suspects] == [suspect]
    assert trace.called == [other]
    html = page(lead, "report_traces", report.pk)
    assert "赵某甲" in html
    assert mobile(1) not in html


def test_nobody_sees_what_is_outside_their_scope(
    lead: Officer, case: Case, suspect: Suspect, report: FraudReport, outsider: Officer
) -> None:
    make_dataset(case, f"赵某甲,{mobile(1)}")
    [trace] = traces.of_callers(outsider, report).found
    assert trace.is_empty
    assert "Nowhere in what you may see." in page(outsider, "report_traces", report.pk)
    address = reverse("cases:suspect_traces", args=[suspect.pk])
    assert signed_in(outsider).get(address).status_code == 404
    auditor = make_officer("auditor", duty="auditor")
    assert signed_in(auditor).get(address).status_code == 404
    elsewhere = make_dataset(make_case(lead=outsider), f"赵某甲,{mobile(1)}")
    assert elsewhere not in [
        d for d, _ in traces.of_suspect(lead, suspect).found[0].lists
    ]


def test_a_prosecutor_sees_no_reports(
    lead: Officer,
    case: Case,
    suspect: Suspect,
    report: FraudReport,
    prosecutor: Officer,
) -> None:
    hand_over(officer=lead, case=case, unit=prosecutor.unit)
    assert "R-1" not in page(prosecutor, "suspect_traces", suspect.pk)
    address = reverse("cases:report_traces", args=[report.pk])
    assert signed_in(prosecutor).get(address).status_code == 404


def test_what_could_not_be_searched_is_named(
    lead: Officer, case: Case, suspect: Suspect
) -> None:
    make_file(make_dataset(case, title="Late"), state=Job.State.RUNNING)
    html = page(lead, "suspect_traces", suspect.pk)
    assert "Late: is still being taken in" in html


def test_a_damaged_index_is_named_and_the_others_are_searched(
    lead: Officer, case: Case, suspect: Suspect
) -> None:
    damaged, whole = (
        make_dataset(case, f"王某甲,{mobile(1)}", title=title)
        for title in ("Broken", "Sound")
    )
    damage_index(damaged.files.get())
    html = page(lead, "suspect_traces", suspect.pk)
    assert "the index of this file is damaged" in html
    assert whole.get_absolute_url() in html
    assert damaged.get_absolute_url() not in html


def test_the_search_is_in_the_audit_and_the_pages_ask_for_it(
    lead: Officer, suspect: Suspect, report: FraudReport
) -> None:
    page(lead, "suspect_traces", suspect.pk)
    # Beside the comparison with other cases when the number was recorded.
    entry = Entry.objects.filter(action="search", object_type="suspect").get()
    assert entry.object_id == suspect.pk
    for name, pk in (("suspect", suspect.pk), ("report", report.pk)):
        address = reverse(f"cases:{name}_traces", args=[pk])
        assert f'hx-get="{address}"' in page(lead, f"{name}_detail", pk)
