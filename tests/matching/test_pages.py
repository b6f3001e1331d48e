"""The pages of runs and links: what they show, to whom, and at what cost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.access.models import Officer
from cases.access.views import PAGE_SIZES
from cases.casefiles.models import Case
from cases.matching.models import FraudLink, MatchRun
from cases.matching.review import queue
from cases.matching.tables import FraudLinkTable
from cases.seizures.stores import store_folder
from tests.matching.making import (
    make_dataset,
    make_file,
    make_report,
    match_now,
    mobile,
)
from tests.people import make_case, make_officer, make_unit, signed_in

# One of them asks for the visible cases, so that the list needs not be joined to them.
QUERIES = 13


@pytest.fixture
def run(lead: Officer, case: Case) -> MatchRun:
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(30)), title="Loans")
    for number in range(30):
        make_report(mobile(number), province="32", method="F05")
    return match_now(lead, case)


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as context:
        assert client.get(address).status_code == 200
    return len(context)


@pytest.mark.parametrize("name", ["link_list", "run_list"])
def test_a_list_costs_the_same_however_long_it_is(
    name: str, run: MatchRun, lead: Officer, as_lead: Client, case: Case
) -> None:
    address = f"{reverse(f'cases:{name}')}?case={case.pk}"
    few = queries(as_lead, address)
    for number in range(100, 130):
        make_dataset(case, f"李某乙,{mobile(number)}")
        make_report(mobile(number))
    match_now(lead, case)
    assert queries(as_lead, address) <= min(few, QUERIES)


def test_no_column_of_the_queue_asks_for_more(
    run: MatchRun, lead: Officer, as_lead: Client
) -> None:
    address = reverse("cases:link_list")
    few = queries(as_lead, address)
    lead.columns = {FraudLinkTable.__name__: FraudLinkTable.column_names()}
    lead.save()
    assert queries(as_lead, address) == few
    assert queries(as_lead, f"{address}?export=csv") <= few


def test_a_full_filter_stays_within_the_queries(run: MatchRun, as_lead: Client) -> None:
    dataset = run.datasets.get()
    query = (
        f"?case={run.case_id}&dataset={dataset.pk}&judgement=standing&score=1"
        f"&method=F05&province=32&kind=mobile&run={run.pk}"
    )
    assert queries(as_lead, reverse("cases:link_list") + query) <= QUERIES


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("judgement=open", True),
        ("judgement=standing", True),
        ("judgement=confirmed", False),
        ("kind=mobile", True),
        ("kind=qq", False),
        ("method=F05", True),
        ("method=F09", False),
        ("province=32", True),
        ("province=11", False),
        ("score=1", True),
        ("score=101", False),
        ("year=2020", False),
        ("run=999999", False),
    ],
)
def test_the_queue_can_be_narrowed(
    query: str, shown: bool, run: MatchRun, as_lead: Client
) -> None:
    page = as_lead.get(f"{reverse('cases:link_list')}?{query}").content.decode()
    assert (FraudLink.objects.order_by("-score", "pk")[0].mask in page) is shown


@pytest.mark.parametrize("address", ["run_list", "link_list"])
@pytest.mark.parametrize("name", ["case", "dataset", "per_page", "page"])
@pytest.mark.parametrize("value", ["²", "9" * 30, "-1", "no"])
def test_nonsense_in_an_address_is_no_fault(
    run: MatchRun, as_lead: Client, address: str, name: str, value: str
) -> None:
    page = as_lead.get(reverse(f"cases:{address}"), {name: value})
    assert page.status_code == 200


def test_a_page_has_one_of_the_sizes_that_are_offered(
    run: MatchRun, as_lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert FraudLink.objects.count() == 30
    monkeypatch.setattr("cases.access.views.PAGE_SIZES", (1, 2))
    for asked, shown in (("", 1), ("2", 2), ("3", 1), ("0", 1), ("-1", 1)):
        page = as_lead.get(reverse("cases:link_list"), {"per_page": asked})
        assert page.content.decode().count('data-link="row"') == shown


def test_the_link_shows_the_row_masked_beside_the_report(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    make_dataset(case, f"Ann Example,{mobile(1)}")
    make_report(
        mobile(1), victim_name="Ann Example", narrative=f"Called from {mobile(9)}"
    )
    match_now(lead, case)
    link = FraudLink.objects.get()
    page = as_lead.get(reverse("cases:link_detail", args=[link.pk])).content.decode()
    for hidden in (mobile(1), mobile(9), "Example"):
        assert hidden not in page
    assert "138****0001" in page
    assert "line 2" in page
    assert "The victim&#x27;s name stands in the seized row." in page


def test_a_row_that_cannot_be_read_is_told_and_the_rest_is_shown(
    run: MatchRun, as_lead: Client
) -> None:
    link = FraudLink.objects.select_related("first_file", "report")[0]
    (store_folder(link.first_file) / "records.json").unlink()
    page = as_lead.get(reverse("cases:link_detail", args=[link.pk])).content.decode()
    assert "cannot be read" in page
    assert link.report.number in page


def test_what_was_left_out_and_what_was_braked_is_on_the_page(
    lead: Officer, as_lead: Client, case: Case
) -> None:
    make_dataset(case, *[f"王某甲,{mobile(1)}"] * 1_001)
    make_file(make_dataset(case, title="Half done"), state=MatchRun.State.RUNNING)
    make_report(mobile(1))
    run = match_now(lead, case)
    page = as_lead.get(reverse("cases:run_detail", args=[run.pk])).content.decode()
    assert "Half done: is still being taken in" in page
    assert "Too common to be linked" in page
    assert "1,001" in page


def test_runs_are_for_the_members_of_the_case(
    run: MatchRun, viewer: Officer, outsider: Officer
) -> None:
    detail = reverse("cases:run_detail", args=[run.pk])
    for name in ("run_cancel", "run_start"):
        address = reverse(f"cases:{name}", args=[run.pk])
        assert signed_in(viewer).post(address).status_code == 403
        assert signed_in(outsider).post(address).status_code == 404
    create = reverse("cases:run_create", args=[run.case_id])
    assert signed_in(viewer).get(create).status_code == 403
    assert signed_in(viewer).get(detail).status_code == 200
    assert signed_in(outsider).get(create).status_code == 404
    assert signed_in(outsider).get(detail).status_code == 404


def test_an_export_names_no_number_in_the_clear(run: MatchRun, as_lead: Client) -> None:
    export = as_lead.get(f"{reverse('cases:link_list')}?export=csv")
    text = export.content.decode()
    # All weigh the same, so which of the thirty stand on the page is not said.
    assert len(re.findall(r"138\*{4}00[0-2]\d", text)) == PAGE_SIZES[0]
    assert not [number for number in range(30) if mobile(number) in text]
    assert "<" not in text


def test_a_report_leads_to_its_links(as_lead: Client, run: MatchRun) -> None:
    link, other = FraudLink.objects.order_by("pk")[:2]
    page = as_lead.get(link.report.get_absolute_url()).content.decode()
    [address] = re.findall(rf'{reverse("cases:link_list")}\?words=[^"]+', page)
    assert link.report.number not in address
    found = as_lead.get(address).content.decode()
    assert reverse("cases:link_detail", args=[link.pk]) in found
    assert reverse("cases:link_detail", args=[other.pk]) not in found


@pytest.mark.parametrize("limit", [10_000, 12, 5])
def test_the_pages_of_a_case_are_those_that_its_counts_tell(
    run: MatchRun, as_lead: Client, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr("cases.common.paging.COUNTED", limit)
    pks = list(FraudLink.objects.values_list("pk", flat=True))
    FraudLink.objects.filter(pk__in=pks[:7]).update(judgement="rejected")
    FraudLink.objects.filter(pk__in=pks[7:20]).update(judgement="confirmed")
    address = f"{reverse('cases:link_list')}?case={run.case_id}&judgement="
    expected = {"": 30, "rejected": 7, "confirmed": 13, "standing": 23, "unsure": 0}
    for word, links in expected.items():
        with CaptureQueriesContext(connection) as context:
            page = as_lead.get(f"{address}{word}")
        pages = page.context["table"].paginator
        assert (pages.count, pages.is_cut) == (min(links, limit), links > limit)
        counts = [q["sql"] for q in context if q["sql"].startswith("SELECT COUNT(*)")]
        assert not counts
        # The list alone has no counts above it to be told by.
        alone = as_lead.get(f"{address}{word}", headers={"HX-Request": "true"})
        pages = alone.context["table"].paginator
        assert (pages.count, pages.is_cut) == (min(links, limit), links > limit)


def test_the_list_shows_what_an_officer_may_see(
    run: MatchRun, lead: Officer, as_lead: Client
) -> None:
    outsider = make_officer("outsider", unit=make_unit("Other unit"))
    other = make_case(lead=outsider)
    make_dataset(other, f"王某甲,{mobile(1)}")
    match_now(outsider, other)
    for officer, links in ((lead, 30), (outsider, 1)):
        listed = queue.listed(officer, Case.objects.visible_to(officer))
        assert listed.count() == links
        assert set(listed) == set(FraudLink.objects.visible_to(officer))
