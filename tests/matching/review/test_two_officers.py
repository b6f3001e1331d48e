"""Where a case asks for it, a link is confirmed only when two officers agree."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Action, Entry
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.matching import services
from cases.matching.models import FraudLink, Judgement
from cases.matching.review import queue
from cases.matching.review.two_officers import OwnProposal
from cases.summaries.collect import collect
from cases.summaries.models import Volume
from tests.matching.making import make_dataset, make_report, match_now, mobile
from tests.people import signed_in


@pytest.fixture
def links(lead: Officer, case: Case) -> list[FraudLink]:
    make_dataset(case, *(f"王某甲,{mobile(n)}" for n in range(3)))
    for number in range(3):
        make_report(mobile(number))
    match_now(lead, case)
    return list(FraudLink.objects.order_by("pk"))


def ask_for_two(lead: Officer, case: Case, *, wanted: bool = True) -> None:
    case.refresh_from_db()
    casefiles.update_case(
        officer=lead, case=case, version=case.version, two_officers=wanted
    )


def say(officer: Officer, link: FraudLink, word: str) -> str:
    """How the link stands after it."""
    link.refresh_from_db()
    said = services.judge(
        officer=officer, link=link, judgement=word, reason="", version=link.version
    )
    return said.judgement


def test_the_first_word_proposes_and_a_second_officers_confirms(
    lead: Officer, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    link = links[0]
    assert say(lead, link, "confirmed") == Judgement.PROPOSED
    assert not FraudLink.objects.confirmed().exists()
    assert say(colleague, link, "confirmed") == Judgement.CONFIRMED
    link.refresh_from_db()
    assert link.proposed_by == lead
    history = link.judgements.values_list("officer", "judgement")
    assert list(history) == [(colleague.pk, "confirmed"), (lead.pk, "proposed")]


def test_the_same_officer_twice_is_refused_and_told_so(
    lead: Officer, as_lead: Client, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    link = links[0]
    say(lead, link, "confirmed")
    with pytest.raises(OwnProposal), transaction.atomic():
        say(lead, link, "confirmed")
    told = as_lead.post(
        reverse("cases:link_judge", args=[link.pk]),
        {"judgement": "confirmed", "version": "2"},
        follow=True,
    )
    assert "You have proposed this link yourself" in told.content.decode()
    link.refresh_from_db()
    assert (link.judgement, link.judgements.count()) == (Judgement.PROPOSED, 1)


def test_in_bulk_ones_own_proposals_stay_and_are_counted(
    lead: Officer, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    say(lead, links[0], "confirmed")
    say(colleague, links[1], "confirmed")
    seen = dict(FraudLink.objects.values_list("pk", "version"))
    client = signed_in(lead)
    ticked = [f"{pk}:{version}" for pk, version in seen.items()]
    told = client.post(
        reverse("cases:link_judge_many"),
        {"judgement": "confirmed", "reason": "Seen", "link": ticked},
        follow=True,
    ).content.decode()
    assert "2 links judged." in told
    assert "1 link was proposed by you" in told
    standing = FraudLink.objects.order_by("pk").values_list("judgement", flat=True)
    assert list(standing) == ["proposed", "confirmed", "proposed"]


def test_a_second_officer_may_disagree_and_the_first_may_take_back(
    lead: Officer, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    link = links[0]
    say(lead, link, "confirmed")
    assert say(colleague, link, "rejected") == Judgement.REJECTED
    assert say(colleague, link, "confirmed") == Judgement.PROPOSED
    assert say(colleague, link, "open") == Judgement.OPEN
    link.refresh_from_db()
    assert link.proposed_by is None


def test_what_one_officer_had_confirmed_waits_once_two_are_asked_for(
    lead: Officer, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    link = links[0]
    assert say(lead, link, "confirmed") == Judgement.CONFIRMED
    ask_for_two(lead, case)
    link.refresh_from_db()
    assert (link.judgement, link.proposed_by) == (Judgement.PROPOSED, lead)
    assert Entry.objects.filter(action=Action.CHANGE, detail__proposed=1).exists()
    assert say(colleague, link, "confirmed") == Judgement.CONFIRMED
    # Saved once more: what two have confirmed stays.
    ask_for_two(lead, case)
    link.refresh_from_db()
    assert link.judgement == Judgement.CONFIRMED


def test_without_the_option_one_word_confirms_also_what_was_proposed(
    lead: Officer, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    say(lead, links[0], "confirmed")
    ask_for_two(lead, case, wanted=False)
    assert say(lead, links[0], "confirmed") == Judgement.CONFIRMED
    links[0].refresh_from_db()
    assert links[0].proposed_by is None


def test_without_the_option_no_page_asks_for_a_second_officer(
    lead: Officer, as_lead: Client, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    for link in links:
        say(lead, link, "confirmed")
    ask_for_two(lead, case, wanted=False)
    case.refresh_from_db()
    address = reverse("cases:link_detail", args=[links[0].pk])
    page = as_lead.get(address).content.decode()
    assert "confirmed once more, the link is confirmed" in page
    assert 'value="confirmed"' in page.split('id="proposed"')[1]
    listed = f"{reverse('cases:link_list')}?case={case.pk}"
    queue_page = as_lead.get(listed).content.decode()
    assert "A second officer has to confirm it." not in queue_page
    assert queue_page.count('value="confirmed" title="Confirm"') == len(links)
    assert queue.next_open(lead, case) == links[0]


def test_nobody_can_say_proposed(lead: Officer, links: list[FraudLink]) -> None:
    with pytest.raises(ValidationError, match="no such judgement"):
        say(lead, links[0], "proposed")
    with pytest.raises(ValidationError, match="no such judgement"):
        services.judge_many(
            officer=lead, seen={links[0].pk: 1}, judgement="proposed", reason="All"
        )


def test_the_pages_say_what_waits_for_whom(
    lead: Officer,
    as_lead: Client,
    colleague: Officer,
    case: Case,
    links: list[FraudLink],
) -> None:
    ask_for_two(lead, case)
    link = links[0]
    say(lead, link, "confirmed")
    address = reverse("cases:link_detail", args=[link.pk])
    mine = as_lead.get(address).content.decode()
    assert "You have proposed this link" in mine
    assert 'value="confirmed"' not in mine.split('id="proposed"')[1]
    theirs = signed_in(colleague).get(address).content.decode()
    assert "Proposed by Lead. It counts as confirmed when" in theirs
    assert 'value="confirmed"' in theirs.split('id="proposed"')[1]
    listed = f"{reverse('cases:link_list')}?case={case.pk}"
    assert "A second officer has to confirm it." in as_lead.get(listed).content.decode()
    only = as_lead.get(f"{listed}&judgement=proposed").content.decode()
    assert only.count('data-link="row"') == 1
    assert ("proposed", "Proposed", 1) in queue.by_judgement(lead, case)


def test_the_queue_leads_the_second_officer_to_what_was_proposed(
    lead: Officer, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    for link in links:
        assert queue.next_open(lead, case) is not None
        say(lead, link, "confirmed")
    assert queue.next_open(lead, case) is None
    assert queue.next_open(colleague, case) == links[0]


def test_a_summary_counts_what_two_have_confirmed_and_names_both(
    lead: Officer, colleague: Officer, case: Case, links: list[FraudLink]
) -> None:
    ask_for_two(lead, case)
    say(lead, links[0], "confirmed")
    say(lead, links[1], "confirmed")
    say(colleague, links[1], "confirmed")
    facts = collect(lead, case.pk, Volume.LITIGATION)
    assert (facts.totals.links, facts.links_open) == (1, 2)
    link = facts.reports[0].links[0]
    assert (link.proposed_by, link.confirmed_by) == ("Lead", "Colleague")
