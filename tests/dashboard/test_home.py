"""The home page: what waits for an officer, and where the victims are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.common.jobs import Job
from cases.common.provinces import Province
from cases.dashboard.linked import Linked
from cases.dashboard.tiles import SHADES, shade, tiles
from cases.matching import services
from cases.matching.models import FraudLink
from cases.operations.models import Operation
from tests.matching.making import (
    make_dataset,
    make_file,
    make_report,
    match_now,
    mobile,
)
from tests.people import make_case, make_officer, signed_in

HOME = reverse("cases:home")
MAP = reverse("cases:victims_by_province")


@pytest.fixture
def linked(lead: Officer, case: Case) -> None:
    """Three reports of two provinces with four links."""
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(4)))
    make_report(mobile(0), mobile(1), province="32")
    make_report(mobile(2), province="32")
    make_report(mobile(3), province="71")
    match_now(lead, case)


def page(client: Client, address: str = HOME) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def total_of(client: Client, address: str) -> int:
    """How many a list says it has."""
    found = re.search(r"of ([\d,]+)</p>", page(client, address.replace("&amp;", "&")))
    assert found is not None
    return int(found[1].replace(",", ""))


def test_every_province_has_a_tile_of_its_own() -> None:
    drawn = tiles({})
    assert sorted(tile.code for tile in drawn) == sorted(Province.values)
    assert len({(tile.x, tile.y) for tile in drawn}) == len(drawn)


def test_a_tile_is_the_darker_the_more_victims_it_has() -> None:
    shades = [shade(number, 500) for number in (0, 1, 100, 101, 300, 500)]
    assert shades == [0, 1, 1, 2, 3, SHADES]
    [jiangsu] = [t for t in tiles({"32": Linked(7, 9)}) if t.code == "32"]
    assert (jiangsu.linked.reports, jiangsu.shade) == (7, SHADES)


def test_the_numbers_lead_to_the_lists_they_count(
    linked: None, as_lead: Client, lead: Officer, case: Case
) -> None:
    home, drawn = page(as_lead), page(as_lead, MAP)
    assert f'hx-get="{MAP}"' in home
    assert "Jiangsu: 2 reports, 3 links" in drawn
    assert "Taiwan: 1 reports, 1 links" in drawn
    for province, links in (("32", 3), ("71", 1)):
        address = f"{reverse('cases:link_list')}?province={province}"
        assert f"{address}&amp;judgement=standing" in drawn
        assert total_of(as_lead, f"{address}&judgement=standing") == links
    waiting = f"{reverse('cases:link_list')}?case={case.pk}&amp;judgement=open"
    assert f'<a href="{waiting}">4 in' in home
    assert total_of(as_lead, waiting) == 4


def test_a_rejected_link_no_longer_counts(
    linked: None, as_lead: Client, lead: Officer
) -> None:
    link = FraudLink.objects.get(report__province="71")
    services.judge(officer=lead, link=link, judgement="rejected", reason="", version=1)
    assert "Taiwan:" not in page(as_lead, MAP)
    assert "3 in" in page(as_lead)


def test_what_took_long_to_count_is_kept_for_who_sees_the_same(
    linked: None,
    as_lead: Client,
    lead: Officer,
    outsider: Officer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cases.dashboard.linked.SLOW_SECONDS", 0)
    assert "Taiwan:" in page(as_lead, MAP)
    link = FraudLink.objects.get(report__province="71")
    services.judge(officer=lead, link=link, judgement="rejected", reason="", version=1)
    assert "Taiwan:" in page(as_lead, MAP)
    assert "Taiwan:" not in page(signed_in(outsider), MAP)
    make_case(lead=lead)
    assert "Taiwan:" not in page(as_lead, MAP)


def test_more_than_anybody_judges_is_not_counted_to_its_end(
    linked: None, as_lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.common.paging.COUNTED", 2)
    monkeypatch.setattr("cases.templatetags.casedesk.COUNTED", 2)
    assert '<span class="figure">2+</span>' in page(as_lead)


def test_running_jobs_and_coming_operations_are_shown(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    make_file(make_dataset(case), name="big.csv", state=Job.State.RUNNING)
    soon = timezone.now() + timedelta(days=1)
    for state in Operation.State:
        operation = Operation.objects.create(
            case=case, name=f"Raid {state}", go_time=soon, state=state
        )
        # Under embargo its planners alone see it.
        operation.planners.add(lead)
    home = page(as_lead)
    assert "big.csv" in home
    assert "Raid planned" in home
    assert "Raid running" in home
    assert "Raid ended" not in home


def test_a_viewer_is_asked_to_judge_nothing(linked: None, viewer: Officer) -> None:
    client = signed_in(viewer)
    assert "No link waits for your judgement." in page(client)
    assert "Jiangsu: 2 reports" in page(client, MAP)


def test_an_outsider_sees_nothing_of_the_case(
    linked: None, outsider: Officer, case: Case
) -> None:
    client = signed_in(outsider)
    home = page(client)
    assert "You are in no case yet." in home
    assert "Jiangsu:" not in page(client, MAP)
    assert case.number not in home


def test_a_prosecutor_sees_the_cases_handed_over_and_no_police_work(
    linked: None, lead: Officer, prosecutor: Officer, case: Case
) -> None:
    client = signed_in(prosecutor)
    assert "No case has been handed over" in page(client)
    link = FraudLink.objects.filter(report__province="32")[0]
    services.judge(officer=lead, link=link, judgement="confirmed", reason="", version=1)
    casefiles.hand_over(officer=lead, case=case, unit=prosecutor.unit)
    home = page(client)
    assert case.number in home
    assert "Jiangsu: 1 reports, 1 links" in page(client, MAP)
    assert "Lately in your cases" not in home


@pytest.mark.parametrize("duty", ["auditor", "system_admin", "security_admin"])
def test_who_has_no_case_data_is_told_so(duty: str, linked: None, case: Case) -> None:
    client = signed_in(make_officer(duty, duty=duty))
    home = page(client)
    assert client.get(MAP).status_code == 403
    assert "no case data is shown to you" in home
    assert case.number not in home


def test_the_page_costs_no_more_with_many_cases(
    linked: None, as_lead: Client, lead: Officer
) -> None:
    for _ in range(5):
        case = make_case(lead=lead)
        make_file(make_dataset(case), state=Job.State.RUNNING)
        Operation.objects.create(case=case, name="Raid", go_time=timezone.now())
    with CaptureQueriesContext(connection) as context:
        page(as_lead)
    assert len(context) <= 21
