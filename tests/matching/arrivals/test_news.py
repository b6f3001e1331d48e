"""What was found without an officer stands on their home page until they saw it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import jobs
from cases.matching import services
from cases.matching.arrivals.news import mark_seen, unseen
from cases.matching.models import FraudLink, Judgement, MatchRun, NewsSeen
from cases.matching.runs.work import cross_match
from tests.matching.arrivals.test_arrivals import arrived
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.people import make_case, make_officer, signed_in

HOME = reverse("cases:home")
SEEN = reverse("cases:news_seen")


def page(client: Client) -> str:
    return " ".join(client.get(HOME).content.decode().split())


def test_officers_of_the_case_are_told_and_nobody_else(
    lead: Officer, viewer: Officer, outsider: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    arrived(make_report(mobile(1), mobile(2), number="R-7"))
    for officer in (lead, viewer):
        home = page(signed_in(officer))
        assert "2 new links</a> from report R-7" in home
        assert case.number in home
    for officer in (outsider, make_officer("auditor", duty="auditor")):
        assert 'id="news"' not in page(signed_in(officer))
    assert mobile(1) not in home


def test_links_of_many_reports_are_counted_by_case(lead: Officer, case: Case) -> None:
    other = make_case(lead=lead)
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(3)))
    make_dataset(other, f"王某甲,{mobile(1)}")
    arrived(*(make_report(mobile(n)) for n in range(2)))
    arrived(make_report(mobile(2)))
    told = {news.case: (news.links, news.reports, news.run) for news in unseen(lead)}
    assert told[case] == (3, 3, None)
    assert told[other][:2] == (1, 1)


def test_what_was_seen_is_no_news_and_what_comes_after_is(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    arrived(make_report(mobile(1)))
    [news] = unseen(lead)
    assert as_lead.post(SEEN, {"run": str(news.last)}).status_code == 302
    assert not unseen(lead)
    arrived(make_report(mobile(2), number="R-8"))
    assert [news.report for news in unseen(lead)] == ["R-8"]


def test_nonsense_marks_nothing(
    as_lead: Client, outsider: Officer, lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    arrived(make_report(mobile(1)))
    for run in ("", "x", "9" * 40, "-1"):
        assert as_lead.post(SEEN, {"run": run}).status_code == 302
    signed_in(outsider).post(SEEN, {"run": "9" * 10})
    assert unseen(lead)
    assert not NewsSeen.objects.filter(run__gt=0).exists()
    prosecutor = make_officer("p", duty="prosecutor")
    assert signed_in(prosecutor).post(SEEN, {"run": "1"}).status_code == 403


def test_a_run_that_an_officer_started_is_no_news(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    match_now(lead, case)
    assert not unseen(lead)


def test_what_others_have_judged_already_is_no_news(lead: Officer, case: Case) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    arrived(make_report(mobile(1)))
    link = FraudLink.objects.get()
    services.judge(
        officer=lead, link=link, judgement=Judgement.REJECTED, reason="", version=1
    )
    assert not unseen(lead)


def test_a_night_that_ends_after_an_arrival_was_seen_is_news(
    lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}", f"李某乙,{mobile(2)}")
    night = MatchRun(case=case, cause=MatchRun.Cause.NIGHT, only_new=True)
    jobs.submit(night, wake=False)
    night.datasets.set(case.datasets.all())
    arrived(make_report(mobile(2)))
    [news] = unseen(lead)
    mark_seen(lead, news.last)
    assert not unseen(lead)
    make_report(mobile(1), number="R-9")
    jobs.run(MatchRun, night.pk, cross_match)
    [news] = unseen(lead)
    assert (news.report, news.last) == ("R-9", night.pk)
    mark_seen(lead, news.last)
    mark_seen(lead, MatchRun.objects.get(cause="reports").pk)
    assert not unseen(lead)
