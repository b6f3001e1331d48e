"""Two units with the same suspect learn of each other, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case, CaseMember, Role
from cases.deconfliction import services
from cases.deconfliction.models import Comparison, Pointer, PointerWord
from cases.suspects import services as suspects
from cases.suspects.models import Suspect
from tests.deconfliction.steps import HOME, LIST, MOBILE, page, record_mobile
from tests.people import join, make_case, make_officer, signed_in
from tests.suspects.making import make_suspect


def test_both_leads_are_pointed_to_each_other(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    assert not Pointer.objects.exists()
    record_mobile(lead, mine)
    pointer = Pointer.objects.get()
    assert (pointer.kind, {pointer.first, pointer.second}) == (
        "mobile",
        {mine, theirs},
    )
    for officer, other in ((lead, outsider), (outsider, lead)):
        for address in (HOME, LIST, pointer.get_absolute_url()):
            text = page(officer, address)
            assert str(pointer) in text
            assert "Mobile" in text
            assert str(other.unit) in text
            assert other.name in text
    assert "0591-0000000" in page(lead, pointer.get_absolute_url())


def test_a_lead_learns_nothing_of_the_other_case(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    pointer = Pointer.objects.get()
    secrets = (theirs.name, theirs.case.title, theirs.case.number, MOBILE, "138****")
    for address in (HOME, LIST, pointer.get_absolute_url()):
        text = page(lead, address)
        assert not [secret for secret in secrets if secret in text], address
    assert signed_in(lead).get(theirs.get_absolute_url()).status_code == 404


def test_who_records_the_number_learns_nothing_unless_they_lead(
    lead: Officer,
    outsider: Officer,
    colleague: Officer,
    mine: Suspect,
    theirs: Suspect,
) -> None:
    """The page says the same whether another unit has the number or not."""
    record_mobile(outsider, theirs)
    client = signed_in(colleague)
    address = reverse("cases:identifier_create", args=[mine.pk])
    answers = [
        client.post(address, {"kind": "mobile", "number": number}, follow=True)
        for number in (MOBILE, "13800009999")
    ]
    said = [[str(m) for m in answer.context["messages"]] for answer in answers]
    assert said[0] == said[1] == ["Saved."]
    pointer = Pointer.objects.get()
    assert client.get(pointer.get_absolute_url()).status_code == 404
    assert str(pointer) not in page(colleague, HOME)
    assert str(pointer) not in page(colleague, LIST)
    assert str(pointer) in page(lead, HOME)


def test_a_third_unit_and_other_duties_see_no_pointer(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    pointer = Pointer.objects.get()
    make_case(lead=(third := make_officer("third")))
    for officer in (third, make_officer("auditor", duty="auditor")):
        client = signed_in(officer)
        assert client.get(pointer.get_absolute_url()).status_code == 404
    assert str(pointer) not in page(third, LIST)


def test_who_leads_no_more_sees_it_no_more(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    CaseMember.objects.filter(officer=outsider).update(
        until=timezone.localdate() - timedelta(days=1)
    )
    pointer = Pointer.objects.get()
    assert signed_in(outsider).get(pointer.get_absolute_url()).status_code == 404
    assert "The case has no lead today" in page(lead, pointer.get_absolute_url())


def test_two_cases_of_one_unit_are_pointed_to_each_other_too(
    lead: Officer, mine: Suspect
) -> None:
    neighbour = make_officer("neighbour")
    other = make_suspect(make_case(lead=neighbour))
    record_mobile(neighbour, other)
    record_mobile(lead, mine)
    assert Pointer.objects.visible_to(neighbour).exists()
    assert Pointer.objects.visible_to(lead).exists()


def test_two_suspects_of_one_case_need_no_pointer(lead: Officer, case: Case) -> None:
    record_mobile(lead, make_suspect(case))
    record_mobile(lead, make_suspect(case))
    assert not Pointer.objects.exists()


def test_the_same_handle_points_however_it_is_written(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    for officer, suspect, handle in (
        (outsider, theirs, "SS52098"),
        (lead, mine, "ｓｓ５２０９８"),
    ):
        suspects.add_alias(
            officer=officer, suspect=suspect, platform="QQ", handle=handle
        )
    assert Pointer.objects.get().kind == "handle"


def test_a_handle_that_is_corrected_is_compared_anew(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    suspects.add_alias(officer=outsider, suspect=theirs, platform="QQ", handle="apple")
    alias = suspects.add_alias(
        officer=lead, suspect=mine, platform="QQ", handle="appel"
    )
    made = Comparison.objects.count()
    suspects.update_alias(
        officer=lead, alias=alias, version=alias.version, source="Chat"
    )
    assert Comparison.objects.count() == made
    alias.refresh_from_db()
    suspects.update_alias(
        officer=lead, alias=alias, version=alias.version, handle="apple"
    )
    assert Pointer.objects.count() == 1


def test_more_numbers_of_a_kind_make_no_second_pointer(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    for number in (MOBILE, "13800005679"):
        record_mobile(outsider, theirs, number)
        record_mobile(lead, mine, number)
    assert Pointer.objects.count() == 1


def test_the_number_of_a_pointer_tells_not_how_many_there_are(
    lead: Officer, outsider: Officer, case: Case, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    for _ in range(5):
        record_mobile(lead, make_suspect(case))
    numbers = list(Pointer.objects.values_list("pk", flat=True))
    assert len(numbers) == 5
    assert max(numbers) - min(numbers) > 5
    assert all(10**7 <= number < 10**8 for number in numbers)


def test_each_side_says_what_came_of_it_and_the_words_stay(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    pointer = Pointer.objects.get()
    say = reverse("cases:pointer_say", args=[pointer.pk])
    client = signed_in(lead)
    for outcome in ("contacted", "same"):
        client.post(say, {"case": mine.case_id, "outcome": outcome})
    assert str(pointer) not in page(lead, HOME)
    assert str(pointer) in page(outsider, HOME)
    assert "The same person" in page(outsider, pointer.get_absolute_url())
    words = pointer.words.values_list("case", "officer", "outcome")
    assert list(words) == [
        (mine.case_id, lead.pk, "same"),
        (mine.case_id, lead.pk, "contacted"),
    ]
    for change in (
        lambda: PointerWord.objects.update(outcome="different"),
        lambda: PointerWord.objects.all().delete(),
        lambda: Pointer.objects.update(kind="qq"),
        lambda: Comparison.objects.update(refused=True),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_nobody_speaks_for_the_other_side(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    pointer = Pointer.objects.get()
    say = reverse("cases:pointer_say", args=[pointer.pk])
    for case, outcome in ((theirs.case_id, "same"), (mine.case_id, "nonsense")):
        signed_in(lead).post(say, {"case": case, "outcome": outcome})
    assert not PointerWord.objects.exists()
    with pytest.raises(PermissionDenied):
        services.say(officer=lead, pointer=pointer, case=theirs.case, outcome="same")


def test_comparing_and_pointing_is_in_the_trail_without_the_number(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    compared = Entry.objects.get(action="search", actor=lead)
    assert (compared.object_type, compared.case_id) == ("identifier", mine.case_id)
    made = Entry.objects.get(object_type="pointer", action="create")
    assert (made.actor, made.case_id, made.detail) == (lead, None, {"kind": "mobile"})
    assert MOBILE not in str(list(Entry.objects.values_list("detail", flat=True)))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_same_at_once_the_second_finds_the_first() -> None:
    leads = [make_officer(name) for name in ("one", "two")]
    two = [make_suspect(make_case(lead=lead)) for lead in leads]

    def work(at: int) -> None:
        suspects.add_alias(
            officer=leads[at], suspect=two[at], platform="QQ", handle="apple"
        )
        connection.close()

    threads = [Thread(target=work, args=[at]) for at in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Pointer.objects.count() == 1


def test_officers_say_how_they_are_reached(as_lead: Client, lead: Officer) -> None:
    as_lead.post(
        reverse("cases:preferences"),
        {"language": "", "theme": "", "contact": "Room 12, 0515-0000"},
    )
    lead.refresh_from_db()
    assert lead.contact == "Room 12, 0515-0000"


def test_a_lead_of_both_cases_sees_both_sides(lead: Officer, mine: Suspect) -> None:
    other = make_suspect(make_case(lead=lead))
    record_mobile(lead, other)
    record_mobile(lead, mine)
    pointer = Pointer.objects.get()
    assert page(lead, pointer.get_absolute_url()).count('name="case"') == 2


def test_a_viewer_of_the_case_sees_no_pointer(
    lead: Officer, outsider: Officer, mine: Suspect, theirs: Suspect
) -> None:
    record_mobile(outsider, theirs)
    record_mobile(lead, mine)
    reader = join(mine.case, make_officer("reader"), Role.VIEWER)
    assert not Pointer.objects.visible_to(reader).exists()
