"""The pages, as an officer uses them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.lineage.models import LineageRun, Pair
from cases.lineage.wording import percent
from cases.seizures.models import SeizedDataset
from tests.lineage.making import make_set, pair_of, trace
from tests.matching.making import mobile
from tests.people import make_case, make_officer, signed_in


def address(case: Case) -> str:
    return reverse("cases:lineage", args=[case.pk])


def page(client: Client, where: str, **headers: str) -> str:
    response = client.get(where, headers=headers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def post(client: Client, pair: Pair, **fields: object) -> str:
    where = reverse("cases:lineage_pair_judge", args=[pair.pk])
    data = {"judgement": "confirmed", "reason": "Seen", "version": pair.version}
    response = client.post(where, {**data, **fields}, follow=True)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_one_click_from_the_case_to_the_drawing_and_the_table(
    as_lead: Client, case: Case, chain: list[SeizedDataset]
) -> None:
    assert f'href="{address(case)}"' in page(as_lead, case.get_absolute_url())
    text = page(as_lead, address(case))
    for dataset in chain:
        assert f'<a href="{dataset.get_absolute_url()}"><title>{dataset}' in text
        assert str(dataset.holder) in text
        assert f"obtained {dataset.obtained_on}" in text
    assert text.count('marker-end="url(#head)"') == 3
    for pair in Pair.objects.with_sets():
        assert f'<a href="{pair.get_absolute_url()}" aria-label="{pair}:' in text
        assert f'<a href="{pair.get_absolute_url()}">{pair}</a>' in text


def test_the_table_sorts_by_share_and_comes_alone_for_htmx(
    as_lead: Client, case: Case, chain: list[SeizedDataset]
) -> None:
    for pair, share in zip(Pair.objects.order_by("-pk"), (0.2, 0.9, 0.5), strict=True):
        Pair.objects.filter(pk=pair.pk).update(share=share)
    part = page(as_lead, address(case) + "?sort=share", **{"HX-Request": "true"})
    assert "<html" not in part
    assert "<svg" not in part
    at = [part.index(f">{p}<") for p in Pair.objects.with_sets().order_by("share")]
    assert at == sorted(at)


def test_a_page_of_fifty_pairs_asks_no_more_than_one_of_three(
    as_lead: Client, lead: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    with CaptureQueriesContext(connection) as few:
        page(as_lead, address(case))
    for number in range(4):
        make_set(case, range(20), title=f"More {number}")
    trace(lead, case)
    with CaptureQueriesContext(connection) as many:
        page(as_lead, address(case))
    assert len(many) <= len(few)


def test_a_pair_says_who_was_first_and_why(
    as_lead: Client, chain: list[SeizedDataset]
) -> None:
    text = page(as_lead, pair_of(chain[0], chain[1]).get_absolute_url())
    assert "“Link 6” was first. “Link 6” was obtained on 2020-06-01." in text
    assert "“Link 9” was obtained on 2020-09-01, 92 days later." in text
    assert "100 % of the identifiers in “Link 9” are in “Link 6” too" in text
    assert "2 for it, 0 against it" in text


def test_a_judgement_has_a_reason_and_can_be_taken_back(
    as_lead: Client, lead: Officer, chain: list[SeizedDataset]
) -> None:
    pair = pair_of(chain[0], chain[1])
    assert "Give the reason" in post(as_lead, pair, reason=" ")
    assert "Seen" in post(as_lead, pair)
    pair.refresh_from_db()
    assert pair.judgement == "confirmed"
    post(as_lead, pair, judgement="open", reason="")
    pair.refresh_from_db()
    assert pair.judgement == "open"
    words = pair.words.values_list("judgement", "direction", "officer")
    assert list(words) == [("open", "first", lead.pk), ("confirmed", "first", lead.pk)]
    entries = Entry.objects.filter(action="judge", object_type="pair")
    assert entries.count() == 2


def test_a_number_pasted_into_the_reason_is_masked(
    as_lead: Client, chain: list[SeizedDataset]
) -> None:
    pair = pair_of(chain[0], chain[1])
    post(as_lead, pair, reason=f"Asked {mobile(1)}")
    assert pair.words.get().reason == "Asked 138****01"


def test_what_cannot_be_told_cannot_be_confirmed(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    one, other = make_set(case, range(4)), make_set(case, range(4))
    trace(lead, case)
    pair = pair_of(one, other)
    assert "There is no direction to confirm" in post(as_lead, pair)
    post(as_lead, pair, judgement="unsure")
    pair.refresh_from_db()
    assert pair.judgement == "unsure"


def test_of_two_judgements_at_once_the_second_is_told(
    as_lead: Client, chain: list[SeizedDataset]
) -> None:
    pair = pair_of(chain[0], chain[1])
    post(as_lead, pair)
    assert "has changed since you saw it" in post(as_lead, pair, judgement="rejected")
    pair.refresh_from_db()
    assert pair.judgement == "confirmed"


def test_a_proposal_that_changed_after_its_judgement_says_so(
    as_lead: Client, lead: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    pair = pair_of(chain[0], chain[1])
    post(as_lead, pair)
    SeizedDataset.objects.filter(pk=chain[0].pk).update(obtained_on=None)
    trace(lead, case)
    text = page(as_lead, pair.get_absolute_url())
    assert "The proposal was another one when it was last judged" in text
    assert "Who had it first cannot be told" in text


def test_a_rejected_direction_has_no_arrow(
    as_lead: Client, case: Case, chain: list[SeizedDataset]
) -> None:
    post(as_lead, pair_of(chain[0], chain[1]), judgement="rejected")
    assert page(as_lead, address(case)).count('marker-end="url(#head)"') == 2


def test_who_may_not_judge_in_the_other_case_is_told_so(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    """Officers of the unit see its cases, and judge in their own."""
    colleague = make_officer("colleague of the unit")
    mine = make_set(case, range(4), obtained_on=date(2020, 6, 1))
    other = make_set(make_case(lead=colleague), range(4), obtained_on=date(2020, 9, 1))
    trace(lead, case, other.case)
    pair = pair_of(mine, other)
    assert 'name="judgement"' not in page(as_lead, pair.get_absolute_url())
    assert "You may not judge in the case of the other" in post(as_lead, pair)
    pair.refresh_from_db()
    assert pair.judgement == "open"


def test_starting_it_from_the_page(as_lead: Client, case: Case) -> None:
    make_set(case, range(4))
    as_lead.post(reverse("cases:lineage_start", args=[case.pk]))
    run = LineageRun.objects.get()
    assert (run.state, run.case) == ("waiting", case)
    assert reverse("cases:lineage_job", args=[run.pk]) in page(as_lead, address(case))
    as_lead.post(reverse("cases:lineage_cancel", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "cancelled"
    as_lead.post(reverse("cases:lineage_restart", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == "waiting"


def test_a_viewer_reads_and_changes_nothing(
    viewer: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    client = signed_in(viewer)
    assert 'action="' + reverse("cases:lineage_start", args=[case.pk]) not in page(
        client, address(case)
    )
    pair = pair_of(chain[0], chain[1])
    where = reverse("cases:lineage_pair_judge", args=[pair.pk])
    assert client.post(where, {}).status_code == 403


def hand_over(prosecutor: Officer) -> Client:
    Case.objects.update(handed_over_at=timezone.now(), handed_over_to=prosecutor.unit)
    return signed_in(prosecutor)


def test_for_outsiders_it_does_not_exist(
    outsider: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    client = signed_in(outsider)
    for where in (address(case), pair_of(chain[0], chain[1]).get_absolute_url()):
        assert client.get(where).status_code == 404


def test_a_prosecutor_sees_what_was_settled_and_no_proposal(
    as_lead: Client, prosecutor: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    confirmed, rejected, unsure = (
        pair_of(chain[0], chain[1]),
        pair_of(chain[1], chain[2]),
        pair_of(chain[0], chain[2]),
    )
    post(as_lead, confirmed)
    post(as_lead, rejected, judgement="rejected")
    post(as_lead, unsure, judgement="unsure")
    assert signed_in(prosecutor).get(address(case)).status_code == 404
    client = hand_over(prosecutor)
    shown = page(client, address(case))
    for pair, is_seen in ((confirmed, True), (rejected, True), (unsure, False)):
        assert (pair.get_absolute_url() in shown) is is_seen
        status = client.get(pair.get_absolute_url()).status_code
        assert status == (200 if is_seen else 404)
    assert reverse("cases:lineage_start", args=[case.pk]) not in shown
    text = page(client, confirmed.get_absolute_url())
    assert "“Link 6” was first." in text
    assert reverse("cases:lineage_pair_judge", args=[confirmed.pk]) not in text


def test_a_prosecutor_does_not_see_a_direction_that_turned_since_it_was_confirmed(
    as_lead: Client, prosecutor: Officer, case: Case, chain: list[SeizedDataset]
) -> None:
    pair = pair_of(chain[0], chain[1])
    post(as_lead, pair)
    Pair.objects.filter(pk=pair.pk).update(direction=Pair.Direction.SECOND)
    client = hand_over(prosecutor)
    assert "have not settled yet" in page(client, address(case))
    assert client.get(pair.get_absolute_url()).status_code == 404


def test_a_prosecutor_judges_nothing(
    prosecutor: Officer, as_lead: Client, case: Case, chain: list[SeizedDataset]
) -> None:
    pair = pair_of(chain[0], chain[1])
    post(as_lead, pair)
    client = hand_over(prosecutor)
    for where in (
        reverse("cases:lineage_start", args=[case.pk]),
        reverse("cases:lineage_pair_judge", args=[pair.pk]),
    ):
        assert client.post(where, {"judgement": "rejected"}).status_code == 403
    assert pair.words.count() == 1


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.00001, "< 0.1 %"),
        (0.5, "50 %"),
        (0.9999, "> 99.9 %"),
        (1.0, "100 %"),
    ],
)
def test_a_little_is_not_nothing_and_nearly_all_is_not_all(
    share: float, text: str
) -> None:
    assert percent(share) == text
