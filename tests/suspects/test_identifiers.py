"""Numbers of suspects: checked when typed, sealed when stored, masked when shown."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.access.models import Officer
from cases.audit.models import Entry
from cases.casefiles.models import Case
from cases.common.wording.values import WHY_NO_NUMBER
from cases.engine.identifiers import Reason
from cases.suspects import services
from cases.suspects.models import Identifier
from tests.people import make_case, signed_in
from tests.suspects.making import fictitious_id, make_suspect, wrong_id

ID = fictitious_id(1)


def rows_of_every_table() -> bytes:
    """The whole database as PostgreSQL stores it: text and raw bytes alike."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our own tables
            found += b"\n".join(row[0].encode() for row in cursor.fetchall())
    return found


def hold(text: str) -> bool:
    """Whether the typed text lies anywhere, as text or as the hex of its bytes."""
    rows = rows_of_every_table()
    return text.encode() in rows or text.encode().hex().encode() in rows


def test_the_search_for_digits_finds_what_lies_in_the_clear(case: Case) -> None:
    make_suspect(case, role=ID)
    assert hold(ID)


def test_a_number_is_stored_sealed_and_shown_masked(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case)
    address = reverse("cases:identifier_create", args=[suspect.pk])
    typed = {"kind": "resident_id", "number": f" {ID[:6]} {ID[6:14]} {ID[14:]} "}
    assert as_lead.post(address, typed).status_code == 302
    identifier = Identifier.objects.get()
    assert identifier.sealed == ID
    assert identifier.mask == f"{ID[:6]}********{ID[-4:]}"
    html = as_lead.get(suspect.get_absolute_url()).content.decode()
    assert identifier.mask in html
    assert ID not in html
    assert not hold(ID)
    assert Entry.objects.filter(object_type="identifier", case_id=case.pk).exists()


def test_a_wrong_check_digit_is_refused_in_words_and_nothing_is_stored(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case)
    address = reverse("cases:identifier_create", args=[suspect.pk])
    typed = wrong_id(1)
    response = as_lead.post(address, {"kind": "resident_id", "number": typed})
    html = response.content.decode()
    assert "The check digit is wrong" in html
    assert typed in html, "what was typed stays in the form"
    assert not Identifier.objects.exists()
    assert not hold(typed)


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("mobile", "1380000", "too few or too many"),
        ("mobile", "138****0000", "is hidden"),
        ("mobile", "1.38E+10", "spreadsheet has rounded"),
        ("landline", "6000000", "area code is missing"),
        ("resident_id", ID[:6] + "19990230" + ID[14:], "does not exist"),
        ("mobile", "-", "Type a number"),
        ("mobile", "13800000000 / 13900000000", "several numbers"),
        ("email", "nobody", "form"),
    ],
)
def test_what_is_no_number_is_refused_with_its_reason(
    as_lead: Client, case: Case, kind: str, number: str, words: str
) -> None:
    suspect = make_suspect(case)
    address = reverse("cases:identifier_create", args=[suspect.pk])
    html = as_lead.post(address, {"kind": kind, "number": number}).content.decode()
    assert words in html
    assert not Identifier.objects.exists()


def test_every_reason_has_its_sentence() -> None:
    assert set(WHY_NO_NUMBER) == set(Reason)


def test_the_same_number_twice_for_one_suspect_is_refused(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    suspect = make_suspect(case)
    services.add_identifier(
        officer=lead, suspect=suspect, kind="mobile", number="13800000000"
    )
    address = reverse("cases:identifier_create", args=[suspect.pk])
    typed = {"kind": "mobile", "number": "+86 138-0000-0000"}
    html = as_lead.post(address, typed).content.decode()
    assert "The suspect has this number already." in html
    assert suspect.identifiers.count() == 1


def test_a_card_that_fails_its_check_is_kept_with_a_warning(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case)
    address = reverse("cases:identifier_create", args=[suspect.pk])
    typed = {"kind": "bank_card", "number": "6" + "0" * 14 + "1"}
    html = as_lead.post(address, typed, follow=True).content.decode()
    assert "compare it with the original" in html
    assert suspect.identifiers.count() == 1


def test_the_same_number_of_another_visible_suspect_is_a_hint(
    as_lead: Client, case: Case, lead: Officer
) -> None:
    suspects = [make_suspect(case), make_suspect(make_case(lead=lead))]
    for suspect in suspects:
        services.add_identifier(
            officer=lead, suspect=suspect, kind="mobile", number="13800000000"
        )
    html = as_lead.get(suspects[0].get_absolute_url()).content.decode()
    assert suspects[1].get_absolute_url() in html


def test_a_number_of_a_case_out_of_sight_is_no_hint(
    as_lead: Client, case: Case, lead: Officer, outsider: Officer
) -> None:
    mine = make_suspect(case)
    theirs = make_suspect(make_case(lead=outsider))
    for officer, suspect in ((lead, mine), (outsider, theirs)):
        services.add_identifier(
            officer=officer, suspect=suspect, kind="qq", number="10001"
        )
    for client, suspect in ((as_lead, mine), (signed_in(outsider), theirs)):
        html = client.get(suspect.get_absolute_url()).content.decode()
        assert "Perhaps the same person" not in html


def test_a_number_can_go_with_one_of_the_suspects_aliases(
    as_lead: Client, case: Case
) -> None:
    suspect = make_suspect(case, "SS52098")
    other = make_suspect(case, "fruit-seller")
    address = reverse("cases:identifier_create", args=[suspect.pk])
    form = as_lead.get(address).content.decode()
    assert "SS52098 (QQ)" in form
    assert "fruit-seller" not in form
    typed = {"kind": "qq", "number": "10001"}
    strange = {**typed, "alias": other.aliases.get().pk}
    assert as_lead.post(address, strange).status_code == 200
    assert not Identifier.objects.exists()
    own = {**typed, "alias": suspect.aliases.get().pk}
    html = as_lead.post(address, own, follow=True).content.decode()
    assert "used as SS52098" in html


def test_an_alias_of_another_suspect_is_refused_by_the_service_too(
    case: Case, lead: Officer
) -> None:
    suspect, other = make_suspect(case), make_suspect(case, "fruit-seller")
    with pytest.raises(ValidationError, match="alias of another suspect"):
        services.add_identifier(
            officer=lead,
            suspect=suspect,
            kind="qq",
            number="10001",
            alias=other.aliases.get(),
        )
